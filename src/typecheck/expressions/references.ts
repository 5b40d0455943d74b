import { formatType } from '../../core/format.ts';
import type { Expr, LocalSymbol } from '../../core/expression.ts';
import type { Type } from '../../core/types.ts';
import * as kinds from '../../diagnostics/kinds.ts';
import * as scopes from '../../diagnostics/scopes.ts';
import * as problems from '../../diagnostics/types.ts';
import * as counts from '../../diagnostics/counts.ts';
import * as values from '../../diagnostics/values.ts';
import type { Expression } from '../../syntax/tree.ts';
import type { Location } from '../../text/source.ts';
import { allValues, check, requireFit } from '../types/assign.ts';
import { closed, type Env, fail, locate, noteSymbol } from '../names/context.ts';
import {
  type Entity,
  errorExpr,
  type FunctionEntity,
  type ProcessEntity,
  type VariableEntity,
} from '../names/entities.ts';
import { describe, entityOf, failUnknown, failUnknownIn, noteEntity, noteLocal, PREDECLARED } from '../names/lookup.ts';
import { failMethod } from './methods.ts';
import { bareMember, isTagged, member, qualifiedMember, uniqueMember } from './members.ts';
import { familyIndices, processLocal } from './points.ts';
import { BOOL, intType, memberTag, tupleOf } from '../types/types.ts';

type NodeOf<K extends Expression['kind']> = Extract<Expression, { kind: K }>;

/** A bare name (language.md, end of section 3). */
export function inferName(env: Env, node: NodeOf<'name'>, expected: Type | undefined): Expr {
  const at = locate(env, node);
  const tag = bareMember(env, node.name, expected);
  if (tag !== undefined && isTagged(expected)) return member(env, node, expected, tag, at);
  const local = env.scope.find(node.name);
  if (local) {
    noteLocal(env, node, local);
    return readLocal(env, local, at);
  }
  const entity = env.instance.names.get(node.name);
  if (entity) {
    noteEntity(env, node, entity);
    return readEntity(env, entity, at);
  }
  const only = uniqueMember(env, node);
  if (only) {
    const type = env.ctx.rules.type(env.ctx, only.of);
    const number = memberTag(type, node.name);
    if (!isTagged(type) || number === undefined) return fail();
    return member(env, node, type, number, at);
  }
  if (node.name === 'Process') {
    noteSymbol(env, node, { kind: 'builtin', name: 'Process', type: env.ctx.processType });
    return allValues(env, env.ctx.processType, at);
  }
  if (node.name === 'all_done') return allDone(env, at);
  if (PREDECLARED.has(node.name)) return fail(kinds.callWithoutArguments(at, node.name));
  return failUnknown(env, node);
}

function allDone(env: Env, at: Location): Expr {
  switch (env.surrounding) {
    case 'invariant':
    case 'transition':
    case 'temporal':
    case 'reachable':
    case 'clause':
      return { kind: 'allDone', type: BOOL, at };
    case 'constant':
    case 'initial':
    case 'function':
    case 'code':
      return fail(scopes.onlyInProperties(at, '`all_done`', 'code tests `p at done` of one process'));
  }
}

export function readLocal(env: Env, symbol: LocalSymbol, at: Location): Expr {
  if (symbol.ghost) noteGhostRead(env, symbol.name, at, symbol.at);
  return { kind: 'local', symbol, type: symbol.type, at };
}

export function noteGhostRead(env: Env, name: string, at: Location, declared: Location): void {
  if (env.ghostReads !== 'allowed') env.ghostReads.push({ at, name, declared });
}

