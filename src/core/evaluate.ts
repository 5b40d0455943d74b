import type { Expr, FunctionSymbol } from './expression.ts';
import type { Value } from './types.ts';
import { compileField, compileIndexed, compileNarrow } from './evaluate/access.ts';
import {
  compileElements,
  compileFilter,
  compileImage,
  compileInstance,
  compileMapOf,
  compileSet,
  compileUpdate,
  compileVariant,
} from './evaluate/construct.ts';
import { compileIf, compileIs, compileLet, compileMatch, compilePrime } from './evaluate/control.ts';
import {
  type Compile,
  type Compiled,
  emptyEnv,
  EvaluationError,
  type ExprOf,
  type Host,
  spend,
  WithoutMeaning,
  type WorkBudget,
} from './evaluate/environment.ts';
import { compileBinary, compileBuiltin, compileUnary } from './evaluate/operators.ts';
import { compileQuantifier } from './evaluate/quantifiers.ts';
import { InternalError } from './internal-error.ts';
import { itemAt } from './lists.ts';

export { EvaluationError, WithoutMeaning, type WorkBudget } from './evaluate/environment.ts';

/**
 * Evaluation of typed expressions: each is turned once into a closure. This is the definition of what an
 * expression means (language.md, section 4); the faster engines are tested against it. Values are those of
 * `types.ts`, independent of the width of their types.
 */

/**
 * The value of an expression that reads no state. Throws `EvaluationError`, also where the budget does not suffice, and
 * `TooManyValues`.
 */
export function evaluateConstant(expr: Expr, budget: WorkBudget): Value {
  const env = emptyEnv(budget.left);
  try {
    return compileExpression(expr, constantHost)(env);
  } finally {
    budget.left = Math.max(0, env.work);
  }
}

function notConstant(expr: Expr): never {
  throw new EvaluationError('this reads the state, and a constant is needed here', expr.at);
}

const constantHost: Host = {
  bodies: new WeakMap(),
  compileAt: notConstant,
  compileProcessLocal: notConstant,
  compileAllDone: () => () => 0,
  compileEnabled: notConstant,
};

export function compileExpression(expr: Expr, host: Host): Compiled {
  const compile: Compile = (e) => compileExpression(e, host);
  switch (expr.kind) {
    case 'constant': {
      const { value } = expr;
      return () => value;
    }
    case 'variable': {
      const { slot } = expr.symbol;
      return (env) => env.state[slot]!;
    }
    case 'slot': {
      const { slot } = expr;
      return (env) => env.state[env.base + slot]!;
    }
    case 'local': {
      const { id } = expr.symbol;
      return (env) => env.locals[id]!;
    }
    case 'self':
      return (env) => env.self;
    case 'unary':
      return compileUnary(expr, compile);
    case 'binary':
      return compileBinary(expr, host, compile);
    case 'index':
      return compileIndexed(expr, compile);
    case 'field':
      return compileField(expr, compile);
    case 'if':
      return compileIf(expr, compile);
    case 'let':
      return compileLet(expr, compile);
    case 'match':
      return compileMatch(expr, compile);
    case 'is':
      return compileIs(expr, compile);
    case 'quantifier':
      return compileQuantifier(expr, compile);
    case 'filter':
      return compileFilter(expr, compile);
    case 'image':
      return compileImage(expr, compile);
    case 'mapOf':
      return compileMapOf(expr, compile);
    case 'tuple':
    case 'sequence':
      return compileElements(expr.elements, compile);
    case 'variant':
      return compileVariant(expr, compile);
    case 'set':
      return compileSet(expr, compile);
    case 'update':
      return compileUpdate(expr, compile);
    case 'call':
      return compileCall(expr, host, compile);
    case 'builtin':
      return compileBuiltin(expr, compile);
    case 'narrow': {
      const operand = compile(expr.operand);
      const narrow = compileNarrow(expr.operand.type, expr.type, expr.at);
      return (env) => narrow(operand(env));
    }
    case 'instance':
      return compileInstance(expr, compile);
    case 'prime':
      return compilePrime(expr, compile);
    case 'at':
      return host.compileAt(expr, compile);
    case 'processLocal':
      return host.compileProcessLocal(expr, compile);
    case 'allDone':
      return host.compileAllDone();
    case 'enabled':
      return host.compileEnabled(expr, compile);
    case 'error':
      throw new WithoutMeaning();
    case 'temporal':
    case 'temporalPair':
      throw new InternalError(`an expression of kind ${expr.kind} cannot be evaluated in a state`, expr.at);
  }
}

function compileCall(expr: ExprOf<'call'>, host: Host, compile: Compile): Compiled {
  const { function: callee, at } = expr;
  const given = expr.arguments.map((argument, i) => ({
    value: compile(argument),
    id: itemAt(callee.parameters, i).id,
  }));
  // The body is compiled at its first use: functions call each other.
  let body: Compiled | undefined;
  return (env) => {
    body ??= compileBody(callee, host);
    spend(env, 1, at);
    const values = given.map(({ value }) => value(env));
    let i = 0;
    for (const { id } of given) env.locals[id] = values[i++]!;
    return body(env);
  };
}

/** One closure for each function, however many calls it has: functions that call each other twice would double it at each level. */
function compileBody({ body }: FunctionSymbol, host: Host): Compiled {
  const compiled = host.bodies.get(body) ?? compileExpression(body, host);
  host.bodies.set(body, compiled);
  return compiled;
}
