import { itemAt, zip } from '../../../core/lists.ts';
import { add, and, constantOf, divU, eq, mul, or, remU, select, shl, shrU, sub, xor } from './arithmetic.ts';
import { type Emitter, type Words, zeroWords } from './emitter.ts';
import { get, i32, type Instruction, type Local, set } from '../encoding/instructions.ts';
import { dispatch } from './dispatch.ts';
import { elementPart, type FormOf, maskOf, type Part, partIn, type Shape } from '../layout/shape.ts';

/** Parts of values in words: reading and writing fields and elements, also at indices that are known only at run time. */

/** The part of a value at a fixed place. */
export function partOf(whole: Words, part: Part, emitter: Emitter): Words {
  return { shape: part.shape, words: readAt(whole.words, part.word, part.shift, part.shape, emitter) };
}

/** Reads a shape at a word and a shift. */
function readAt(
  words: readonly Instruction[],
  word: number,
  shift: number,
  shape: Shape,
  emitter: Emitter,
): Instruction[] {
  if (shape.words > 1) return words.slice(word, word + shape.words);
  if (shape.bits === 0) return [i32(0)];
  return [emitter.atom(extract(itemAt(words, word), i32(shift), shape.bits))];
}

/** Bits from `shift` on. */
function extract(word: Instruction, shift: Instruction, bits: number): Instruction {
  const moved = shrU(word, shift);
  const fixed = constantOf(shift);
  return fixed !== undefined && fixed + bits === 32 ? moved : and(moved, i32(maskOf(bits)));
}

function arrayForm(shape: Shape): FormOf<'array'> {
  if (shape.form.kind !== 'array') throw new Error('an element of something without elements');
  return shape.form;
}

/** An index into words is a chain of selections up to this many of them, and a jump table above. */
const MAX_CHAIN = 8;

/** `width` words from word `at * width` on, of which there are `count`. */
function wordsAt(
  words: readonly Instruction[],
  at: Instruction,
  width: number,
  count: number,
  emitter: Emitter,
): Instruction[] {
  if (count * width <= MAX_CHAIN)
    return Array.from({ length: width }, (_, w) => {
      let chosen = itemAt(words, w);
      for (let i = 1; i < count; i++) chosen = select(itemAt(words, i * width + w), chosen, eq(at, i32(i)));
      return emitter.atom(chosen);
    });
  const locals = emitter.freshList(width, 'x');
  dispatch(at, count, emitter, (i) => {
    emitter.assign(locals, words.slice(i * width, (i + 1) * width));
  });
  return locals.map(get);
}

/** The word at an index that is known only at run time. */
export function wordAt(words: readonly Instruction[], at: Instruction, emitter: Emitter): Instruction {
  return itemAt(wordsAt(words, at, 1, words.length, emitter), 0);
}

/** Changes the `width` words from word `at * width` on, where `change` gives new ones for those that are there. */
export function changeWordsAt(
  locals: readonly Local[],
  at: Instruction,
  width: number,
  emitter: Emitter,
  change: (old: Instruction, index: number) => Instruction,
): void {
  if (locals.length <= MAX_CHAIN) {
    locals.forEach((local, i) => {
      const isHere = eq(at, i32(Math.floor(i / width)));
      emitter.emit(set(local, select(change(get(local), i % width), get(local), isHere)));
    });
    return;
  }
  dispatch(at, Math.floor(locals.length / width), emitter, (i) => {
    locals.slice(i * width, (i + 1) * width).forEach((local, w) => {
      emitter.emit(set(local, change(get(local), w)));
    });
  });
}

/** Element `index` (checked before) of an array. */
export function elementOf(whole: Words, index: Instruction, emitter: Emitter): Words {
  return elementIn(whole.words, 0, 0, whole.shape, index, emitter);
}

function elementIn(
  words: readonly Instruction[],
  word: number,
  shift: number,
  shape: Shape,
  index: Instruction,
  emitter: Emitter,
): Words {
  const { element, perWord, count } = arrayForm(shape);
  const fixed = constantOf(index);
  if (fixed !== undefined) {
    // The check before has failed: what follows is not reached.
    if (fixed < 0 || fixed >= count) return zeroWords(element);
    const part = elementPart(arrayForm(shape), fixed);
    const from = part.word === 0 ? shift + part.shift : part.shift;
    return { shape: element, words: readAt(words, word + part.word, from, element, emitter) };
  }
  if (perWord > 0 && element.bits === 0) return { shape: element, words: [i32(0)] };
  const own = words.slice(word, word + shape.words);
  if (perWord === 0) return { shape: element, words: wordsAt(own, index, element.words, count, emitter) };
  if (shape.words === 1) {
    const from = add(mul(index, i32(element.bits)), i32(shift));
    return { shape: element, words: [emitter.atom(extract(itemAt(own, 0), from, element.bits))] };
  }
  const chosen = wordAt(own, emitter.atom(divU(index, i32(perWord))), emitter);
  const from = mul(remU(index, i32(perWord)), i32(element.bits));
  return { shape: element, words: [emitter.atom(extract(chosen, from, element.bits))] };
}

/** Words that can be written: the packed state, or a local of a process. */
export interface Container {
  readonly locals: readonly Local[];
}

/** A fixed place in a container. */
export interface Spot {
  readonly container: Container;
  readonly word: number;
  readonly shift: number;
  readonly shape: Shape;
}

/** The place of a part. */
export function inSpot(spot: Spot, part: Part): Spot {
  return { container: spot.container, ...partIn(spot, part) };
}

export function readSpot(spot: Spot, emitter: Emitter): Words {
  const words = spot.container.locals.map(get);
  const read = readAt(words, spot.word, spot.shift, spot.shape, emitter);
  return { shape: spot.shape, words: read.map((w) => copied(w, spot.container, emitter)) };
}

