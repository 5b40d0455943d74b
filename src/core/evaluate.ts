import type { Expr } from './expression.ts';
import type { Value } from './types.ts';
import { formatValue, makeSet, subsets, valuesOf } from './values.ts';
import {
  compileIndex,
  compileNarrow,
  compilePath,
  compilePattern,
  instanceNumber,
  objectName,
} from './evaluate/access.ts';
import {
  type Compiled,
  emptyEnv,
  EvaluationError,
  FALSE,
  type Host,
  spend,
  TRUE,
  WithoutMeaning,
  type WorkBudget,
} from './evaluate/environment.ts';
import { compileBuiltin, compileBinary } from './evaluate/operators.ts';
import { compileBinders, compileQuantifier } from './evaluate/quantifiers.ts';

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
  compileAt: notConstant,
  compileProcessLocal: notConstant,
  compileAllDone: () => () => 0,
  compileEnabled: notConstant,
};

export function compileExpression(expr: Expr, host: Host): Compiled {
  const compile = (e: Expr): Compiled => compileExpression(e, host);
  switch (expr.kind) {
    case 'constant': {
      const value = expr.value;
      return () => value;
    }
    case 'variable': {
      const slot = expr.symbol.slot;
      return (env) => env.state[slot]!;
    }
    case 'slot': {
      const slot = expr.slot;
      return (env) => env.state[env.base + slot]!;
    }
    case 'local': {
      const id = expr.symbol.id;
      return (env) => env.locals[id]!;
    }
    case 'self':
      return (env) => env.self;
    case 'unary': {
      const operand = compile(expr.operand);
      if (expr.op === 'not') return (env) => (operand(env) === FALSE ? TRUE : FALSE);
      if (expr.op === 'negate') return (env) => 0 - (operand(env) as number);
      return (env) => {
        const set = operand(env) as readonly Value[];
        spend(env, 4 * 2 ** Math.min(set.length, 20), expr.at);
        return makeSet(subsets(set));
      };
    }
    case 'binary':
      return compileBinary(expr, host, compile);
    case 'index': {
      const object = compile(expr.object);
      const position = compileIndex(expr.object.type, expr.index, expr.at, compile, objectName(expr.object));
      return (env) => {
        const array = object(env) as readonly Value[];
        return array[position(env, array)]!;
      };
    }
    case 'field': {
      const object = compile(expr.object);
      const field = expr.field;
      return (env) => (object(env) as readonly Value[])[field]!;
    }
    case 'if': {
      const condition = compile(expr.condition);
      const then = compile(expr.then);
      const otherwise = compile(expr.otherwise);
      return (env) => (condition(env) === FALSE ? otherwise(env) : then(env));
    }
    case 'let': {
      const value = compile(expr.value);
      const body = compile(expr.body);
      const id = expr.symbol.id;
      return (env) => {
        env.locals[id] = value(env);
        return body(env);
      };
    }
    case 'match': {
      const value = compile(expr.value);
      const arms = expr.arms.map((arm) => ({ matches: compilePattern(arm.pattern), body: compile(arm.body) }));
      return (env) => {
        const v = value(env);
        for (const arm of arms) if (arm.matches(env, v)) return arm.body(env);
        throw new EvaluationError(`no case matches ${formatValue(v, expr.value.type)}`, expr.at);
      };
    }
    case 'is': {
      const value = compile(expr.value);
      const matches = compilePattern(expr.pattern);
      return (env) => (matches(env, value(env)) ? TRUE : FALSE);
    }
    case 'quantifier':
      return compileQuantifier(expr, compile);
    case 'filter': {
      const set = compile(expr.set);
      const condition = compile(expr.condition);
      const id = expr.symbol.id;
      return (env) =>
        (set(env) as readonly Value[]).filter((v) => {
          env.locals[id] = v;
          return condition(env) !== FALSE;
        });
    }
    case 'image': {
      const element = compile(expr.element);
      const each = compileBinders(expr.binders, compile);
      return (env) => {
        const elements: Value[] = [];
        each(env, () => {
          // They are kept, in some hundred bytes each.
          spend(env, 8, expr.at);
          elements.push(element(env));
        });
        return makeSet(elements);
      };
    }
    case 'mapOf': {
      const value = compile(expr.value);
      const id = expr.symbol.id;
      const key = expr.type.kind === 'map' ? expr.type.key : expr.symbol.type;
      return (env) => {
        const keys = valuesOf(key);
        spend(env, keys.length, expr.at);
        return keys.map((k) => {
          env.locals[id] = k;
          return value(env);
        });
      };
    }
    case 'tuple': {
      const elements = expr.elements.map(compile);
      return (env) => elements.map((e) => e(env));
    }
    case 'sequence': {
      const elements = expr.elements.map(compile);
      return (env) => elements.map((e) => e(env));
    }
    case 'variant': {
      const payload = expr.payload.map(compile);
      const tag = expr.tag;
      if (payload.length === 0) {
        const bare = [tag];
        return () => bare;
      }
      return (env) => {
        const value: Value[] = [tag];
        for (const p of payload) value.push(p(env));
        return value;
      };
    }
    case 'set': {
      const elements = expr.elements.map(compile);
      return (env) => makeSet(elements.map((e) => e(env)));
    }
    case 'update': {
      const object = compile(expr.object);
      const value = compile(expr.value);
      const write = compilePath(expr.object.type, [expr.key], compile, objectName(expr.object));
      return (env) => {
        const old = object(env);
        spend(env, (old as readonly Value[]).length, expr.at);
        return write(env, old, value(env));
      };
    }
    case 'call': {
      const { function: callee } = expr;
      const values = expr.arguments.map(compile);
      const ids = callee.parameters.map((p) => p.id);
      // The body is compiled at its first use: functions may be declared in any order.
      let body: Compiled | undefined;
      return (env) => {
        body ??= compileBody(callee.body, host);
        spend(env, 1, expr.at);
        const evaluated = values.map((v) => v(env));
        for (let i = 0; i < ids.length; i++) env.locals[ids[i]!] = evaluated[i]!;
        return body(env);
      };
    }
    case 'builtin':
      return compileBuiltin(expr, compile);
    case 'narrow': {
      const operand = compile(expr.operand);
      const narrow = compileNarrow(expr.operand.type, expr.type, expr.at);
      return (env) => narrow(operand(env));
    }
    case 'instance': {
      const indices = expr.indices.map(compile);
      const { family, type } = expr;
      return (env) =>
        instanceNumber(
          type,
          family.family,
          indices.map((i) => i(env)),
          expr.at,
        );
    }
    case 'prime': {
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
      throw new Error(`an expression of kind ${expr.kind} cannot be evaluated in a state`);
  }
}

/** One closure for each function, however many calls it has: functions that call each other twice would double it at each level. */
function compileBody(body: Expr, host: Host): Compiled {
  const known = bodies.get(host) ?? new WeakMap<Expr, Compiled>();
  bodies.set(host, known);
  const compiled = known.get(body) ?? compileExpression(body, host);
  known.set(body, compiled);
  return compiled;
}

const bodies = new WeakMap<Host, WeakMap<Expr, Compiled>>();
