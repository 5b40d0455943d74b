import type { Location } from '../../text/source.ts';
import type { Expr, MatchPattern, Projection } from '../expression.ts';
import { valuesOf } from '../enumerate.ts';
import { formatType, formatValue } from '../format.ts';
import { itemAt } from '../lists.ts';
import { isSubtype } from '../relations.ts';
import type { Type, Value } from '../types.ts';
import { containsValue, equalValues, indexInSet, listOf } from '../values.ts';
import {
  asList,
  asNumber,
  type Compile,
  type Compiled,
  describeOutside,
  type Env,
  EvaluationError,
  type ExprOf,
  type Outside,
} from './environment.ts';

/** Parts of values: indices, paths, patterns, narrowing. */

/** Position of a key in maps over its type, or -1. */
function keyIndex(key: Type): (value: Value) => number {
  switch (key.kind) {
    case 'int':
      return (v) => (typeof v === 'number' && v >= key.low && v <= key.high ? v - key.low : -1);
    case 'bool':
    case 'enum':
    case 'symmetric':
      return (v) => (typeof v === 'number' ? v : -1);
    default:
      return (v) => indexInSet(valuesOf(key), v);
  }
}

/** How an object is called in messages: `pages[…].refs`; empty where it has no name. */
export function objectName(expr: Expr): string {
  switch (expr.kind) {
    case 'variable':
    case 'local':
      return expr.symbol.name;
    case 'slot':
      return expr.name;
    case 'index':
    case 'field': {
      const object = objectName(expr.object);
      const step = expr.kind === 'field' ? expr : { kind: expr.kind, index: expr.index, at: expr.at };
      return object === '' ? '' : `${object}${stepText(expr.object.type, step)}`;
    }
    case 'narrow':
      return objectName(expr.operand);
    default:
      return '';
  }
}

function stepText(object: Type, step: Projection | { readonly kind: 'field'; readonly field: number }): string {
  if (step.kind === 'index') return '[…]';
  return `.${object.kind === 'struct' ? (object.fields[step.field]?.name ?? '') : step.field}`;
}

/**
 * Closure that yields the position of an index in the array of a map or sequence.
 * @param name of the map or sequence, for messages
 */
export function compileIndex(
  object: Type,
  index: Expr,
  at: Location,
  compile: Compile,
  name = '',
): (env: Env, array: readonly Value[]) => number {
  const of = name === '' ? '' : ` of ${name}`;
  if (object.kind === 'map') {
    const value = compile(index);
    const position = keyIndex(object.key);
    return (env) => {
      const v = value(env);
      const i = position(v);
      if (i < 0)
        throw new EvaluationError(`index ${formatValue(v, index.type)}${of} is outside ${formatType(object.key)}`, at);
      return i;
    };
  }
  const number = asNumber(compile(index));
  return (env, array) => {
    const i = number(env);
    if (i < 0 || i >= array.length)
      throw new EvaluationError(`index ${i}${of} is outside a sequence of ${array.length} elements`, at);
    return i;
  };
}

export function compileIndexed(expr: ExprOf<'index'>, compile: Compile): Compiled {
  const object = asList(compile(expr.object));
  const position = compileIndex(expr.object.type, expr.index, expr.at, compile, objectName(expr.object));
  return (env) => {
    const array = object(env);
    return array[position(env, array)]!;
  };
}

export function compileField(expr: ExprOf<'field'>, compile: Compile): Compiled {
  const object = asList(compile(expr.object));
  const { field } = expr;
  return (env) => object(env)[field]!;
}

/** Writes `value` at the end of `path` in a copy of `object`; earlier parts are shared. */
export function compilePath(
  object: Type,
  path: readonly Projection[],
  compile: Compile,
  name = '',
): (env: Env, object: Value, value: Value) => Value {
  const [first, ...rest] = path;
  if (!first) return (_env, _object, value) => value;
  const inner = name === '' ? '' : `${name}${stepText(object, first)}`;
  const deeper = compilePath(projectedType(object, first), rest, compile, inner);
  const position =
    first.kind === 'field' ? () => first.field : compileIndex(object, first.index, first.at, compile, name);
  return (env, old, value) => {
    const array = listOf(old);
    const i = position(env, array);
    const part = array[i]!;
    const changed = deeper(env, part, value);
    if (changed === part) return old;
    const copy = array.slice();
    copy[i] = changed;
    return copy;
  };
}

