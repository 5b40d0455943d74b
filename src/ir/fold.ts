import { EvaluationError, evaluateConstant } from '../core/evaluate.ts';
import { isClosed } from '../core/closed.ts';
import type { Expr } from '../core/expression.ts';
import { boundBy, childrenOf, mapChildren, patternsOpened, slotsBoundBy } from '../core/traverse.ts';
import { TooManyValues } from '../core/enumerate.ts';

/**
 * Constant folding. Constants of a run are values already, so folding decides `if VARIANT == old` before
 * steps are formed (language.md, section 5: constant conditions make no step). An expression that would fail
 * is left as it is and fails when it is run; what stands right of `&&` is dropped only where its left decides.
 */
export function fold(expr: Expr): Expr {
  if (expr.kind === 'constant' || expr.kind === 'error') return expr;
  return foldNode(mapChildren(expr, fold));
}

/** Folds an expression whose parts are folded. */
export function foldNode(expr: Expr): Expr {
  return shortCircuit(expr) ?? evaluated(expr) ?? expr;
}

function shortCircuit(expr: Expr): Expr | undefined {
  if (expr.kind === 'if' && expr.condition.kind === 'constant')
    return expr.condition.value === 0 ? expr.otherwise : expr.then;
  if (expr.kind !== 'binary' || expr.left.kind !== 'constant') return undefined;
  const left = expr.left.value !== 0;
  switch (expr.op) {
    case 'and':
      return left ? expr.right : { ...expr.left, at: expr.at };
    case 'or':
      return left ? { ...expr.left, at: expr.at } : expr.right;
    case 'implies':
      return left ? expr.right : { kind: 'constant', type: expr.type, at: expr.at, value: 1 };
    default:
      return undefined;
  }
}

/** Calls and evaluations of quantifier bodies at most: what takes longer is evaluated where it is needed. */
const MAX_WORK = 100_000;

/** Expressions without state that take longer. */
const laborious = new WeakSet<Expr>();

/** Whether a part of an expression that is always worked out takes too long. */
function hasLaboriousPart(expr: Expr): boolean {
  if (expr.kind === 'if' || expr.kind === 'match') return false;
  if (expr.kind === 'binary' && ['and', 'or', 'implies'].includes(expr.op)) return laborious.has(expr.left);
  return childrenOf(expr).some((e) => laborious.has(e));
}

function evaluated(expr: Expr): Expr | undefined {
  if (bindsOutwards(expr)) return undefined;
  if (!isClosed(expr)) return undefined;
  const budget = { left: hasLaboriousPart(expr) ? 0 : MAX_WORK };
  try {
    if (budget.left > 0)
      return { kind: 'constant', type: expr.type, at: expr.at, value: evaluateConstant(expr, budget) };
  } catch (problem) {
    if (!(problem instanceof EvaluationError || problem instanceof TooManyValues)) throw problem;
  }
  if (budget.left === 0) laborious.add(expr);
  return undefined;
}

/** Whether names bound by an `is` in it may be used to the right of it: then only an expression around both can be replaced. */
function bindsOutwards(expr: Expr): boolean {
  return patternsOpened(expr).some((pattern) => slotsBoundBy(pattern).length > 0 || boundBy(pattern).length > 0);
}
