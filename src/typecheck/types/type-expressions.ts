import type { Type } from '../../core/types.ts';
import { formatType } from '../../core/format.ts';
import { depthOf, partsOf } from '../../core/type-size.ts';
import { cardinality } from '../../core/enumerate.ts';
import { foreignType } from '../../diagnostics/foreign-names.ts';
import * as kinds from '../../diagnostics/kinds.ts';
import * as limits from '../../diagnostics/limits.ts';
import type { Expression, Path, TypeExpression } from '../../syntax/tree.ts';
import type { Location } from '../../text/source.ts';
import { check, evaluate } from './assign.ts';
import { type Env, fail, locate, noteSymbol, noteType } from '../names/context.ts';
import { GREATEST_INTEGER, LEAST_INTEGER } from './intervals.ts';
import { MAX_DEPTH } from '../names/limits.ts';
import { describe, failUnknown, failUnknownIn, findPath } from '../names/lookup.ts';
import { Scope } from '../names/scope.ts';
import { BOOL, intType, mapOf, mentionsProcess, optionOf, seqOf, setOf, tupleOf } from './types.ts';

/** Maps have at most this many keys (language.md, section 3). */
export const MAX_KEYS = 1n << 16n;
export const MAX_CAPACITY = 1 << 16;
export const MAX_PARTS = 1 << 18;

/** The surroundings of an expression whose value has to be known before the run. */
export function constantEnv(env: Env): Env {
  return {
    ...env,
    scope: new Scope(),
    surrounding: 'constant',
    calls: 'in a constant',
    opens: undefined,
    primed: false,
    ghostReads: 'allowed',
  };
}

const INTEGER = intType(LEAST_INTEGER, GREATEST_INTEGER);

/** The value of an integer expression without state. */
export function constantInteger(env: Env, node: Expression): number {
  return Number(evaluate(env.ctx, check(constantEnv(env), node, INTEGER)));
}

export function resolveType(env: Env, node: TypeExpression): Type {
  const type = resolve(env, node);
  checkParts(type, locate(env, node));
  noteType(env, node, type);
  return type;
}

function resolve(env: Env, node: TypeExpression): Type {
  switch (node.kind) {
    case 'boolType':
      return BOOL;
    case 'rangeType':
      return intType(constantInteger(env, node.low), constantInteger(env, node.high));
    case 'namedType':
      return namedType(env, node.path);
    case 'mapType': {
      const key = resolveType(env, node.key);
      checkKeys(env, key, locate(env, node.key));
      return mapOf(key, resolveType(env, node.value));
    }
    case 'setType':
      return setOf(resolveType(env, node.element));
    case 'seqType': {
      const capacity = constantInteger(env, node.capacity);
      if (capacity < 0 || capacity > MAX_CAPACITY)
        fail(limits.badCapacity(locate(env, node.capacity), capacity, MAX_CAPACITY));
      return seqOf(capacity, resolveType(env, node.element));
    }
    case 'optionType':
      return optionOf(resolveType(env, node.element));
    case 'tupleType':
      return tupleOf(node.elements.map((e) => resolveType(env, e)));
    case 'missingType':
      return fail();
  }
}

/** Values are written, compared and printed part by part, so the number of parts is limited. */
export function checkParts(type: Type, at: Location): void {
  const count = partsOf(type);
  if (count > MAX_PARTS) fail(limits.tooManyParts(at, count, MAX_PARTS));
  const depth = depthOf(type);
  if (depth > MAX_DEPTH) fail(limits.tooDeepType(at, depth, MAX_DEPTH));
}

export function checkKeys(env: Env, key: Type, at: Location): void {
  if (mentionsProcess(key) && !env.ctx.familiesKnown) return;
  const count = cardinality(key);
  if (count > MAX_KEYS) fail(limits.tooManyKeys(at, count, formatType(key)));
}

function namedType(env: Env, path: Path): Type {
  const entity = findPath(env, path);
  const last = path.parts.at(-1);
  if (!last) return fail();
  if (!entity) {
    if (path.parts.length === 1 && last.name === 'Process') {
      noteSymbol(env, last, { kind: 'builtin', name: 'Process', type: env.ctx.processType });
      return env.ctx.processType;
    }
    const first = path.parts[0];
    const prefix = first && path.parts.length > 1 ? env.instance.names.get(first.name) : undefined;
    if (prefix?.kind === 'prefix' && path.parts.length === 2) {
      if (prefix.target.incomplete) fail();
      const types = [...prefix.target.own.values()].filter((e) => e.kind === 'type').map((e) => e.name);
      return failUnknownIn(env, last, `in '${prefix.name}'`, types);
    }
    const foreign = foreignType(locate(env, path), path.parts.map((p) => p.name).join('.'));
    if (foreign && !env.instance.incomplete) fail(foreign);
    return failUnknown(env, first && !env.instance.names.has(first.name) ? first : last);
  }
  if (entity.kind !== 'type')
    return fail(kinds.wrongKind(locate(env, last), last.name, describe(entity), 'a type', entity.at));
  return env.ctx.rules.type(env.ctx, entity);
}
