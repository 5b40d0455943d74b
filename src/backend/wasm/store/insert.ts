import { BucketCode } from './bucket.ts';
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
  type Label,
  type Local,
  loop,
  memory,
  op,
  set,
  tee,
  when,
} from '../encoding/instructions.ts';
import { Locals, type WasmFunction } from '../encoding/module.ts';
import { GLOBALS, globalGet, globalSet } from './globals.ts';
import { filterEntry, hashInto, secondHashInto } from './hash.ts';
import { AREA, type AreaMap, BLOCK, CONTROL, recordBytes, WANTED } from './memory-map.ts';
import { ParentCode } from './parent-code.ts';
import { FrontierCode, rowOf } from './sleep-code.ts';
import { add, enoughRecords, load, mul, slotOf, store, type StoreCode, type StoreKind } from './store-code.ts';

/** Functions called by the code that looks successors up. */
export interface Callees {
  /** Return bits of the properties that have something to report about a state, among those that are asked. */
  readonly inspectors: readonly FunctionReference[];
  /** Of the host: called for such a state. */
  readonly found: FunctionReference;
  /** Of the host: makes room in the table. */
  readonly room: FunctionReference;
}

/** Filter code is branch-free where comparing and writing all words costs less than a misprediction. */
const BRANCH_FREE_WORDS = 4;

/** `emit(words)`: passes a successor through the filter of recent states into the batch. */
export function emitFunction(
  self: FunctionReference,
  flush: FunctionReference,
  { words, masks }: StoreKind,
  area: AreaMap,
): WasmFunction {
  const isBy = masks > 0;
  const locals = new Locals(Array.from({ length: words }, (_, i) => ({ name: `w${i}`, type: 'i32' as const })));
  const w = Array.from({ length: words }, (_, i) => locals.parameter(i));
  const hash = locals.fresh('i32', 'hash');
  const record = locals.fresh('i32', 'record');
  const me = globalGet(GLOBALS.me);
  const inRecord = (): Instruction[] => [
    ...w.map((word, i) => memory('i32.store', area.batch + i * 4, get(record), get(word))),
    memory('i32.store', area.batch + words * 4, get(record), get(hash)),
    memory('i32.store', area.batch + words * 4 + 4, get(record), add(globalGet(GLOBALS.current), i32(1))),
    ...(isBy ? [memory('i32.store', area.batch + words * 4 + 8, get(record), globalGet(GLOBALS.by))] : []),
  ];
  const entry = locals.fresh('i32', 'entry');
  const inFilter = (): Instruction[] =>
    w.map((word, i) => memory('i32.store', area.filter + i * 4, get(entry), get(word)));
  const filtered = (i: number): Instruction => memory('i32.load', area.filter + i * 4, get(entry));
  const atRecord = set(record, add(mul(globalGet(GLOBALS.batched), i32(recordBytes(words, isBy))), me));
  const count = (more: Instruction): Instruction => globalSet(GLOBALS.batched, add(globalGet(GLOBALS.batched), more));
  const isNew = w
    .map((word, i) => op('i32.xor', get(word), filtered(i)))
    .reduce((all, difference) => op('i32.or', all, difference));
  const unlessRecent: Instruction[] =
    words <= BRANCH_FREE_WORDS
      ? [atRecord, ...inRecord(), count(op('i32.ne', isNew, i32(0))), ...inFilter()]
      : [
          block('new', (fresh) => [
            ...w.map((word, i) => brIf(fresh, op('i32.ne', get(word), filtered(i)))),
            { kind: 'return' as const },
          ]),
          ...inFilter(),
          atRecord,
          ...inRecord(),
          count(i32(1)),
        ];
  const body: Instruction[] = [
    globalSet(GLOBALS.generated, add(globalGet(GLOBALS.generated), i32(1))),
    ...hashInto(hash, w.map(get)),
    ...(area.filterEntries > 0
      ? [set(entry, add(mul(filterEntry(get(hash), area.filterEntries), i32(words * 4)), me)), ...unlessRecent]
      : [atRecord, ...inRecord(), count(i32(1))]),
    when(op('i32.ge_u', globalGet(GLOBALS.batched), globalGet(GLOBALS.enough)), [call(flush)]),
  ];
  return { reference: self, exported: true, locals: locals.declared, body };
}

