import type { Type, Value } from '../../core/types.ts';
import { valuesOf } from '../../core/values.ts';
import { add, and, constantOf, eq, geU, not, or, popcnt, select, shl, shrU } from './arithmetic.ts';
import { CannotCompile } from './cannot-compile.ts';
import { constantWords, type Emitter, type Words } from './emitter.ts';
import { i32, type Instruction } from './encoding/instructions.ts';
import { maskOf, shapeOf } from './shape.ts';

/** Sets as bits: bit i of the words is the i-th value of the element's type. */

/** Whether bit `rank` is set; false beyond the end. */
export function hasBit(set: Words, rank: Instruction, emitter: Emitter): Instruction {
  const known = constantOf(rank);
  if (known !== undefined) {
    const word = set.words[known >> 5];
    return known < 0 || !word ? i32(0) : and(shrU(word, i32(known & 31)), i32(1));
  }
  if (set.words.length === 1) {
    const bit = and(shrU(set.words[0]!, rank), i32(1));
    return set.shape.bits === 32 ? bit : and(bit, eqzGe(rank, set.shape.bits));
  }
  const at = emitter.atom(shrU(rank, i32(5)));
  let word: Instruction = i32(0);
  set.words.forEach((w, i) => {
    word = select(w, word, eq(at, i32(i)));
  });
  return and(shrU(word, and(rank, i32(31))), i32(1));
}

/** 1 if the rank is below the number of bits: shifts count modulo 32. */
function eqzGe(rank: Instruction, bits: number): Instruction {
  return eq(geU(rank, i32(bits)), i32(0));
}

/** The set with bit `rank` added. */
export function withBit(set: Words, rank: Instruction, emitter: Emitter): Words {
  const known = constantOf(rank);
  if (known !== undefined)
    return mapWords(set, emitter, (w, i) => (i === known >> 5 ? or(w, i32(1 << (known & 31))) : w));
  if (set.words.length === 1) return mapWords(set, emitter, (w) => or(w, shl(i32(1), rank)));
  const at = emitter.atom(shrU(rank, i32(5)));
  const bit = emitter.atom(shl(i32(1), and(rank, i32(31))));
  return mapWords(set, emitter, (w, i) => or(w, select(bit, i32(0), eq(at, i32(i)))));
}

function mapWords(set: Words, emitter: Emitter, change: (word: Instruction, index: number) => Instruction): Words {
  return { shape: set.shape, words: set.words.map((w, i) => emitter.atom(change(w, i))) };
}

export function unionOf(a: Words, b: Words, emitter: Emitter): Words {
  return mapWords(a, emitter, (w, i) => or(w, b.words[i]!));
}

export function intersectionOf(a: Words, b: Words, emitter: Emitter): Words {
  return mapWords(a, emitter, (w, i) => and(w, b.words[i]!));
}

export function differenceOf(a: Words, b: Words, emitter: Emitter): Words {
  return mapWords(a, emitter, (w, i) => and(w, not(b.words[i]!)));
}

export function sizeOf(set: Words): Instruction {
  return set.words.map(popcnt).reduce((n, one) => add(n, one));
}

/** The bits from rank `low` to `high`, of which either may be known only when run; `low > high` gives none. */
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
  const known = constantOf(inside);
  if (known !== undefined) return i32(known <= 0 ? -1 : known >= 32 ? 0 : -1 << known);
  const ones = shl(i32(-1), inside);
  return select(i32(-1), select(i32(0), ones, geS32(inside)), leS0(inside));
}

function geS32(a: Instruction): Instruction {
  return { kind: 'plain', op: 'i32.ge_s', operands: [a, i32(32)] };
}

function leS0(a: Instruction): Instruction {
  return { kind: 'plain', op: 'i32.le_s', operands: [a, i32(0)] };
}

/** Elements of a set for each of which code is made. */
const MAX_UNROLLED = 4096;

/** The values that a set may have, each with whether it has it. Constant sets give only what they have. */
export function elementsOf(
  set: Words,
  element: Type,
): readonly { readonly value: Value; readonly words: Words; readonly present: Instruction }[] {
  if (valuesOf(element).length > MAX_UNROLLED)
    throw new CannotCompile(`a set may have more than ${MAX_UNROLLED} elements`);
  return valuesOf(element).flatMap((value, i) => {
    const present = and(shrU(set.words[i >> 5]!, i32(i & 31)), i32(1));
    return constantOf(present) === 0 ? [] : [{ value, words: constantWords(value, shapeOf(element)), present }];
  });
}
