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
import { GLOBALS, globalGet, globalSet, INITIAL_GLOBALS } from './globals.ts';
import { hashInto } from './hash.ts';
import { AREA, type AreaMap, BATCH, CONTROL, FIRST_AREA } from './memory-map.ts';
import { add, mul, reference, type StoreCode } from './store-code.ts';
import { WAITING } from './table.ts';

/**
 * The state graph of a complete exploration is made by expanding all states again: a successor is looked up in the
 * table, and its number is appended to a list. Regenerating the transitions costs less than the exploration did, and
 * runs without temporal properties need no memory for them. The list is in the spare memory of the table, which no
 * longer grows: pairs of a state's number and an actor's, and after the transitions of a state what is observed of it.
 *
 * Successors wait in the batch of the first area, so that their places in the table are being fetched from memory when
 * they are looked up. What is observed waits among them.
 */
const first = Object.keys(INITIAL_GLOBALS).length;
const RECORDS = first;
const ACTOR = first + 1;
/** Steps that run and implications whose left side holds are noted in the first area, as by a single worker. */
export const GRAPH_GLOBALS = { ...INITIAL_GLOBALS, me: FIRST_AREA, records: 0, actor: 0 };

/** In place of an actor: the record holds bits of what is observed of the state. */
export const OBSERVED = 0xffff_ffff;
/** The most records in the list. */
const CAPACITY = WAITING;

/** Code that lists transitions. A record of the batch has the words of a successor, their hash, and the actor. */
export class GraphCode {
  readonly #code: StoreCode;
  readonly #area: AreaMap;
  readonly #drain: FunctionReference;
  readonly #flush = reference('flush', []);

  /** @param drain of the host: takes this many records out of the list */
  constructor(code: StoreCode, area: AreaMap, drain: FunctionReference) {
    this.#code = code;
    this.#area = area;
    this.#drain = drain;
  }

