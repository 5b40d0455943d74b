import { formatValue } from '../format.ts';
import { compilePattern } from './access.ts';
import { type Compile, type Compiled, EvaluationError, type ExprOf, FALSE, TRUE } from './environment.ts';

/** Expressions that choose what is evaluated, and in what. */

export function compileIf(expr: ExprOf<'if'>, compile: Compile): Compiled {
  const condition = compile(expr.condition);
  const then = compile(expr.then);
  const otherwise = compile(expr.otherwise);
  return (env) => (condition(env) === FALSE ? otherwise(env) : then(env));
}

export function compileLet(expr: ExprOf<'let'>, compile: Compile): Compiled {
  const value = compile(expr.value);
  const body = compile(expr.body);
  const { id } = expr.symbol;
  return (env) => {
    env.locals[id] = value(env);
    return body(env);
  };
}

export function compileMatch(expr: ExprOf<'match'>, compile: Compile): Compiled {
  const value = compile(expr.value);
  const arms = expr.arms.map((arm) => ({ matches: compilePattern(arm.pattern), body: compile(arm.body) }));
  return (env) => {
    const v = value(env);
    for (const arm of arms) if (arm.matches(env, v)) return arm.body(env);
    throw new EvaluationError(`no case matches ${formatValue(v, expr.value.type)}`, expr.at);
  };
}

export function compileIs(expr: ExprOf<'is'>, compile: Compile): Compiled {
  const value = compile(expr.value);
  const matches = compilePattern(expr.pattern);
  return (env) => (matches(env, value(env)) ? TRUE : FALSE);
}

/** In the state after the step. */
export function compilePrime(expr: ExprOf<'prime'>, compile: Compile): Compiled {
  const operand = compile(expr.operand);
  return (env) => {
    const { state, next } = env;
    if (next === undefined) throw new EvaluationError('there is no step here', expr.at);
    env.state = next;
    env.next = undefined;
    try {
      return operand(env);
    } finally {
      env.state = state;
      env.next = next;
    }
  };
}
