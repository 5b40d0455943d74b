import {
  block,
  brIf,
  call,
  type FunctionReference,
  get,
  i32,
  type Instruction,
  type Local,
  loop,
  memory,
  op,
  set,
} from './encoding/instructions.ts';
import { Locals, type WasmFunction } from './encoding/module.ts';
import { CONTROL } from './memory-map.ts';
import { GLOBALS } from './runtime.ts';

/** `run(from, to)`: expands states by number; returns the number of the next, earlier if the store is full. */
export function runFunction(
  words: number,
  actors: readonly FunctionReference[],
  flush: FunctionReference,
  stuck: FunctionReference,
): WasmFunction {
  const reference: FunctionReference = { name: 'run', index: -1, parameters: ['i32', 'i32'], results: ['i32'] };
  const locals = new Locals([
    { name: 'at', type: 'i32' },
    { name: 'to', type: 'i32' },
  ]);
  const at = locals.parameter(0);
  const to = locals.parameter(1);
  const address = locals.fresh('i32', 'address');
  const outcomes = locals.fresh('i32', 'outcomes');
  const total = (): Instruction =>
    op('i32.add', { kind: 'global.get', index: GLOBALS.generated }, { kind: 'global.get', index: GLOBALS.failed });
  const w: Local[] = Array.from({ length: words }, () => locals.fresh('i32', 'w'));
  const loadControl = (offset: number): Instruction => memory('i32.load', offset, i32(0));
  const body: Instruction[] = [
    block('end', (end) => [
      loop('next', (again) => [
        brIf(end, op('i32.ge_u', get(at), get(to))),
        memory('i32.store', CONTROL.current, i32(0), get(at)),
        set(address, op('i32.add', loadControl(CONTROL.store), op('i32.mul', get(at), i32(w.length * 4)))),
        ...w.map((local, i) => set(local, memory('i32.load', i * 4, get(address)))),
        set(outcomes, total()),
        ...actors.map((f) => call(f, ...w.map(get))),
        {
          kind: 'if',
          condition: op('i32.eq', total(), get(outcomes)),
          then: [call(stuck, get(at))],
          otherwise: [],
        },
        set(at, op('i32.add', get(at), i32(1))),
        brIf(end, op('i32.ge_u', loadControl(CONTROL.count), loadControl(CONTROL.pause))),
        brIf(again, i32(1)),
      ]),
    ]),
    call(flush),
    memory(
      'i64.store',
      CONTROL.generated,
      i32(0),
      op(
        'i64.add',
        memory('i64.load', CONTROL.generated, i32(0)),
        op('i64.extend_i32_u', { kind: 'global.get', index: GLOBALS.generated }),
      ),
    ),
    { kind: 'global.set', index: GLOBALS.generated, value: i32(0) },
    { kind: 'return', value: get(at) },
    { kind: 'unreachable' },
  ];
  return { reference, exported: true, locals: locals.declared, body };
}
