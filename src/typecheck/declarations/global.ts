import type { Expr, Initialiser } from '../../core/expression.ts';
import type { Value } from '../../core/types.ts';
import { cardinality, formatValue, formatType } from '../../core/values.ts';
import * as rules from '../../diagnostics/bodies.ts';
import * as problems from '../../diagnostics/types.ts';
import { children, type AnyNode } from '../../syntax/visit.ts';
import { allValues, check, condition, evaluate } from '../types/assign.ts';
import { system } from '../bodies/bodies.ts';
import { attempt, type Context, type Env, fail, type GhostRead, locate, rootEnv } from '../names/context.ts';
import type { ConstEntity, Instance, VariableEntity } from '../names/entities.ts';
import { judgeGhostReads } from '../bodies/places.ts';
import { Scope } from '../names/scope.ts';
import { setOf } from '../types/types.ts';

/** Declarations about the whole spec: `assume`, initial values, `init`, `terminates when`, `memory`. */

export function checkMemory(ctx: Context, instance: Instance): void {
  for (const node of instance.module.tree.declarations) {
    if (node.kind !== 'memory' || node.model.name === 'sc' || node.model.name === '') continue;
    const at = { source: instance.module.source, span: node.model.span };
    ctx.diagnostics.push(rules.memoryModel(at, node.model.name));
  }
}

export function checkAssumptions(ctx: Context, instance: Instance): void {
  for (const node of instance.module.tree.declarations) {
    if (node.kind !== 'assume') continue;
    const env = rootEnv(ctx, instance, new Scope(), 'constant');
    attempt(
      env,
      () => {
        const expr = condition(env, node.condition);
        const mentioned = constantsIn(instance, node.condition);
        // With the least values that a library looked at alone is given nobody has promised anything.
        if (mentioned.some((c) => c.assumed) || instance.alone) return;
        if (evaluate(ctx, expr) !== 0) return;
        fail(
          rules.assumptionFails(
            locate(env, node.condition),
            mentioned.flatMap((c) => (c.value === undefined ? [] : [`${c.name} = ${formatValue(c.value, c.type)}`])),
          ),
        );
      },
      () => undefined,
    );
  }
}

function constantsIn(instance: Instance, node: AnyNode): readonly ConstEntity[] {
  const found = new Set<ConstEntity>();
  const visit = (n: AnyNode): void => {
    if (n.kind === 'name') {
      const entity = instance.names.get(n.name);
      if (entity?.kind === 'const') found.add(entity);
    }
    for (const child of children(n)) visit(child);
  };
  visit(node);
  return [...found];
}

/** The initial value of a variable, or the set that it is taken from. */
export function checkInitialiser(ctx: Context, entity: VariableEntity): readonly Initialiser[] {
  const variable = entity.symbol;
  if (!variable) return [];
  const { declaration: node } = entity;
  const env: Env = {
    ...rootEnv(ctx, entity.instance, new Scope(), 'initial'),
    before: entity.slot,
    noCalls: 'in an initial value',
  };
  const reads: GhostRead[] = [];
  const inside: Env = { ...env, ghostReads: reads };
  return attempt<readonly Initialiser[]>(
    env,
    () => {
      const { type } = variable;
      if (type.kind === 'never') return fail();
      const because = { location: locate(env, node.type), text: `the type of '${entity.name}'` };
      if (!node.initial) {
        if (cardinality(type) === 0n) fail(problems.noInitialValue(entity.at, entity.name, formatType(type)));
        return [{ kind: 'choice', variable, set: allValues(env, type, locate(env, node.type)) }];
      }
      if (node.initial.kind === 'value') {
        const value = check(inside, node.initial.value, type, because);
        judgeGhostReads(reads, variable.ghost);
        return [{ kind: 'value', variable, value }];
      }
      const set = check(inside, node.initial.set, setOf(type), because);
      judgeGhostReads(reads, variable.ghost);
      if (set.kind === 'constant' && (set.value as readonly Value[]).length === 0)
        fail(problems.noInitialValue(entity.at, entity.name, formatType(type)));
      return [{ kind: 'choice', variable, set }];
    },
    () => [],
  );
}

export function checkInit(ctx: Context, instance: Instance): readonly Expr[] {
  return instance.module.tree.declarations.flatMap((node): readonly Expr[] => {
    if (node.kind !== 'init') return [];
    const env: Env = { ...rootEnv(ctx, instance, new Scope(), 'initial'), before: Infinity, noCalls: 'in `init`' };
    return attempt<readonly Expr[]>(
      env,
      () => [system(env, node.condition)],
      () => [],
    );
  });
}

export function checkTerminates(ctx: Context, instance: Instance): readonly Expr[] {
  return instance.module.tree.declarations.flatMap((node): readonly Expr[] => {
    if (node.kind !== 'terminates') return [];
    const env: Env = { ...rootEnv(ctx, instance, new Scope(), 'clause'), noCalls: 'in `terminates when`' };
    return attempt<readonly Expr[]>(
      env,
      () => [system(env, node.condition)],
      () => [],
    );
  });
}
