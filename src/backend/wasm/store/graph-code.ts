import { BucketCode } from './bucket.ts';
import {
  block,
  br,
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
  tee,
  when,
} from '../encoding/instructions.ts';
import { Locals, type WasmFunction } from '../encoding/module.ts';
import { globalGet, globalSet, INITIAL_GLOBALS } from './globals.ts';
import { hashInto } from './hash.ts';
import { CONTROL, FIRST_AREA } from './memory-map.ts';
import { add, reference, type StoreCode } from './store-code.ts';
import { WAITING } from './table.ts';

/**
 * The state graph of a complete exploration is made by expanding all states once more: a successor is looked up in the
 * table, and its number goes to a list. Regenerating the transitions costs less than the exploration did, and keeps
 * their memory away from runs without temporal properties. The list is in the spare memory of the table, which does
 * not grow any more: records of a state's number and an actor's, and at the end of each state what is observed of it.
 */
const first = Object.keys(INITIAL_GLOBALS).length;
const RECORDS = first;
const ACTOR = first + 1;
/** Steps that run and implications that are met are noted in the first area, as by the worker that explores alone. */
export const GRAPH_GLOBALS = { ...INITIAL_GLOBALS, me: FIRST_AREA, records: 0, actor: 0 };

/** In the place of an actor: the record has bits of what is observed of the state. */
export const OBSERVED = 0xffff_ffff;
/** Records that the list holds. */
const CAPACITY = WAITING;

/** @param drain of the host: takes so many records out of the list */
function append(code: StoreCode, drain: FunctionReference, value: Instruction, actor: Instruction): Instruction[] {
  const at = (): Instruction => code.slot(code.base(CONTROL.spare), globalGet(RECORDS));
  return [
    memory('i32.store', 0, at(), value),
    memory('i32.store', 4, at(), actor),
    globalSet(RECORDS, add(globalGet(RECORDS), i32(1))),
    when(op('i32.ge_u', globalGet(RECORDS), i32(CAPACITY)), [call(drain, i32(CAPACITY)), globalSet(RECORDS, i32(0))]),
  ];
}

/** `emit(words)`: looks a successor up. It is in the table. */
export function lookUpFunction(self: FunctionReference, code: StoreCode, drain: FunctionReference): WasmFunction {
  const { words } = code.kind;
  const locals = new Locals(Array.from({ length: words }, (_, i) => ({ name: `w${i}`, type: 'i32' as const })));
  const w = Array.from({ length: words }, (_, i) => locals.parameter(i));
  const hash = locals.fresh('i32', 'hash');
  const known = locals.fresh('i32', 'known');
  const state = locals.fresh(code.addressType, 'state');
  const bucket = new BucketCode(code, locals);
  const number = (): Instruction => op('i32.sub', get(known), i32(1));
  const body: Instruction[] = [
    ...hashInto(hash, w.map(get)),
    ...bucket.begin(),
    ...bucket.search(
      () => get(hash),
      (slot, other) => [
        brIf(other, op('i32.eqz', tee(known, memory('i32.load', 0, slot)))),
        // The hash of one word is a bijection.
        ...(words === 1
          ? []
          : [
              set(state, code.state(code.base(CONTROL.store), number())),
              ...w.map((word, i) => brIf(other, op('i32.ne', get(word), memory('i32.load', i * 4, get(state))))),
            ]),
        ...append(code, drain, number(), globalGet(ACTOR)),
        { kind: 'return' as const },
      ],
      () => [{ kind: 'unreachable' }],
    ),
  ];
  return { reference: self, exported: false, locals: locals.declared, body };
}

/** `list(from, to)`: lists the transitions of states by number, and what is observed of each. */
export function listFunction(
  code: StoreCode,
  actors: readonly FunctionReference[],
  observers: readonly FunctionReference[],
  drain: FunctionReference,
): WasmFunction {
  const locals = new Locals(['at', 'to'].map((name) => ({ name, type: 'i32' as const })));
  const [at, to] = [0, 1].map((i) => locals.parameter(i)) as [Local, Local];
  const address = locals.fresh(code.addressType, 'address');
  const w: Local[] = Array.from({ length: code.kind.words }, () => locals.fresh('i32', 'w'));
  const bits = observers.length === 0 ? [i32(0)] : observers.map((f) => call(f, ...w.map(get)));
  const body: Instruction[] = [
    block('end', (end) => [
      loop('next', (again) => [
        brIf(end, op('i32.ge_u', get(at), get(to))),
        set(address, code.state(code.base(CONTROL.store), get(at))),
        ...w.map((local, i) => set(local, memory('i32.load', i * 4, get(address)))),
        ...actors.flatMap((f, number) => [globalSet(ACTOR, i32(number)), call(f, ...w.map(get))]),
        ...bits.flatMap((b) => append(code, drain, b, i32(OBSERVED | 0))),
        set(at, add(get(at), i32(1))),
        br(again),
      ]),
    ]),
    call(drain, globalGet(RECORDS)),
    globalSet(RECORDS, i32(0)),
  ];
  return { reference: reference('list', ['i32', 'i32']), exported: true, locals: locals.declared, body };
}
