import type { Type } from '../../../core/types.ts';
import { elementOf, partOf, rawOf } from './access.ts';
import { and, eq, eqz, gtS, gtU, ltS, or, select, sub, xor } from './arithmetic.ts';
import type { Emitter, Words } from './emitter.ts';
import { get, i32, type Instruction, set } from '../encoding/instructions.ts';
import { counted, MAX_UNROLLED } from './loops.ts';
import { elementPart } from '../layout/shape.ts';

/** -1, 0 or 1: the order of the language (language.md, section 4). */
export function compareWords(a: Words, b: Words, type: Type, emitter: Emitter): Instruction {
  const { form } = a.shape;
  const first = (orders: readonly (() => Instruction)[]): Instruction => {
    const local = emitter.fresh('o');
    emitter.emit(set(local, i32(0)));
    for (const order of orders)
      emitter.guarded(eqz(get(local)), () => {
        emitter.emit(set(local, order()));
      });
    return get(local);
  };
  switch (form.kind) {
    case 'scalar': {
      const [x, y] = type.kind === 'int' && a.shape.bits === 32 ? [rawOf(a), rawOf(b)] : [a.words[0]!, b.words[0]!];
      const signed = type.kind === 'int' && a.shape.bits === 32;
      return signed ? sub(gtS(x, y), ltS(x, y)) : sub(gtU(x, y), gtU(y, x));
    }
    case 'product':
      return first(
        form.parts.map(
          (part) => () => compareWords(partOf(a, part, emitter), partOf(b, part, emitter), part.shape.type, emitter),
        ),
      );
    case 'array':
      if (form.count > MAX_UNROLLED) return compareArrays(a, b, form.count, form.element.type, emitter);
      return first(
        Array.from(
          { length: form.count },
          (_, i) => () =>
            compareWords(elementOf(a, i32(i), emitter), elementOf(b, i32(i), emitter), form.element.type, emitter),
        ),
      );
    case 'tagged': {
      const tag = (w: Words): Instruction => partOf(w, form.tag, emitter).words[0]!;
      return first([
        () => sub(gtU(tag(a), tag(b)), gtU(tag(b), tag(a))),
        ...form.variants.flatMap((payload, number) =>
          payload.map((part) => () => {
            const order = compareWords(partOf(a, part, emitter), partOf(b, part, emitter), part.shape.type, emitter);
            return select(order, i32(0), eq(tag(a), i32(number)));
          }),
        ),
      ]);
    }
    case 'set':
      return compareSets(a, b, emitter);
    case 'seq': {
      const inner = form.elements.shape.form;
      const length = (w: Words): Instruction => partOf(w, form.length, emitter).words[0]!;
      if (inner.kind !== 'array') return i32(0);
      const [la, lb] = [emitter.atom(length(a)), emitter.atom(length(b))];
      const element = (w: Words, i: number): Words =>
        partOf(partOf(w, form.elements, emitter), elementPart(inner, i), emitter);
      return first([
        ...Array.from(
          { length: inner.count },
          (_, i) => () =>
            select(
              compareWords(element(a, i), element(b, i), inner.element.type, emitter),
              i32(0),
              and(gtU(la, i32(i)), gtU(lb, i32(i))),
            ),
        ),
        () => sub(gtU(la, lb), gtU(lb, la)),
      ]);
    }
  }
}

/** The order of two arrays at their first difference. */
function compareArrays(a: Words, b: Words, count: number, element: Type, emitter: Emitter): Instruction {
  const order = emitter.fresh('o');
  emitter.emit(set(order, i32(0)));
  counted(count, emitter, (i) => {
    emitter.guarded(eqz(get(order)), () => {
      emitter.emit(set(order, compareWords(elementOf(a, i, emitter), elementOf(b, i, emitter), element, emitter)));
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
  for (let w = a.words.length - 1; w >= 0; w--) {
    const [x, y] = [a.words[w]!, b.words[w]!];
    const differ = emitter.atom(xor(x, y));
    emitter.guarded(differ, () => {
      const lowest = emitter.atom(and(differ, sub(i32(0), differ)));
      const above = emitter.atom(xor(or(lowest, sub(lowest, i32(1))), i32(-1)));
      const restA = or(and(x, above), moreA);
      const restB = or(and(y, above), moreB);
      const smaller = select(select(i32(-1), i32(1), restB), select(i32(1), i32(-1), restA), and(x, lowest));
      emitter.emit(set(order, smaller));
    });
    if (w > 0) {
      moreA = emitter.atom(or(moreA, x));
      moreB = emitter.atom(or(moreB, y));
    }
  }
  return get(order);
}