/** Element `index` (checked before) of the array at a place. */
export function readElement(spot: Spot, index: Instruction, emitter: Emitter): Words {
  const words = spot.container.locals.map(get);
  const { shape, words: read } = elementIn(words, spot.word, spot.shift, spot.shape, index, emitter);
  return { shape, words: read.map((w) => copied(w, spot.container, emitter)) };
}

/** A copy of a word of a container: the container may be written before the value is used. */
function copied(word: Instruction, container: Container, emitter: Emitter): Instruction {
  if (word.kind !== 'get' || !container.locals.includes(word.local)) return word;
  const local = emitter.fresh('c');
  emitter.emit(set(local, word));
  return get(local);
}

export function writeSpot(spot: Spot, value: Words, emitter: Emitter): void {
  const { container, word, shift, shape } = spot;
  if (shape.words > 1) {
    for (const [w, local] of zip(value.words, container.locals.slice(word))) setWord(local, w, emitter);
    return;
  }
  if (shape.bits === 0) return;
  const local = itemAt(container.locals, word);
  setWord(local, inserted(get(local), i32(shift), wordOf(value), shape.bits), emitter);
}

function setWord(local: Local, value: Instruction, emitter: Emitter): void {
  if (value.kind !== 'get' || value.local !== local) emitter.emit(set(local, value));
}

/** Replaces element `index` (checked before) of the array at a place. */
export function writeElement(spot: Spot, index: Instruction, value: Words, emitter: Emitter): void {
  const form = arrayForm(spot.shape);
  const { element, perWord, count } = form;
  const fixed = constantOf(index);
  if (fixed !== undefined) {
    if (fixed >= 0 && fixed < count) writeSpot(inSpot(spot, elementPart(form, fixed)), value, emitter);
    return;
  }
  const locals = spot.container.locals.slice(spot.word, spot.word + spot.shape.words);
  if (perWord === 0) {
    changeWordsAt(locals, index, element.words, emitter, (_, w) => itemAt(value.words, w));
    return;
  }
  if (element.bits === 0) return;
  const packed = wordOf(value);
  const [only, ...others] = locals;
  if (only && others.length === 0) {
    const shift = emitter.atom(add(mul(index, i32(element.bits)), i32(spot.shift)));
    setWord(only, inserted(get(only), shift, packed, element.bits), emitter);
    return;
  }
  const at = emitter.atom(divU(index, i32(perWord)));
  const shift = emitter.atom(mul(remU(index, i32(perWord)), i32(element.bits)));
  const cleared = emitter.atom(xor(shl(i32(maskOf(element.bits)), shift), i32(-1)));
  const moved = emitter.atom(shl(packed, shift));
  changeWordsAt(locals, at, 1, emitter, (old) => or(and(old, cleared), moved));
}

/** A word with `bits` bits from `shift` on replaced. */
function inserted(word: Instruction, shift: Instruction, value: Instruction, bits: number): Instruction {
  if (bits >= 32) return value;
  const mask = shl(i32(maskOf(bits)), shift);
  return or(and(word, xor(mask, i32(-1))), shl(value, shift));
}

/** A value with the part at a fixed place replaced. */
export function withPart(whole: Words, part: Part, value: Words, emitter: Emitter): Words {
  const words = [...whole.words];
  if (part.shape.words > 1) words.splice(part.word, value.words.length, ...value.words);
  else if (part.shape.bits > 0) {
    const word = inserted(itemAt(words, part.word), i32(part.shift), wordOf(value), part.shape.bits);
    words[part.word] = emitter.atom(word);
  }
  return { shape: whole.shape, words };
}

/** A value with element `index` (checked before) replaced. */
export function withElement(whole: Words, index: Instruction, value: Words, emitter: Emitter): Words {
  const fixed = constantOf(index);
  if (fixed !== undefined) {
    const form = arrayForm(whole.shape);
    return fixed < 0 || fixed >= form.count ? whole : withPart(whole, elementPart(form, fixed), value, emitter);
  }
  const copy = copyOf(whole, emitter);
  writeElement({ container: { locals: copy }, word: 0, shift: 0, shape: whole.shape }, index, value, emitter);
  return { shape: whole.shape, words: copy.map(get) };
}

/** A value in locals of its own. */
export function copyOf(value: Words, emitter: Emitter): Local[] {
  return value.words.map((w) => {
    const local = emitter.fresh('v');
    emitter.emit(set(local, w));
    return local;
  });
}

/** Puts parts together from nothing. */
export function assembled(
  shape: Shape,
  parts: readonly { readonly part: Part; readonly value: Words }[],
  emitter: Emitter,
): Words {
  const words = new Array<Instruction>(shape.words).fill(i32(0));
  for (const { part, value } of parts) {
    if (part.shape.words > 1) words.splice(part.word, value.words.length, ...value.words);
    else if (part.shape.bits > 0) words[part.word] = or(itemAt(words, part.word), shl(wordOf(value), i32(part.shift)));
  }
  return { shape, words: words.map((w) => emitter.atom(w)) };
}

/** The word of a value that has only one. */
export function wordOf({ words }: Words): Instruction {
  return itemAt(words, 0);
}

/** The number that a scalar stands for: its packed form plus its lower bound. */
export function rawOf(value: Words): Instruction {
  const { form } = value.shape;
  return add(wordOf(value), i32(form.kind === 'scalar' ? form.low : 0));
}

/** The packed form of a number. */
export function packedScalar(raw: Instruction, shape: Shape): Instruction {
  return sub(raw, i32(shape.form.kind === 'scalar' ? shape.form.low : 0));
}
