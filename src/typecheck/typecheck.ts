import type { Expr } from '../core/expression.ts';
import type { Fairness, Program } from '../core/program.ts';
import type { Run } from '../core/run.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { inTextOrder, withoutRepeats } from '../diagnostics/lists.ts';
import * as names from '../diagnostics/names.ts';
import * as clashes from '../diagnostics/clashes.ts';
import * as kinds from '../diagnostics/kinds.ts';
import type { ModuleGraph } from '../modules/graph.ts';
import { checkAction } from './bodies/actions.ts';
import { checkFairWhile } from './bodies/clauses.ts';
import { editsOf } from './bodies/edits.ts';
import { checkProcess, findFamilies } from './bodies/processes.ts';
import { checkShown, declareAsked } from './runs/asked-properties.ts';
import { checkDefaults } from './declarations/declarations.ts';
import {
  checkAssumptions,
  checkConstraints,
  checkInit,
  checkInitialiser,
  checkMemory,
  checkTerminates,
} from './declarations/global.ts';
import { checkProperty } from './declarations/properties.ts';
import { checkPropertyNames } from './declarations/property-names.ts';
import { elaborate } from './modules/elaborate.ts';
import type { RunRequest } from './modules/requests.ts';
import { type Context, reportFailure, unitOf } from './names/context.ts';
import type { Entity, Instance } from './names/entities.ts';
import type { Tables } from './names/tables.ts';
import { constantAt, resolveRun } from './runs/checks.ts';
import { constantNames } from './runs/plan.ts';

