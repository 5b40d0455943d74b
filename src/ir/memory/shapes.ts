import { projectedType } from '../../core/evaluate/access.ts';
import type { Expr, Projection, VariableSymbol } from '../../core/expression.ts';
import { itemAt } from '../../core/lists.ts';
import type { Type } from '../../core/types.ts';
import type { IrPlace } from '../system.ts';

/**
 * The words of weak memory: the parts of weak variables that are stored and loaded at once. Words with the same fields and
 * different keys have one shape: of `weak var pages : [Pfn -> Page]` all `pages[…].refs`.
 */
export interface Shape {
  readonly number: number;
  readonly variable: VariableSymbol;
  /** The fields on the way from the variable to the word; an index is undefined. */
  readonly path: readonly (number | undefined)[];
  /** Types of the keys on the way. */
  readonly keys: readonly Type[];
  /** Of the word. */
  readonly type: Type;
  /** `pages[…].refs` */
  readonly name: string;
}

/** A word, and what is taken of it. */
export interface Located {
  readonly shape: Shape;
  readonly keys: readonly Expr[];
  readonly rest: readonly Projection[];
}

/** All shapes of the weak variables. */
export function shapesOf(variables: readonly VariableSymbol[]): readonly Shape[] {
  const found: Shape[] = [];
  for (const variable of variables) if (variable.weak) collect(variable, { path: [], keys: [] }, variable.type, found);
  return found;
}

function collect(
  variable: VariableSymbol,
  { path, keys }: Pick<Shape, 'path' | 'keys'>,
  type: Type,
  found: Shape[],
): void {
  if (type.kind === 'map') {
    collect(variable, { path: [...path, undefined], keys: [...keys, type.key] }, type.value, found);
  } else if (type.kind === 'struct' && variable.weak === 'parts') {
    type.fields.forEach((field, i) => {
      collect(variable, { path: [...path, i], keys }, field.type, found);
    });
  } else {
    found.push({ number: found.length, variable, path, keys, type, name: nameOf(variable, path) });
  }
}

function nameOf(variable: VariableSymbol, path: readonly (number | undefined)[]): string {
  let { name, type } = variable;
  for (const step of path) {
    if (type.kind === 'map') {
      name += '[…]';
      ({ value: type } = type);
    } else if (type.kind === 'struct' && step !== undefined) {
      const field = itemAt(type.fields, step);
      name += `.${field.name}`;
      ({ type } = field);
    }
  }
  return name;
}

/**
 * The word that a place is in, or part of; `several` where it has several words, and undefined where it is not in weak
 * memory.
 */
export function locate(
  slot: number,
  path: readonly Projection[],
  shapes: readonly Shape[],
): Located | 'several' | undefined {
  const own = shapes.filter(({ variable }) => variable.slot === slot);
  if (own.length === 0) return undefined;
  const shape = own.find((one) => {
    return one.path.every((step, i) => {
      const taken = path[i];
      return taken !== undefined && (taken.kind === 'index' ? step === undefined : taken.field === step);
    });
  });
  if (!shape) return 'several';
  const keys = path.slice(0, shape.path.length).flatMap((step) => (step.kind === 'index' ? [step.index] : []));
  return { shape, keys, rest: path.slice(shape.path.length) };
}

/** A variable with the indices and fields that an expression takes of it; undefined where it is something else. */
export function chainOf(expr: Expr): { readonly slot: number; readonly path: readonly Projection[] } | undefined {
  switch (expr.kind) {
    case 'variable':
      return { slot: expr.symbol.slot, path: [] };
    case 'index': {
      const object = chainOf(expr.object);
      return object && { ...object, path: [...object.path, { kind: 'index', index: expr.index, at: expr.at }] };
    }
    case 'field': {
      const object = chainOf(expr.object);
      return object && { ...object, path: [...object.path, { kind: 'field', field: expr.field }] };
    }
    default:
      return undefined;
  }
}

/** The place of a word. */
export function placeOf({ variable, path, type }: Shape, keys: readonly Expr[]): IrPlace {
  let next = 0;
  const steps = path.map((step): Projection => {
    if (step !== undefined) return { kind: 'field', field: step };
    const index = itemAt(keys, next++);
    return { kind: 'index', index, at: index.at };
  });
  return { root: { kind: 'variable', slot: variable.slot }, path: steps, type, at: variable.at };
}

/** A word with a part of it changed. */
export function updated(whole: Expr, rest: readonly Projection[], value: Expr): Expr {
  const [first, ...more] = rest;
  if (!first) return value;
  const part: Expr =
    first.kind === 'field'
      ? { kind: 'field', object: whole, field: first.field, type: projectedType(whole.type, first), at: whole.at }
      : { kind: 'index', object: whole, index: first.index, type: projectedType(whole.type, first), at: whole.at };
  const inner = updated(part, more, value);
  const fitting: Expr = { kind: 'narrow', operand: inner, type: part.type, at: value.at };
  return { kind: 'update', object: whole, key: first, value: fitting, type: whole.type, at: value.at };
}
