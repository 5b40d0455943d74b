import type {
  Expr,
  Initialiser,
  ProcessSymbol,
  Program,
  PropertySymbol,
  FunctionSymbol,
  ProcedureSymbol,
} from '../core/expression.ts';
import { MAX_INSTANCES } from './names/limits.ts';
import type { Run } from '../core/run.ts';
import type { ProcessFamily } from '../core/types.ts';
import { product } from '../core/values.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { inTextOrder, withoutRepeats } from '../diagnostics/lists.ts';
import * as names from '../diagnostics/names.ts';
import type { ModuleGraph } from '../modules/graph.ts';
import { attempt, type Context, type Env, fail, reportFailure, rootEnv, unitOf } from './names/context.ts';
import { checkAction, checkFairWhile, checkProcess, declareProcess, existsClause } from './bodies/bodies.ts';
import { constantAt, resolveRun } from './runs/checks.ts';
import { editsOf } from './bodies/edits.ts';
import { checkDefaults } from './declarations/declarations.ts';
import { elaborate } from './modules/elaborate.ts';
import type { Entity, Instance, ProcessEntity } from './names/entities.ts';
import { checkAssumptions, checkInit, checkInitialiser, checkMemory, checkTerminates } from './declarations/global.ts';
import { allValues } from './types/assign.ts';
import { constantNames } from './runs/plan.ts';
import { checkProperty } from './declarations/properties.ts';
import { checkPropertyNames } from './declarations/property-names.ts';
import type { RunRequest } from './modules/requests.ts';
import { declareLocal } from './expressions/locals.ts';
import { Scope } from './names/scope.ts';
import type { Tables } from './names/tables.ts';
import type { Value } from '../core/types.ts';

/**
 * Checks a spec with the constants of one run, and makes the program that the later stages work on.
 * Never throws; with errors among the diagnostics the program is incomplete and must not be run.
 * @param keepsBodies whether the program has bodies; without them it must not be run either
 */
export function typecheck(
  modules: ModuleGraph,
  request: RunRequest,
  keepsBodies = true,
): { program: Program; run: Run; tables: Tables; diagnostics: readonly Diagnostic[] } {
  const { ctx, entry } = elaborate(modules, request.settings, keepsBodies);
  if (request.declaration) ctx.edited = { check: request.name, bodies: editsOf(entry, request.declaration) };
  checkSettings(ctx, entry, request);
  const all = ctx.instances.flatMap((instance) => [...instance.own.values()]);
  numberVariables(all);
  for (const entity of all)
    if (entity.kind === 'const') safely(ctx, entity.instance, () => ctx.rules.constant(ctx, entity));
  findFamilies(ctx, all);
  elaborateAll(ctx, all);

  const initialisers: Initialiser[] = [];
  const initConditions: Expr[] = [];
  const terminates: Expr[] = [];
  const properties: PropertySymbol[] = [];
  for (const instance of ctx.instances) {
    checkMemory(ctx, instance);
    checkAssumptions(ctx, instance);
    for (const entity of instance.own.values())
      if (entity.kind === 'variable') initialisers.push(...checkInitialiser(ctx, entity));
  }
  for (const instance of ctx.instances) initConditions.push(...checkInit(ctx, instance));
  for (const entity of all) if (entity.kind === 'process') checkProcess(entity);
  for (const entity of all) if (entity.kind === 'action') checkAction(ctx, entity);
  ctx.codeKnown = true;
  // Those that no code calls may test where a process is: its labels are known by now.
  for (const entity of all)
    if (entity.kind === 'function') safely(ctx, entity.instance, () => ctx.rules.function(ctx, entity));
  for (const entity of all) if (entity.kind === 'process' || entity.kind === 'action') checkFairWhile(ctx, entity);
  for (const instance of ctx.instances) {
    terminates.push(...checkTerminates(ctx, instance));
    for (const property of instance.properties.values()) properties.push(checkProperty(ctx, property));
  }

  checkPropertyNames(ctx, properties, modules.entry.source);
  const known = new Map(properties.map((p) => [p.name, { exists: p.exists, safety: p.property !== 'temporal' }]));
  const run = resolveRun(ctx, entry, request, known);
  const program: Program = {
    name: modules.entry.name,
    constants: all.flatMap((e) =>
      e.kind === 'const' && e.value !== undefined
        ? [{ name: e.instance.prefix + e.name, type: e.type, value: e.value, at: e.at }]
        : [],
    ),
    processType: ctx.processType,
    variables: all.flatMap((e) => (e.kind === 'variable' && e.symbol ? [e.symbol] : [])),
    initialisers,
    initConditions,
    processes: ctx.processes.flatMap((p) => (p.symbol ? [p.symbol] : [])),
    actions: all.flatMap((e) => (e.kind === 'action' && e.symbol ? [e.symbol] : [])),
    procedures: all.flatMap((e): ProcedureSymbol[] => (e.kind === 'procedure' && e.symbol ? [e.symbol] : [])),
    functions: all.flatMap((e): FunctionSymbol[] => (e.kind === 'function' && e.symbol ? [e.symbol] : [])),
    terminates,
    properties,
  };
  const tables: Tables = { instances: ctx.instances.map((i) => i.table), entry: entry.table };
  return { program, run, tables, diagnostics: inTextOrder(withoutRepeats(ctx.diagnostics)) };
}

