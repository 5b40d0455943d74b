import { formatType } from '../../core/format.ts';
import type { Expr, Place, Projection } from '../../core/expression.ts';
import { projectedType } from '../../core/evaluate/access.ts';
import type { Type } from '../../core/types.ts';
import * as kinds from '../../diagnostics/kinds.ts';
import * as rules from '../../diagnostics/bodies.ts';
import * as scopes from '../../diagnostics/scopes.ts';
import * as problems from '../../diagnostics/types.ts';
import * as counts from '../../diagnostics/counts.ts';
import type { Expression } from '../../syntax/tree.ts';
import type { Location } from '../../text/source.ts';
import { closed, type Env, fail, type GhostRead, locate, noteType } from '../names/context.ts';
import { describe, entityOf, failUnknown, noteLocal } from '../names/lookup.ts';
import { fieldOf, indexInto } from '../expressions/references.ts';

/** What an assignment or a `ref` argument names: a variable, a mutable local, a `ref` parameter, or a part of one. */
export function checkPlace(env: Env, node: Expression): Place {
  const place = resolvePlace(closed(env), node);
  noteType(env, node, place.type);
  return place;
}

function resolvePlace(env: Env, node: Expression): Place {
  const at = locate(env, node);
  switch (node.kind) {
    case 'parenthesized':
      return resolvePlace(env, node.inner);
    case 'missing':
      return fail();
    case 'name': {
      const local = env.scope.find(node.name);
      if (local) {
        noteLocal(env, node, local);
        if (local.role !== 'var' && local.role !== 'ref') fail(rules.immutable(at, local));
        return { root: local, path: [], type: local.type, at };
      }
      return entityPlace(env, node, at);
    }
    case 'field': {
      const direct = entityOf(env, node);
      if (direct) return entityPlace(env, node, at);
      const object = resolvePlace(env, node.object);
      const field = fieldOf(env, object.type, node.name);
      return extend(object, { kind: 'field', field: field.index }, field.type, at);
    }
    case 'tupleField': {
      const object = resolvePlace(env, node.object);
      if (object.type.kind === 'never') return fail();
      if (object.type.kind !== 'tuple') return fail(problems.notATuple(at, formatType(object.type)));
      const type = object.type.elements[node.index];
      if (!type) return fail(counts.noSuchPosition(at, node.index, object.type.elements.length));
      return extend(object, { kind: 'field', field: node.index }, type, at);
    }
    case 'index': {
      const object = resolvePlace(env, node.object);
      const { index, type, key } = indexInto(env, object.type, node.indices, at);
      return extend(object, { kind: 'index', index, at, ...(key ? { key } : {}) }, type, at);
    }
    case 'prime':
      return fail(scopes.primeInCode(at));
    default:
      return fail(rules.notAssignable(at));
  }
}

function entityPlace(env: Env, node: Extract<Expression, { kind: 'name' | 'field' }>, at: Location): Place {
  const entity = entityOf(env, node);
  if (!entity) return node.kind === 'name' ? failUnknown(env, node) : fail(rules.notAssignable(at));
  if (entity.kind !== 'variable')
    return fail(kinds.wrongKind(at, entity.name, describe(entity), 'something to assign to', entity.at));
  const { symbol } = env.ctx.rules.variable(env.ctx, entity);
  if (!symbol) return fail();
  return { root: symbol, path: [], type: symbol.type, at };
}

function extend(place: Place, step: Projection, type: Place['type'], at: Location): Place {
  return { root: place.root, path: [...place.path, step], type, at };
}

/** The expression that reads a place. */
export function readPlace(place: Place): Expr {
  const { root, at } = place;
  let expr: Expr =
    root.kind === 'variable'
      ? { kind: 'variable', symbol: root, type: root.type, at }
      : { kind: 'local', symbol: root, type: root.type, at };
  for (const step of place.path) {
    const type: Type = projectedType(expr.type, step);
    expr =
      step.kind === 'field'
        ? { kind: 'field', object: expr, field: step.field, type, at }
        : { kind: 'index', object: expr, index: step.index, type, at };
  }
  return expr;
}

/** For what is no ghost statement, once that is known. */
export function refuseGhostReads(reads: readonly GhostRead[]): void {
  const [read] = reads;
  if (read) fail(rules.ghostRead(read.at, read.name, read.declared));
}
