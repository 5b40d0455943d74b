import { MAX_ENUMERATED, subsets } from '../enumerate.ts';
import { InternalError } from '../internal-error.ts';
import type { Value } from '../types.ts';
import { compareValues, equalValues, indexInSet, makeSet } from '../values.ts';
import {
  asList,
  asNumber,
  type Compile,
  type Compiled,
  type Env,
  EvaluationError,
  type ExprOf,
  FALSE,
  type Host,
  spend,
  TRUE,
} from './environment.ts';

type Binary = ExprOf<'binary'>;

export function compileUnary(expr: ExprOf<'unary'>, compile: Compile): Compiled {
  const operand = compile(expr.operand);
  switch (expr.op) {
    case 'not':
      return (env) => (operand(env) === FALSE ? TRUE : FALSE);
    case 'negate': {
      const number = asNumber(operand);
      return (env) => 0 - number(env);
    }
    case 'subset': {
      const elements = asList(operand);
      return (env) => {
        const set = elements(env);
        spend(env, 4 * 2 ** Math.min(set.length, 20), expr.at);
        return makeSet(subsets(set));
      };
    }
  }
}

export function compileBinary(expr: Binary, host: Host, compile: Compile): Compiled {
  const left = compile(expr.left);
  const right = compile(expr.right);
  switch (expr.op) {
    case 'and':
      return (env) => (left(env) === FALSE ? FALSE : right(env));
    case 'or':
      return (env) => (left(env) === FALSE ? right(env) : TRUE);
    case 'implies':
      return implication(left, right, host.meetImplication?.(expr));
    case 'iff':
    case 'eq': {
      const areEqual = equality(expr, left, right);
      return (env) => (areEqual(env) ? TRUE : FALSE);
    }
    case 'ne': {
      const areEqual = equality(expr, left, right);
      return (env) => (areEqual(env) ? FALSE : TRUE);
    }
    case 'lt':
      return (env) => (compareValues(left(env), right(env)) < 0 ? TRUE : FALSE);
    case 'le':
      return (env) => (compareValues(left(env), right(env)) <= 0 ? TRUE : FALSE);
    case 'gt':
      return (env) => (compareValues(left(env), right(env)) > 0 ? TRUE : FALSE);
    case 'ge':
      return (env) => (compareValues(left(env), right(env)) >= 0 ? TRUE : FALSE);
    case 'in':
      return membership(expr, left, right, compile);
    case 'range':
      return interval(expr, asNumber(left), asNumber(right));
    case 'add':
    case 'sub':
    case 'mul':
    case 'div':
    case 'mod':
      return arithmetic(expr, expr.op, asNumber(left), asNumber(right));
    case 'union':
    case 'difference':
    case 'intersect':
      return setOperation(expr, expr.op, asList(left), asList(right));
  }
}

/** @param meet called where the left side is true */
function implication(left: Compiled, right: Compiled, meet: (() => void) | undefined): Compiled {
  if (!meet) return (env) => (left(env) === FALSE ? TRUE : right(env));
  return (env) => {
    if (left(env) === FALSE) return TRUE;
    meet();
    return right(env);
  };
}

function equality(expr: Binary, left: Compiled, right: Compiled): (env: Env) => boolean {
  return (env) => {
    const a = left(env);
    const b = right(env);
    if (typeof a !== 'number') spend(env, a.length, expr.at);
    return equalValues(a, b);
  };
}

function arithmetic(
  expr: Binary,
  op: 'add' | 'sub' | 'mul' | 'div' | 'mod',
  left: (env: Env) => number,
  right: (env: Env) => number,
): Compiled {
  switch (op) {
    case 'add':
      return (env) => left(env) + right(env);
    case 'sub':
      return (env) => left(env) - right(env);
    case 'mul':
      // -0 is not a value of the language.
      return (env) => left(env) * right(env) + 0;
    case 'div':
    case 'mod':
      return (env) => {
        const a = left(env);
        const b = right(env);
        if (b <= 0) throw new EvaluationError(`the divisor is ${b}: it has to be above 0`, expr.right.at);
        if (a < 0) throw new EvaluationError(`the dividend is ${a}: it must not be negative`, expr.left.at);
        return op === 'mod' ? a % b : Math.floor(a / b);
      };
  }
}

function setOperation(
  expr: Binary,
  op: 'union' | 'difference' | 'intersect',
  left: (env: Env) => readonly Value[],
  right: (env: Env) => readonly Value[],
): Compiled {
  return (env) => {
    const a = left(env);
    const b = right(env);
    spend(env, a.length + b.length, expr.at);
    switch (op) {
      case 'union':
        return makeSet([...a, ...b]);
      case 'difference':
        return a.filter((v) => indexInSet(b, v) < 0);
      case 'intersect':
        return a.filter((v) => indexInSet(b, v) >= 0);
    }
  };
}

/** The set of an interval. */
function interval(expr: Binary, left: (env: Env) => number, right: (env: Env) => number): Compiled {
  return (env) => {
    const low = left(env);
    const high = right(env);
    if (high - low >= MAX_ENUMERATED)
      throw new EvaluationError(`${low}..${high} has too many elements for a set: at most ${MAX_ENUMERATED}`, expr.at);
    const length = Math.max(0, high - low + 1);
    spend(env, length, expr.at);
    return Array.from({ length }, (_, i) => low + i);
  };
}

/** Membership; in an interval it needs no set. */
function membership(expr: Binary, left: Compiled, right: Compiled, compile: Compile): Compiled {
  if (expr.right.kind !== 'binary' || expr.right.op !== 'range') {
    const set = asList(right);
    return (env) => (indexInSet(set(env), left(env)) >= 0 ? TRUE : FALSE);
  }
  const number = asNumber(left);
  const low = asNumber(compile(expr.right.left));
  const high = asNumber(compile(expr.right.right));
  return (env) => {
    const value = number(env);
    const a = low(env);
    const b = high(env);
    return a <= value && value <= b ? TRUE : FALSE;
  };
}

export function compileBuiltin(expr: ExprOf<'builtin'>, compile: Compile): Compiled {
  const [first, second] = expr.arguments.map(compile);
  if (!first) throw new InternalError(`${expr.builtin} without arguments`, expr.at);
  const array = asList(first);
  const full = (env: Env): readonly Value[] => {
    const elements = array(env);
    if (elements.length === 0) throw new EvaluationError(`${expr.builtin} of an empty sequence`, expr.at);
    return elements;
  };
  switch (expr.builtin) {
    case 'size':
      return (env) => array(env).length;
    case 'head':
      return (env) => full(env)[0]!;
    case 'last':
      return (env) => full(env).at(-1)!;
    case 'tail':
      return (env) => {
        const elements = full(env);
        spend(env, elements.length, expr.at);
        return elements.slice(1);
      };
    case 'int':
      return first;
    case 'push':
      if (!second) throw new InternalError('push without a value', expr.at);
      return push(expr, array, second);
  }
}

function push({ type, at }: ExprOf<'builtin'>, array: (env: Env) => readonly Value[], last: Compiled): Compiled {
  const capacity = type.kind === 'seq' ? type.capacity : 0;
  return (env) => {
    const elements = array(env);
    const value = last(env);
    if (elements.length >= capacity)
      throw new EvaluationError(`push on a full sequence: it holds at most ${capacity} elements`, at);
    spend(env, elements.length, at);
    return [...elements, value];
  };
}
