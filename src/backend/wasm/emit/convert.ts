import { itemAt, zip } from '../../../core/lists.ts';
import type { Type } from '../../../core/types.ts';
import { isSubtype, sameType } from '../../../core/relations.ts';
import { valuesOf } from '../../../core/enumerate.ts';
import { assembled, copyOf, elementOf, packedScalar, partOf, rawOf, wordOf, writeElement } from './access.ts';
import { and, eq, gtU, ne, or, shl, shrU, xor } from './arithmetic.ts';
import { type Emitter, type Words, zeroWords } from './emitter.ts';
import { get, i32, type Instruction } from '../encoding/instructions.ts';
import { counted, MAX_UNROLLED } from './loops.ts';
import { anyBit } from './rank.ts';
import { elementPart, maskOf, type Part, type Shape, shapeOf } from '../layout/shape.ts';

/** A number that is known to fit in the shape of another type. */
export function convertedWithin(value: Words, from: Type, to: Type, emitter: Emitter): Words {
  const shape = shapeOf(to);
  if (sameType(from, to)) return { shape, words: value.words };
  return { shape, words: [emitter.atom(packedScalar(rawOf(value), shape))] };
}

/**
 * A value of one type in the shape of another of the same form. Where the types do not prove that it fits,
 * a value outside is a failure (a range error).
 */
export function converted(value: Words, from: Type, to: Type, emitter: Emitter): Words {
  const shape = shapeOf(to);
  if (sameType(from, to) || from.kind === 'never') return { shape, words: padded(value, shape) };
  switch (to.kind) {
    case 'int': {
      const number = convertedWithin(value, from, to, emitter);
      if (!isSubtype(from, to)) emitter.failIf(gtU(wordOf(number), i32(to.high - to.low)));
      return number;
    }
    case 'option':
    case 'union':
      return convertedTagged(value, from, to, shape, emitter);
    case 'tuple':
    case 'struct': {
      const { form } = value.shape;
      const target = shape.form;
      if (form.kind !== 'product' || target.kind !== 'product') return value;
      return assembled(shape, convertedParts(value, form.parts, target.parts, emitter), emitter);
    }
    case 'map': {
      const { form } = value.shape;
      const target = shape.form;
      if (form.kind !== 'array' || target.kind !== 'array') return value;
      if (form.count > MAX_UNROLLED)
        return convertedLoop(value, form.element.type, target.element.type, shape, emitter);
      const parts = Array.from({ length: form.count }, (_, i) => ({
        part: elementPart(target, i),
        value: converted(elementOf(value, i32(i), emitter), form.element.type, target.element.type, emitter),
      }));
      return assembled(shape, parts, emitter);
    }
    case 'set':
      return convertedSet(value, from, to, shape, emitter);
    case 'seq':
      return convertedSequence(value, from, to, shape, emitter);
    case 'bool':
    case 'enum':
    case 'symmetric':
    case 'process':
    case 'opaque':
    case 'never':
    case 'formula':
      return value;
  }
}

function convertedLoop(value: Words, from: Type, to: Type, shape: Shape, emitter: Emitter): Words {
  const locals = copyOf(zeroWords(shape), emitter);
  const spot = { container: { locals }, word: 0, shift: 0, shape };
  counted(shape.form.kind === 'array' ? shape.form.count : 0, emitter, (i) => {
    writeElement(spot, i, converted(elementOf(value, i, emitter), from, to, emitter), emitter);
  });
  return { shape, words: locals.map(get) };
}

function padded(value: Words, shape: Shape): readonly Instruction[] {
  return value.words.length === shape.words ? value.words : zeroWords(shape).words;
}

/** The parts of a value, as other parts. */
function convertedParts(
  value: Words,
  from: readonly Part[],
  to: readonly Part[],
  emitter: Emitter,
): { readonly part: Part; readonly value: Words }[] {
  return zip(from, to).map(([old, part]) => ({
    part,
    value: converted(partOf(value, old, emitter), old.shape.type, part.shape.type, emitter),
  }));
}

function convertedTagged(value: Words, from: Type, to: Type, shape: Shape, emitter: Emitter): Words {
  const { form } = value.shape;
  const target = shape.form;
  if (form.kind !== 'tagged' || target.kind !== 'tagged') return value;
  if (isEmptyOption(from)) return zeroWords(shape);
  const tag = partOf(value, form.tag, emitter);
  const result = emitter.freshList(shape.words, 'u');
  for (const [number, [from, to]] of zip(form.variants, target.variants).entries())
    emitter.guarded(eq(wordOf(tag), i32(number)), () => {
      const parts = convertedParts(value, from, to, emitter);
      const newTag = { part: target.tag, value: { shape: target.tag.shape, words: [i32(number)] } };
      emitter.assign(result, assembled(shape, [newTag, ...parts], emitter).words);
    });
  return { shape, words: result.map(get) };
}

