import type { Expr, MatchPattern } from '../core/expression.ts';
import { mapChildren } from '../core/traverse.ts';
import type { Operation } from './system.ts';

/** Which slots operations read and write. */

/** Slots that an operation reads, those aside that it gives a value itself before. */
export function readBy(operation: Operation): readonly number[] {
  const expressions = expressionsOf(operation);
  const own = new Set(expressions.flatMap(boundIn));
  if (operation.kind === 'pick') own.add(operation.slot);
  const read = expressions.flatMap(slotsIn).filter((slot) => !own.has(slot));
  switch (operation.kind) {
    case 'assign': {
      const { root, path } = operation.target;
      // Of a whole only a part is written.
      return root.kind === 'slot' && path.length > 0 ? [...read, root.slot] : read;
    }
    case 'forNext':
      return [operation.rest];
    case 'leave':
      return operation.result === undefined ? [] : [operation.result];
    default:
      return read;
  }
}

export function expressionsOf(operation: Operation): readonly Expr[] {
  switch (operation.kind) {
    case 'assign':
      return [...operation.target.path.flatMap((step) => (step.kind === 'index' ? step.index : [])), operation.value];
    case 'match':
      return [operation.value];
    case 'branch':
    case 'await':
    case 'assert':
      return [operation.condition];
    case 'pick':
      return operation.where ? [operation.set, operation.where] : [operation.set];
    case 'enter':
      return operation.values.map(({ value }) => value);
    case 'either':
    case 'forNext':
    case 'skip':
    case 'leave':
    case 'stop':
      return [];
  }
}

function slotsIn(expr: Expr): readonly number[] {
  return expr.kind === 'slot' ? [expr.slot] : collect(expr, slotsIn, () => []);
}

/** Slots that patterns in an expression give values. */
export function boundIn(expr: Expr): readonly number[] {
  return collect(expr, boundIn, boundBy);
}

function collect(
  expr: Expr,
  ofExpression: (e: Expr) => readonly number[],
  ofPattern: (p: MatchPattern) => readonly number[],
): readonly number[] {
  const found: number[] = [];
  mapChildren(
    expr,
    (e) => {
      found.push(...ofExpression(e));
      return e;
    },
    (p) => {
      found.push(...ofPattern(p));
      return p;
    },
  );
  return found;
}

export function boundBy(pattern: MatchPattern): readonly number[] {
  switch (pattern.kind) {
    case 'bindSlot':
      return [pattern.slot];
    case 'variant':
      return pattern.payload.flatMap(boundBy);
    case 'tuple':
      return pattern.elements.flatMap(boundBy);
    case 'any':
    case 'bind':
    case 'value':
      return [];
  }
}

/** Slots that an operation writes, whichever way it goes on. */
export function writtenBy(operation: Operation): readonly number[] {
  const bound = expressionsOf(operation).flatMap(boundIn);
  switch (operation.kind) {
    case 'assign':
      return operation.target.root.kind === 'slot' ? [...bound, operation.target.root.slot] : bound;
    case 'match':
      return [...bound, ...operation.arms.flatMap((arm) => boundBy(arm.pattern))];
    case 'pick':
      return [...bound, operation.slot];
    case 'forNext':
      return [operation.slot, operation.rest];
    case 'enter':
      return [...bound, ...operation.values.map(({ slot }) => slot)];
    default:
      return bound;
  }
}
