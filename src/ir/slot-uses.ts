import type { Expr, MatchPattern } from '../core/expression.ts';
import { mapChildren } from '../core/traverse.ts';
import type { Operation } from './system.ts';

/** Which slots operations write. */

function expressionsOf(operation: Operation): readonly Expr[] {
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

/** Slots that patterns in an expression give values. */
function boundIn(expr: Expr): readonly number[] {
  const found: number[] = [];
  mapChildren(
    expr,
    (e) => {
      found.push(...boundIn(e));
      return e;
    },
    (p) => {
      found.push(...boundBy(p));
      return p;
    },
  );
  return found;
}

/** Slots that a pattern gives values. */
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
