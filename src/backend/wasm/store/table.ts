import { BucketCode } from './bucket.ts';
import {
  block,
  br,
  brIf,
  get,
  i32,
  i64,
  type Instruction,
  type Local,
  loop,
  memory,
  op,
  set,
  when,
} from '../encoding/instructions.ts';
import { Locals, type WasmFunction } from '../encoding/module.ts';
import { hashInto, secondHashInto } from './hash.ts';
import { AREA, CONTROL, SLOTS } from './memory-map.ts';
import { GLOBALS, globalGet } from './globals.ts';
import { FrontierCode } from './sleep-code.ts';
import { add, extend, hashIn, load, reference, slotOf, type StoreCode } from './store-code.ts';

/** Entries that can wait while the table grows. */
export const WAITING = 65_536;

/**
 * `rebuild()`: enters all states of the store into an empty table that is large enough, after a checkpoint was read.
 */
export function rebuildFunction(code: StoreCode): WasmFunction {
  const self = reference('rebuild', []);
  const locals = new Locals([]);
  const state = locals.fresh(code.addressType, 'state');
  const number = locals.fresh('i32', 'number');
  const hash = locals.fresh('i32', 'hash');
  const bucket = new BucketCode(code, locals);
  const body: Instruction[] = [
    ...bucket.begin(),
    block('end', (end) => [
      loop('next', (again) => [
        brIf(end, op('i32.ge_u', get(number), load(CONTROL.count))),
        set(state, code.state(code.base(CONTROL.store), get(number))),
        ...hashInto(
          hash,
          code.wordsAt(() => get(state)),
        ),
        block('entered', (entered) =>
          bucket.vacancy(
            () => get(hash),
            (free) => [memory('i64.store', 0, free, slotOf(get(hash), get(number))), br(entered)],
          ),
        ),
        set(number, add(get(number), i32(1))),
        br(again),
      ]),
    ]),
  ];
  return { reference: self, exported: true, locals: locals.declared, body };
}

/**
 * `grow(capacity)`: enlarges the table in place. A bucket is monotone in the hash and in the capacity, so an entry
 * moves to a higher one, unless others had pushed it far: going from the end to the beginning, the buckets that entries
 * move to hold only entries that have already moved. Entries for which that fails (near the beginning, and where the
 * end of the table wraps them around) wait in spare memory until all others have moved.
 */
export function growFunction(code: StoreCode): WasmFunction {
  const self = reference('grow', ['i32']);
  const locals = new Locals([{ name: 'capacity', type: 'i32' as const }]);
  const capacity = locals.parameter(0);
  const from = locals.fresh('i32', 'from');
  const waiting = locals.fresh('i32', 'waiting');
  const slot = locals.fresh('i64', 'slot');
  const before = new BucketCode(code, locals);
  const after = new BucketCode(code, locals);
  const hash = (): Instruction => hashIn(get(slot));
  const spare = (): Instruction => code.slot(code.base(CONTROL.spare), get(waiting));
  const move = (address: Instruction): Instruction =>
    block('moved', (moved) => [
      set(slot, memory('i64.load', 0, address)),
      memory('i64.store', 0, address, i64(0)),
      block('wait', (wait) => [
        brIf(wait, op('i32.le_u', after.place(hash()), get(from))),
        ...after.vacancy(hash, (free) => [memory('i64.store', 0, free, get(slot)), br(moved)], [br(wait)]),
      ]),
      // Without room for them the search must not continue: states would be lost.
      when(op('i32.ge_u', get(waiting), i32(WAITING)), [{ kind: 'unreachable' }]),
      memory('i64.store', 0, spare(), get(slot)),
      set(waiting, add(get(waiting), i32(1))),
    ]);
  const body: Instruction[] = [
    ...after.begin(() => get(capacity)),
    set(from, op('i32.div_u', load(CONTROL.capacity), i32(SLOTS))),
    loop('next', (again) => [
      set(from, op('i32.sub', get(from), i32(1))),
      ...before.eachEntry(get(from), move),
      brIf(again, get(from)),
    ]),
    block('done', (done) => [
      loop('back', (again) => [
        brIf(done, op('i32.eqz', get(waiting))),
        set(waiting, op('i32.sub', get(waiting), i32(1))),
        set(slot, memory('i64.load', 0, spare())),
        ...after.vacancy(hash, (free) => [memory('i64.store', 0, free, get(slot)), br(again)]),
      ]),
    ]),
    memory('i32.store', CONTROL.capacity, i32(0), get(capacity)),
  ];
  return { reference: self, exported: true, locals: locals.declared, body };
}

/** `move(from, to)`: gives a state another number. The states in between keep theirs. */
export function moveFunction(code: StoreCode): WasmFunction {
  const self = reference('move', ['i32', 'i32']);
  const locals = new Locals(['from', 'to'].map((name) => ({ name, type: 'i32' as const })));
  const from = locals.parameter(0);
  const to = locals.parameter(1);
  const hash = locals.fresh('i32', 'hash');
  const bucket = new BucketCode(code, locals);
  const at = locals.fresh(code.addressType, 'at');
  const here = locals.fresh(code.addressType, 'here');
  const there = locals.fresh(code.addressType, 'there');
  const second = (number: Local): Instruction => code.element(code.base(CONTROL.second), get(number), 4);
  const body: Instruction[] = [
    set(here, code.state(code.base(CONTROL.store), get(from))),
    set(there, code.state(code.base(CONTROL.store), get(to))),
    ...hashInto(
      hash,
      code.wordsAt(() => get(here)),
    ),
    ...bucket.begin(),
    block('found', (found) =>
      bucket.search(
        () => get(hash),
        (slot, other) => [
          set(at, slot),
          brIf(other, op('i64.ne', memory('i64.load', 0, get(at)), slotOf(get(hash), get(from)))),
          memory('i64.store', 0, get(at), slotOf(get(hash), get(to))),
          br(found),
        ],
        () => [{ kind: 'unreachable' }],
      ),
    ),
    ...code.wordsAt(() => get(here)).map((word, i) => memory('i32.store', i * 4, get(there), word)),
    ...(code.kind.fingerprints ? [memory('i32.store', 0, second(to), memory('i32.load', 0, second(from)))] : []),
    ...(code.kind.masks > 0 ? new FrontierCode(code).move(get(from), get(to), at) : []),
  ];
  return { reference: self, exported: true, locals: locals.declared, body };
}

/**
 * `fingerprint()`: of the state in the scratch words, with the hash in the high half and the second hash in the low
 * one.
 */
export function fingerprintFunction(code: StoreCode): WasmFunction {
  const self = reference('fingerprint', [], ['i64']);
  const locals = new Locals([]);
  const hash = locals.fresh('i32', 'hash');
  const second = locals.fresh('i32', 'second');
  const wide = locals.fresh('i64', 'wide');
  const words = Array.from({ length: code.kind.words }, (_, i) =>
    memory('i32.load', AREA.scratch + i * 4, globalGet(GLOBALS.me)),
  );
  const body: Instruction[] = [
    ...hashInto(hash, words),
    ...secondHashInto(second, wide, words),
    { kind: 'return', value: op('i64.or', op('i64.shl', extend(get(hash)), i64(32)), extend(get(second))) },
    { kind: 'unreachable' },
  ];
  return { reference: self, exported: true, locals: locals.declared, body };
}
