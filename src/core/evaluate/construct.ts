import { valuesOf } from '../enumerate.ts';
import type { Expr } from '../expression.ts';
import type { Value } from '../types.ts';
import { makeSet } from '../values.ts';
import { compilePath, instanceNumber, objectName } from './access.ts';
import { asList, type Compile, type Compiled, type ExprOf, FALSE, spend } from './environment.ts';
import { compileBinders } from './quantifiers.ts';

/** Expressions that make values of parts. */

export function compileFilter(expr: ExprOf<'filter'>, compile: Compile): Compiled {
  const set = asList(compile(expr.set));
  const condition = compile(expr.condition);
  const { id } = expr.symbol;
  return (env) =>
    set(env).filter((v) => {
      env.locals[id] = v;
      return condition(env) !== FALSE;
    });
}

export function compileImage(expr: ExprOf<'image'>, compile: Compile): Compiled {
  const element = compile(expr.element);
  const each = compileBinders(expr.binders, compile);
  return (env) => {
    const elements: Value[] = [];
    each(env, () => {
      // They are kept, and take some hundred bytes each.
      spend(env, 8, expr.at);
      elements.push(element(env));
    });
    return makeSet(elements);
  };
}

export function compileMapOf(expr: ExprOf<'mapOf'>, compile: Compile): Compiled {
  const value = compile(expr.value);
  const { id } = expr.symbol;
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

/** A struct, a tuple, or a sequence. */
export function compileElements(nodes: readonly Expr[], compile: Compile): Compiled {
  const elements = nodes.map(compile);
  return (env) => elements.map((e) => e(env));
}

export function compileSet(expr: ExprOf<'set'>, compile: Compile): Compiled {
  const elements = expr.elements.map(compile);
  return (env) => makeSet(elements.map((e) => e(env)));
}

export function compileVariant(expr: ExprOf<'variant'>, compile: Compile): Compiled {
  const payload = expr.payload.map(compile);
  const { tag } = expr;
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

export function compileUpdate(expr: ExprOf<'update'>, compile: Compile): Compiled {
  const object = asList(compile(expr.object));
  const value = compile(expr.value);
  const write = compilePath(expr.object.type, [expr.key], compile, objectName(expr.object));
  return (env) => {
    const old = object(env);
    spend(env, old.length, expr.at);
    return write(env, old, value(env));
  };
}

export function compileInstance(expr: ExprOf<'instance'>, compile: Compile): Compiled {
  const indices = expr.indices.map(compile);
  const { family, type, at } = expr;
  return (env) =>
    instanceNumber(
      type,
      family.family,
      indices.map((i) => i(env)),
      at,
    );
}
