import type { Expr } from '../../core/expression.ts';
import { WEAK_MODELS } from '../../core/memory.ts';
import type { Initialiser, PropertySymbol } from '../../core/program.ts';
import { listOf } from '../../core/values.ts';
import { formatValue, formatType } from '../../core/format.ts';
import { cardinality } from '../../core/enumerate.ts';
import * as promises from '../../diagnostics/promises.ts';
import * as values from '../../diagnostics/values.ts';
import type { AnyNode, CheckDeclaration } from '../../syntax/tree.ts';
import { children } from '../../syntax/visit.ts';
import { allValues, check, condition, evaluate } from '../types/assign.ts';
import { system } from '../bodies/bodies.ts';
import { attempt, type Context, type Env, fail, type GhostRead, locate, rootEnv } from '../names/context.ts';
import type { ConstEntity, Instance, VariableEntity } from '../names/entities.ts';
import { refuseGhostReads } from '../bodies/places.ts';
import { Scope } from '../names/scope.ts';
import { setOf } from '../types/types.ts';

/** Declarations about the whole spec: `assume`, initial values, `init`, `terminates when`, `constraint`, `memory`. */

export function checkMemory(ctx: Context, instance: Instance): void {
  for (const node of instance.module.tree.declarations) {
    if (node.kind !== 'memory' || node.model.name === '') continue;
    if (['sc', ...WEAK_MODELS].includes(node.model.name)) continue;
    const at = { source: instance.module.source, span: node.model.span };
    ctx.diagnostics.push(promises.memoryModel(at, node.model.name));
  }
}

/** Decides the assumptions of a module. @returns them, as far as they have no errors */
export function checkAssumptions(ctx: Context, instance: Instance): readonly Expr[] {
  return instance.module.tree.declarations.flatMap((node) => {
    if (node.kind !== 'assume') return [];
    const env = rootEnv(ctx, instance, new Scope(), 'constant');
    return attempt<readonly Expr[]>(
      env,
      () => {
        const expr = condition(env, node.condition);
        const mentioned = constantsIn(instance, node.condition);
        // A library that is checked on its own has the least values, for which no assumption was made.
        if (mentioned.some((c) => c.assumed) || instance.alone) return [];
        if (evaluate(ctx, expr) !== 0) return [expr];
        return fail(
          promises.assumptionFails(
            locate(env, node.condition),
            mentioned.flatMap((c) => (c.value === undefined ? [] : [`${c.name} = ${formatValue(c.value, c.type)}`])),
          ),
        );
      },
      () => [],
    );
  });
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
    before: variable.slot,
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
        if (cardinality(type) === 0n) fail(values.noInitialValue(entity.at, entity.name, formatType(type)));
        return [{ kind: 'choice', variable, set: allValues(env, type, locate(env, node.type)) }];
      }
      if (node.initial.kind === 'value') {
        const value = check(inside, node.initial.value, type, because);
        if (!variable.ghost) refuseGhostReads(reads);
        return [{ kind: 'value', variable, value }];
      }
      const set = check(inside, node.initial.set, setOf(type), because);
      if (!variable.ghost) refuseGhostReads(reads);
      if (set.kind === 'constant' && listOf(set.value).length === 0)
        fail(values.noInitialValue(entity.at, entity.name, formatType(type)));
      return [{ kind: 'choice', variable, set }];
    },
    () => [],
  );
}

export function checkInit(ctx: Context, instance: Instance): readonly Expr[] {
  return instance.module.tree.declarations.flatMap((node): readonly Expr[] => {
    if (node.kind !== 'init') return [];
    const env: Env = rootEnv(ctx, instance, new Scope(), 'initial');
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
    const env: Env = rootEnv(ctx, instance, new Scope(), 'clause');
    return attempt<readonly Expr[]>(
      env,
      () => [system(env, node.condition)],
      () => [],
    );
  });
}

/** What the file says about the states that are expanded: its `constraint` declarations, and those of the check. */
export function checkConstraints(
  ctx: Context,
  entry: Instance,
  declaration: CheckDeclaration | undefined,
): readonly PropertySymbol[] {
  const declared = ctx.instances.flatMap((instance) =>
    instance.module.tree.declarations.flatMap((node) =>
      node.kind === 'constraint' ? [{ instance, condition: node.condition }] : [],
    ),
  );
  const own = (declaration?.constraints ?? []).map((one) => ({ instance: entry, condition: one }));
  return [...declared, ...own].flatMap(({ instance, condition: node }, i): readonly PropertySymbol[] => {
    const env: Env = rootEnv(ctx, instance, new Scope(), 'clause');
    return attempt<readonly PropertySymbol[]>(
      env,
      () => {
        const body = condition(env, node);
        return [
          {
            kind: 'property',
            property: 'constraint',
            // No declaration has such a name.
            name: `constraint ${i + 1}`,
            exists: true,
            during: [],
            except: [],
            body,
            at: locate(env, node),
          },
        ];
      },
      () => [],
    );
  });
}
