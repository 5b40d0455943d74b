import { EvaluationError, evaluateConstant, WithoutMeaning } from '../../core/evaluate.ts';
import type { Expr } from '../../core/expression.ts';
import { walkExpression } from '../../core/traverse.ts';
import type { Type, Value } from '../../core/types.ts';
import {
  cardinality,
  containsValue,
  formatValue,
  MAX_ENUMERATED,
  TooManyValues,
  valuesOf,
  formatType,
} from '../../core/values.ts';
import type { Label } from '../../diagnostics/diagnostic.ts';
import * as problems from '../../diagnostics/types.ts';
import type { Expression } from '../../syntax/tree.ts';
import type { Location } from '../../text/source.ts';
import { type Context, type Env, fail } from '../names/context.ts';
import { BOOL, fit, mentionsProcess } from './types.ts';

export function literal(value: Value, type: Type, at: Location): Expr {
  return { kind: 'constant', value, type, at };
}

/** Where the expected type comes from, for the second caret. */
export type Because = Label | undefined;

/** Makes an expression one of a type: nothing to do where its own type proves it, else a test at run time. */
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

/** The value of an expression without state. What it takes to work it out comes from the budget of the elaboration. */
export function evaluate(ctx: Context, expr: Expr): Value {
  if (expr.kind === 'constant') return expr.value;
  walkExpression(expr, (e) => {
    const size = rangeSize(e);
    if (size !== undefined && size > MAX_ENUMERATED) fail(problems.tooManyValues(e.at, BigInt(size)));
    return true;
  });
  try {
    return evaluateConstant(expr, ctx.work);
  } catch (error) {
    if (error instanceof WithoutMeaning) fail();
    if (error instanceof EvaluationError) fail(problems.constantFails(error.at, error.message));
    if (error instanceof TooManyValues) fail(problems.tooManyValues(expr.at, error.count));
    if (error instanceof RangeError) fail(problems.constantFails(expr.at, 'it is too large to be worked out'));
    throw error;
  }
}

/** Whether an expression has the same value in all states, so that it can be evaluated now. */
export function isConstant(expr: Expr): boolean {
  if (expr.kind === 'constant') return true;
  let constant = true;
  const bound = new Set<number>();
  walkExpression(expr, (e) => {
    switch (e.kind) {
      case 'quantifier':
      case 'image':
        for (const b of e.binders) bound.add(b.symbol.id);
        break;
      case 'filter':
      case 'mapOf':
      case 'let':
        bound.add(e.symbol.id);
        break;
      case 'local':
        if (!bound.has(e.symbol.id)) constant = false;
        break;
      case 'call':
      case 'match':
      case 'is':
        // What the function reads, and what patterns bind, is not looked into here.
        constant = false;
        break;
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
      case 'instance':
        constant = false;
        break;
      default:
        break;
    }
    return constant;
  });
  return constant;
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

/** A number that takes little to work out. */
function quickly(expr: Expr): number | undefined {
  try {
    return evaluateConstant(expr, { left: MAX_WORK_OF_CONDITION }) as number;
  } catch {
    return undefined;
  }
}

/** Whether a set is known to be empty: then nothing runs for its elements. */
export function isEmptySet(set: Expr): boolean {
  const size = rangeSize(set);
  if (size !== undefined) return size === 0;
  return (set.kind === 'constant' && (set.value as readonly Value[]).length === 0) || isEmptyElement(set.type);
}

function isEmptyElement(type: Type): boolean {
  return type.kind === 'set' && type.element.kind === 'int' && type.element.high < type.element.low;
}

/** The number of values of a type. */
export function countOf(env: Env, type: Type, at: Location): bigint {
  if (!env.ctx.familiesKnown && mentionsProcess(type)) fail(problems.processesNotKnown(at));
  return cardinality(type);
}

/** The set of all values of a type. */
export function allValues(env: Env, type: Type, at: Location): Expr {
  const count = countOf(env, type, at);
  if (count > BigInt(MAX_ENUMERATED)) fail(problems.tooManyValues(at, count, formatType(type)));
  return literal(valuesOf(type), { kind: 'set', element: type }, at);
}
