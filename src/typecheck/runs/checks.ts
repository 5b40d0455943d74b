import type { LabelSymbol } from '../../core/expression.ts';
import { WEAK_MODELS, type WeakModel } from '../../core/memory.ts';
import type { Edit } from '../../core/program.ts';
import { ALWAYS_CHECKED, type Expected, type Run } from '../../core/run.ts';
import { formatValue } from '../../core/format.ts';
import { didYouMean } from '../../diagnostics/did-you-mean.ts';
import * as names from '../../diagnostics/names.ts';
import * as clashes from '../../diagnostics/clashes.ts';
import * as kinds from '../../diagnostics/kinds.ts';
import * as promises from '../../diagnostics/promises.ts';
import { dotted } from '../../modules/modules.ts';
import type { CheckDeclaration, Path } from '../../syntax/tree.ts';
import { type Location, spanText } from '../../text/source.ts';
import { attempt, type Context, type Env, fail, locate, rootEnv } from '../names/context.ts';
import type { BodyEntity, Entity, Instance } from '../names/entities.ts';
import { describe, failUnknownIn, reach, reachPath } from '../names/lookup.ts';
import { failUnknownLabel, noteLabel } from '../expressions/points.ts';
import { isAlwaysChecked } from '../declarations/property-names.ts';
import type { RunRequest } from '../modules/requests.ts';
import { Scope } from '../names/scope.ts';
import { deniedIn } from './denied.ts';
import { namedSteps } from './named-steps.ts';
import { scenarioOf } from './scenarios.ts';
import { constantInteger } from '../types/type-expressions.ts';

/** What a check asks for, resolved; the default run where the file has no checks. */
export function resolveRun(
  ctx: Context,
  entry: Instance,
  request: RunRequest,
  properties: ReadonlyMap<string, { readonly exists: boolean; readonly safety: boolean }>,
): Run {
  const node = request.declaration;
  const { check, values, name } = request;
  const constants = changedConstants(entry, request);
  const denied = deniedIn(ctx, entry);
  const asked = (request.asked ?? []).flatMap((one) => (one.kind === 'shown' ? [] : [one.name]));
  const memory = attempt(
    rootEnv(ctx, entry, new Scope(), 'constant'),
    () => memoryOf(ctx, entry, node),
    () => undefined,
  );
  const under = memory ? { memory } : {};
  if (!node)
    return {
      check,
      values,
      name,
      constants,
      asked,
      edits: [],
      allowDeadlock: false,
      symmetryOff: false,
      ...under,
      expect: { violated: [] },
      denied,
    };
  const env = rootEnv(ctx, entry, new Scope(), 'constant');
  const resolve = <T>(work: () => T, otherwise: T): T => attempt(env, work, () => otherwise);
  const edits = resolve(() => node.edits.map((e) => resolveEdit(env, e)), []);
  const scenario = resolve(() => scenarioOf(env, node, properties), undefined);
  const only = scenario
    ? [check]
    : node.only && resolve(() => node.only?.map((p) => propertyNamed(env, p, properties)) ?? [], []);
  return {
    check,
    values,
    name,
    constants,
    asked,
    edits,
    ...(only ? { only } : {}),
    ...(node.constraints.length > 0 ? { constraints: node.constraints.map((one) => textOf(locate(env, one))) } : {}),
    allowDeadlock: node.allowDeadlock,
    symmetryOff: node.symmetryOff,
    ...under,
    ...(scenario ? { scenario } : {}),
    expect: resolve(() => expectations(env, node, properties, only), { violated: [] }),
    denied,
    at: locate(env, node.name),
    ...(node.doc === undefined ? {} : { doc: node.doc }),
  };
}

/** What stands there, in one line. */
function textOf(at: Location): string {
  return spanText(at).replace(/\s+/g, ' ');
}

/** The model of memory that a check names, or else its file; undefined where that is sequential consistency. */
function memoryOf(ctx: Context, entry: Instance, node: CheckDeclaration | undefined): WeakModel | undefined {
  const ofFile = entry.module.tree.declarations.flatMap((one) => (one.kind === 'memory' ? [one.model] : []));
  const named = node?.memory ?? ofFile[0];
  // An incomplete declaration has been reported.
  if (!named || named.name === 'sc' || named.name === '') return undefined;
  const at: Location = { source: entry.module.source, span: named.span };
  const model = WEAK_MODELS.find((one) => one === named.name) ?? fail(promises.memoryModel(at, named.name));
  const isWeak = ctx.instances.some((instance) =>
    [...instance.own.values()].some((one) => one.kind === 'variable' && one.declaration.weak !== undefined),
  );
  if (!isWeak) fail(promises.nothingIsWeak(at, model));
  return model;
}

/** The constants that the run sets, as written in a spec. */
function changedConstants(entry: Instance, request: RunRequest): Run['constants'] {
  return request.settings.flatMap((setting) => {
    const entity = constantAt(entry, setting.path);
    if (entity?.value === undefined) return [];
    return [{ name: setting.path.join('.'), value: formatValue(entity.value, entity.type) }];
  });
}

