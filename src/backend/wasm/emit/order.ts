import { zip } from '../../../core/lists.ts';
import type { Type } from '../../../core/types.ts';
import { elementOf, partOf, rawOf, wordOf } from './access.ts';
import { and, eq, eqz, gtS, gtU, ltS, ltU, or, select, sub, xor } from './arithmetic.ts';
import type { Emitter, Words } from './emitter.ts';
import { get, i32, type Instruction, set } from '../encoding/instructions.ts';
import { looped, MAX_UNROLLED } from './loops.ts';
import { elementPart, type FormOf, type Part } from '../layout/shape.ts';

/** -1, 0 or 1: the order of the language (language.md, section 4). */
export function compareWords(a: Words, b: Words, type: Type, emitter: Emitter): Instruction {
  const { form } = a.shape;
  switch (form.kind) {
    case 'scalar':
      return compareScalars(a, b, type);
    case 'product':
      return firstDifference(
        form.parts.map((part) => () => compareParts(a, b, part, emitter)),
        emitter,
      );
    case 'array':
      return compareArrays(a, b, form, emitter);
    case 'tagged':
      return compareTagged(a, b, form, emitter);
    case 'set':
      return compareSets(a, b, emitter);
    case 'seq':
      return compareSequences(a, b, form, emitter);
  }
}

/** The first of several orders that is not 0; the others are not computed. */
function firstDifference(orders: readonly (() => Instruction)[], emitter: Emitter): Instruction {
  const order = emitter.fresh('o');
  emitter.emit(set(order, i32(0)));
  for (const next of orders)
    emitter.guarded(eqz(get(order)), () => {
      emitter.emit(set(order, next()));
    });
  return get(order);
}

function compareParts(a: Words, b: Words, part: Part, emitter: Emitter): Instruction {
  return compareWords(partOf(a, part, emitter), partOf(b, part, emitter), part.shape.type, emitter);
}

/** Whether `a < b`. */
export function isLess(a: Words, b: Words, type: Type, emitter: Emitter): Instruction {
  if (a.shape.form.kind !== 'scalar') return ltS(compareWords(a, b, type, emitter), i32(0));
  const { words, isSigned } = scalars(a, b, type);
  return isSigned ? ltS(...words) : ltU(...words);
}

function compareScalars(a: Words, b: Words, type: Type): Instruction {
  const { words, isSigned } = scalars(a, b, type);
  const [x, y] = words;
  return isSigned ? sub(gtS(x, y), ltS(x, y)) : compareUnsigned(x, y);
}

/** Words whose order is that of the scalars: as they are stored, minus the lower bound, unless all bits are taken. */
function scalars(a: Words, b: Words, type: Type): { words: [Instruction, Instruction]; isSigned: boolean } {
  const isSigned = type.kind === 'int' && a.shape.bits === 32;
  return { words: isSigned ? [rawOf(a), rawOf(b)] : [wordOf(a), wordOf(b)], isSigned };
}

function compareUnsigned(x: Instruction, y: Instruction): Instruction {
  return sub(gtU(x, y), gtU(y, x));
}

function compareTagged(a: Words, b: Words, { tag, variants }: FormOf<'tagged'>, emitter: Emitter): Instruction {
  const tagOf = (w: Words): Instruction => wordOf(partOf(w, tag, emitter));
  const payloads = variants.flatMap((payload, number) =>
    payload.map((part) => () => {
      const order = compareParts(a, b, part, emitter);
      return select(order, i32(0), eq(tagOf(a), i32(number)));
    }),
  );
  return firstDifference([() => sub(gtU(tagOf(a), tagOf(b)), gtU(tagOf(b), tagOf(a))), ...payloads], emitter);
}

function compareSequences(a: Words, b: Words, form: FormOf<'seq'>, emitter: Emitter): Instruction {
  const inner = form.elements.shape.form;
  if (inner.kind !== 'array') return i32(0);
  const lengthOf = (w: Words): Instruction => emitter.atom(wordOf(partOf(w, form.length, emitter)));
  const [lengthA, lengthB] = [lengthOf(a), lengthOf(b)];
  const element = (w: Words, i: number): Words =>
    partOf(partOf(w, form.elements, emitter), elementPart(inner, i), emitter);
  const elements = Array.from({ length: inner.count }, (_, i) => () => {
    const order = compareWords(element(a, i), element(b, i), inner.element.type, emitter);
    return select(order, i32(0), and(gtU(lengthA, i32(i)), gtU(lengthB, i32(i))));
  });
  return firstDifference([...elements, () => compareUnsigned(lengthA, lengthB)], emitter);
}

function compareArrays(a: Words, b: Words, { count, element }: FormOf<'array'>, emitter: Emitter): Instruction {
  const compareAt = (i: Instruction): Instruction =>
    compareWords(elementOf(a, i, emitter), elementOf(b, i, emitter), element.type, emitter);
  if (count <= MAX_UNROLLED)
    return firstDifference(
      Array.from({ length: count }, (_, i) => () => compareAt(i32(i))),
      emitter,
    );
  const order = emitter.fresh('o');
  emitter.emit(set(order, i32(0)));
  looped(count, emitter, (i) => {
    emitter.guarded(eqz(get(order)), () => {
      emitter.emit(set(order, compareAt(i)));
    });
  });
  return get(order);
}

/**
 * Sets compare as ascending lists. At the lowest bit in which they differ, the one that has it is smaller,
 * unless the other has nothing above: then the other is its beginning, and smaller. Words are looked at from the
 * highest on, so that a lower difference decides.
 */
function compareSets(a: Words, b: Words, emitter: Emitter): Instruction {
  const order = emitter.fresh('o');
  emitter.emit(set(order, i32(0)));
  let moreA: Instruction = i32(0);
  let moreB: Instruction = i32(0);
  for (const [i, [x, y]] of [...zip(a.words, b.words).entries()].reverse()) {
    const differ = emitter.atom(xor(x, y));
    emitter.guarded(differ, () => {
      const lowest = emitter.atom(and(differ, sub(i32(0), differ)));
      const above = emitter.atom(xor(or(lowest, sub(lowest, i32(1))), i32(-1)));
      const restA = or(and(x, above), moreA);
      const restB = or(and(y, above), moreB);
      const smaller = select(select(i32(-1), i32(1), restB), select(i32(1), i32(-1), restA), and(x, lowest));
      emitter.emit(set(order, smaller));
    });
    if (i > 0) {
      moreA = emitter.atom(or(moreA, x));
      moreB = emitter.atom(or(moreB, y));
    }
  }
  return get(order);
}
