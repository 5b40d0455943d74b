import { itemAt, zip } from '../../../core/lists.ts';
import type { Type, Value } from '../../../core/types.ts';
import { cardinality, valuesOf } from '../../../core/enumerate.ts';

/**
 * How the values of a type lie in 32-bit words. A value that needs at most 32 bits is packed in one word;
 * a larger one takes whole words. No field straddles a word. The form is canonical: equal values have equal
 * words and unused bits are 0, so values are compared and hashed as words.
 */
export interface Shape {
  readonly type: Type;
  readonly words: number;
  /** Bits used of the one word; 32 times the words if there are several. */
  readonly bits: number;
  readonly form: Form;
}

/** Where a part lies in its whole, from the first word and the lowest bit. */
export interface Part {
  readonly word: number;
  readonly shift: number;
  readonly shape: Shape;
}

export type Form =
  /** A number from 0 on: an integer minus the lower bound of its type, a member or a process by number. */
  | { readonly kind: 'scalar'; readonly low: number }
  | { readonly kind: 'product'; readonly parts: readonly Part[] }
  /** Elements of one shape: `perWord` in each word, or each of several words. */
  | { readonly kind: 'array'; readonly count: number; readonly element: Shape; readonly perWord: number }
  /** A tag, then the payload of the variant; what another variant would use is 0. */
  | { readonly kind: 'tagged'; readonly tag: Part; readonly variants: readonly (readonly Part[])[] }
  /** One bit for each value of the element's type, in their order. */
  | { readonly kind: 'set'; readonly count: number }
  /** A length, then elements; those beyond the length are 0. */
  | { readonly kind: 'seq'; readonly length: Part; readonly elements: Part; readonly capacity: number };

export type FormOf<K extends Form['kind']> = Extract<Form, { kind: K }>;

const shapes = new WeakMap<Type, Shape>();

export function shapeOf(type: Type): Shape {
  const made = shapes.get(type);
  if (made) return made;
  const shape = makeShape(type);
  if (type.kind !== 'process') shapes.set(type, shape);
  return shape;
}

export function bitsFor(count: number): number {
  return count <= 1 ? 0 : 32 - Math.clz32(count - 1);
}

function scalar(type: Type, bits: number, low: number): Shape {
  return { type, words: 1, bits, form: { kind: 'scalar', low } };
}

function makeShape(type: Type): Shape {
  switch (type.kind) {
    case 'bool':
      return scalar(type, 1, 0);
    case 'int':
      return scalar(type, type.high - type.low >= 0x7fffffff ? 32 : bitsFor(type.high - type.low + 1), type.low);
    case 'enum':
      return scalar(type, bitsFor(type.members.length), 0);
    case 'symmetric':
      return scalar(type, bitsFor(type.size), 0);
    case 'process':
      return scalar(type, bitsFor(type.families.reduce((n, f) => Math.max(n, f.first + f.instances.length), 0)), 0);
    case 'opaque':
    case 'never':
    case 'formula':
      return scalar(type, 0, 0);
    case 'struct':
      return product(
        type,
        type.fields.map((f) => shapeOf(f.type)),
      );
    case 'tuple':
      return product(type, type.elements.map(shapeOf));
    case 'map':
      return array(type, Number(cardinality(type.key)), shapeOf(type.value));
    case 'set': {
      const count = Number(cardinality(type.element));
      return {
        type,
        words: Math.max(1, Math.ceil(count / 32)),
        bits: count <= 32 ? count : wordBits(count),
        form: { kind: 'set', count },
      };
    }
    case 'option':
      return tagged(type, [[], [shapeOf(type.element)]]);
    case 'union':
      return tagged(
        type,
        type.variants.map((v) => v.payload.map((p) => shapeOf(p.type))),
      );
    case 'seq': {
      const { capacity } = type;
      const { parts, words, bits } = place(
        [
          scalar({ kind: 'int', low: 0, high: capacity }, bitsFor(capacity + 1), 0),
          array(type, capacity, shapeOf(type.element)),
        ],
        0,
      );
      const form = { kind: 'seq', length: itemAt(parts, 0), elements: itemAt(parts, 1), capacity } as const;
      return { type, words, bits, form };
    }
  }
}

function wordBits(count: number): number {
  return Math.ceil(count / 32) * 32;
}

/** Puts shapes one after the other from bit `from` of the first word on. */
function place(shapes: readonly Shape[], from: number): { parts: Part[]; words: number; bits: number } {
  let word = 0;
  let shift = from;
  const parts: Part[] = [];
  for (const shape of shapes) {
    if (shape.words > 1) {
      if (shift > 0) word++;
      parts.push({ word, shift: 0, shape });
      word += shape.words;
      shift = 0;
      continue;
    }
    if (shift + shape.bits > 32) {
      word++;
      shift = 0;
    }
    parts.push({ word, shift, shape });
    shift += shape.bits;
  }
  const words = Math.max(1, shift > 0 ? word + 1 : word);
  return { parts, words, bits: words === 1 ? (word === 0 ? shift : 32) : words * 32 };
}

function product(type: Type, shapes: readonly Shape[]): Shape {
  const { parts, words, bits } = place(shapes, 0);
  return { type, words, bits, form: { kind: 'product', parts } };
}

function array(type: Type, count: number, element: Shape): Shape {
  if (element.words > 1)
    return {
      type,
      words: Math.max(1, count * element.words),
      bits: 32 * Math.max(1, count * element.words),
      form: { kind: 'array', count, element, perWord: 0 },
    };
  const perWord = element.bits === 0 ? Math.max(1, count) : Math.floor(32 / element.bits);
  const words = Math.max(1, Math.ceil(count / perWord));
  return {
    type,
    words,
    bits: words === 1 ? count * element.bits : words * 32,
    form: { kind: 'array', count, element, perWord },
  };
}

