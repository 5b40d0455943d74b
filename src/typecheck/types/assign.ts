import { EvaluationError, evaluateConstant, WithoutMeaning } from '../../core/evaluate.ts';
import { isClosed } from '../../core/closed.ts';
import type { Expr } from '../../core/expression.ts';
import { childrenOf, walkExpression } from '../../core/traverse.ts';
import type { Type, Value } from '../../core/types.ts';
import { containsValue, listOf } from '../../core/values.ts';
import { formatValue, formatType } from '../../core/format.ts';
import { cardinality, MAX_ENUMERATED, TooManyValues, valuesOf } from '../../core/enumerate.ts';
import type { Label } from '../../diagnostics/diagnostic.ts';
import * as problems from '../../diagnostics/types.ts';
import * as limits from '../../diagnostics/limits.ts';
import * as values from '../../diagnostics/values.ts';
import type { Expression } from '../../syntax/tree.ts';
import type { Location } from '../../text/source.ts';
import { type Context, type Env, fail } from '../names/context.ts';
import { BOOL, fit, mentionsProcess } from './types.ts';

export function literal(value: Value, type: Type, at: Location): Expr {
  return { kind: 'constant', value, type, at };
}

/** Where the expected type comes from, for the second caret. */
export type Because = Label | undefined;

/** Converts an expression to a type: nothing to do where its own type proves that it fits, otherwise a test at run time. */
export function narrowTo(env: Env, expr: Expr, type: Type, because?: Because): Expr {
  if (expr.kind === 'error') return expr;
  switch (fit(expr.type, type)) {
    case 'proved':
      return expr.kind === 'constant' && type.kind !== 'never' && type.kind !== 'formula' ? { ...expr, type } : expr;
    case 'tested':
      if (expr.kind === 'constant') {
        if (containsValue(type, expr.value)) return { ...expr, type };
        if (!env.dead)
          fail(problems.valueOutside(expr.at, formatValue(expr.value, expr.type), formatType(type), because));
      }
      return { kind: 'narrow', operand: expr, type, at: expr.at };
    case 'disjoint':
      if (!env.dead) fail(problems.noOverlap(expr.at, formatType(expr.type), formatType(type), because));
      return { kind: 'narrow', operand: expr, type, at: expr.at };
    case 'different':
      return fail(problems.wrongType(expr.at, formatType(type), formatType(expr.type), because));
  }
}

/** Fails unless values of the expression's type can go into the other type, without changing the expression. */
export function requireFit(env: Env, expr: Expr, type: Type, because?: Because): void {
  narrowTo(env, expr, type, because);
}

export function check(env: Env, node: Expression, type: Type, because?: Because): Expr {
  return narrowTo(env, env.ctx.rules.infer(env, node, type), type, because);
}

/** A condition: of type bool. */
export function condition(env: Env, node: Expression): Expr {
  const expr = env.ctx.rules.infer(env, node, BOOL);
  if (expr.type.kind !== 'bool' && expr.type.kind !== 'never')
    fail(problems.notACondition(expr.at, formatType(expr.type)));
  return expr;
}

/** The value of a constant expression. The work is taken from the budget of the elaboration. */
export function evaluate(ctx: Context, expr: Expr): Value {
  if (expr.kind === 'constant') return expr.value;
  walkExpression(expr, (e) => {
    const size = rangeSize(e);
    if (size !== undefined && size > MAX_ENUMERATED) fail(limits.tooManyValues(e.at, BigInt(size)));
    return true;
  });
  try {
    return evaluateConstant(expr, ctx.work);
  } catch (error) {
    if (error instanceof WithoutMeaning) fail();
    if (error instanceof EvaluationError) fail(values.constantFails(error.at, error.message));
    if (error instanceof TooManyValues) fail(limits.tooManyValues(expr.at, error.count));
    if (error instanceof RangeError) fail(values.constantFails(expr.at, 'it is too large to be worked out'));
    throw error;
  }
}

/**
 * Whether an expression has the same value in all states, so that it can be evaluated now. What a function returns, which
 * arm matches and which processes there are is not looked into here: errors do not depend on it.
 */
export function isConstant(expr: Expr): boolean {
  return expr.kind === 'constant' || (isClosed(expr) && isPlain(expr));
}

function isPlain(expr: Expr): boolean {
  if (expr.kind === 'call' || expr.kind === 'match' || expr.kind === 'is' || expr.kind === 'instance') return false;
  return childrenOf(expr).every(isPlain);
}

/** Calls and evaluations of quantifier bodies in a condition that is looked at in advance: some milliseconds. */
const MAX_WORK_OF_CONDITION = 100_000;

/** The value of a condition that is known before the run; undefined where it is not, or has an error. */
export function knownCondition(expr: Expr): boolean | undefined {
  if (expr.type.kind !== 'bool' || !isConstant(expr)) return undefined;
  try {
    return evaluateConstant(expr, { left: MAX_WORK_OF_CONDITION }) !== 0;
  } catch {
    return undefined;
  }
}

/** Number of elements of a range whose bounds are known; undefined for other sets. */
export function rangeSize(set: Expr): number | undefined {
  if (set.kind !== 'binary' || set.op !== 'range' || !isConstant(set)) return undefined;
  const [low, high] = [set.left, set.right].map(quickly);
  return low === undefined || high === undefined ? undefined : Math.max(0, high - low + 1);
}

/** The value of a number that is cheap to compute. */
function quickly(expr: Expr): number | undefined {
  try {
    const value = evaluateConstant(expr, { left: MAX_WORK_OF_CONDITION });
    return typeof value === 'number' ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a set is known to be empty, so that nothing runs for its elements. */
export function isEmptySet(set: Expr): boolean {
  const size = rangeSize(set);
  if (size !== undefined) return size === 0;
  return (set.kind === 'constant' && listOf(set.value).length === 0) || isEmptyElement(set.type);
}

function isEmptyElement(type: Type): boolean {
  return type.kind === 'set' && type.element.kind === 'int' && type.element.high < type.element.low;
}

/** The number of values of a type. */
export function countOf(env: Env, type: Type, at: Location): bigint {
  if (!env.ctx.familiesKnown && mentionsProcess(type)) fail(values.processesNotKnown(at));
  return cardinality(type);
}

/** The set of all values of a type. */
export function allValues(env: Env, type: Type, at: Location): Expr {
  const count = countOf(env, type, at);
  if (count > BigInt(MAX_ENUMERATED)) fail(limits.tooManyValues(at, count, formatType(type)));
  return literal(valuesOf(type), { kind: 'set', element: type }, at);
}
