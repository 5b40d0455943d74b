import type { BinaryOp, Expr } from '../core/expression.ts';
import type { Scene } from './moment.ts';
import { placeReadIfAny } from './places.ts';
import { printArgument, type Printed } from './print-expression.ts';
import type { PlaceView } from './trace.ts';

/** `x += e`: a value computed from what the place itself holds. */
export interface Update extends Pick<Printed, 'names'> {
  readonly shown: { readonly operator: string; readonly operand?: string };
}

const operators: Partial<Readonly<Record<BinaryOp, string>>> = {
  add: '+=',
  sub: '-=',
  mul: '*=',
  div: '/=',
  mod: '%=',
  or: '|=',
  and: '&=',
  union: '|=',
  difference: '\\=',
  intersect: '&=',
};

/** An assignment as an update of its place, if it is one. */
export function updateOf(value: Expr, place: PlaceView, scene: Scene): Update | undefined {
  if (value.kind === 'narrow') return updateOf(value.operand, place, scene);
  if (value.kind !== 'binary') return undefined;
  const { op, left, right } = value;
  const operator = operators[op];
  if (operator === undefined || !reads(left, place, scene)) return undefined;
  if (right.kind === 'constant' && right.value === 1 && right.name === undefined && (op === 'add' || op === 'sub'))
    return { shown: { operator: op === 'add' ? '++' : '--' }, names: [] };
  const { text, names } = printArgument(right, scene);
  return { shown: { operator, operand: text }, names };
}

function reads(expr: Expr, place: PlaceView, scene: Scene): boolean {
  const read = placeReadIfAny(expr, scene);
  return read?.scope === place.scope && read.slot === place.slot && read.path === place.path;
}
