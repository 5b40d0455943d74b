import type { Expr, FunctionSymbol } from './expression.ts';
import { memoized } from './memoized.ts';
import { boundBy, childrenOf, slotsBoundBy, symbolsBoundAt } from './traverse.ts';

/** Whether an expression reads nothing but constants and what it binds itself. */
export function isClosed(expr: Expr): boolean {
  return closedIn(expr, new Set());
}

function closedIn(expr: Expr, bound: Set<number>): boolean {
  switch (expr.kind) {
    case 'variable':
    case 'slot':
    case 'self':
    case 'prime':
    case 'at':
    case 'processLocal':
    case 'allDone':
    case 'enabled':
    case 'temporal':
    case 'temporalPair':
    case 'error':
      return false;
    case 'local':
      return bound.has(expr.symbol.id);
    case 'constant':
      return true;
    case 'is':
      // What a branch of a statement uses lives in the state.
      if (slotsBoundBy(expr.pattern).length > 0) return false;
      if (boundBy(expr.pattern).some((symbol) => symbol.role !== 'bound')) return false;
      break;
    case 'call':
      if (!isClosedFunction(expr.function)) return false;
      break;
    default:
      break;
  }
  for (const symbol of symbolsBoundAt(expr)) bound.add(symbol.id);
  return childrenOf(expr).every((e) => closedIn(e, bound));
}

/** Whether a function reads nothing but its parameters and constants. Functions call functions: each is looked at once. */
const isClosedFunction = memoized(({ parameters, body }: FunctionSymbol): boolean =>
  closedIn(body, new Set(parameters.map((p) => p.id))),
);
