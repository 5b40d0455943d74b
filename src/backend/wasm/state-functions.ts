import type { TransitionSystem } from '../../ir/system.ts';
import type { propertiesOf } from '../interpreter/properties.ts';
import type { Container } from './access.ts';
import { Emitter } from './emitter.ts';
import type { FunctionReference } from './encoding/instructions.ts';
import type { WasmFunction } from './encoding/module.ts';
import type { StateLayout } from './layout.ts';
import type { AreaMap } from './memory-map.ts';
import { pollInLoops } from './poll.ts';

/** What functions of states are compiled from, and where they go. */
export interface SystemContext {
  readonly system: TransitionSystem;
  readonly properties: ReturnType<typeof propertiesOf>;
  readonly layout: StateLayout;
  /** What a worker has for itself. */
  readonly area: AreaMap;
  readonly functions: StateFunctions;
  /** Of the host: told of a property that a step violates, and whether the state after it is in the scratch memory. */
  readonly violation: FunctionReference;
  /** Of the host: asked now and then whether the event loop should turn. */
  readonly tick: FunctionReference;
}

/** Makes the functions of a module whose parameters are the words of a state. */
export class StateFunctions {
  readonly #words: number;
  readonly #tick: FunctionReference;
  readonly #all: WasmFunction[] = [];

  /** @param words of a state */
  constructor(words: number, tick: FunctionReference) {
    this.#words = words;
    this.#tick = tick;
  }

  get all(): readonly WasmFunction[] {
    return this.#all;
  }

  begin(): { readonly emitter: Emitter; readonly state: Container } {
    const words = Array.from({ length: this.#words }, (_, i) => i);
    const emitter = new Emitter(words.map((i) => ({ name: `w${i}`, type: 'i32' })));
    return { emitter, state: { locals: words.map((i) => emitter.locals.parameter(i)) } };
  }

  /** The function is what was emitted; its code returns where it has a result. */
  end(name: string, emitter: Emitter, result?: 'i32'): FunctionReference {
    const reference: FunctionReference = {
      name,
      index: -1,
      parameters: new Array<'i32'>(this.#words).fill('i32'),
      results: result ? [result] : [],
    };
    const body = pollInLoops(emitter.take(), this.#tick);
    this.#all.push({
      reference,
      exported: false,
      locals: emitter.locals.declared,
      body: result ? [...body, { kind: 'unreachable' }] : body,
    });
    return reference;
  }
}
