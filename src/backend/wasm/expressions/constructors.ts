import type { Expr } from '../../../core/expression.ts';
import { itemAt, zip } from '../../../core/lists.ts';
import { assembled } from '../emit/access.ts';
import type { Compiler } from '../emit/compiler.ts';
import { type Words, zeroWords } from '../emit/emitter.ts';
import { rankOf } from '../emit/rank.ts';
import { i32 } from '../encoding/instructions.ts';
import { type Part, shapeOf } from '../layout/shape.ts';
import { withBit } from './sets.ts';

/** Values that are put together from others. */

export function compileTuple(expr: Extract<Expr, { kind: 'tuple' }>, c: Compiler): Words {
  const shape = shapeOf(expr.type);
  if (shape.form.kind !== 'product') throw new Error('a tuple without parts');
  return assembled(shape, partsOf(expr.elements, shape.form.parts, c), c.emitter);
}

export function compileVariant(expr: Extract<Expr, { kind: 'variant' }>, c: Compiler): Words {
  const shape = shapeOf(expr.type);
  if (shape.form.kind !== 'tagged') throw new Error('a variant without a tag');
  const { tag, variants } = shape.form;
  const payload = partsOf(expr.payload, itemAt(variants, expr.tag), c);
  return assembled(shape, [{ part: tag, value: { shape: tag.shape, words: [i32(expr.tag)] } }, ...payload], c.emitter);
}

function partsOf(
  elements: readonly Expr[],
  parts: readonly Part[],
  c: Compiler,
): readonly { readonly part: Part; readonly value: Words }[] {
  return zip(elements, parts).map(([element, part]) => ({ part, value: c.as(element, part.shape.type) }));
}

export function compileSet({ type, elements }: Extract<Expr, { kind: 'set' }>, c: Compiler): Words {
  if (type.kind !== 'set') throw new Error('a set of another type');
  let result = zeroWords(shapeOf(type));
  for (const element of elements) {
    const rank = rankOf(c.as(element, type.element), type.element, c.emitter);
    result = withBit(result, rank, c.emitter);
  }
  return result;
}