export function readVariable(env: Env, entity: VariableEntity, at: Location): Expr {
  if (env.surrounding === 'constant') fail(values.needsConstant(at, `the variable '${entity.name}'`, entity.at));
  const { type, symbol } = env.ctx.rules.variable(env.ctx, entity);
  if (!type) return fail();
  if (symbol && symbol.slot >= env.before) fail(values.initialisedLater(at, entity.name, entity.at));
  if (entity.declaration.ghost) noteGhostRead(env, entity.instance.prefix + entity.name, at, entity.at);
  env.reader?.reads.add(entity);
  if (symbol) return { kind: 'variable', symbol, type, at };
  // Variables are numbered once all modules are loaded. Before that, only constants call functions, and they may not call this one.
  return { kind: 'narrow', operand: errorExpr(at), type, at };
}

export function readEntity(env: Env, entity: Entity, at: Location): Expr {
  const { rules } = env.ctx;
  switch (entity.kind) {
    case 'const': {
      const { type, value } = rules.constant(env.ctx, entity);
      if (value === undefined) return fail();
      // The interval of a known integer is that integer.
      const narrow = typeof value === 'number' && type.kind === 'int' ? intType(value, value) : type;
      return { kind: 'constant', value, type: narrow, at, name: entity.name };
    }
    case 'variable':
      return readVariable(env, entity, at);
    case 'type': {
      const type = rules.type(env.ctx, entity);
      if (type.kind === 'never') return fail();
      const all = allValues(env, type, at);
      return all.kind === 'constant' ? { ...all, name: entity.name } : all;
    }
    case 'process':
      return instanceOf(env, entity, [], at);
    case 'function':
    case 'procedure':
      return fail(kinds.notAValue(at, entity.name, describe(entity), entity.declaration.parameters.length, entity.at));
    case 'action':
    case 'prefix':
      return fail(kinds.notAValue(at, entity.name, describe(entity), undefined, entity.at));
  }
}

/** `getter[g]` as a value of the type `Process`. */
export function instanceOf(env: Env, entity: ProcessEntity, indices: readonly Expression[], at: Location): Expr {
  if (env.surrounding === 'constant' || !entity.symbol)
    fail(values.needsConstant(at, `the process '${entity.name}'`, entity.at));
  const family = entity.symbol;
  return { kind: 'instance', family, indices: familyIndices(env, entity, indices, at), type: env.ctx.processType, at };
}

/** What `getter[g].x`, `khugepaged.x` or `getter` name before the field: a process and its indices. */
export function processOf(
  env: Env,
  node: Expression,
): { readonly entity: ProcessEntity; readonly indices: readonly Expression[] } | undefined {
  if (node.kind === 'parenthesized') return processOf(env, node.inner);
  const named = node.kind === 'index' ? node.object : node;
  const entity = entityOf(env, named);
  if (entity?.kind !== 'process') return undefined;
  return { entity, indices: node.kind === 'index' ? node.indices : [] };
}

export function inferField(env: Env, node: NodeOf<'field'>): Expr {
  const at = locate(env, node);
  // Names that are not values come first: a prefix, a type, a process.
  const direct = entityOf(env, node);
  if (direct) return readEntity(env, direct, at);
  if (node.object.kind === 'name' || node.object.kind === 'field') {
    const entity = entityOf(env, node.object);
    if (entity?.kind === 'type') {
      const { type, tag } = qualifiedMember(env, entity, node.name);
      return member(env, node.name, type, tag, at);
    }
  }
  const process = processOf(env, node.object);
  if (process) return processLocal(env, process.entity, process.indices, node.name, at);
  const object = env.ctx.rules.infer(closed(env), node.object);
  if (object.type.kind === 'never') return { ...object, at };
  if (object.type.kind !== 'struct') failMethod(env, object.type, node);
  const field = fieldOf(env, object.type, node.name);
  return { kind: 'field', object, field: field.index, type: field.type, at };
}

