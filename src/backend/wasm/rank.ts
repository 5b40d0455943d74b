import type { Type } from '../../core/types.ts';
import { cardinality, valuesOf } from '../../core/values.ts';
import { partOf } from './access.ts';
import { add, and, eq, mul, select } from './arithmetic.ts';
import { constantWords, type Emitter, type Words } from './emitter.ts';
import { i32, type Instruction } from './encoding/instructions.ts';
import { shapeOf } from './shape.ts';

/** The position of a value among the values of its type: its bit in a set, its place in a map. */
export function rankOf(value: Words, type: Type, emitter: Emitter): Instruction {
  switch (type.kind) {
    case 'bool':
    case 'int':
    case 'enum':
    case 'symmetric':
    case 'opaque':
      return value.words[0]!;
    case 'struct':
    case 'tuple': {
      const { form } = value.shape;
      if (form.kind !== 'product') return i32(0);
      let rank: Instruction = i32(0);
      for (const part of form.parts) {
        const inner = rankOf(partOf(value, part, emitter), part.shape.type, emitter);
        rank = add(mul(rank, i32(Number(cardinality(part.shape.type)))), inner);
      }
      return emitter.atom(rank);
    }
    case 'option':
    case 'union':
      return rankOfTagged(value, emitter);
    case 'process':
    case 'map':
    case 'set':
    case 'seq':
      return rankBySearch(value, type, emitter);
    case 'never':
    case 'formula':
      return i32(0);
  }
}

function rankOfTagged(value: Words, emitter: Emitter): Instruction {
  const { form } = value.shape;
  if (form.kind !== 'tagged') return i32(0);
  const tag = partOf(value, form.tag, emitter).words[0]!;
  let result: Instruction = i32(0);
  let before = 0;
  form.variants.forEach((payload, number) => {
    let rank: Instruction = i32(0);
    for (const part of payload) {
      const inner = rankOf(partOf(value, part, emitter), part.shape.type, emitter);
      rank = add(mul(rank, i32(Number(cardinality(part.shape.type)))), inner);
    }
    result = select(add(rank, i32(before)), result, eq(tag, i32(number)));
    before += payload.reduce((n, part) => n * Number(cardinality(part.shape.type)), 1);
  });
  return emitter.atom(result);
}

/** Types whose order is not that of their words: each value is compared with. */
function rankBySearch(value: Words, type: Type, emitter: Emitter): Instruction {
  const shape = shapeOf(type);
  let result: Instruction = i32(-1);
  valuesOf(type).forEach((v, i) => {
    result = select(i32(i), result, sameWords(value, constantWords(v, shape)));
  });
  return emitter.atom(result);
}

/** Whether two values of one shape are equal. */
export function sameWords(a: Words, b: Words): Instruction {
  return a.words.map((w, i) => eq(w, b.words[i]!)).reduce((all, one) => and(all, one));
}
