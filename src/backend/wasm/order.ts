import type { Type } from '../../core/types.ts';
import { elementOf, partOf, rawOf } from './access.ts';
import { and, eq, eqz, gtS, gtU, ltS, or, select, sub, xor } from './arithmetic.ts';
import type { Emitter, Words } from './emitter.ts';
import { get, i32, type Instruction, set } from './encoding/instructions.ts';
import { elementPart } from './shape.ts';

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

/**
 * Sets compare as ascending lists. At the lowest bit in which they differ, the one that has it is smaller,
 * unless the other has nothing above: then the other is its beginning, and smaller.
 */
function compareSets(a: Words, b: Words, emitter: Emitter): Instruction {
  const local = emitter.fresh('o');
  emitter.emit(set(local, i32(0)));
  for (let w = 0; w < a.words.length; w++) {
    emitter.guarded(eqz(get(local)), () => {
      const differ = emitter.atom(xor(a.words[w]!, b.words[w]!));
      emitter.guarded(differ, () => {
        const lowest = emitter.atom(and(differ, sub(i32(0), differ)));
        const above = emitter.atom(xor(or(lowest, sub(lowest, i32(1))), i32(-1)));
        const rest = (x: Words): Instruction =>
          emitter.atom(x.words.slice(w + 1).reduce((any, word) => or(any, word), and(x.words[w]!, above)));
        const inA = emitter.atom(and(a.words[w]!, lowest));
        // 1 if the other has elements above, so that the one with the lowest bit is smaller.
        const smaller = select(select(i32(-1), i32(1), rest(b)), select(i32(1), i32(-1), rest(a)), inA);
        emitter.emit(set(local, smaller));
      });
    });
  }
  return get(local);
}
