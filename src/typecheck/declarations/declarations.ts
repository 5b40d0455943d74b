import type { FunctionSymbol, VariableSymbol } from '../../core/expression.ts';
import type { EnumType, StructType, SymmetricType, Type, UnionType } from '../../core/types.ts';
import { cardinality, TooManyValues, valuesOf } from '../../core/enumerate.ts';
import * as names from '../../diagnostics/names.ts';
import * as clashes from '../../diagnostics/clashes.ts';
import * as rules from '../../diagnostics/bodies.ts';
import * as problems from '../../diagnostics/types.ts';
import * as limits from '../../diagnostics/limits.ts';
import * as values from '../../diagnostics/values.ts';
import type { EnumDeclaration, StructDeclaration, UnionDeclaration } from '../../syntax/tree.ts';
import { check, evaluate } from '../types/assign.ts';
import { attempt, type Context, type Env, fail, locate, noteType, rootEnv } from '../names/context.ts';
import {
  type ConstEntity,
  errorExpr,
  type FunctionEntity,
  type TypeEntity,
  type VariableEntity,
} from '../names/entities.ts';
import { declareLocal } from '../expressions/locals.ts';
import { once, userOf } from '../names/once.ts';
import { Scope } from '../names/scope.ts';
import { constantInteger } from '../types/type-expressions.ts';
import { mentionsProcess, NEVER } from '../types/types.ts';

/** What declarations mean, resolved when first needed. */

export function elaborateConstant(ctx: Context, entity: ConstEntity): ConstEntity {
  const circular = (chain: readonly string[]): never => {
    const user = userOf(ctx, entity);
    return fail(clashes.circular(user.at, chain, entity.at));
  };
  return once(ctx, entity, circular, () => {
    const env = rootEnv(ctx, entity.instance, new Scope(), 'constant');
    const { declaration, given } = entity;
    attempt(
      env,
      () => {
        entity.type = ctx.rules.resolveType(env, declaration.type);
        noteType(env, declaration.name, entity.type);
        if (mentionsProcess(entity.type) && !ctx.familiesKnown) fail(values.processesNotKnown(entity.at));
        const because = { location: locate(env, declaration.type), text: `the type of '${entity.name}'` };
        if (given?.kind === 'value') entity.value = given.value;
        else if (given) {
          const home: Env = {
            ...rootEnv(ctx, given.from.instance, new Scope(), 'constant'),
            source: given.from.source,
            table: given.from.table,
            unit: env.unit,
          };
          entity.value = evaluate(ctx, check(home, given.node, entity.type, because));
        } else if (declaration.value) entity.value = evaluate(ctx, check(env, declaration.value, entity.type, because));
        else if (entity.instance.alone) {
          entity.value = leastOf(entity.type);
          entity.assumed = true;
        } else fail(names.constantWithoutValue(entity.at, entity.name, entity.instance.prefix));
        if (entity.value !== undefined) env.table.constants.set(declaration.id, entity.value);
      },
      () => undefined,
    );
  });
}

function leastOf(type: Type): ConstEntity['value'] {
  switch (type.kind) {
    case 'int':
      return type.low;
    case 'set':
    case 'seq':
      return [];
    case 'option':
      return [0];
    default:
      try {
        return valuesOf(type)[0];
      } catch (error) {
        if (error instanceof TooManyValues) return undefined;
        throw error;
      }
  }
}

export function elaborateType(ctx: Context, entity: TypeEntity): Type {
  const circular = (chain: readonly string[]): never => {
    const user = userOf(ctx, entity);
    return fail(problems.recursiveType(user.at, chain, entity.at));
  };
  once(ctx, entity, circular, () => {
    const env = rootEnv(ctx, entity.instance, new Scope(), 'constant');
    attempt(
      env,
      () => {
        entity.type = typeOf(ctx, env, entity);
        noteType(env, entity.declaration.name, entity.type);
      },
      () => {
        entity.type = NEVER;
      },
    );
  });
  return entity.type;
}

function typeOf(ctx: Context, env: Env, entity: TypeEntity): Type {
  const { declaration } = entity;
  switch (declaration.kind) {
    case 'type':
      if (entity.given) return entity.given;
      if (declaration.type) return ctx.rules.resolveType(env, declaration.type);
      if (entity.instance.alone) {
        const type: Type = { kind: 'opaque', name: entity.name };
        ctx.declared.set(type, entity);
        return type;
      }
      // Where an importer leaves it out, the import has the error.
      if (entity.instance.module.role === 'library') return fail();
      return fail(values.typeWithoutMeaning(entity.at, entity.name));
    case 'enum':
      return enumType(ctx, env, entity, declaration);
    case 'struct':
      return structType(ctx, env, entity, declaration);
    case 'union':
      return unionType(ctx, env, entity, declaration);
    case 'symmetric': {
      const size = constantInteger(env, declaration.size);
      if (size < 0 || size > 1 << 16) fail(limits.badSymmetricSize(locate(env, declaration.size), size, 1 << 16));
      const type: SymmetricType = { kind: 'symmetric', name: entity.name, size };
      ctx.declared.set(type, entity);
      return type;
    }
  }
}

