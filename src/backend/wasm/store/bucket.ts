import {
  block,
  br,
  brIf,
  get,
  i32,
  type Instruction,
  type Label,
  type Local,
  loop,
  memory,
  op,
  set,
  shuffle,
  tee,
  vector,
  when,
} from '../encoding/instructions.ts';
import type { Locals } from '../encoding/module.ts';
import { CONTROL, SLOT_BYTES, SLOTS } from './memory-map.ts';
import { extend, load, placeOf, type StoreCode } from './store-code.ts';

const BUCKET_BYTES = SLOTS * SLOT_BYTES;
/** The lanes of two pairs of slots: each is number, hash, number, hash. */
const NUMBERS = [0, 2, 4, 6];
const HASHES = [1, 3, 5, 7];

/**
 * Code that looks at a whole bucket of the table at once: the eight slots of a cache line. Vectors compare a hash with
 * those of all its slots, and find which of them are empty, so that nearly every search ends after one look and without
 * a branch for each slot, half of which would be mispredicted. Slots are filled in order, bucket after bucket, which is
 * linear probing that begins at the first slot of a bucket (Knuth, TAOCP 3, 6.4, "external searching").
 */
export class BucketCode {
  readonly #code: StoreCode;
  /** The address of the bucket. */
  readonly #address: Local;
  readonly #table: Local;
  readonly #end: Local;
  readonly #buckets: Local;
  /** The contents of the bucket: two slots in each. */
  readonly #pairs: readonly [Local, Local, Local, Local];
  readonly #hash: Local;
  /** A bit for each slot in question. */
  readonly #bits: Local;

  constructor(code: StoreCode, locals: Locals) {
    this.#code = code;
    this.#address = locals.fresh(code.addressType, 'bucket');
    this.#table = locals.fresh(code.addressType, 'table');
    this.#end = locals.fresh(code.addressType, 'tableEnd');
    this.#buckets = locals.fresh('i64', 'buckets');
    const pair = (): Local => locals.fresh('v128', 'pair');
    this.#pairs = [pair(), pair(), pair(), pair()];
    this.#hash = locals.fresh('v128', 'hashes');
    this.#bits = locals.fresh('i32', 'bits');
  }

  /** To be run before everything else, and after the table has grown. */
  begin(capacity: () => Instruction = () => load(CONTROL.capacity)): Instruction[] {
    return [
      set(this.#table, this.#code.base(CONTROL.table)),
      set(this.#end, this.#code.slot(get(this.#table), capacity())),
      set(this.#buckets, extend(op('i32.div_u', capacity(), i32(SLOTS)))),
    ];
  }

  /** The number of a hash's home bucket. */
  place(hash: Instruction): Instruction {
    return placeOf(hash, get(this.#buckets));
  }

  /** The address of a hash's home bucket. */
  home(hash: Instruction): Instruction {
    return this.#code.element(get(this.#table), this.place(hash), BUCKET_BYTES);
  }

  /**
   * Looks for a hash.
   *
   * @param hash may be written any number of times
   * @param same what to do with a slot that has the hash, or, where the hash is 0, is empty: continues after it if it
   *   is `other` than what is looked for
   * @param absent what to do when it is in no slot: `free` is the first empty one. Afterwards the bucket is looked at
   *   once more
   */
  search(
    hash: () => Instruction,
    same: (slot: Instruction, other: Label) => readonly Instruction[],
    absent: (free: Instruction) => readonly Instruction[],
  ): Instruction[] {
    return [
      set(this.#hash, vector('i32x4.splat', hash())),
      ...this.#fromHome(hash, absent, {
        first: this.#each(this.#where(HASHES, get(this.#hash)), (slot) => block('other', (other) => same(slot, other))),
        atEnd: [set(this.#address, get(this.#table))],
      }),
    ];
  }

  /**
   * Goes to an empty slot for a hash that is in no slot.
   *
   * @param found leaves the search
   * @param atEnd where there is none up to the end of the table; by default the search continues at its beginning
   */
  vacancy(
    hash: () => Instruction,
    found: (free: Instruction) => readonly Instruction[],
    atEnd: readonly Instruction[] = [set(this.#address, get(this.#table))],
  ): Instruction[] {
    return this.#fromHome(hash, found, { first: [], atEnd });
  }

  /** Visits the slots of a bucket, given by its number, that are not empty. */
  eachEntry(bucket: Instruction, visit: (slot: Instruction) => Instruction): Instruction[] {
    const occupied = op('i32.xor', this.#empty(), i32(2 ** SLOTS - 1));
    return [
      set(this.#address, this.#code.element(this.#code.base(CONTROL.table), bucket, BUCKET_BYTES)),
      ...this.#look(),
      ...this.#each(occupied, visit),
    ];
  }

  #fromHome(
    hash: () => Instruction,
    found: (free: Instruction) => readonly Instruction[],
    { first, atEnd }: { readonly first: readonly Instruction[]; readonly atEnd: readonly Instruction[] },
  ): Instruction[] {
    const next = this.#code.plus(get(this.#address), this.#code.constant(BUCKET_BYTES));
    const isEnd = op(this.#code.kind.wide ? 'i64.eq' : 'i32.eq', tee(this.#address, next), get(this.#end));
    return [
      set(this.#address, this.home(hash())),
      loop('look', (look) => [
        ...this.#look(),
        ...first,
        when(tee(this.#bits, this.#empty()), [...found(this.#first()), br(look)]),
        when(isEnd, atEnd),
        br(look),
      ]),
    ];
  }

  #look(): Instruction[] {
    return this.#pairs.map((pair, i) => set(pair, memory('v128.load', i * 2 * SLOT_BYTES, get(this.#address))));
  }

  #each(bits: Instruction, visit: (slot: Instruction) => Instruction): Instruction[] {
    const rest = op('i32.and', get(this.#bits), op('i32.sub', get(this.#bits), i32(1)));
    return [
      when(tee(this.#bits, bits), [
        loop('slot', (again) => [visit(this.#first()), brIf(again, tee(this.#bits, rest))]),
      ]),
    ];
  }

  /** The address of the first of the slots in question. */
  #first(): Instruction {
    return this.#code.slot(get(this.#address), op('i32.ctz', get(this.#bits)));
  }

  #empty(): Instruction {
    return this.#where(NUMBERS, vector('i32x4.splat', i32(0)));
  }

  /** Bits of the slots one half of which equals the value in all lanes of a vector. */
  #where(half: readonly number[], value: Instruction): Instruction {
    const bits = (a: Local, b: Local): Instruction =>
      vector('i32x4.bitmask', vector('i32x4.eq', shuffle(half, get(a), get(b)), value));
    const [a, b, c, d] = this.#pairs;
    return op('i32.or', bits(a, b), op('i32.shl', bits(c, d), i32(SLOTS / 2)));
  }
}
