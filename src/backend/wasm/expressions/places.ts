import type { Expr } from '../../../core/expression.ts';
import { itemAt } from '../../../core/lists.ts';
import type { Type } from '../../../core/types.ts';
import { sameType } from '../../../core/relations.ts';
import { elementOf, inSpot, partOf, readElement, readSpot, type Spot, wordOf } from '../emit/access.ts';
import { constantOf, geU } from '../emit/arithmetic.ts';
import type { Compiler } from '../emit/compiler.ts';
import type { Words } from '../emit/emitter.ts';
import { elementPart, type FormOf, type Shape } from '../layout/shape.ts';

/** Variables, slots, and what lies in them: a value with a fixed place in the state is read without what is around it. */

type Root = Extract<Expr, { kind: 'variable' | 'slot' }>;

export function compileRoot(expr: Root, c: Compiler): Words {
  const constant = expr.kind === 'slot' ? c.atHand(expr) : undefined;
  const value = constant ?? readSpot(spotOfRoot(expr, c), c.emitter);
  return c.retyped(value, value.shape.type, expr.type);
}

export function compileField(expr: Extract<Expr, { kind: 'field' }>, c: Compiler): Words {
  const spot = placeOf(expr, c);
  if (spot) return c.retyped(readSpot(spot, c.emitter), spot.shape.type, expr.type);
  const object = c.words(expr.object);
  const { form } = object.shape;
  if (form.kind !== 'product') throw new Error('a field of something without fields');
  const part = itemAt(form.parts, expr.field);
  return c.retyped(partOf(object, part, c.emitter), part.shape.type, expr.type);
}

type Index = Extract<Expr, { kind: 'index' }>;

export function compileIndex(expr: Index, c: Compiler): Words {
  const whole = placeOf(expr, c);
  if (whole) return c.retyped(readSpot(whole, c.emitter), whole.shape.type, expr.type);
  const spot = placeOf(expr.object, c);
  const element = spot ? elementInState(spot, expr, c) : elementInWords(c.words(expr.object), expr, c);
  return c.retyped(element, element.shape.type, expr.type);
}

function elementInState(spot: Spot, { object: { type }, index: key }: Index, c: Compiler): Words {
  const { emitter } = c;
  if (type.kind === 'map') return readElement(spot, c.keyRank(key, type.key), emitter);
  const { length, elements } = sequenceForm(spot.shape);
  const index = emitter.atom(c.number(key));
  emitter.failIf(geU(index, wordOf(readSpot(inSpot(spot, length), emitter))));
  return readElement(inSpot(spot, elements), index, emitter);
}

function elementInWords(object: Words, { object: { type }, index: key }: Index, c: Compiler): Words {
  const { emitter } = c;
  if (type.kind === 'map') return elementOf(object, c.keyRank(key, type.key), emitter);
  const { length, elements } = sequenceForm(object.shape);
  const index = emitter.atom(c.number(key));
  emitter.failIf(geU(index, wordOf(partOf(object, length, emitter))));
  return elementOf(partOf(object, elements, emitter), index, emitter);
}

function sequenceForm({ form }: Shape): FormOf<'seq'> {
  if (form.kind !== 'seq') throw new Error('an index into something without elements');
  return form;
}

function spotOfRoot(expr: Root, c: Compiler): Spot {
  return expr.kind === 'variable' ? c.state.variable(expr.symbol) : c.state.slot(expr.slot);
}

/** Where the value of an expression lies in the state, if that is known at compile time. */
function placeOf(expr: Expr, c: Compiler): Spot | undefined {
  switch (expr.kind) {
    case 'variable':
    case 'slot': {
      if (expr.kind === 'slot' && c.atHand(expr)) return undefined;
      const spot = spotOfRoot(expr, c);
      return sameType(spot.shape.type, expr.type) ? spot : undefined;
    }
    case 'field': {
      const spot = placeOf(expr.object, c);
      if (spot?.shape.form.kind !== 'product') return undefined;
      return inSpot(spot, itemAt(spot.shape.form.parts, expr.field));
    }
    case 'index': {
      const { type } = expr.object;
      const rank = type.kind === 'map' ? fixedRank(expr.index, type.key, c) : undefined;
      if (rank === undefined) return undefined;
      const spot = placeOf(expr.object, c);
      return spot?.shape.form.kind === 'array' ? inSpot(spot, elementPart(spot.shape.form, rank)) : undefined;
    }
    default:
      return undefined;
  }
}

/** Position of a key that is known at compile time, and is one of the map's. Emits nothing. */
export function fixedRank(index: Expr, key: Type, c: Compiler): number | undefined {
  const value = c.atHand(index);
  const packed = value && constantOf(wordOf(value));
  if (value?.shape.form.kind !== 'scalar' || packed === undefined) return undefined;
  switch (key.kind) {
    case 'int': {
      const rank = packed + value.shape.form.low - key.low;
      return rank >= 0 && rank <= key.high - key.low ? rank : undefined;
    }
    case 'bool':
    case 'enum':
    case 'symmetric':
      return packed;
    default:
      return undefined;
  }
}