/** Looks the batch up: first touches every place, then inserts what is new. One function for each mode of insertion. */
export class FlushCode {
  readonly #code: StoreCode;
  readonly #area: AreaMap;
  readonly #callees: Callees;
  readonly #locals = new Locals([]);
  readonly #record = this.#locals.fresh('i32', 'record');
  readonly #end = this.#locals.fresh('i32', 'end');
  readonly #hash = this.#locals.fresh('i32', 'hash');
  readonly #result = this.#locals.fresh('i32', 'result');
  readonly #second = this.#locals.fresh('i32', 'second');
  /** Number of the next state: of all states, or in the worker's block. */
  readonly #next = this.#locals.fresh('i32', 'next');
  /** Number of the state in a slot, plus 1. */
  readonly #entry = this.#locals.fresh('i32', 'known');
  readonly #sum = this.#locals.fresh('i64', 'sum');
  readonly #bucket: BucketCode;
  readonly #frontier: FrontierCode;
  /** The address of a state's entry in the frontier. */
  readonly #noted: Local;
  readonly #store: Local;
  readonly #state: Local;

  constructor(code: StoreCode, area: AreaMap, callees: Callees) {
    this.#code = code;
    this.#area = area;
    this.#callees = callees;
    this.#bucket = new BucketCode(code, this.#locals);
    this.#frontier = new FrontierCode(code);
    this.#noted = this.#locals.fresh(code.addressType, 'noted');
    this.#store = this.#locals.fresh(code.addressType, 'store');
    this.#state = this.#locals.fresh(code.addressType, 'state');
  }