export function constantAt(entry: Instance, path: readonly string[]): Extract<Entity, { kind: 'const' }> | undefined {
  const reached = reach(entry.names, path, (name) => name);
  return reached?.entity?.kind === 'const' && reached.rest.length === 0 ? reached.entity : undefined;
}

function propertyNamed(env: Env, path: Path, properties: ReadonlyMap<string, { readonly exists: boolean }>): string {
  const name = dotted(path);
  if (isAlwaysChecked(name) || env.ctx.asserts.has(name)) return name;
  if (!properties.has(name)) {
    if (env.instance.incomplete) fail();
    const candidates = [...properties.keys(), ...env.ctx.asserts.keys(), ...ALWAYS_CHECKED];
    fail(names.unknownProperty(locate(env, path), name, didYouMean(name, candidates)));
  }
  const [first] = path.parts;
  const own = path.parts.length === 1 && first ? env.instance.properties.get(first.name) : undefined;
  if (own && first) env.table.symbols.set(first.id, { kind: 'property', name, definition: own.at });
  return name;
}

function expectations(
  env: Env,
  node: CheckDeclaration,
  properties: ReadonlyMap<string, { readonly exists: boolean; readonly safety: boolean }>,
  only: readonly string[] | undefined,
): Expected {
  const violated: Expected['violated'][number][] = [];
  let states: Expected['states'];
  let complete = false;
  for (const expectation of node.expectations) {
    const at = locate(env, expectation);
    switch (expectation.kind) {
      case 'holds':
        if (
          node.expectations.length > 1 &&
          node.expectations.some((e) => e.kind === 'violates' || e.kind === 'deadlock')
        )
          fail(promises.holdsAndViolates(at));
        break;
      case 'complete':
        complete = true;
        break;
      case 'deadlock':
        if (node.allowDeadlock) fail(promises.deadlockAllowedAndExpected(at));
        if (violated.some((v) => v.property === 'deadlock'))
          fail(clashes.twice(at, "the expectation about 'deadlock'", at));
        violated.push({
          property: 'deadlock',
          ...(expectation.steps ? { steps: constantInteger(env, expectation.steps) } : {}),
          passing: expectation.passing.map((one) => namedSteps(env, one)),
          at,
        });
        break;
      case 'states': {
        const count = constantInteger(env, expectation.count);
        states = { count, at };
        break;
      }
      case 'violates':
        for (const { property, steps, passing, ...rest } of expectation.properties) {
          const name = propertyNamed(env, property, properties);
          const where = locate(env, rest);
          const declared = properties.get(name);
          if (name === 'deadlock' && node.allowDeadlock) fail(promises.deadlockAllowedAndExpected(where));
          if (declared?.exists === false) fail(promises.expectedButAbsent(where, name));
          if (only && !only.includes(name) && !isAlwaysChecked(name)) fail(promises.expectedButLeftOut(where, name));
          if (steps && declared && !declared.safety) fail(promises.stepsOfLiveness(where, name));
          if (violated.some((v) => v.property === name))
            fail(clashes.twice(where, `the expectation about '${name}'`, where));
          violated.push({
            property: name,
            ...(steps ? { steps: constantInteger(env, steps) } : {}),
            passing: passing.map((one) => namedSteps(env, one)),
            at: locate(env, property),
          });
        }
        break;
    }
  }
  return { violated, ...(states ? { states } : {}), ...(complete ? { complete } : {}) };
}

function resolveEdit(env: Env, edit: CheckDeclaration['edits'][number]): Edit {
  const at = locate(env, edit);
  const target = labelNamed(env, edit.target);
  if (edit.kind === 'without') return { kind: 'without', label: target.label, at };
  const after = labelNamed(env, edit.after);
  if (target.body !== after.body) fail(promises.movingBetweenBodies(at, target.body.name, after.body.name));
  if (target.label === after.label) fail(promises.movingAfterItself(at, target.label.name));
  return { kind: 'moving', label: target.label, after: after.label, at };
}

/** `p.l`: a label of a process, an action or a procedure. */
function labelNamed(env: Env, path: Path): { label: LabelSymbol; body: BodyEntity } {
  const reached = reachPath(env, path.parts);
  if (!reached) return fail();
  const { part, entity, visible, rest } = reached;
  if (!entity) {
    const bodies = [...visible.values()].filter(
      (e) => e.kind === 'process' || e.kind === 'action' || e.kind === 'procedure',
    );
    return failUnknownIn(
      env,
      part,
      '',
      bodies.map((e) => e.name),
    );
  }
  if (entity.kind === 'prefix') return fail(kinds.prefixAlone(locate(env, path)));
  if (entity.kind !== 'process' && entity.kind !== 'action' && entity.kind !== 'procedure')
    return fail(
      kinds.wrongKind(locate(env, part), part.name, describe(entity), 'a process, an action or a procedure', entity.at),
    );
  const [name, more] = rest;
  if (!name || more) return fail(kinds.needsLabel(locate(env, path), entity.name));
  const label = entity.labels.get(name.name);
  if (!label) return failUnknownLabel(env, entity, name, locate(env, path));
  noteLabel(env, name, label);
  return { label, body: entity };
}
