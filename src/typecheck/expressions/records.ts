import { formatType } from '../../core/format.ts';
import type { Expr, Projection } from '../../core/expression.ts';
import type { StructType, Type } from '../../core/types.ts';
import * as clashes from '../../diagnostics/clashes.ts';
import * as kinds from '../../diagnostics/kinds.ts';
import * as problems from '../../diagnostics/types.ts';
import * as counts from '../../diagnostics/counts.ts';
import type { Expression, Path } from '../../syntax/tree.ts';
import { check, literal } from '../types/assign.ts';
import { type Env, fail, locate, rootEnv } from '../names/context.ts';
import { describe, failUnknown, findPath } from '../names/lookup.ts';
import { fieldOf, indexInto } from './references.ts';
import { Scope } from '../names/scope.ts';
import type { TypeEntity } from '../names/entities.ts';

type NodeOf<K extends Expression['kind']> = Extract<Expression, { kind: K }>;

function structNamed(env: Env, path: Path): { type: StructType; entity: TypeEntity | undefined } {
  const entity = findPath(env, path);
  const last = path.parts.at(-1);
  if (!last) return fail();
  if (!entity) return failUnknown(env, last);
  if (entity.kind !== 'type')
    return fail(kinds.wrongKind(locate(env, last), last.name, describe(entity), 'a struct', entity.at));
  const type = env.ctx.rules.type(env.ctx, entity);
  if (type.kind === 'never') return fail();
  if (type.kind !== 'struct') return fail(problems.notAStruct(locate(env, path), formatType(type), entity.at));
  return { type, entity: env.ctx.declared.get(type) };
}

/** `S { f: e, … }`: fields in any order, those with a default may be left out. */
export function inferRecord(env: Env, node: NodeOf<'record'>): Expr {
  const at = locate(env, node);
  const { type, entity } = structNamed(env, node.type);
  const given = new Map<number, Expr>();
  const first = new Map<number, Expression>();
  for (const { name, value } of node.fields) {
    const field = fieldOf(env, type, name);
    const earlier = first.get(field.index);
    if (earlier) fail(clashes.twice(locate(env, name), `the field '${name.name}'`, locate(env, earlier)));
    first.set(field.index, value);
    given.set(field.index, check(env, value, field.type, fieldDeclared(entity, field.index)));
  }
  const elements = type.fields.map((field, i) => {
    const expr = given.get(i) ?? defaultOf(env, entity, i, field.type);
    return expr ?? undefined;
  });
  const missing = type.fields.filter((_, i) => elements[i] === undefined).map((f) => f.name);
  if (missing.length > 0) fail(counts.fieldsMissing(at, type.name, missing, entity?.at));
  const parts = elements.filter((e) => e !== undefined);
  if (parts.every((p) => p.kind === 'constant'))
    return literal(
      parts.map((p) => p.value),
      type,
      at,
    );
  return { kind: 'tuple', elements: parts, type, at };
}

function fieldDeclared(
  entity: TypeEntity | undefined,
  index: number,
): { location: { source: TypeEntity['at']['source']; span: TypeEntity['at']['span'] }; text: string } | undefined {
  const field = entity?.declaration.kind === 'struct' ? entity.declaration.fields[index] : undefined;
  return entity && field
    ? { location: { source: entity.at.source, span: field.name.span }, text: `the field '${field.name.name}'` }
    : undefined;
}

/** The default value of a field, in the surroundings of its struct: constants and what can be made of them. */
function defaultOf(env: Env, entity: TypeEntity | undefined, index: number, type: Type): Expr | undefined {
  const field = entity?.declaration.kind === 'struct' ? entity.declaration.fields[index] : undefined;
  if (!entity || !field?.value) return undefined;
  const home = rootEnv(env.ctx, entity.instance, new Scope(), 'constant');
  return check({ ...home, unit: env.unit }, field.value, type);
}

/** `e with { [k] = v, f = w }`: one change after the other. */
export function inferUpdate(env: Env, node: NodeOf<'update'>, expected: Type | undefined): Expr {
  let object = env.ctx.rules.infer(env, node.object, expected);
  const at = locate(env, node);
  for (const update of node.updates) {
    if (object.type.kind === 'never') return { ...object, at };
    let key: Projection;
    let type: Type;
    if (update.kind === 'fieldUpdate') {
      const field = fieldOf(env, object.type, update.name);
      key = { kind: 'field', field: field.index };
      type = field.type;
    } else {
      const where = locate(env, update.key);
      const indexed = indexInto(env, object.type, [update.key], where);
      key = { kind: 'index', index: indexed.index, at: where, ...(indexed.key ? { key: indexed.key } : {}) };
      type = indexed.type;
    }
    object = { kind: 'update', object, key, value: check(env, update.value, type), type: object.type, at };
  }
  return object;
}
