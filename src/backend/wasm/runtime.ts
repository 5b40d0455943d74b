import {
  block,
  br,
  brIf,
  call,
  type FunctionReference,
  get,
  i32,
  i64,
  type Instruction,
  type Local,
  loop,
  memory,
  op,
  set,
  tee,
  when,
} from './encoding/instructions.ts';
import { Locals, type WasmFunction } from './encoding/module.ts';
import { BATCH, CONTROL, FILTER } from './memory-map.ts';

/**
 * The part of the engine that is the same for every spec: successors go through a filter of recent states into a
 * batch; the places of a whole batch in the table are touched, then looked up (see docs on the engine). A slot of the
 * table holds the hash of a state and its number in the store plus one; 0 is empty.
 */
export interface Runtime {
  readonly functions: readonly WasmFunction[];
  /** Takes the words of a successor. */
  readonly emit: FunctionReference;
  readonly flush: FunctionReference;
}

/** Global numbers. */
export const GLOBALS = {
  /** Records in the batch. */
  batched: 0,
  /** Successors since the host asked last. */
  generated: 1,
  /** Outcomes without a successor since the host asked last: failed asserts, range errors. */
  failed: 2,
} as const;

const load = (offset: number): Instruction => memory('i32.load', offset, i32(0));
const store = (offset: number, value: Instruction): Instruction => memory('i32.store', offset, i32(0), value);
const add = (a: Instruction, b: Instruction): Instruction => op('i32.add', a, b);
const mul = (a: Instruction, b: Instruction): Instruction => op('i32.mul', a, b);
const shl = (a: Instruction, bits: number): Instruction => op('i32.shl', a, i32(bits));
const xor = (a: Instruction, b: Instruction): Instruction => op('i32.xor', a, b);
const shr = (a: Instruction, bits: number): Instruction => op('i32.shr_u', a, i32(bits));

/** Mixes words to a hash; for one word it is a bijection (the finaliser of MurmurHash3). */
function hashInto(hash: Local, words: readonly Instruction[]): Instruction[] {
  const code: Instruction[] = [set(hash, i32(0))];
  words.forEach((w, i) => {
    const mixed = mul(w, i32((0xcc9e2d51 + Math.imul(i, 0x1b873592) * 2) | 1));
    code.push(
      set(hash, i === 0 ? mixed : xor(op('i32.rotl', mul(get(hash), i32(5)), i32(13)), op('i32.rotl', mixed, i32(15)))),
    );
  });
  code.push(
    set(hash, xor(get(hash), shr(get(hash), 16))),
    set(hash, mul(get(hash), i32(0x85ebca6b | 0))),
    set(hash, xor(get(hash), shr(get(hash), 13))),
    set(hash, mul(get(hash), i32(0xc2b2ae35 | 0))),
    set(hash, xor(get(hash), shr(get(hash), 16))),
  );
  return code;
}