/** The type of a part of a value. */
export function projectedType(object: Type, step: Projection): Type {
  switch (object.kind) {
    case 'map':
      return object.value;
    case 'seq':
      return object.element;
    case 'struct':
      return object.fields[step.kind === 'field' ? step.field : 0]?.type ?? { kind: 'never' };
    case 'tuple':
      return object.elements[step.kind === 'field' ? step.field : 0] ?? { kind: 'never' };
    default:
      return { kind: 'never' };
  }
}

/** Matches a value and binds the names of the pattern. */
export function compilePattern(pattern: MatchPattern): (env: Env, value: Value) => boolean {
  switch (pattern.kind) {
    case 'any':
      return () => true;
    case 'bind': {
      const id = pattern.symbol.id;
      return (env, value) => {
        env.locals[id] = value;
        return true;
      };
    }
    case 'bindSlot': {
      const slot = pattern.slot;
      return (env, value) => {
        env.state[env.base + slot] = value;
        return true;
      };
    }
    case 'value': {
      const wanted = pattern.value;
      return (_env, value) => equalValues(value, wanted);
    }
    case 'variant': {
      const parts = pattern.payload.map(compilePattern);
      const tag = pattern.tag;
      return (env, value) => {
        const array = listOf(value);
        if (array[0] !== tag) return false;
        for (let i = 0; i < parts.length; i++) if (!parts[i]?.(env, array[i + 1]!)) return false;
        return true;
      };
    }
    case 'tuple': {
      const parts = pattern.elements.map(compilePattern);
      return (env, value) => {
        const array = listOf(value);
        for (let i = 0; i < parts.length; i++) if (!parts[i]?.(env, array[i]!)) return false;
        return true;
      };
    }
  }
}

/** Tightens a value to a type; the identity where the types prove it. */
export function compileNarrow(from: Type, to: Type, at: Location): (value: Value) => Value {
  if (isSubtype(from, to)) return (value) => value;
  return (value) => {
    if (!containsValue(to, value)) {
      const outside = findOutside(value, from, to);
      throw new EvaluationError(describeOutside(outside), at, outside);
    }
    return value;
  };
}

/** The first innermost part of a value of type `from` that is outside `to`. */
function findOutside(value: Value, from: Type, to: Type, part = ''): Outside {
  const within = partsOf(value, from, to).find((one) => !containsValue(one.to, one.value));
  if (within) return findOutside(within.value, within.from, within.to, `${part}${within.name}`);
  return { part, value: formatValue(value, from), range: formatType(to) };
}

interface Part {
  readonly name: string;
  readonly value: Value;
  readonly from: Type;
  readonly to: Type;
}

/** Parts that have names of their own; a member of a union or a set is named as a whole. */
function partsOf(value: Value, from: Type, to: Type): readonly Part[] {
  const values = listOf(value);
  if (to.kind === 'struct' && from.kind === 'struct')
    return to.fields.map(({ name, type }, i) => ({
      name: `.${name}`,
      value: itemAt(values, i),
      from: itemAt(from.fields, i).type,
      to: type,
    }));
  if (to.kind === 'tuple' && from.kind === 'tuple')
    return to.elements.map((type, i) => ({
      name: `.${i}`,
      value: itemAt(values, i),
      from: itemAt(from.elements, i),
      to: type,
    }));
  if (to.kind === 'map' && from.kind === 'map')
    return valuesOf(to.key).map((key, i) => ({
      name: `[${formatValue(key, to.key)}]`,
      value: itemAt(values, i),
      from: from.value,
      to: to.value,
    }));
  if (to.kind === 'seq' && from.kind === 'seq' && values.length <= to.capacity)
    return values.map((one, i) => ({ name: `[${i}]`, value: one, from: from.element, to: to.element }));
  return [];
}

/** Number of the instance of a family with these indices. */
export function instanceNumber(type: Type, family: number, indices: readonly Value[], at: Location): number {
  const declared = type.kind === 'process' ? type.families[family] : undefined;
  const i = declared ? declared.instances.findIndex((x) => equalValues(x.indices, indices)) : -1;
  if (!declared || i < 0) throw new EvaluationError('there is no such process', at);
  return declared.first + i;
}
