/**
 * States as records of sorted files. The first word of a record is the key of the state, the others are the state's
 * words but the first: the key and the other words determine the first word (`keyOf`), so a record is as long as the
 * state. Records are ordered by their words as unsigned numbers; the keys look random, so a file has its records evenly
 * spread.
 */

/**
 * The key of the state at `words[at]`: with the other words fixed, a bijection of the first (the finaliser of
 * MurmurHash3).
 */
export function keyOf(words: Uint32Array, at: number, width: number): number {
  let others = 0;
  for (let i = 1; i < width; i++) {
    const mixed = Math.imul(others ^ words[at + i]!, 0x9e3779b1);
    others = Math.imul((mixed << 15) | (mixed >>> 17), 5) + 0x52dce729;
  }
  let key = Math.imul(words[at]!, 0xcc9e2d51) ^ others;
  key = Math.imul(key ^ (key >>> 16), 0x85ebca6b);
  key = Math.imul(key ^ (key >>> 13), 0xc2b2ae35);
  return (key ^ (key >>> 16)) >>> 0;
}

/** Some states of an array of states, ordered by their records. */
export class Batch {
  readonly width: number;
  readonly words: Uint32Array;
  /** For each state, its number in `words` and its key. */
  readonly pairs: Uint32Array;
  /** The most states that it holds. */
  readonly capacity: number;
  readonly #sortable: BigUint64Array;
  count = 0;

  /**
   * @param words the array of states
   * @param width words of a state
   * @param most the most states that the batch holds
   */
  constructor(words: Uint32Array, width: number, most: number) {
    this.words = words;
    this.width = width;
    this.capacity = most;
    this.pairs = new Uint32Array(most * 2);
    // Where the host is little-endian, as WebAssembly is, keys are the high halves.
    this.#sortable = new BigUint64Array(this.pairs.buffer);
  }

  /** @param state its number in `words` */
  add(state: number): void {
    const { pairs, words, width, count } = this;
    pairs[count * 2] = state;
    pairs[count * 2 + 1] = keyOf(words, state * width, width);
    this.count = count + 1;
  }

  /** Called after the last state was added. */
  sort(): void {
    this.#sortable.subarray(0, this.count).sort();
    if (this.width > 1) this.#sortEqualKeys();
  }

  /** Few states share a key: insertion sort. */
  #sortEqualKeys(): void {
    const { pairs, count } = this;
    for (let i = 1; i < count; i++) {
      const key = pairs[i * 2 + 1]!;
      if (pairs[i * 2 - 1] !== key) continue;
      const state = pairs[i * 2]!;
      let to = i;
      for (; to > 0 && pairs[to * 2 - 1] === key && this.#compare(pairs[to * 2 - 2]!, state) > 0; to--)
        pairs[to * 2] = pairs[to * 2 - 2]!;
      pairs[to * 2] = state;
    }
  }

  /** Compares two states with the same key. */
  #compare(a: number, b: number): number {
    const { words, width } = this;
    for (let i = 1; i < width; i++) {
      const difference = words[a * width + i]! - words[b * width + i]!;
      if (difference !== 0) return difference;
    }
    return 0;
  }
}