/** A field of a struct by its name. */
export function fieldOf(
  env: Env,
  type: Type,
  name: { readonly id: number; readonly name: string; readonly span: Expression['span'] },
): { index: number; type: Type } {
  if (type.kind === 'never') return fail();
  if (type.kind !== 'struct') return fail(problems.noFields(locate(env, name), name.name, formatType(type)));
  const index = type.fields.findIndex((f) => f.name === name.name);
  const field = type.fields[index];
  if (!field)
    return failUnknownIn(
      env,
      name,
      `in the struct '${type.name}'`,
      type.fields.map((f) => f.name),
    );
  const entity = env.ctx.declared.get(type);
  const declared = entity?.declaration.kind === 'struct' ? entity.declaration.fields[index] : undefined;
  noteSymbol(env, name, {
    kind: 'field',
    name: name.name,
    type: field.type,
    ...(entity && declared ? { definition: { source: entity.instance.module.source, span: declared.name.span } } : {}),
    ...(declared?.doc === undefined ? {} : { doc: declared.doc }),
  });
  return { index, type: field.type };
}

export function inferTupleField(env: Env, node: NodeOf<'tupleField'>): Expr {
  const at = locate(env, node);
  const object = env.ctx.rules.infer(closed(env), node.object);
  if (object.type.kind === 'never') return { ...object, at };
  if (object.type.kind !== 'tuple') return fail(problems.notATuple(at, formatType(object.type)));
  const type = object.type.elements[node.index];
  if (!type) return fail(counts.noSuchPosition(at, node.index, object.type.elements.length));
  return { kind: 'field', object, field: node.index, type, at };
}

export function inferIndex(env: Env, node: NodeOf<'index'>): Expr {
  const at = locate(env, node);
  const process = processOf(env, node);
  if (process) return instanceOf(env, process.entity, process.indices, at);
  const object = env.ctx.rules.infer(closed(env), node.object);
  if (object.type.kind === 'never') return { ...object, at };
  const { index, type } = indexInto(env, object.type, node.indices, at);
  return { kind: 'index', object, index, type, at };
}

/** The index of a map or sequence, and the type of what is there. */
export function indexInto(
  env: Env,
  type: Type,
  indices: readonly Expression[],
  at: Location,
): { index: Expr; type: Type; key?: Type } {
  const inside = closed(env);
  const first = indices[0];
  if (!first || type.kind === 'never') return fail();
  if (type.kind === 'map') {
    const { key } = type;
    let index: Expr;
    if (indices.length > 1) {
      const expected = key.kind === 'tuple' ? key.elements : [];
      const elements = indices.map((node, i) => env.ctx.rules.infer(inside, node, expected[i]));
      index = { kind: 'tuple', elements, type: tupleOf(elements.map((e) => e.type)), at };
    } else index = env.ctx.rules.infer(inside, first, key);
    requireFit(env, index, key, undefined);
    return { index, type: type.value, key };
  }
  if (type.kind === 'seq') {
    if (indices.length > 1) return fail(counts.tooManyIndices(at));
    const index = check(inside, first, intType(0, Math.max(0, type.capacity - 1)));
    return { index: index.kind === 'narrow' ? index.operand : index, type: type.element };
  }
  return fail(problems.notIndexable(at, formatType(type)));
}

/** A caller reads whatever the functions that it calls read. */
export function noteCallee(env: Env, callee: FunctionEntity, at: Location): void {
  for (const variable of callee.reads) {
    const name = variable.instance.prefix + variable.name;
    if (env.surrounding === 'constant')
      fail(values.needsConstant(at, `'${callee.name}', which reads the variable '${name}'`, variable.at));
    if (variable.slot !== undefined && variable.slot >= env.before)
      fail(values.initialisedLater(at, name, variable.at));
    if (variable.declaration.ghost) noteGhostRead(env, `${callee.name}, which reads ${name}`, at, variable.at);
    env.reader?.reads.add(variable);
  }
  if (callee.readsProcesses) {
    if (env.surrounding === 'constant' || env.surrounding === 'initial')
      fail(values.needsConstant(at, `'${callee.name}', which tests where a process is`, callee.at));
    if (env.reader) env.reader.readsProcesses = true;
  }
}
