import type { Expr } from '../../../core/expression.ts';
import { walkExpression } from '../../../core/traverse.ts';
import { expressionsOf } from '../../operations/slot-uses.ts';
import type { Operation } from '../../system.ts';

/**
 * What may depend on a load, as far as it can be told from one operation: what has the name of a local, or reads a
 * variable. More than the kernel calls a dependency, so that fewer stores are reordered.
 */
export function isComputed(expr: Expr): boolean {
  return has(expr, ({ kind }) => kind === 'slot' || kind === 'variable' || kind === 'call');
}

/** Whether what follows an operation depends on what it reads. */
export function isBranch(operation: Operation): boolean {
  switch (operation.kind) {
    case 'forNext':
      return true;
    case 'branch':
    case 'match':
    case 'await':
    case 'pick':
      return expressionsOf(operation).some(isComputed);
    default:
      return false;
  }
}

/** Whether an operation reads what is not subject to the memory model. */
export function readsStrong(operation: Operation): boolean {
  return expressionsOf(operation).some((expr) =>
    has(expr, (one) => {
      switch (one.kind) {
        case 'variable':
          return !one.symbol.weak;
        case 'at':
        case 'allDone':
        case 'enabled':
        case 'processLocal':
        case 'call':
          return true;
        default:
          return false;
      }
    }),
  );
}

function has(expr: Expr, test: (one: Expr) => boolean): boolean {
  let found = false;
  walkExpression(expr, (one) => {
    found ||= test(one);
    return !found;
  });
  return found;
}