export function makeRuntime(
  words: number,
  filterAt: number,
  batchAt: number,
  inspect: FunctionReference | undefined,
  found: FunctionReference,
): Runtime {
  const reference = (name: string, parameters: number, results: number): FunctionReference => ({
    name,
    index: -1,
    parameters: new Array<'i32'>(parameters).fill('i32'),
    results: new Array<'i32'>(results).fill('i32'),
  });
  const wordBytes = words * 4;
  /** Words, hash, parent. */
  const recordBytes = wordBytes + 8;
  const flush = reference('flush', 0, 0);
  const emit = reference('emit', words, 0);
  return {
    emit,
    flush,
    functions: [
      emitFunction(emit, flush),
      { reference: flush, exported: true, ...flushBody() },
      growFunction(),
      rebuildFunction(),
    ],
  };

  function emitFunction(self: FunctionReference, flushing: FunctionReference): WasmFunction {
    const locals = new Locals(Array.from({ length: words }, (_, i) => ({ name: `w${i}`, type: 'i32' as const })));
    const w = Array.from({ length: words }, (_, i) => locals.parameter(i));
    const hash = locals.fresh('i32', 'hash');
    const entry = locals.fresh('i32', 'entry');
    const record = locals.fresh('i32', 'record');
    const body: Instruction[] = [
      {
        kind: 'global.set',
        index: GLOBALS.generated,
        value: add({ kind: 'global.get', index: GLOBALS.generated }, i32(1)),
      },
      ...hashInto(hash, w.map(get)),
      set(entry, add(mul(op('i32.and', get(hash), i32(FILTER - 1)), i32(wordBytes)), i32(filterAt))),
      // A recent state is known: it differs in no word.
      block('new', (fresh) => [
        ...w.map((word, i) => brIf(fresh, op('i32.ne', get(word), memory('i32.load', i * 4, get(entry))))),
        { kind: 'return' },
      ]),
      ...w.map((word, i) => memory('i32.store', i * 4, get(entry), get(word))),
      set(record, add(mul({ kind: 'global.get', index: GLOBALS.batched }, i32(recordBytes)), i32(batchAt))),
      ...w.map((word, i) => memory('i32.store', i * 4, get(record), get(word))),
      memory('i32.store', wordBytes, get(record), get(hash)),
      memory('i32.store', wordBytes + 4, get(record), load(CONTROL.current)),
      {
        kind: 'global.set',
        index: GLOBALS.batched,
        value: add({ kind: 'global.get', index: GLOBALS.batched }, i32(1)),
      },
      when(op('i32.ge_u', { kind: 'global.get', index: GLOBALS.batched }, i32(BATCH)), [call(flushing)]),
    ];
    return { reference: self, exported: true, locals: locals.declared, body };
  }

  /** Looks a batch up: first touches every place, then inserts what is new. */
  function flushBody(): Pick<WasmFunction, 'locals' | 'body'> {
    const locals = new Locals([]);
    const record = locals.fresh('i32', 'record');
    const end = locals.fresh('i32', 'end');
    const shift = locals.fresh('i32', 'shift');
    const mask = locals.fresh('i32', 'mask');
    const table = locals.fresh('i32', 'table');
    const at = locals.fresh('i32', 'at');
    const hash = locals.fresh('i32', 'hash');
    const known = locals.fresh('i32', 'known');
    const count = locals.fresh('i32', 'count');
    const sum = locals.fresh('i64', 'sum');
    const slot = locals.fresh('i64', 'slot');
    const result = locals.fresh('i32', 'result');
    const storeAt = locals.fresh('i32', 'store');
    const address = (position: Instruction): Instruction => add(get(table), shl(position, 3));
    const body: Instruction[] = [
      set(record, i32(batchAt)),
      set(end, add(i32(batchAt), mul({ kind: 'global.get', index: GLOBALS.batched }, i32(recordBytes)))),
      { kind: 'global.set', index: GLOBALS.batched, value: i32(0) },
      set(shift, op('i32.sub', i32(32), load(CONTROL.tableBits))),
      set(mask, op('i32.sub', op('i32.shl', i32(1), load(CONTROL.tableBits)), i32(1))),
      set(table, load(CONTROL.table)),
      set(count, load(CONTROL.count)),
      set(storeAt, load(CONTROL.store)),
      when(op('i32.ge_u', get(record), get(end)), [{ kind: 'return' }]),
      loop('touch', (again) => [
        set(
          sum,
          op(
            'i64.add',
            get(sum),
            memory('i64.load', 0, address(op('i32.shr_u', memory('i32.load', wordBytes, get(record)), get(shift)))),
          ),
        ),
        brIf(again, op('i32.lt_u', tee(record, add(get(record), i32(recordBytes))), get(end))),
      ]),
      // Keeps the loads above from being left out.
      memory('i64.store', 64, i32(0), get(sum)),
      set(record, i32(batchAt)),
      loop('insert', (again) => [
        set(hash, memory('i32.load', wordBytes, get(record))),
        set(at, op('i32.shr_u', get(hash), get(shift))),
        block('done', (done) => [
          loop('probe', (probe) => [
            block('other', (other) => [
              block('empty', (empty) => [
                brIf(empty, op('i64.eqz', tee(slot, memory('i64.load', 0, address(get(at)))))),
                brIf(other, op('i32.ne', op('i32.wrap_i64', op('i64.shr_u', get(slot), i64(32))), get(hash))),
                set(
                  known,
                  add(get(storeAt), mul(op('i32.sub', op('i32.wrap_i64', get(slot)), i32(1)), i32(wordBytes))),
                ),
                ...Array.from({ length: words }, (_, i) =>
                  brIf(
                    other,
                    op('i32.ne', memory('i32.load', i * 4, get(known)), memory('i32.load', i * 4, get(record))),
                  ),
                ),
                br(done),
              ]),
              when(op('i32.ge_u', get(count), load(CONTROL.maximum)), [store(CONTROL.full, i32(1)), br(done)]),
              ...insertion(),
              br(done),
            ]),
            set(at, op('i32.and', add(get(at), i32(1)), get(mask))),
            br(probe),
          ]),
        ]),
        brIf(again, op('i32.lt_u', tee(record, add(get(record), i32(recordBytes))), get(end))),
      ]),
      store(CONTROL.count, get(count)),
    ];
    return { locals: locals.declared, body };

    function insertion(): Instruction[] {
      const isWanted = op('i32.and', get(result), load(CONTROL.wanted));
      return [
        memory(
          'i64.store',
          0,
          address(get(at)),
          op(
            'i64.or',
            op('i64.shl', op('i64.extend_i32_u', get(hash)), i64(32)),
            op('i64.extend_i32_u', add(get(count), i32(1))),
          ),
        ),
        set(known, add(get(storeAt), mul(get(count), i32(wordBytes)))),
        ...Array.from({ length: words }, (_, i) =>
          memory('i32.store', i * 4, get(known), memory('i32.load', i * 4, get(record))),
        ),
        memory(
          'i32.store',
          0,
          add(load(CONTROL.parents), shl(get(count), 2)),
          memory('i32.load', wordBytes + 4, get(record)),
        ),
        set(count, add(get(count), i32(1))),
        store(CONTROL.count, get(count)),
        ...(inspect
          ? [
              set(
                result,
                call(inspect, ...Array.from({ length: words }, (_, i) => memory('i32.load', i * 4, get(record)))),
              ),
              when(isWanted, [call(found, op('i32.sub', get(count), i32(1)), isWanted)]),
            ]
          : []),
      ];
    }
  }

  /** Enters all states of the store into an empty table that is large enough: after a checkpoint was read. */
  function rebuildFunction(): WasmFunction {
    const self = reference('rebuild', 0, 0);
    const locals = new Locals([]);
    const state = locals.fresh('i32', 'state');
    const number = locals.fresh('i32', 'number');
    const hash = locals.fresh('i32', 'hash');
    const at = locals.fresh('i32', 'at');
    const address = (): Instruction => add(load(CONTROL.table), shl(get(at), 3));
    const bits = (): Instruction => load(CONTROL.tableBits);
    const mask = (): Instruction => op('i32.sub', op('i32.shl', i32(1), bits()), i32(1));
    const body: Instruction[] = [
      set(state, load(CONTROL.store)),
      block('end', (end) => [
        loop('next', (again) => [
          brIf(end, op('i32.ge_u', get(number), load(CONTROL.count))),
          ...hashInto(
            hash,
            Array.from({ length: words }, (_, i) => memory('i32.load', i * 4, get(state))),
          ),
          set(at, op('i32.shr_u', get(hash), op('i32.sub', i32(32), bits()))),
          block('free', (free) => [
            loop('probe', (probe) => [
              brIf(free, op('i64.eqz', memory('i64.load', 0, address()))),
              set(at, op('i32.and', add(get(at), i32(1)), mask())),
              br(probe),
            ]),
          ]),
          set(number, add(get(number), i32(1))),
          memory(
            'i64.store',
            0,
            address(),
            op(
              'i64.or',
              op('i64.shl', op('i64.extend_i32_u', get(hash)), i64(32)),
              op('i64.extend_i32_u', get(number)),
            ),
          ),
          set(state, add(get(state), i32(wordBytes))),
          br(again),
        ]),
      ]),
    ];
    return { reference: self, exported: true, locals: locals.declared, body };
  }

  /**
   * Doubles the table in place: `grow(bits, spare)`. A place is the top bits of a hash, so an entry at p moves to
   * 2p or beyond, less twice how far it was pushed on by others; going from the end to the beginning, what it moves
   * over has moved already. The first entries, where that does not hold, wait in spare memory.
   */
  function growFunction(): WasmFunction {
    const self = reference('grow', 2, 0);
    const locals = new Locals(['bits', 'spare'].map((name) => ({ name, type: 'i32' as const })));
    const [bits, spare] = [0, 1].map((i) => locals.parameter(i)) as [Local, Local];
    const table = locals.fresh('i32', 'table');
    const from = locals.fresh('i32', 'from');
    const first = locals.fresh('i32', 'first');
    const at = locals.fresh('i32', 'at');
    const slot = locals.fresh('i64', 'slot');
    const mask = locals.fresh('i32', 'mask');
    const waiting = locals.fresh('i32', 'waiting');
    const address = (): Instruction => add(get(table), shl(get(at), 3));
    /** Puts the entry in `slot` into the larger table. */
    const place = (): Instruction[] => [
      set(
        at,
        op('i32.shr_u', op('i32.wrap_i64', op('i64.shr_u', get(slot), i64(32))), op('i32.sub', i32(31), get(bits))),
      ),
      block('free', (free) => [
        loop('probe', (probe) => [
          brIf(free, op('i64.eqz', memory('i64.load', 0, address()))),
          set(at, op('i32.and', add(get(at), i32(1)), get(mask))),
          br(probe),
        ]),
      ]),
      memory('i64.store', 0, address(), get(slot)),
    ];
    const occupied = (): Instruction => op('i32.eqz', op('i64.eqz', tee(slot, memory('i64.load', 0, get(from)))));
    const body: Instruction[] = [
      set(table, load(CONTROL.table)),
      set(mask, op('i32.sub', op('i32.shl', i32(2), get(bits)), i32(1))),
      set(waiting, get(spare)),
      set(first, add(get(table), i32(WAITING * 8))),
      set(from, get(table)),
      loop('aside', (again) => [
        when(occupied(), [
          memory('i64.store', 0, get(waiting), get(slot)),
          set(waiting, add(get(waiting), i32(8))),
          memory('i64.store', 0, get(from), i64(0)),
        ]),
        brIf(again, op('i32.lt_u', tee(from, add(get(from), i32(8))), get(first))),
      ]),
      set(from, add(get(table), op('i32.shl', i32(8), get(bits)))),
      block('moved', (moved) => [
        brIf(moved, op('i32.le_u', get(from), get(first))),
        loop('next', (again) => [
          set(from, op('i32.sub', get(from), i32(8))),
          when(occupied(), [memory('i64.store', 0, get(from), i64(0)), ...place()]),
          brIf(again, op('i32.gt_u', get(from), get(first))),
        ]),
      ]),
      block('done', (done) => [
        loop('back', (again) => [
          brIf(done, op('i32.le_u', get(waiting), get(spare))),
          set(waiting, op('i32.sub', get(waiting), i32(8))),
          set(slot, memory('i64.load', 0, get(waiting))),
          ...place(),
          br(again),
        ]),
      ]),
    ];
    return { reference: self, exported: true, locals: locals.declared, body };
  }
}

/**
 * Entries at the beginning of the table that wait while it grows. None is pushed on by half as many: at the load of
 * the table the longest run of neighbours is a few hundred.
 */
export const WAITING = 65_536;

/**
 * A value for the first word of the filter's first entry, to whose place neither it (with zeros behind) nor, by
 * construction of the hash, anything but the state of zeros among its like belongs.
 */
export function entryOfOnes(words: number): number {
  for (let first = 1; ; first++) {
    let hash = Math.imul(first, 0xcc9e2d51 | 1 | 0);
    for (let i = 1; i < words; i++) {
      const five = Math.imul(hash, 5);
      hash = (five << 13) | (five >>> 19);
    }
    hash ^= hash >>> 16;
    hash = Math.imul(hash, 0x85ebca6b);
    hash ^= hash >>> 13;
    hash = Math.imul(hash, 0xc2b2ae35);
    hash ^= hash >>> 16;
    if ((hash & (FILTER - 1)) !== 0) return first;
  }
}
