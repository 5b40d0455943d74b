import { zip } from '../../../core/lists.ts';
import type { Type } from '../../../core/types.ts';
import { cardinality, valuesOf } from '../../../core/enumerate.ts';
import { assembled, elementOf, partOf, wordOf } from './access.ts';
import { add, and, balanced, divU, eq, geU, gtU, mul, or, popcnt, remU, select, shl, shrU, sub } from './arithmetic.ts';
import { type Emitter, type Words, zeroWords } from './emitter.ts';
import { i32, type Instruction } from '../encoding/instructions.ts';
import { elementPart, type FormOf, numberIn, type Part, type Shape, shapeOf } from '../layout/shape.ts';

/**
 * The position of a value among the values of its type, in the order of the language: its bit in a set, its place
 * in a map; and back. Only types of at most 2^20 values are counted (`MAX_ENUMERATED`), so a rank is a small number.
 */
export function rankOf(value: Words, type: Type, emitter: Emitter): Instruction {
  const { form } = value.shape;
  switch (form.kind) {
    case 'scalar':
      return type.kind === 'process' ? rankOfInstance(value, type, emitter) : wordOf(value);
    case 'product':
      return rankOfParts(value, form.parts, emitter);
    case 'array': {
      const parts = Array.from({ length: form.count }, (_, i) => elementPart(form, i));
      return rankOfParts(value, parts, emitter);
    }
    case 'tagged': {
      const tag = wordOf(partOf(value, form.tag, emitter));
      let result: Instruction = i32(0);
      let before = 0;
      form.variants.forEach((payload, number) => {
        result = select(add(rankOfParts(value, payload, emitter), i32(before)), result, eq(tag, i32(number)));
        before += countOf(payload);
      });
      return emitter.atom(result);
    }
    case 'set': {
      // Of the subsets from element i on, first comes the empty one, then those with i (2^(n-1-i)), then those without.
      const bits = wordOf(value);
      let rank: Instruction = popcnt(bits);
      for (let i = 0; i < form.count - 1; i++) {
        const isPassed = and(gtU(shrU(bits, i32(i)), i32(0)), eq(and(shrU(bits, i32(i)), i32(1)), i32(0)));
        rank = emitter.atom(add(rank, shl(isPassed, i32(form.count - 1 - i))));
      }
      return rank;
    }
    case 'seq': {
      const inner = form.elements.shape.form;
      if (inner.kind !== 'array') return i32(0);
      const length = wordOf(partOf(value, form.length, emitter));
      const elements = partOf(value, form.elements, emitter);
      let rank: Instruction = i32(0);
      for (const [i, rests] of restsAt(form, inner.element.type).entries()) {
        const element = rankOf(elementOf(elements, i32(i), emitter), inner.element.type, emitter);
        const own = add(mul(element, i32(rests)), i32(1));
        rank = emitter.atom(add(rank, select(own, i32(0), gtU(length, i32(i)))));
      }
      return rank;
    }
  }
}

function rankOfParts(value: Words, parts: readonly Part[], emitter: Emitter): Instruction {
  let rank: Instruction = i32(0);
  for (const part of parts) {
    const inner = rankOf(partOf(value, part, emitter), part.shape.type, emitter);
    rank = add(mul(rank, i32(Number(cardinality(part.shape.type)))), inner);
  }
  return emitter.atom(rank);
}

function countOf(parts: readonly Part[]): number {
  return parts.reduce((n, part) => n * Number(cardinality(part.shape.type)), 1);
}

/** For each position of a sequence, how many sequences can follow the element there. */
function restsAt({ capacity }: FormOf<'seq'>, element: Type): readonly number[] {
  const each = Number(cardinality(element));
  const counts: number[] = [];
  for (let count = 1; counts.length < capacity; count = count * each + 1) counts.push(count);
  return counts.reverse();
}

/** Instances that do not exist have numbers as well, but are not values. */
function rankOfInstance(value: Words, type: Type, emitter: Emitter): Instruction {
  const numbers = valuesOf(type).map(numberIn);
  const word = wordOf(value);
  if (numbers.every((n, i) => n === i)) return word;
  let rank: Instruction = i32(0);
  numbers.forEach((n, i) => {
    rank = select(i32(i), rank, eq(word, i32(n)));
  });
  return emitter.atom(rank);
}