  /** For one worker: states and their parents in breadth-first order. */
  ordered(self: FunctionReference, shared: FunctionReference | undefined): WasmFunction {
    const count = this.#next;
    const parents = new ParentCode(this.#code, this.#locals);
    const insert = (done: Label, free: Instruction): Instruction[] => [
      when(op('i32.ge_u', get(count), load(CONTROL.maximum)), [
        when(op('i32.eqz', load(CONTROL.full)), [store(CONTROL.generatedAtFull, globalGet(GLOBALS.generated))]),
        store(CONTROL.full, i32(1)),
        br(done),
      ]),
      memory('i64.store', 0, free, slotOf(get(this.#hash), get(count))),
      ...this.#writeState(get(count)),
      ...this.#writeEntry(get(count)),
      ...parents.append(
        () => get(count),
        () => this.#parent,
      ),
      set(count, add(get(count), i32(1))),
      store(CONTROL.count, get(count)),
      ...this.#inspection(op('i32.sub', get(count), i32(1))),
      br(done),
    ];
    const body: Instruction[] = [
      ...(shared ? [when(globalGet(GLOBALS.several), [call(shared), { kind: 'return' }])] : []),
      ...this.#begin(),
      set(count, load(CONTROL.count)),
      ...parents.begin(),
      ...this.#touch(),
      ...this.#eachRecord(insert),
      store(CONTROL.count, get(count)),
      globalSet(GLOBALS.enough, enoughRecords(get(count))),
      ...parents.end(),
    ];
    return { reference: self, exported: true, locals: this.#locals.declared, body };
  }

  /**
   * For several: a worker writes a state into its block and then publishes it in the table. Where another worker was
   * faster, the place in the block is used for the next state.
   */
  shared(self: FunctionReference): WasmFunction {
    const next = this.#next;
    const blockEnd = this.#locals.fresh('i32', 'blockEnd');
    const before = this.#locals.fresh('i64', 'before');
    const me = globalGet(GLOBALS.me);
    const takeBlock = (done: Label): Instruction[] => [
      when(op('i32.ge_u', load(CONTROL.count), load(CONTROL.maximum)), [store(CONTROL.full, i32(1)), br(done)]),
      set(next, memory('i32.atomic.rmw.add', CONTROL.count, i32(0), i32(BLOCK))),
      set(blockEnd, add(get(next), i32(BLOCK))),
    ];
    // Where another worker was faster, the bucket is looked at again.
    const insert = (done: Label, free: Instruction): Instruction[] => [
      when(op('i32.eq', get(next), get(blockEnd)), takeBlock(done)),
      ...this.#writeState(get(next)),
      set(before, memory('i64.atomic.rmw.cmpxchg', 0, free, i64(0), slotOf(get(this.#hash), get(next)))),
      when(op('i64.eqz', get(before)), [
        ...this.#writeEntry(get(next)),
        set(next, add(get(next), i32(1))),
        ...this.#inspection(op('i32.sub', get(next), i32(1))),
        br(done),
      ]),
    ];
    const body: Instruction[] = [
      ...this.#begin(),
      set(next, memory('i32.load', AREA.next, me)),
      set(blockEnd, memory('i32.load', AREA.blockEnd, me)),
      ...this.#touch(),
      ...this.#eachRecord(insert),
      memory('i32.store', AREA.next, me, get(next)),
      memory('i32.store', AREA.blockEnd, me, get(blockEnd)),
    ];
    return { reference: self, exported: false, locals: this.#locals.declared, body };
  }

  get #recordBytes(): number {
    const { words, masks } = this.#code.kind;
    return recordBytes(words, masks > 0);
  }

  /** What the record holds besides the words: the number of the parent, plus 1, and the actor that took the step. */
  get #parent(): Instruction {
    return memory('i32.load', this.#hashOffset + 4, get(this.#record));
  }

  get #by(): Instruction {
    return memory('i32.load', this.#hashOffset + 8, get(this.#record));
  }

  #writeEntry(number: Instruction): Instruction[] {
    return this.#code.kind.masks > 0 ? this.#frontier.write(number, this.#noted, this.#parent, this.#by) : [];
  }

  /** The state of the record is the one in the slot. */
  #noteOld(): Instruction[] {
    return this.#frontier.noteOld(get(this.#entry), this.#noted, this.#parent, this.#by);
  }

  get #hashOffset(): number {
    return this.#area.batch + this.#code.kind.words * 4;
  }

  /** Returns where there is nothing to do; afterwards there is room in the table for a batch. */
  #begin(): Instruction[] {
    const me = globalGet(GLOBALS.me);
    return [
      set(this.#record, me),
      set(this.#end, add(me, mul(globalGet(GLOBALS.batched), i32(this.#recordBytes)))),
      globalSet(GLOBALS.batched, i32(0)),
      when(op('i32.ge_u', get(this.#record), get(this.#end)), [{ kind: 'return' }]),
      when(op('i32.ge_u', load(CONTROL.count), load(CONTROL.limit)), [call(this.#callees.room)]),
      ...this.#bucket.begin(),
      set(this.#store, this.#code.base(CONTROL.store)),
    ];
  }

  /** Steps to the next record; true while there is one. */
  #more(): Instruction {
    const next = add(get(this.#record), i32(this.#recordBytes));
    return op('i32.lt_u', tee(this.#record, next), get(this.#end));
  }

  #touch(): Instruction[] {
    const home = this.#bucket.home(memory('i32.load', this.#hashOffset, get(this.#record)));
    return [
      loop('touch', (again) => [
        set(this.#sum, op('i64.add', get(this.#sum), memory('i64.load', 0, home))),
        brIf(again, this.#more()),
      ]),
      // Keeps the loads above from being optimised away.
      memory('i64.store', AREA.sink, globalGet(GLOBALS.me), get(this.#sum)),
      set(this.#record, globalGet(GLOBALS.me)),
    ];
  }

  /** @param insert what to do with a record that is in no slot: `free` is an empty one */
  #eachRecord(insert: (done: Label, free: Instruction) => readonly Instruction[]): Instruction[] {
    return [
      loop('record', (next) => [
        set(this.#hash, memory('i32.load', this.#hashOffset, get(this.#record))),
        block('done', (done) =>
          this.#bucket.search(
            () => get(this.#hash),
            (slot, other) => this.#compare(slot, other, done),
            (free) => insert(done, free),
          ),
        ),
        brIf(next, this.#more()),
      ]),
    ];
  }

  #recordWords(): Instruction[] {
    return Array.from({ length: this.#code.kind.words }, (_, i) =>
      memory('i32.load', this.#area.batch + i * 4, get(this.#record)),
    );
  }

  /** Goes to `done` if the slot has the state of the record, to `other` if not. */
  #compare(slot: Instruction, other: Label, done: Label): Instruction[] {
    const { words, fingerprints, shared, masks } = this.#code.kind;
    // What another worker wrote to the store before publishing the slot is only visible after an atomic access.
    const number = shared ? op('i32.wrap_i64', memory('i64.atomic.load', 0, slot)) : memory('i32.load', 0, slot);
    const isEmpty = brIf(other, op('i32.eqz', tee(this.#entry, number)));
    const same = masks === 0 ? [br(done)] : [...this.#noteOld(), br(done)];
    // The hash of one word is a bijection: the state is the same.
    if (words === 1) return [isEmpty, ...same];
    const state = (): Instruction => op('i32.sub', get(this.#entry), i32(1));
    if (fingerprints)
      return [
        isEmpty,
        ...secondHashInto(this.#second, this.#sum, this.#recordWords()),
        brIf(other, op('i32.ne', memory('i32.load', 0, this.#secondAddress(state())), get(this.#second))),
        ...same,
      ];
    return [
      isEmpty,
      set(this.#state, this.#code.state(get(this.#store), state())),
      ...this.#recordWords().map((word, i) =>
        brIf(other, op('i32.ne', memory('i32.load', i * 4, get(this.#state)), word)),
      ),
      ...same,
    ];
  }

  #secondAddress(number: Instruction): Instruction {
    return this.#code.element(this.#code.base(CONTROL.second), number, 4);
  }

  #writeState(number: Instruction): Instruction[] {
    return [
      set(this.#state, this.#code.state(get(this.#store), number)),
      ...this.#recordWords().map((word, i) => memory('i32.store', i * 4, get(this.#state), word)),
      ...(this.#code.kind.fingerprints
        ? [
            ...secondHashInto(this.#second, this.#sum, this.#recordWords()),
            memory('i32.store', 0, this.#secondAddress(number), get(this.#second)),
          ]
        : []),
    ];
  }

  /**
   * Asks of the state of the record what may be different from its parent. What is not was asked of the parent, or of
   * an earlier state: if there was something to report, that has been done.
   */
  #inspection(number: Instruction): Instruction[] {
    const { inspectors, found } = this.#callees;
    return inspectors.flatMap((inspect, i) => {
      const wanted = op('i32.and', get(this.#result), load(WANTED + i * 4));
      return [
        set(this.#result, this.#askedOf(i)),
        when(get(this.#result), [
          set(this.#result, call(inspect, ...this.#recordWords(), get(this.#result))),
          when(wanted, [call(found, number, i32(i), wanted)]),
        ]),
      ];
    });
  }

  /** Bits of what the step that led to the state of the record may have changed. */
  #askedOf(inspector: number): Instruction {
    const { classes, changes, inspectors } = this.#area;
    if (classes === 0 || inspectors === 0) return i32(-1);
    const row = add(globalGet(GLOBALS.me), mul(rowOf(this.#by), i32(inspectors * 4)));
    return memory('i32.load', changes + inspector * 4, row);
  }
}
