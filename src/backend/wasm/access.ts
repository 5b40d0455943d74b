import { add, and, constantOf, divU, eq, mul, or, remU, select, shl, shrU, sub, xor } from './arithmetic.ts';
import type { Emitter, Words } from './emitter.ts';
import { get, i32, type Instruction, type Local, set } from './encoding/instructions.ts';
import { elementPart, type Form, maskOf, type Part, type Shape } from './shape.ts';

/** Parts of values in words: reading and writing fields and elements, also at indices that are known only when run. */

/** The part of a value at a fixed place. */
export function partOf(whole: Words, part: Part, emitter: Emitter): Words {
  return { shape: part.shape, words: readAt(whole.words, part.word, part.shift, part.shape, emitter) };
}

/** Reads a shape at a word and a shift. */
export function readAt(
  words: readonly Instruction[],
  word: number,
  shift: number,
  shape: Shape,
  emitter: Emitter,
): Instruction[] {
  if (shape.words > 1) return words.slice(word, word + shape.words);
  if (shape.bits === 0) return [i32(0)];
  return [emitter.atom(extract(words[word]!, i32(shift), shape.bits))];
}

/** Bits from `shift` on. */
function extract(word: Instruction, shift: Instruction, bits: number): Instruction {
  const moved = shrU(word, shift);
  const known = constantOf(shift);
  return known !== undefined && known + bits === 32 ? moved : and(moved, i32(maskOf(bits)));
}

type ArrayForm = Extract<Form, { kind: 'array' }>;

/** Element `index` (checked before) of an array. */
export function elementOf(whole: Words, index: Instruction, emitter: Emitter): Words {
  const form = whole.shape.form as ArrayForm;
  const known = constantOf(index);
  if (known !== undefined) return partOf(whole, elementPart(form, known), emitter);
  const { element, perWord, count } = form;
  if (perWord === 0) {
    const words = Array.from({ length: element.words }, (_, w) => {
      let chosen = whole.words[w]!;
      for (let i = 1; i < count; i++) chosen = select(whole.words[i * element.words + w]!, chosen, eq(index, i32(i)));
      return emitter.atom(chosen);
    });
    return { shape: element, words };
  }
  if (element.bits === 0) return { shape: element, words: [i32(0)] };
  let word = whole.words[0]!;
  let position = index;
  if (whole.shape.words > 1) {
    const at = emitter.atom(divU(index, i32(perWord)));
    for (let w = 1; w < whole.shape.words; w++) word = select(whole.words[w]!, word, eq(at, i32(w)));
    position = remU(index, i32(perWord));
  }
  const shift = mul(position, i32(element.bits));
  return { shape: element, words: [emitter.atom(extract(word, shift, element.bits))] };
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

export function readSpot(spot: Spot, emitter: Emitter): Words {
  const words = spot.container.locals.map(get);
  const read = readAt(words, spot.word, spot.shift, spot.shape, emitter);
  // A copy: the container may be written before the value is used.
  return { shape: spot.shape, words: read.map((w) => copied(w, spot.container, emitter)) };
}

function copied(word: Instruction, container: Container, emitter: Emitter): Instruction {
  if (word.kind !== 'get' || !container.locals.includes(word.local)) return word;
  const local = emitter.fresh('c');
  emitter.emit(set(local, word));
  return get(local);
}

export function writeSpot(spot: Spot, value: Words, emitter: Emitter): void {
  const { container, word, shift, shape } = spot;
  if (shape.words > 1) {
    value.words.forEach((w, i) => {
      emitter.emit(set(container.locals[word + i]!, w));
    });
    return;
  }
  if (shape.bits === 0) return;
  const local = container.locals[word]!;
  emitter.emit(set(local, inserted(get(local), i32(shift), value.words[0]!, shape.bits)));
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
  if (part.shape.words > 1)
    value.words.forEach((w, i) => {
      words[part.word + i] = w;
    });
  else if (part.shape.bits > 0)
    words[part.word] = emitter.atom(inserted(words[part.word]!, i32(part.shift), value.words[0]!, part.shape.bits));
  return { shape: whole.shape, words };
}

/** A value with element `index` (checked before) replaced. */
export function withElement(whole: Words, index: Instruction, value: Words, emitter: Emitter): Words {
  const form = whole.shape.form as ArrayForm;
  const known = constantOf(index);
  if (known !== undefined) return withPart(whole, elementPart(form, known), value, emitter);
  const { element, perWord, count } = form;
  if (perWord === 0) {
    const words = [...whole.words];
    for (let i = 0; i < count; i++)
      for (let w = 0; w < element.words; w++) {
        const at = i * element.words + w;
        words[at] = emitter.atom(select(value.words[w]!, words[at]!, eq(index, i32(i))));
      }
    return { shape: whole.shape, words };
  }
  if (element.bits === 0) return whole;
  if (whole.shape.words === 1) {
    const shift = emitter.atom(mul(index, i32(element.bits)));
    return {
      shape: whole.shape,
      words: [emitter.atom(inserted(whole.words[0]!, shift, value.words[0]!, element.bits))],
    };
  }
  const at = emitter.atom(divU(index, i32(perWord)));
  const shift = emitter.atom(mul(remU(index, i32(perWord)), i32(element.bits)));
  const words = whole.words.map((w, i) =>
    emitter.atom(select(inserted(w, shift, value.words[0]!, element.bits), w, eq(at, i32(i)))),
  );
  return { shape: whole.shape, words };
}

/** Puts parts together from nothing. */
export function assembled(
  shape: Shape,
  parts: readonly { readonly part: Part; readonly value: Words }[],
  emitter: Emitter,
): Words {
  const words = new Array<Instruction>(shape.words).fill(i32(0));
  for (const { part, value } of parts) {
    if (part.shape.words > 1)
      value.words.forEach((w, i) => {
        words[part.word + i] = w;
      });
    else if (part.shape.bits > 0) words[part.word] = or(words[part.word]!, shl(value.words[0]!, i32(part.shift)));
  }
  return { shape, words: words.map((w) => emitter.atom(w)) };
}

/** The number that a scalar stands for: its packed form plus its lower bound. */
export function rawOf(value: Words): Instruction {
  const { form } = value.shape;
  return add(value.words[0]!, i32(form.kind === 'scalar' ? form.low : 0));
}

/** The packed form of a number. */
export function packedScalar(raw: Instruction, shape: Shape): Instruction {
  return sub(raw, i32(shape.form.kind === 'scalar' ? shape.form.low : 0));
}