/** The value of a rank. */
export function unranked(rank: Instruction, type: Type, emitter: Emitter): Words {
  const shape = shapeOf(type);
  const { form } = shape;
  const r = emitter.atom(rank);
  switch (form.kind) {
    case 'scalar':
      return { shape, words: [type.kind === 'process' ? unrankedInstance(r, type, emitter) : r] };
    case 'product':
      return assembled(shape, unrankedParts(r, form.parts, emitter), emitter);
    case 'array': {
      const parts = Array.from({ length: form.count }, (_, i) => elementPart(form, i));
      return assembled(shape, unrankedParts(r, parts, emitter), emitter);
    }
    case 'tagged':
      return unrankedTagged(r, shape, form, emitter);
    case 'set':
      return { shape, words: [unrankedSet(r, form.count, emitter)] };
    case 'seq':
      return unrankedSequence(r, shape, form, emitter);
  }
}

function unrankedInstance(rank: Instruction, type: Type, emitter: Emitter): Instruction {
  const numbers = valuesOf(type).map(numberIn);
  if (numbers.every((n, i) => n === i)) return rank;
  const word = numbers.reduce<Instruction>((other, n, i) => select(i32(n), other, eq(rank, i32(i))), rank);
  return emitter.atom(word);
}

function unrankedTagged(rank: Instruction, shape: Shape, form: FormOf<'tagged'>, emitter: Emitter): Words {
  let chosen = zeroWords(shape).words;
  let before = 0;
  form.variants.forEach((payload, number) => {
    const tag = { part: form.tag, value: { shape: form.tag.shape, words: [i32(number)] } };
    const inner = unrankedParts(emitter.atom(sub(rank, i32(before))), payload, emitter);
    const isHere = emitter.atom(geU(rank, i32(before)));
    const { words } = assembled(shape, [tag, ...inner], emitter);
    chosen = number === 0 ? words : zip(words, chosen).map(([own, w]) => emitter.atom(select(own, w, isHere)));
    before += countOf(payload);
  });
  return { shape, words: chosen };
}

function unrankedSet(rank: Instruction, count: number, emitter: Emitter): Instruction {
  let bits: Instruction = i32(0);
  let left = rank;
  let isEmpty: Instruction = eq(left, i32(0));
  for (let i = 0; i < count; i++) {
    const size = 2 ** (count - 1 - i);
    const one = emitter.atom(isEmpty);
    const isIn = emitter.atom(and(eq(one, i32(0)), eq(gtU(left, i32(size)), i32(0))));
    bits = emitter.atom(or(bits, shl(isIn, i32(i))));
    left = emitter.atom(select(left, sub(left, select(i32(1), i32(size), isIn)), one));
    isEmpty = eq(left, i32(0));
  }
  return bits;
}

function unrankedSequence(rank: Instruction, shape: Shape, form: FormOf<'seq'>, emitter: Emitter): Words {
  const inner = form.elements.shape;
  if (inner.form.kind !== 'array') throw new Error('a sequence without elements');
  const { element } = inner.form;
  const parts: { part: Part; value: Words }[] = [];
  let length: Instruction = i32(0);
  let left = rank;
  for (const [i, rests] of restsAt(form, element.type).entries()) {
    const isMore = emitter.atom(gtU(left, i32(0)));
    const beyond = emitter.atom(sub(left, isMore));
    const value = unranked(divU(beyond, i32(rests)), element.type, emitter);
    parts.push({
      part: elementPart(inner.form, i),
      value: { shape: element, words: value.words.map((w) => emitter.atom(select(w, i32(0), isMore))) },
    });
    length = emitter.atom(add(length, isMore));
    left = emitter.atom(remU(beyond, i32(rests)));
  }
  const elements = { part: form.elements, value: assembled(inner, parts, emitter) };
  const size = { part: form.length, value: { shape: form.length.shape, words: [length] } };
  return assembled(shape, [size, elements], emitter);
}

/** Values of parts, of which the last changes fastest. */
function unrankedParts(rank: Instruction, parts: readonly Part[], emitter: Emitter): { part: Part; value: Words }[] {
  const values: { part: Part; value: Words }[] = [];
  let left = rank;
  for (const [i, part] of [...parts.entries()].reverse()) {
    const count = i32(Number(cardinality(part.shape.type)));
    const own = i === 0 ? left : remU(left, count);
    values.unshift({ part, value: unranked(own, part.shape.type, emitter) });
    if (i > 0) left = emitter.atom(divU(left, count));
  }
  return values;
}

/** Whether two values of one shape are equal. */
export function sameWords(a: Words, b: Words): Instruction {
  return balanced(
    and,
    zip(a.words, b.words).map(([x, y]) => eq(x, y)),
    i32(1),
  );
}

/** Whether any bit is set. */
export function anyBit(words: readonly Instruction[]): Instruction {
  return balanced(or, words, i32(0));
}