function isEmptyOption(type: Type): boolean {
  return type.kind === 'option' && type.element.kind === 'never';
}

function convertedSet(value: Words, from: Type, to: Type, shape: Shape, emitter: Emitter): Words {
  if (from.kind !== 'set' || to.kind !== 'set') return value;
  const [a, b] = [from.element, to.element];
  if (a.kind === 'never') return zeroWords(shape);
  if (a.kind !== 'int' || b.kind !== 'int') {
    // Sets of wider elements of another form: element by element.
    return convertedSetSlowly(value, a, b, shape, emitter);
  }
  const offset = a.low - b.low;
  const bitsOf = (type: typeof a): number => type.high - type.low + 1;
  if (value.shape.words === 1 && shape.words === 1 && Math.abs(offset) < 32) {
    const word = wordOf(value);
    const moved = emitter.atom(offset >= 0 ? shl(word, i32(offset)) : shrU(word, i32(-offset)));
    const inside = emitter.atom(and(moved, i32(maskOf(bitsOf(b)))));
    if (!isSubtype(from, to)) {
      const back = offset >= 0 ? shrU(inside, i32(offset)) : shl(inside, i32(-offset));
      emitter.failIf(xor(back, word));
    }
    return { shape, words: [inside] };
  }
  // Bits below or above those of the target are failures; the others move by whole words and the rest.
  const count = bitsOf(b);
  const outside = value.words.map((w, i) => {
    const inside = maskBetween(-offset - i * 32, count - offset - i * 32);
    return and(w, i32(~inside));
  });
  if (!isSubtype(from, to)) emitter.failIf(ne(anyBit(outside), i32(0)));
  const [whole, rest] = [Math.floor(offset / 32), offset & 31];
  const at = (i: number): Instruction => value.words[i] ?? i32(0);
  const words = Array.from({ length: shape.words }, (_, i) => {
    const lower = shl(at(i - whole), i32(rest));
    const moved = rest === 0 ? lower : or(lower, shrU(at(i - whole - 1), i32(32 - rest)));
    return emitter.atom(and(moved, i32(maskBetween(0, count - i * 32))));
  });
  return { shape, words };
}

/** Bits from `from` to below `to`, which may lie outside of a word. */
function maskBetween(from: number, to: number): number {
  const below = (n: number): number => (n <= 0 ? 0 : maskOf(n));
  return below(to) & ~below(from);
}

function convertedSetSlowly(value: Words, a: Type, b: Type, shape: Shape, emitter: Emitter): Words {
  const source = valuesOf(a);
  const target = new Map(valuesOf(b).map((v, i) => [JSON.stringify(v), i]));
  const bits: Instruction[][] = Array.from({ length: shape.words }, () => []);
  const outside: Instruction[] = [];
  source.forEach((v, i) => {
    const bit = and(shrU(itemAt(value.words, i >> 5), i32(i & 31)), i32(1));
    const at = target.get(JSON.stringify(v));
    if (at === undefined) outside.push(bit);
    else bits[at >> 5]?.push(shl(bit, i32(at & 31)));
  });
  emitter.failIf(ne(anyBit(outside), i32(0)));
  return { shape, words: bits.map((some) => emitter.atom(anyBit(some))) };
}

function convertedSequence(value: Words, from: Type, to: Type, shape: Shape, emitter: Emitter): Words {
  const { form } = value.shape;
  const target = shape.form;
  if (from.kind !== 'seq' || to.kind !== 'seq' || form.kind !== 'seq' || target.kind !== 'seq') return value;
  const length = wordOf(partOf(value, form.length, emitter));
  if (from.capacity > to.capacity) emitter.failIf(gtU(length, i32(to.capacity)));
  const elements = partOf(value, form.elements, emitter);
  const inner = target.elements.shape;
  if (inner.form.kind !== 'array') return value;
  const parts: { part: Part; value: Words }[] = [];
  for (let i = 0; i < Math.min(from.capacity, to.capacity); i++) {
    const element = elementOf(elements, i32(i), emitter);
    const of = elementPart(inner.form, i);
    const result = emitter.freshList(of.shape.words, 'q');
    emitter.assign(result, zeroWords(of.shape).words);
    emitter.guarded(gtU(length, i32(i)), () => {
      emitter.assign(result, converted(element, from.element, to.element, emitter).words);
    });
    parts.push({ part: of, value: { shape: of.shape, words: result.map(get) } });
  }
  const array = assembled(inner, parts, emitter);
  return assembled(
    shape,
    [
      { part: target.length, value: { shape: target.length.shape, words: [length] } },
      { part: target.elements, value: array },
    ],
    emitter,
  );
}
