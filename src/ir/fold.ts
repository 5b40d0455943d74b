import { EvaluationError, evaluateConstant } from '../core/evaluate.ts';
import type { Expr, FunctionSymbol, MatchPattern } from '../core/expression.ts';
import { boundBy, childrenOf, mapChildren } from '../core/traverse.ts';
import { TooManyValues } from '../core/values.ts';

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

/** Calls and evaluations of quantifier bodies at most: what takes longer is worked out where it is needed. */
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
  if (!isClosed(expr, new Set())) return undefined;
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
  if (expr.kind === 'is') return bindsNames(expr.pattern);
  return expr.kind === 'binary' && expr.op === 'and' && (bindsOutwards(expr.left) || bindsOutwards(expr.right));
}

/** Whether an expression reads nothing but constants and what it binds itself. */
function isClosed(expr: Expr, bound: Set<number>): boolean {
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
    case 'let':
    case 'filter':
    case 'mapOf':
      bound.add(expr.symbol.id);
      break;
    case 'quantifier':
    case 'image':
      for (const b of expr.binders) bound.add(b.symbol.id);
      break;
    case 'is':
      if (bindsSlots(expr.pattern) || boundBy(expr.pattern).some((symbol) => symbol.role !== 'bound')) return false;
      for (const symbol of boundBy(expr.pattern)) bound.add(symbol.id);
      break;
    case 'match':
      for (const arm of expr.arms) for (const symbol of boundBy(arm.pattern)) bound.add(symbol.id);
      break;
    case 'call':
      if (!isClosedFunction(expr.function)) return false;
      break;
    default:
      break;
  }
  return childrenOf(expr).every((e) => isClosed(e, bound));
}

/** Whether a function reads nothing but its parameters and constants. */
function isClosedFunction({ parameters, body }: FunctionSymbol): boolean {
  let closed = closedBodies.get(body);
  if (closed === undefined) {
    closed = isClosed(body, new Set(parameters.map((p) => p.id)));
    closedBodies.set(body, closed);
  }
  return closed;
}

/** Functions call functions: each is looked at once. */
const closedBodies = new WeakMap<Expr, boolean>();

function bindsNames(pattern: MatchPattern): boolean {
  return bindsSlots(pattern) || boundBy(pattern).length > 0;
}

/** Whether a pattern puts something into the state: into a local that a branch of a statement uses. */
function bindsSlots(pattern: MatchPattern): boolean {
  switch (pattern.kind) {
    case 'bindSlot':
      return true;
    case 'variant':
      return pattern.payload.some(bindsSlots);
    case 'tuple':
      return pattern.elements.some(bindsSlots);
    case 'any':
    case 'bind':
    case 'value':
      return false;
  }
}
