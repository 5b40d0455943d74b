import type { Expr } from '../../../core/expression.ts';
import { itemAt } from '../../../core/lists.ts';
import { valuesOf } from '../../../core/enumerate.ts';
import { copyOf, partOf, withElement, withPart, wordOf, writeElement } from '../emit/access.ts';
import { geU } from '../emit/arithmetic.ts';
import type { Compiler } from '../emit/compiler.ts';
import { constantWords, type Words, zeroWords } from '../emit/emitter.ts';
import { get, i32 } from '../encoding/instructions.ts';
import { looped } from '../emit/loops.ts';
import { unranked } from '../emit/rank.ts';
import { shapeOf } from '../layout/shape.ts';

/** `object with { [index] = value }`, or `{ field = value }`. */
export function compileUpdate(expr: Extract<Expr, { kind: 'update' }>, c: Compiler): Words {
  const object = c.as(expr.object, expr.type);
  const { type } = expr;
  const { key } = expr;
  if (key.kind === 'field') {
    if (object.shape.form.kind !== 'product') throw new Error('a field of something without fields');
    const part = itemAt(object.shape.form.parts, key.field);
    return withPart(object, part, c.as(expr.value, part.shape.type), c.emitter);
  }
  if (type.kind === 'map') {
    const value = c.as(expr.value, type.value);
    return withElement(object, c.keyRank(key.index, type.key), value, c.emitter);
  }
  const { form } = object.shape;
  if (form.kind !== 'seq' || type.kind !== 'seq') throw new Error('an element of something without elements');
  const value = c.as(expr.value, type.element);
  const index = c.emitter.atom(c.number(key.index));
  c.emitter.failIf(geU(index, wordOf(partOf(object, form.length, c.emitter))));
  const elements = withElement(partOf(object, form.elements, c.emitter), index, value, c.emitter);
  return withPart(object, form.elements, elements, c.emitter);
}

/** A map given by an expression for each key. */
export function compileMapOf(expr: Extract<Expr, { kind: 'mapOf' }>, c: Compiler): Words {
  const { type, symbol } = expr;
  const shape = shapeOf(type);
  if (type.kind !== 'map' || shape.form.kind !== 'array') throw new Error('a map of another type');
  const { count } = shape.form;
  if (c.isUnrolled(count)) {
    let map = zeroWords(shape);
    c.unrolling(count, () => {
      valuesOf(type.key).forEach((key, i) => {
        c.bind(symbol, constantWords(key, shapeOf(symbol.type)));
        map = withElement(map, i32(i), c.as(expr.value, type.value), c.emitter);
      });
    });
    return map;
  }
  const locals = copyOf(zeroWords(shape), c.emitter);
  const spot = { container: { locals }, word: 0, shift: 0, shape };
  looped(count, c.emitter, (i) => {
    c.bind(symbol, unranked(i, symbol.type, c.emitter));
    writeElement(spot, i, c.as(expr.value, type.value), c.emitter);
  });
  return { shape, words: locals.map(get) };
}
