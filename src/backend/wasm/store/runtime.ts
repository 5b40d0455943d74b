import type { FunctionReference } from '../encoding/instructions.ts';
import type { WasmFunction } from '../encoding/module.ts';
import { type Callees, emitFunction, FlushCode } from './insert.ts';
import type { AreaMap } from './memory-map.ts';
import { reference, StoreCode, type StoreKind } from './store-code.ts';
import { fingerprintFunction, growFunction, moveFunction, rebuildFunction } from './table.ts';

/** The part of the engine that is the same for every spec: what happens to successors. See `memory-map.ts`. */
export interface Runtime {
  readonly code: StoreCode;
  readonly area: AreaMap;
  readonly functions: readonly WasmFunction[];
  /** Receives the words of a successor. */
  readonly emit: FunctionReference;
  readonly flush: FunctionReference;
}

export function makeRuntime(kind: StoreKind, area: AreaMap, callees: Callees): Runtime {
  const code = new StoreCode(kind);
  const emit = reference('emit', new Array<'i32'>(kind.words).fill('i32'));
  const flush = reference('flush', []);
  const flushShared = kind.shared ? reference('flushShared', []) : undefined;
  return {
    code,
    emit,
    flush,
    area,
    functions: [
      emitFunction(emit, flush, kind, area),
      new FlushCode(code, area, callees).ordered(flush, flushShared),
      ...(flushShared ? [new FlushCode(code, area, callees).shared(flushShared), moveFunction(code)] : []),
      growFunction(code),
      ...(kind.fingerprints ? [fingerprintFunction(code)] : [rebuildFunction(code)]),
    ],
  };
}