  get #recordBytes(): number {
    return this.#code.wordBytes + 8;
  }

  get #hashOffset(): number {
    return this.#area.batch + this.#code.wordBytes;
  }

  /** Adds a record to the batch, which is looked up when it is full. */
  #put(record: Local, words: readonly Instruction[], hash: Instruction, actor: Instruction): Instruction[] {
    return [
      set(record, add(globalGet(GLOBALS.me), mul(globalGet(GLOBALS.batched), i32(this.#recordBytes)))),
      ...words.map((word, i) => memory('i32.store', this.#area.batch + i * 4, get(record), word)),
      memory('i32.store', this.#hashOffset, get(record), hash),
      memory('i32.store', this.#hashOffset + 4, get(record), actor),
      globalSet(GLOBALS.batched, add(globalGet(GLOBALS.batched), i32(1))),
      when(op('i32.ge_u', globalGet(GLOBALS.batched), i32(BATCH)), [call(this.#flush)]),
    ];
  }

  /** `emit(words)`: takes a successor, which is always in the table. */
  emitFunction(self: FunctionReference): WasmFunction {
    const { words } = this.#code.kind;
    const locals = new Locals(Array.from({ length: words }, (_, i) => ({ name: `w${i}`, type: 'i32' as const })));
    const w = Array.from({ length: words }, (_, i) => locals.parameter(i));
    const hash = locals.fresh('i32', 'hash');
    const record = locals.fresh('i32', 'record');
    const body = [...hashInto(hash, w.map(get)), ...this.#put(record, w.map(get), get(hash), globalGet(ACTOR))];
    return { reference: self, exported: false, locals: locals.declared, body };
  }

  /** `flush()`: looks the batch up: first touches every place, then appends to the list. */
  flushFunction(): WasmFunction {
    const locals = new Locals([]);
    const record = locals.fresh('i32', 'record');
    const end = locals.fresh('i32', 'end');
    const actor = locals.fresh('i32', 'actor');
    const hash = locals.fresh('i32', 'hash');
    const sum = locals.fresh('i64', 'sum');
    const bucket = new BucketCode(this.#code, locals);
    const me = globalGet(GLOBALS.me);
    const inRecord = (offset: number): Instruction => memory('i32.load', offset, get(record));
    const more = (): Instruction => op('i32.lt_u', tee(record, add(get(record), i32(this.#recordBytes))), get(end));
    const home = bucket.home(inRecord(this.#hashOffset));
    const body: Instruction[] = [
      set(record, me),
      set(end, add(me, mul(globalGet(GLOBALS.batched), i32(this.#recordBytes)))),
      globalSet(GLOBALS.batched, i32(0)),
      when(op('i32.ge_u', get(record), get(end)), [{ kind: 'return' }]),
      ...bucket.begin(),
      loop('touch', (again) => [set(sum, op('i64.add', get(sum), memory('i64.load', 0, home))), brIf(again, more())]),
      // Keeps the loads above from being optimised away.
      memory('i64.store', AREA.sink, me, get(sum)),
      set(record, me),
      loop('record', (next) => [
        set(actor, inRecord(this.#hashOffset + 4)),
        block('done', (done) => [
          when(op('i32.eq', get(actor), i32(OBSERVED | 0)), [
            ...this.#append(inRecord(this.#area.batch), get(actor)),
            br(done),
          ]),
          set(hash, inRecord(this.#hashOffset)),
          ...this.#lookUp(bucket, locals, { hash, record, actor, done }),
        ]),
        brIf(next, more()),
      ]),
    ];
    return { reference: this.#flush, exported: false, locals: locals.declared, body };
  }

  /** Looks a record up, and appends the number of the state. */
  #lookUp(
    bucket: BucketCode,
    locals: Locals,
    {
      hash,
      record,
      actor,
      done,
    }: { readonly hash: Local; readonly record: Local; readonly actor: Local; readonly done: Label },
  ): Instruction[] {
    const { words } = this.#code.kind;
    const entry = locals.fresh('i32', 'known');
    const state = locals.fresh(this.#code.addressType, 'state');
    const number = (): Instruction => op('i32.sub', get(entry), i32(1));
    const isOther = (i: number): Instruction =>
      op('i32.ne', memory('i32.load', this.#area.batch + i * 4, get(record)), memory('i32.load', i * 4, get(state)));
    return bucket.search(
      () => get(hash),
      (slot, other) => [
        brIf(other, op('i32.eqz', tee(entry, memory('i32.load', 0, slot)))),
        // The hash of one word is a bijection.
        ...(words === 1
          ? []
          : [
              set(state, this.#code.state(this.#code.base(CONTROL.store), number())),
              ...Array.from({ length: words }, (_, i) => brIf(other, isOther(i))),
            ]),
        ...this.#append(number(), get(actor)),
        br(done),
      ],
      () => [{ kind: 'unreachable' }],
    );
  }

  #append(value: Instruction, actor: Instruction): Instruction[] {
    const at = (): Instruction => this.#code.slot(this.#code.base(CONTROL.spare), globalGet(RECORDS));
    return [
      memory('i32.store', 0, at(), value),
      memory('i32.store', 4, at(), actor),
      globalSet(RECORDS, add(globalGet(RECORDS), i32(1))),
      when(op('i32.ge_u', globalGet(RECORDS), i32(CAPACITY)), [
        call(this.#drain, i32(CAPACITY)),
        globalSet(RECORDS, i32(0)),
      ]),
    ];
  }

  /**
   * `list(from, to)`: lists the transitions of states by number, and what is observed of each.
   * @param isBeyond whether a constraint keeps a state from being expanded, where there is one
   */
  listFunction(
    actors: readonly FunctionReference[],
    observers: readonly FunctionReference[],
    isBeyond: FunctionReference | undefined,
  ): WasmFunction {
    const code = this.#code;
    const locals = new Locals(['at', 'to'].map((name) => ({ name, type: 'i32' as const })));
    const at = locals.parameter(0);
    const to = locals.parameter(1);
    const address = locals.fresh(code.addressType, 'address');
    const record = locals.fresh('i32', 'record');
    const w: Local[] = Array.from({ length: code.kind.words }, () => locals.fresh('i32', 'w'));
    const bits = observers.length === 0 ? [i32(0)] : observers.map((f) => call(f, ...w.map(get)));
    const body: Instruction[] = [
      block('end', (end) => [
        loop('next', (again) => [
          brIf(end, op('i32.ge_u', get(at), get(to))),
          set(address, code.state(code.base(CONTROL.store), get(at))),
          ...w.map((local, i) => set(local, memory('i32.load', i * 4, get(address)))),
          block('expanded', (expanded) => [
            ...(isBeyond ? [brIf(expanded, call(isBeyond, ...w.map(get)))] : []),
            ...actors.flatMap((f, number) => [globalSet(ACTOR, i32(number)), call(f, ...w.map(get))]),
          ]),
          ...bits.flatMap((b) => this.#put(record, [b], i32(0), i32(OBSERVED | 0))),
          set(at, add(get(at), i32(1))),
          br(again),
        ]),
      ]),
      call(this.#flush),
      call(this.#drain, globalGet(RECORDS)),
      globalSet(RECORDS, i32(0)),
    ];
    return { reference: reference('list', ['i32', 'i32']), exported: true, locals: locals.declared, body };
  }
}