function tagged(type: Type, variants: readonly (readonly Shape[])[]): Shape {
  const tagBits = bitsFor(variants.length);
  const tag: Part = {
    word: 0,
    shift: 0,
    shape: scalar({ kind: 'int', low: 0, high: variants.length - 1 }, tagBits, 0),
  };
  const placed = variants.map((payload) => place(payload, tagBits));
  const words = Math.max(1, ...placed.map((p) => p.words));
  const bits = words > 1 ? words * 32 : Math.max(tagBits, ...placed.map((p) => p.bits));
  return { type, words, bits, form: { kind: 'tagged', tag, variants: placed.map((p) => p.parts) } };
}

/** Where element `index` of an array form lies. */
export function elementPart(form: FormOf<'array'>, index: number): Part {
  if (form.perWord === 0) return { word: index * form.element.words, shift: 0, shape: form.element };
  return {
    word: Math.floor(index / form.perWord),
    shift: (index % form.perWord) * form.element.bits,
    shape: form.element,
  };
}

export function maskOf(bits: number): number {
  return bits >= 32 ? -1 : (1 << bits) - 1;
}

/** A part, seen from what its whole is a part of. */
export function partIn(whole: Pick<Part, 'word' | 'shift'>, part: Part): Part {
  return {
    word: whole.word + part.word,
    shift: part.word === 0 ? whole.shift + part.shift : part.shift,
    shape: part.shape,
  };
}

/** The elements of a sequence, up to `length`. */
function elementsOf({ elements }: FormOf<'seq'>, length: number): readonly Part[] {
  const { form } = elements.shape;
  if (form.kind !== 'array') return [];
  return Array.from({ length }, (_, i) => partIn(elements, elementPart(form, i)));
}

/** A value that is a number. */
export function numberIn(value: Value): number {
  if (typeof value !== 'number') throw new Error('a list where there should be a number');
  return value;
}

/** The parts of a value that is a list. */
function itemsIn(value: Value): readonly Value[] {
  if (typeof value === 'number') throw new Error('a number where there should be a list');
  return value;
}

/** Packs a value; words are added by or to `words` from `at` and `shift` on. */
export function packValue(value: Value, shape: Shape, words: Int32Array | number[], at = 0, shift = 0): void {
  const inside = (v: Value, part: Part): void => {
    packValue(v, part.shape, words, at + part.word, part.word === 0 ? shift + part.shift : part.shift);
  };
  const { form } = shape;
  switch (form.kind) {
    case 'scalar':
      words[at] = (words[at] ?? 0) | (((numberIn(value) - form.low) & maskOf(shape.bits)) << shift);
      return;
    case 'product':
      for (const [part, item] of zip(form.parts, itemsIn(value))) inside(item, part);
      return;
    case 'array': {
      const items = itemsIn(value);
      for (let i = 0; i < form.count; i++) inside(itemAt(items, i), elementPart(form, i));
      return;
    }
    case 'tagged': {
      const [tag = 0, ...payload] = itemsIn(value);
      inside(tag, form.tag);
      for (const [part, item] of zip(itemAt(form.variants, numberIn(tag)), payload)) inside(item, part);
      return;
    }
    case 'set': {
      const rank = rankIn(shape.type);
      for (const v of itemsIn(value)) {
        const r = rank(v);
        words[at + (r >> 5)] = (words[at + (r >> 5)] ?? 0) | (1 << ((r & 31) + shift));
      }
      return;
    }
    case 'seq':
      inside(itemsIn(value).length, form.length);
      for (const [part, item] of zip(elementsOf(form, itemsIn(value).length), itemsIn(value))) inside(item, part);
      return;
  }
}

/** Position of a value among the values of a set's element type. */
function rankIn(type: Type): (value: Value) => number {
  const element = type.kind === 'set' ? type.element : type;
  if (element.kind === 'int') return (v) => numberIn(v) - element.low;
  if (element.kind === 'bool' || element.kind === 'enum' || element.kind === 'symmetric') return numberIn;
  const ranks = new Map(valuesOf(element).map((v, i) => [JSON.stringify(v), i]));
  return (v) => ranks.get(JSON.stringify(v)) ?? -1;
}

/** The value that words hold. */
export function unpackValue(shape: Shape, words: ArrayLike<number>, at = 0, shift = 0): Value {
  const inside = (part: Part): Value =>
    unpackValue(part.shape, words, at + part.word, part.word === 0 ? shift + part.shift : part.shift);
  const { form } = shape;
  switch (form.kind) {
    case 'scalar':
      return shape.bits === 0 ? form.low : ((((words[at] ?? 0) >>> shift) & maskOf(shape.bits)) + form.low) | 0;
    case 'product':
      return form.parts.map(inside);
    case 'array':
      return Array.from({ length: form.count }, (_, i) => inside(elementPart(form, i)));
    case 'tagged': {
      const tag = numberIn(inside(form.tag));
      return [tag, ...itemAt(form.variants, tag).map(inside)];
    }
    case 'set': {
      const element = shape.type.kind === 'set' ? shape.type.element : shape.type;
      return valuesOf(element).filter((_, i) => (((words[at + (i >> 5)] ?? 0) >>> ((i & 31) + shift)) & 1) === 1);
    }
    case 'seq': {
      const length = numberIn(inside(form.length));
      return elementsOf(form, length).map(inside);
    }
  }
}
