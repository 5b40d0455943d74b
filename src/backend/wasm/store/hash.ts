import { get, i32, i64, type Instruction, type Local, op, set } from '../encoding/instructions.ts';

/** Hashes of packed states: 32 bits for the place in the table, and 32 others that complete a fingerprint. */

const mul = (a: Instruction, b: Instruction): Instruction => op('i32.mul', a, b);
const xor = (a: Instruction, b: Instruction): Instruction => op('i32.xor', a, b);
const shr = (a: Instruction, bits: number): Instruction => op('i32.shr_u', a, i32(bits));

/** Odd, and different for each word. */
function multiplier(word: number): number {
  return (0xcc9e2d51 + Math.imul(word, 0x1b873592) * 2) | 1;
}

/** Mixes words into a hash; for one word it is a bijection (the finaliser of MurmurHash3). */
export function hashInto(hash: Local, words: readonly Instruction[]): Instruction[] {
  const code: Instruction[] = [];
  words.forEach((w, i) => {
    const mixed = mul(w, i32(multiplier(i)));
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

/** The same hash as `hashInto`, computed by the host. */
export function hashOf(words: readonly number[]): number {
  const rotl = (a: number, bits: number): number => (a << bits) | (a >>> (32 - bits));
  let hash = 0;
  words.forEach((w, i) => {
    const mixed = Math.imul(w, multiplier(i));
    hash = i === 0 ? mixed : rotl(Math.imul(hash, 5), 13) ^ rotl(mixed, 15);
  });
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** A second hash unrelated to the first: 64-bit multiplications (constants of SplitMix64). */
export function secondHashInto(hash: Local, wide: Local, words: readonly Instruction[]): Instruction[] {
  const fold = (): Instruction => set(wide, op('i64.xor', get(wide), op('i64.shr_u', get(wide), i64(29))));
  const code: Instruction[] = [set(wide, i64(0x2545f4914f6cdd1dn))];
  for (const w of words) {
    const mixed = op('i64.xor', get(wide), op('i64.extend_i32_u', w));
    code.push(set(wide, op('i64.mul', mixed, i64(0x9e3779b97f4a7c15n))), fold());
  }
  code.push(
    set(wide, op('i64.mul', get(wide), i64(0xbf58476d1ce4e5b9n))),
    set(hash, op('i32.wrap_i64', op('i64.shr_u', get(wide), i64(32)))),
  );
  return code;
}

/** Entry of the filter: from the low bits of the hash, since the high ones determine the place in the table. */
export function filterEntry(hash: Instruction, entries: number): Instruction {
  return shr(mul(op('i32.and', hash, i32(0xffff)), i32(entries)), 16);
}

/**
 * A value for the first word of the filter's first entry. An empty filter must not seem to hold the state of zeros,
 * which belongs to that entry; a state that begins with this word, followed by zeros, belongs to another one.
 */
export function entryOfOnes(words: number, entries: number): number {
  for (let first = 1; ; first++) {
    const hash = hashOf([first, ...new Array<number>(words - 1).fill(0)]);
    if (((hash & 0xffff) * entries) >>> 16 !== 0) return first;
  }
}