/** Reports what is thrown outside of any declaration. */
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
    if (earlier) ctx.diagnostics.push(names.twice(setting.at, `a value for '${name}'`, earlier.at));
    seen.set(name, setting);
    if (constantAt(entry, setting.path)) continue;
    if (entry.incomplete) continue;
    const other: Entity | undefined = setting.path.length === 1 ? entry.names.get(name) : undefined;
    ctx.diagnostics.push(
      other
        ? names.notAConstant(setting.at, name, other.at)
        : names.unknownConstant(setting.at, name, constantNames(entry)),
    );
  }
}

function numberVariables(all: readonly Entity[]): void {
  let slot = 0;
  for (const entity of all) {
    if (entity.kind !== 'variable') continue;
    // A function that a constant calls may have met it before.
    if (entity.symbol) (entity.symbol as { slot: number }).slot = slot;
    entity.slot = slot++;
  }
}

function elaborateAll(ctx: Context, all: readonly Entity[]): void {
  for (const entity of all) {
    switch (entity.kind) {
      case 'type':
        safely(ctx, entity.instance, () => {
          ctx.rules.type(ctx, entity);
          checkDefaults(ctx, entity);
        });
        break;
      case 'variable':
        safely(ctx, entity.instance, () => ctx.rules.variable(ctx, entity));
        break;
      case 'const':
      case 'function':
      case 'procedure':
      case 'action':
      case 'process':
      case 'prefix':
        break;
    }
  }
  for (const entity of all) {
    if (entity.kind === 'procedure') safely(ctx, entity.instance, () => ctx.rules.procedure(ctx, entity));
  }
}

/** Finds the instances of all processes: the values of the type `Process`. */
function findFamilies(ctx: Context, all: readonly Entity[]): void {
  const tests: (() => void)[] = [];
  let first = 0;
  for (const entity of all) {
    if (entity.kind !== 'process') continue;
    entity.family = ctx.processes.length;
    ctx.processes.push(entity);
    const scope = new Scope();
    const env: Env = rootEnv(ctx, entity.instance, scope, 'code');
    const family = attempt<ProcessFamily>(
      env,
      () => {
        const family = readFamily(ctx, entity, env, first);
        tests.push(() => testInstances(env, entity, family));
        return family;
      },
      () => ({ name: entity.instance.prefix + entity.name, indexTypes: [], first, instances: [] }),
    );
    first += family.instances.length;
    ctx.processType.families.push(family);
  }
  for (const test of tests) test();
  ctx.familiesKnown = true;
}

function readFamily(ctx: Context, entity: ProcessEntity, env: Env, first: number): ProcessFamily {
  const domains: (readonly Value[])[] = [];
  const indices = entity.declaration.indices.map((p) => {
    const type = ctx.rules.resolveType(env, p.type);
    const values = allValues(env, type, { source: env.source, span: p.type.span });
    if (values.kind !== 'constant' || typeof values.value === 'number') return fail();
    domains.push(values.value);
    return declareLocal(env, p.name, type, 'index');
  });
  const instances = domains.reduce((n, d) => n * d.length, 1);
  if (first + instances > MAX_INSTANCES)
    fail(
      names.tooManyInstances(entity.at, entity.name, 'processes', {
        count: instances,
        before: first,
        most: MAX_INSTANCES,
      }),
    );
  declareProcess(entity, env, indices);
  return {
    name: entity.instance.prefix + entity.name,
    indexTypes: indices.map((i) => i.type),
    first,
    instances: product(domains).map((values) => ({ indices: values, exists: true })),
  };
}

/** Carries out the clause `if` of a process for each of its instances. */
function testInstances(env: Env, entity: ProcessEntity, family: ProcessFamily): void {
  const symbol: ProcessSymbol | undefined = entity.symbol;
  attempt(
    env,
    () =>
      existsClause(
        env,
        entity.declaration.clauses,
        (test) => {
          for (const instance of family.instances as { indices: readonly Value[]; exists: boolean }[])
            instance.exists = test(instance.indices);
        },
        symbol?.indices ?? [],
      ),
    () => undefined,
  );
  entity.absent = !family.instances.some((i) => i.exists);
}
