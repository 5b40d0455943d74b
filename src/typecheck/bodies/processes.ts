import type { ProcessSymbol } from '../../core/expression.ts';
import type { Process } from '../../core/program.ts';
import type { ProcessFamily, Value } from '../../core/types.ts';
import { itemAt } from '../../core/lists.ts';
import { product } from '../../core/enumerate.ts';
import * as clashes from '../../diagnostics/clashes.ts';
import { declareLocal } from '../expressions/locals.ts';
import { attempt, type Context, type Env, fail, rootEnv } from '../names/context.ts';
import type { Entity, ProcessEntity } from '../names/entities.ts';
import { MAX_INSTANCES } from '../names/limits.ts';
import { Scope } from '../names/scope.ts';
import { allValues } from '../types/assign.ts';
import { checkBody, emptyBlock } from './bodies.ts';
import { checkClauses, cpuOf, existsTest } from './clauses.ts';

/** Processes: which there are, and what each does. */

/** What is known of a process before its body is read: its symbol, and the environment in which its clauses and body are. */
interface Head {
  readonly symbol: ProcessSymbol;
  readonly env: Env;
}

/** Finds the instances of all processes: the values of the type `Process`. Processes with an error there have no head. */
export function findFamilies(ctx: Context, all: readonly Entity[]): ReadonlyMap<ProcessEntity, Head> {
  const { families } = ctx.processType;
  const heads = new Map<ProcessEntity, Head>();
  let first = 0;
  for (const entity of all) {
    if (entity.kind !== 'process') continue;
    ctx.processes.push(entity);
    const env: Env = rootEnv(ctx, entity.instance, new Scope(), 'code');
    const family = attempt<ProcessFamily>(
      env,
      () => {
        const declared = declareProcess(env, entity, { number: families.length, first });
        entity.symbol = declared.symbol;
        heads.set(entity, { symbol: declared.symbol, env });
        return declared.family;
      },
      () => ({ name: entity.instance.prefix + entity.name, indexTypes: [], first, instances: [] }),
    );
    first += family.instances.length;
    families.push(family);
  }
  for (const [entity, { symbol, env }] of heads) {
    const family = withExisting(env, entity, itemAt(families, symbol.family), symbol);
    families[symbol.family] = family;
    entity.absent = !family.instances.some((i) => i.exists);
  }
  ctx.familiesKnown = true;
  return heads;
}

/** A process with all its instances: which of them exist in this run is found out once all are declared. */
function declareProcess(
  env: Env,
  entity: ProcessEntity,
  { number, first }: { readonly number: number; readonly first: number },
): { readonly symbol: ProcessSymbol; readonly family: ProcessFamily } {
  const domains: (readonly Value[])[] = [];
  const indices = entity.declaration.indices.map((p) => {
    const type = env.ctx.rules.resolveType(env, p.type);
    const values = allValues(env, type, { source: env.source, span: p.type.span });
    if (values.kind !== 'constant' || typeof values.value === 'number') return fail();
    domains.push(values.value);
    return declareLocal(env, p.name, type, 'index');
  });
  const count = domains.reduce((n, d) => n * d.length, 1);
  if (first + count > MAX_INSTANCES)
    fail(clashes.tooManyInstances(entity.at, entity.name, 'processes', { count, before: first, most: MAX_INSTANCES }));
  const symbol: ProcessSymbol = {
    kind: 'process',
    name: entity.instance.prefix + entity.name,
    family: number,
    indices,
    at: entity.at,
    ...(entity.doc === undefined ? {} : { doc: entity.doc }),
  };
  const instances = product(domains).map((values) => ({ indices: values, exists: true }));
  return { symbol, family: { name: symbol.name, indexTypes: indices.map((i) => i.type), first, instances } };
}

/** Carries out the clauses `if` and `on` of a process for each of its instances. */
function withExisting(env: Env, entity: ProcessEntity, family: ProcessFamily, symbol: ProcessSymbol): ProcessFamily {
  return attempt(
    env,
    () => {
      const exists = existsTest(env, entity.declaration.clauses, symbol.indices);
      const cpuFor = cpuOf(env, entity.declaration.clauses, symbol.indices);
      const instances = family.instances.map(({ indices }) => {
        const cpu = cpuFor(indices);
        return { indices, exists: exists(indices), ...(cpu === undefined ? {} : { cpu }) };
      });
      return { ...family, instances };
    },
    () => family,
  );
}

/** A process but for its `fair while`. */
export function checkProcess(entity: ProcessEntity, { symbol, env: head }: Head): Process {
  const env: Env = { ...head, surrounding: 'code', process: entity, dead: entity.absent };
  const { declaration: node } = entity;
  const { fairness, daemon, when } = checkClauses(env, node.clauses);
  const { core } = checkBody(env, { kind: 'process', entity, result: undefined, usesSelf: false }, node.body);
  const body = env.ctx.keepsBodies ? core : emptyBlock(entity.at);
  return { symbol, fairness, daemon, ...(when ? { when } : {}), body };
}
