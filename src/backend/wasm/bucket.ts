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
} from './encoding/instructions.ts';
import type { Locals } from './encoding/module.ts';
import { CONTROL, SLOT_BYTES, SLOTS } from './memory-map.ts';
import { extend, load, placeOf, type StoreCode } from './store-code.ts';

const BUCKET_BYTES = SLOTS * SLOT_BYTES;
/** Lanes of two pairs of slots, each number, hash, number, hash. */
const NUMBERS = [0, 2, 4, 6];
const HASHES = [1, 3, 5, 7];

/**
 * Code that looks at a bucket of the table at once: the eight slots of a cache line. Vectors compare a hash with those of
 * all its slots, and say which of them are empty, so that nearly every search ends after one look and without a branch
 * for each slot, half of which would be predicted wrongly. Slots are filled in order, bucket after bucket, which is linear
 * probing that begins at the first slot of a bucket (Knuth, TAOCP 3, 6.4, "external searching").
 */
export class BucketCode {
  readonly #code: StoreCode;
  /** Where the bucket is. */
  readonly #address: Local;
  readonly #table: Local;
  readonly #end: Local;
  readonly #buckets: Local;
  /** What is in the bucket: two slots in each. */
  readonly #pairs: readonly Local[];
  readonly #hash: Local;
  /** A bit for each slot that is in question. */
  readonly #bits: Local;

  constructor(code: StoreCode, locals: Locals) {
    this.#code = code;
    this.#address = locals.fresh(code.addressType, 'bucket');
    this.#table = locals.fresh(code.addressType, 'table');
    this.#end = locals.fresh(code.addressType, 'tableEnd');
    this.#buckets = locals.fresh('i64', 'buckets');
    this.#pairs = Array.from({ length: SLOTS / 2 }, () => locals.fresh('v128', 'pair'));
    this.#hash = locals.fresh('v128', 'hashes');
    this.#bits = locals.fresh('i32', 'bits');
  }

  /** Before everything else, and after the table has grown. */
  begin(): Instruction[] {
    const capacity = (): Instruction => load(CONTROL.capacity);
    return [
      set(this.#table, this.#code.base(CONTROL.table)),
      set(this.#end, this.#code.slot(get(this.#table), capacity())),
      set(this.#buckets, extend(op('i32.div_u', capacity(), i32(SLOTS)))),
    ];
  }

  /** The address of the bucket where a hash belongs. */
  home(hash: Instruction): Instruction {
    return this.#code.element(get(this.#table), placeOf(hash, get(this.#buckets)), BUCKET_BYTES);
  }

  /**
   * Looks for a hash.
   *
   * @param hash may be written any number of times
   * @param same what to do with a slot that has the hash, or, where the hash is 0, is empty: goes on behind it if it is
   *   `other` than what is looked for
   * @param absent what to do when it is in no slot: `free` is the first empty one. Afterwards, or with `again`, the bucket
   *   is looked at once more
   */
  search(
    hash: () => Instruction,
    same: (slot: Instruction, other: Label) => readonly Instruction[],
    absent: (free: Instruction) => readonly Instruction[],
  ): Instruction[] {
    const bits = this.#bits;
    const first = (): Instruction => this.#code.slot(get(this.#address), op('i32.ctz', get(bits)));
    const isEnd = op(this.#code.kind.wide ? 'i64.eq' : 'i32.eq', this.#next(), get(this.#end));
    return [
      set(this.#hash, vector('i32x4.splat', hash())),
      set(this.#address, this.home(hash())),
      loop('look', (look) => [
        ...this.#pairs.map((pair, i) => set(pair, memory('v128.load', i * 2 * SLOT_BYTES, get(this.#address)))),
        when(tee(bits, this.#where(HASHES, get(this.#hash))), [
          loop('candidate', (candidate) => [
            block('other', (other) => same(first(), other)),
            brIf(candidate, tee(bits, op('i32.and', get(bits), op('i32.sub', get(bits), i32(1))))),
          ]),
        ]),
        when(tee(bits, this.#where(NUMBERS, vector('i32x4.splat', i32(0)))), [...absent(first()), br(look)]),
        when(isEnd, [set(this.#address, get(this.#table))]),
        br(look),
      ]),
    ];
  }

  /** Goes to the next bucket, which may be the end of the table. */
  #next(): Instruction {
    return tee(this.#address, this.#code.plus(get(this.#address), this.#code.constant(BUCKET_BYTES)));
  }

  /** Bits of the slots of which a half has the value that all lanes of a vector have. */
  #where(half: readonly number[], value: Instruction): Instruction {
    const [low, high] = [0, 2].map((i) => {
      const words = shuffle(half, get(this.#pairs[i]!), get(this.#pairs[i + 1]!));
      return vector('i32x4.bitmask', vector('i32x4.eq', words, value));
    });
    return op('i32.or', low!, op('i32.shl', high!, i32(SLOTS / 2)));
  }
}
