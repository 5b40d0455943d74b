import type { Expr } from '../expression.ts';
import type { Value } from '../types.ts';
import { compareValues, equalValues, indexInSet, makeSet, MAX_ENUMERATED } from '../values.ts';
import {
  type Compile,
  type Compiled,
  type Env,
  EvaluationError,
  FALSE,
  type Host,
  spend,
  TRUE,
} from './environment.ts';

type Binary = Extract<Expr, { kind: 'binary' }>;

export function compileBinary(expr: Binary, host: Host, compile: Compile): Compiled {
  const left = compile(expr.left);
  const right = compile(expr.right);
  const num = (f: (a: number, b: number) => number): Compiled => {
    return (env) => f(left(env) as number, right(env) as number);
  };
  const compare = (f: (order: number) => boolean): Compiled => {
    return (env) => (f(compareValues(left(env), right(env))) ? TRUE : FALSE);
  };
  const sets = (f: (a: readonly Value[], b: readonly Value[]) => readonly Value[]): Compiled => {
    return (env) => {
      const [a, b] = [left(env) as readonly Value[], right(env) as readonly Value[]];
      spend(env, a.length + b.length, expr.at);
      return f(a, b);
    };
  };
  const areEqual = (env: Env): boolean => {
    const [a, b] = [left(env), right(env)];
    if (typeof a !== 'number') spend(env, a.length, expr.at);
    return equalValues(a, b);
  };
  switch (expr.op) {
    case 'and':
      return (env) => (left(env) === FALSE ? FALSE : right(env));
    case 'or':
      return (env) => (left(env) === FALSE ? right(env) : TRUE);
    case 'implies': {
      const meet = host.meetImplication?.(expr);
      if (!meet) return (env) => (left(env) === FALSE ? TRUE : right(env));
      return (env) => {
        if (left(env) === FALSE) return TRUE;
        meet();
        return right(env);
      };
    }
    case 'iff':
    case 'eq':
      return (env) => (areEqual(env) ? TRUE : FALSE);
    case 'ne':
      return (env) => (areEqual(env) ? FALSE : TRUE);
    case 'lt':
      return compare((o) => o < 0);
    case 'le':
      return compare((o) => o <= 0);
    case 'gt':
      return compare((o) => o > 0);
    case 'ge':
      return compare((o) => o >= 0);
    case 'in':
      return membership(expr, left, right, compile);
    case 'add':
      return num((a, b) => a + b);
    case 'sub':
      return num((a, b) => a - b);
    case 'mul':
      // -0 is not a value of the language.
      return num((a, b) => a * b + 0);
    case 'div':
    case 'mod': {
      const remainder = expr.op === 'mod';
      return num((a, b) => {
        if (b <= 0) throw new EvaluationError(`the divisor is ${b}: it has to be above 0`, expr.right.at);
        if (a < 0) throw new EvaluationError(`the dividend is ${a}: it must not be negative`, expr.left.at);
        return remainder ? a % b : Math.floor(a / b);
      });
    }
    case 'range':
      return interval(expr, left, right);
    case 'union':
      return sets((a, b) => makeSet([...a, ...b]));
    case 'difference':
      return sets((a, b) => a.filter((v) => indexInSet(b, v) < 0));
    case 'intersect':
      return sets((a, b) => a.filter((v) => indexInSet(b, v) >= 0));
  }
}

/** The set of an interval. */
function interval(expr: Binary, left: Compiled, right: Compiled): Compiled {
  return (env) => {
    const low = left(env) as number;
    const high = right(env) as number;
    if (high - low >= MAX_ENUMERATED)
      throw new EvaluationError(`${low}..${high} has too many elements for a set: at most ${MAX_ENUMERATED}`, expr.at);
    const length = Math.max(0, high - low + 1);
    spend(env, length, expr.at);
    return Array.from({ length }, (_, i) => low + i);
  };
}

/** Membership; in an interval it needs no set. */
function membership(expr: Binary, left: Compiled, right: Compiled, compile: Compile): Compiled {
  if (expr.right.kind !== 'binary' || expr.right.op !== 'range')
    return (env) => (indexInSet(right(env) as readonly Value[], left(env)) >= 0 ? TRUE : FALSE);
  const low = compile(expr.right.left);
  const high = compile(expr.right.right);
  return (env) => {
    const value = left(env) as number;
    const [a, b] = [low(env) as number, high(env) as number];
    return a <= value && value <= b ? TRUE : FALSE;
  };
}

export function compileBuiltin(expr: Extract<Expr, { kind: 'builtin' }>, compile: Compile): Compiled {
  const [first, second] = expr.arguments.map(compile);
  if (!first) throw new Error('builtin without arguments');
  const array = (env: Env): readonly Value[] => first(env) as readonly Value[];
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
    case 'push': {
      const type = expr.type;
      const capacity = type.kind === 'seq' ? type.capacity : 0;
      if (!second) throw new Error('push without a value');
      return (env) => {
        const elements = array(env);
        const value = second(env);
        if (elements.length >= capacity)
          throw new EvaluationError(`push on a full sequence: it holds at most ${capacity} elements`, expr.at);
        spend(env, elements.length, expr.at);
        return [...elements, value];
      };
    }
  }
}
