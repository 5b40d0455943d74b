import { itemAt, zip } from '../../../core/lists.ts';
import { changeWordsAt, copyOf, wordAt, wordOf } from '../emit/access.ts';
import { add, and, balanced, constantOf, eqz, geU, not, or, popcnt, select, shl, shrU } from '../emit/arithmetic.ts';
import type { Emitter, Words } from '../emit/emitter.ts';
import { get, i32, type Instruction, type Local, op, set } from '../encoding/instructions.ts';
import { maskOf } from '../layout/shape.ts';

/** Sets as bits: bit i of the words is the i-th value of the element's type. */

/** Whether bit `rank` is set; false beyond the end. */
export function hasBit(set: Words, rank: Instruction, emitter: Emitter): Instruction {
  const fixed = constantOf(rank);
  if (fixed !== undefined) {
    const word = set.words[fixed >> 5];
    return fixed < 0 || !word ? i32(0) : and(shrU(word, i32(fixed & 31)), i32(1));
  }
  const inside = eqz(geU(rank, i32(set.shape.bits)));
  if (set.words.length === 1) {
    const bit = and(shrU(wordOf(set), rank), i32(1));
    return set.shape.bits === 32 ? bit : and(bit, inside);
  }
  const at = select(shrU(rank, i32(5)), i32(0), inside);
  const word = wordAt(set.words, emitter.atom(at), emitter);
  // Shifts count modulo 32.
  return and(and(shrU(word, rank), i32(1)), inside);
}

/** The set with bit `rank` added. */
export function withBit(set: Words, rank: Instruction, emitter: Emitter): Words {
  const fixed = constantOf(rank);
  if (fixed !== undefined)
    return mapWords(set, emitter, (w, i) => (i === fixed >> 5 ? or(w, i32(1 << (fixed & 31))) : w));
  if (set.words.length === 1) return mapWords(set, emitter, (w) => or(w, shl(i32(1), rank)));
  const copy = copyOf(set, emitter);
  addBit(copy, rank, emitter);
  return { shape: set.shape, words: copy.map(get) };
}

/** Adds bit `rank` to a set in locals. */
export function addBit(locals: readonly Local[], rank: Instruction, emitter: Emitter): void {
  const fixed = constantOf(rank);
  const bit = fixed === undefined ? emitter.atom(shl(i32(1), rank)) : i32(1 << (fixed & 31));
  if (fixed === undefined && locals.length > 1) {
    changeWordsAt(locals, emitter.atom(shrU(rank, i32(5))), 1, emitter, (old) => or(old, bit));
    return;
  }
  const local = locals[(fixed ?? 0) >> 5];
  if (local) emitter.emit(set(local, or(get(local), bit)));
}

function mapWords(set: Words, emitter: Emitter, change: (word: Instruction, index: number) => Instruction): Words {
  return { shape: set.shape, words: set.words.map((w, i) => emitter.atom(change(w, i))) };
}

export function unionOf(a: Words, b: Words, emitter: Emitter): Words {
  return combined(a, b, emitter, or);
}

export function intersectionOf(a: Words, b: Words, emitter: Emitter): Words {
  return combined(a, b, emitter, and);
}

export function differenceOf(a: Words, b: Words, emitter: Emitter): Words {
  return combined(a, b, emitter, (x, y) => and(x, not(y)));
}

function combined(
  a: Words,
  b: Words,
  emitter: Emitter,
  combine: (x: Instruction, y: Instruction) => Instruction,
): Words {
  return { shape: a.shape, words: zip(a.words, b.words).map(([x, y]) => emitter.atom(combine(x, y))) };
}

export function sizeOf(set: Words): Instruction {
  return balanced(add, set.words.map(popcnt), i32(0));
}

/** The bits from rank `low` to `high`, of which either may be known only at run time; `low > high` gives none. */
export function rangeWords(shape: Words['shape'], low: Instruction, high: Instruction, emitter: Emitter): Words {
  const a = emitter.atom(low);
  const b = emitter.atom(high);
  const words = Array.from({ length: shape.words }, (_, i) => {
    const used = Math.min(32, (shape.form.kind === 'set' ? shape.form.count : 32) - i * 32);
    const from = fromBit(a, i);
    const to = not(fromBit(emitter.atom(add(b, i32(1))), i));
    return emitter.atom(and(and(from, to), i32(maskOf(used))));
  });
  return { shape, words };
}

/** Bits of word `i` at or above a rank, which may lie outside. */
function fromBit(rank: Instruction, i: number): Instruction {
  const inside = add(rank, i32(-32 * i));
  const fixed = constantOf(inside);
  if (fixed !== undefined) return i32(fixed <= 0 ? -1 : fixed >= 32 ? 0 : -1 << fixed);
  const ones = shl(i32(-1), inside);
  return select(i32(-1), select(i32(0), ones, op('i32.ge_s', inside, i32(32))), op('i32.le_s', inside, i32(0)));
}

/** Ranks that a set may have, ascending: those that are known to be absent are left out. */
export function possibleRanks(set: Words): number[] {
  const count = set.shape.form.kind === 'set' ? set.shape.form.count : 0;
  const ranks: number[] = [];
  for (let i = 0; i < count; i++) if (constantOf(bitAt(set, i)) !== 0) ranks.push(i);
  return ranks;
}

/** Bit `rank` as 0 or 1. */
export function bitAt(set: Words, rank: number): Instruction {
  return and(shrU(itemAt(set.words, rank >> 5), i32(rank & 31)), i32(1));
}