function noRepeats(
  env: Env,
  what: string,
  nodes: readonly { readonly name: string; readonly span: EnumDeclaration['span'] }[],
): void {
  const first = new Map<string, (typeof nodes)[number]>();
  for (const node of nodes) {
    const earlier = first.get(node.name);
    if (earlier) fail(clashes.twice(locate(env, node), `the ${what} '${node.name}'`, locate(env, earlier)));
    first.set(node.name, node);
  }
}

function enumType(ctx: Context, env: Env, entity: TypeEntity, node: EnumDeclaration): Type {
  noRepeats(env, 'member', node.members);
  const type: EnumType = { kind: 'enum', name: entity.name, members: node.members.map((m) => m.name) };
  ctx.declared.set(type, entity);
  return type;
}

function structType(ctx: Context, env: Env, entity: TypeEntity, node: StructDeclaration): Type {
  noRepeats(
    env,
    'field',
    node.fields.map((f) => f.name),
  );
  const fields = node.fields.map((f) => ({ name: f.name.name, type: ctx.rules.resolveType(env, f.type) }));
  for (const [i, f] of node.fields.entries()) noteType(env, f.name, fields[i]?.type ?? NEVER);
  const type: StructType = { kind: 'struct', name: entity.name, fields };
  ctx.declared.set(type, entity);
  return type;
}

function unionType(ctx: Context, env: Env, entity: TypeEntity, node: UnionDeclaration): Type {
  noRepeats(
    env,
    'member',
    node.variants.map((v) => v.name),
  );
  const variants = node.variants.map((v) => ({
    name: v.name.name,
    payload: v.payload.map((p) => ({
      ...(p.name ? { name: p.name.name } : {}),
      type: ctx.rules.resolveType(env, p.type),
    })),
  }));
  const type: UnionType = { kind: 'union', name: entity.name, variants };
  ctx.declared.set(type, entity);
  return type;
}

export function elaborateVariable(ctx: Context, entity: VariableEntity): VariableEntity {
  const circular = (): never => fail();
  once(ctx, entity, circular, () => {
    const env = rootEnv(ctx, entity.instance, new Scope(), 'constant');
    const { declaration } = entity;
    entity.type = attempt<Type>(
      env,
      () => ctx.rules.resolveType(env, declaration.type),
      () => NEVER,
    );
    noteType(env, declaration.name, entity.type);
  });
  if (entity.type && entity.slot !== undefined) entity.symbol ??= variableSymbol(entity, entity.type, entity.slot);
  return entity;
}

function variableSymbol(entity: VariableEntity, type: Type, slot: number): VariableSymbol {
  return {
    kind: 'variable',
    name: entity.instance.prefix + entity.name,
    type,
    ghost: entity.declaration.ghost,
    ...(entity.declaration.weak === undefined ? {} : { weak: entity.declaration.weak }),
    slot,
    at: entity.at,
    ...(entity.doc === undefined ? {} : { doc: entity.doc }),
  };
}

/** The default values of a struct's fields are right even where no literal uses them. */
export function checkDefaults(ctx: Context, entity: TypeEntity): void {
  const { declaration, type } = entity;
  if (declaration.kind !== 'struct' || type.kind !== 'struct') return;
  const env = rootEnv(ctx, entity.instance, new Scope(), 'constant');
  for (const [i, field] of declaration.fields.entries()) {
    const { value } = field;
    const declared = type.fields[i];
    if (!value || !declared) continue;
    const because = { location: locate(env, field.type), text: `the type of '${field.name.name}'` };
    attempt<unknown>(
      env,
      () => check(env, value, declared.type, because),
      () => undefined,
    );
  }
}

export function elaborateFunction(ctx: Context, entity: FunctionEntity): FunctionEntity {
  const circular = (chain: readonly string[]): never => {
    const user = userOf(ctx, entity);
    return fail(clashes.recursion(user.at, 'functions', chain, entity.at));
  };
  return once(ctx, entity, circular, () => {
    const env: Env = {
      ...rootEnv(ctx, entity.instance, new Scope(), 'function'),
      reader: entity,
    };
    entity.symbol = attempt(
      env,
      () => functionSymbol(env, entity),
      () => undefined,
    );
  });
}

function functionSymbol(env: Env, entity: FunctionEntity): FunctionSymbol {
  const { ctx } = env;
  const { declaration } = entity;
  const parameters = declaration.parameters.map((p) => {
    if (p.ref) fail(rules.refOfFunction(locate(env, p)));
    return declareLocal(env, p.name, ctx.rules.resolveType(env, p.type), 'bound');
  });
  const result = ctx.rules.resolveType(env, declaration.result);
  const id = ctx.nextFunction++;
  const dead = parameters.some((p) => !mentionsProcess(p.type) && cardinality(p.type) === 0n);
  const because = { location: locate(env, declaration.result), text: `the result of '${entity.name}'` };
  const body = attempt(
    env,
    () => check({ ...env, dead }, declaration.body, result, because),
    // Its head alone decides whether calls of it are right.
    () => errorExpr(entity.at),
  );
  return { kind: 'function', id, name: entity.instance.prefix + entity.name, parameters, result, body, at: entity.at };
}