/** A run with its types, and what was found wrong. */
export interface Typechecked {
  readonly program: Program;
  readonly run: Run;
  readonly tables: Tables;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Checks a spec with the constants of one run, and makes the program that the later stages work on.
 * Never throws; with errors among the diagnostics the program is incomplete and must not be run.
 * @param options `keepsBodies`: whether the program has bodies; without them it must not be run either
 */
export function typecheck(
  modules: ModuleGraph,
  request: RunRequest,
  { keepsBodies = true }: { readonly keepsBodies?: boolean } = {},
): Typechecked {
  const { ctx, entry } = elaborate(modules, request.settings, { keepsBodies });
  if (request.declaration) ctx.edited = { check: request.name, bodies: editsOf(entry, request.declaration) };
  const { asked = [] } = request;
  declareAsked(entry, asked);
  checkSettings(ctx, entry, request);
  const all = ctx.instances.flatMap((instance) => [...instance.own.values()]);
  numberVariables(all);
  for (const entity of entitiesOf(all, 'const')) safely(ctx, entity.instance, () => ctx.rules.constant(ctx, entity));
  const heads = findFamilies(ctx, all);
  elaborateAll(ctx, all);
  const start = checkStart(ctx);
  const bodies = checkBodies(ctx, all, heads);
  const { terminates, properties } = checkPromises(ctx);
  const constraints = checkConstraints(ctx, entry, request.declaration);
  checkPropertyNames(ctx, properties, modules.entry.source);
  const kinds = new Map(properties.map((p) => [p.name, { exists: p.exists, safety: p.property !== 'temporal' }]));
  const run = resolveRun(ctx, entry, request, kinds);
  const program: Program = {
    name: modules.entry.name,
    ids: { local: ctx.nextLocal, function: ctx.nextFunction },
    constants: entitiesOf(all, 'const').flatMap(({ instance, name, type, value, at }) =>
      value === undefined ? [] : [{ name: instance.prefix + name, type, value, at }],
    ),
    processType: ctx.processType,
    variables: entitiesOf(all, 'variable').flatMap((e) => e.symbol ?? []),
    ...start,
    ...bodies,
    procedures: entitiesOf(all, 'procedure').flatMap((e) => e.symbol ?? []),
    functions: entitiesOf(all, 'function').flatMap((e) => e.symbol ?? []),
    terminates,
    properties: [...properties, ...constraints],
    shown: checkShown(ctx, entry, asked),
  };
  const tables: Tables = { instances: ctx.instances.map((i) => i.table), entry: entry.table };
  return { program, run, tables, diagnostics: inTextOrder(withoutRepeats(ctx.diagnostics)) };
}

/** The declarations of one kind, in their order. */
function entitiesOf<K extends Entity['kind']>(
  all: readonly Entity[],
  kind: K,
): readonly Extract<Entity, { kind: K }>[] {
  return all.filter((entity): entity is Extract<Entity, { kind: K }> => entity.kind === kind);
}

/** What holds before the first step: assumptions, the values of variables, `init`. */
function checkStart(ctx: Context): Pick<Program, 'assumptions' | 'initialisers' | 'initConditions'> {
  const assumptions: Expr[] = [];
  const initialisers = ctx.instances.flatMap((instance) => {
    checkMemory(ctx, instance);
    assumptions.push(...checkAssumptions(ctx, instance));
    return entitiesOf([...instance.own.values()], 'variable').flatMap((entity) => checkInitialiser(ctx, entity));
  });
  return { assumptions, initialisers, initConditions: ctx.instances.flatMap((instance) => checkInit(ctx, instance)) };
}

/** What processes and actions do. */
function checkBodies(
  ctx: Context,
  all: readonly Entity[],
  heads: ReturnType<typeof findFamilies>,
): Pick<Program, 'processes' | 'actions'> {
  const processes = [...heads].map(([entity, head]) => ({ entity, process: checkProcess(entity, head) }));
  const actions = entitiesOf(all, 'action').map((entity) => ({ entity, action: checkAction(ctx, entity) }));
  ctx.codeKnown = true;
  // Functions that no code calls may test where a process is: the labels are known by now.
  for (const entity of entitiesOf(all, 'function')) safely(ctx, entity.instance, () => ctx.rules.function(ctx, entity));
  const fairWhiles = new Map<Entity, Fairness>();
  for (const entity of all) {
    const fairness = entity.kind === 'process' || entity.kind === 'action' ? checkFairWhile(ctx, entity) : undefined;
    if (fairness) fairWhiles.set(entity, fairness);
  }
  return {
    processes: processes.map(({ entity, process }) => ({
      ...process,
      fairness: fairWhiles.get(entity) ?? process.fairness,
    })),
    actions: actions.flatMap(({ entity, action }) =>
      action ? [{ ...action, fairness: fairWhiles.get(entity) ?? action.fairness }] : [],
    ),
  };
}

/** Properties of executions, and where they may end. */
function checkPromises(ctx: Context): Pick<Program, 'terminates' | 'properties'> {
  const found = ctx.instances.map((instance) => ({
    terminates: checkTerminates(ctx, instance),
    properties: [...instance.properties.values()].map((property) => checkProperty(ctx, property)),
  }));
  return { terminates: found.flatMap((f) => f.terminates), properties: found.flatMap((f) => f.properties) };
}

/** Reports an error that is thrown outside of all declarations. */
function safely(ctx: Context, instance: Instance, work: () => unknown): void {
  try {
    work();
  } catch (error) {
    reportFailure({ ctx, unit: unitOf(instance) }, error);
  }
}

/** Every constant that the run sets exists. */
function checkSettings(ctx: Context, entry: Instance, request: RunRequest): void {
  const seen = new Map<string, RunRequest['settings'][number]>();
  for (const setting of request.settings) {
    const name = setting.path.join('.');
    const earlier = seen.get(name);
    if (earlier) ctx.diagnostics.push(clashes.twice(setting.at, `a value for '${name}'`, earlier.at));
    seen.set(name, setting);
    if (constantAt(entry, setting.path)) continue;
    if (entry.incomplete) continue;
    const other: Entity | undefined = setting.path.length === 1 ? entry.names.get(name) : undefined;
    ctx.diagnostics.push(
      other
        ? kinds.notAConstant(setting.at, name, other.at)
        : names.unknownConstant(setting.at, name, constantNames(entry)),
    );
  }
}

/** In textual order, imported modules first. */
function numberVariables(all: readonly Entity[]): void {
  for (const [slot, entity] of entitiesOf(all, 'variable').entries()) entity.slot = slot;
}

function elaborateAll(ctx: Context, all: readonly Entity[]): void {
  for (const entity of all) {
    if (entity.kind === 'variable') safely(ctx, entity.instance, () => ctx.rules.variable(ctx, entity));
    if (entity.kind !== 'type') continue;
    safely(ctx, entity.instance, () => {
      ctx.rules.type(ctx, entity);
      checkDefaults(ctx, entity);
    });
  }
  for (const entity of entitiesOf(all, 'procedure'))
    safely(ctx, entity.instance, () => ctx.rules.procedure(ctx, entity));
}
