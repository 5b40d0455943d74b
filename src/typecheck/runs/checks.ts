import type { Edit, LabelSymbol } from '../../core/expression.ts';
import { ALWAYS_CHECKED, type Expected, type Run } from '../../core/run.ts';
import { formatValue } from '../../core/values.ts';
import { didYouMean } from '../../diagnostics/did-you-mean.ts';
import * as names from '../../diagnostics/names.ts';
import * as rules from '../../diagnostics/bodies.ts';
import { dotted } from '../../modules/modules.ts';
import type { CheckDeclaration, Path } from '../../syntax/tree.ts';
import { attempt, type Context, type Env, fail, locate, rootEnv } from '../names/context.ts';
import type { BodyEntity, Entity, Instance } from '../names/entities.ts';
import { describe, failUnknownIn, noteEntity } from '../names/lookup.ts';
import { failUnknownLabel, noteLabel } from '../expressions/points.ts';
import { isAlwaysChecked } from '../declarations/property-names.ts';
import type { RunRequest } from '../modules/requests.ts';
import { Scope } from '../names/scope.ts';
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
  if (!node)
    return {
      check,
      values,
      name,
      constants,
      edits: [],
      allowDeadlock: false,
      symmetryOff: false,
      expect: { violated: [] },
    };
  const env = rootEnv(ctx, entry, new Scope(), 'constant');
  const resolve = <T>(work: () => T, otherwise: T): T => attempt(env, work, () => otherwise);
  const edits = resolve(() => node.edits.map((e) => resolveEdit(env, e)), []);
  const only = node.only && resolve(() => node.only?.map((p) => propertyNamed(env, p, properties)) ?? [], []);
  return {
    check,
    values,
    name,
    constants,
    edits,
    ...(only ? { only } : {}),
    allowDeadlock: node.allowDeadlock,
    symmetryOff: node.symmetryOff,
    expect: resolve(() => expectations(env, node, properties, only), { violated: [] }),
    at: locate(env, node.name),
    ...(node.doc === undefined ? {} : { doc: node.doc }),
  };
}

/** Constants that the run sets, as people write them. */
function changedConstants(entry: Instance, request: RunRequest): Run['constants'] {
  return request.settings.flatMap((setting) => {
    const entity = constantAt(entry, setting.path);
    if (entity?.value === undefined) return [];
    return [{ name: setting.path.join('.'), value: formatValue(entity.value, entity.type) }];
  });
}

export function constantAt(entry: Instance, path: readonly string[]): Extract<Entity, { kind: 'const' }> | undefined {
  let known: ReadonlyMap<string, Entity> = entry.names;
  for (const [i, name] of path.entries()) {
    const entity = known.get(name);
    if (i === path.length - 1) return entity?.kind === 'const' ? entity : undefined;
    if (entity?.kind !== 'prefix') return undefined;
    known = entity.target.own;
  }
  return undefined;
}

function propertyNamed(env: Env, path: Path, properties: ReadonlyMap<string, { readonly exists: boolean }>): string {
  const name = dotted(path);
  if (isAlwaysChecked(name) || env.ctx.asserts.has(name)) return name;
  if (!properties.has(name)) {
    if (env.instance.incomplete) fail();
    const known = [...properties.keys(), ...env.ctx.asserts.keys(), ...ALWAYS_CHECKED];
    fail(names.unknownProperty(locate(env, path), name, didYouMean(name, known)));
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
  for (const expectation of node.expectations) {
    const at = locate(env, expectation);
    switch (expectation.kind) {
      case 'holds':
        if (
          node.expectations.length > 1 &&
          node.expectations.some((e) => e.kind === 'violates' || e.kind === 'deadlock')
        )
          fail(rules.holdsAndViolates(at));
        break;
      case 'deadlock':
        if (node.allowDeadlock) fail(rules.deadlockAllowedAndExpected(at));
        if (violated.some((v) => v.property === 'deadlock'))
          fail(names.twice(at, "the expectation about 'deadlock'", at));
        violated.push({
          property: 'deadlock',
          ...(expectation.steps ? { steps: constantInteger(env, expectation.steps) } : {}),
          at,
        });
        break;
      case 'states': {
        const count = constantInteger(env, expectation.count);
        states = { count, at };
        break;
      }
      case 'violates':
        for (const { property, steps, ...rest } of expectation.properties) {
          const name = propertyNamed(env, property, properties);
          const where = locate(env, rest);
          const known = properties.get(name);
          if (name === 'deadlock' && node.allowDeadlock) fail(rules.deadlockAllowedAndExpected(where));
          if (known?.exists === false) fail(rules.expectedButAbsent(where, name));
          if (only && !only.includes(name) && !isAlwaysChecked(name)) fail(rules.expectedButLeftOut(where, name));
          if (steps && known && !known.safety) fail(rules.stepsOfLiveness(where, name));
          if (violated.some((v) => v.property === name))
            fail(names.twice(where, `the expectation about '${name}'`, where));
          violated.push({
            property: name,
            ...(steps ? { steps: constantInteger(env, steps) } : {}),
            at: locate(env, property),
          });
        }
        break;
    }
  }
  return { violated, ...(states ? { states } : {}) };
}

function resolveEdit(env: Env, edit: CheckDeclaration['edits'][number]): Edit {
  const at = locate(env, edit);
  const target = labelNamed(env, edit.target);
  if (edit.kind === 'without') return { kind: 'without', label: target.label, at };
  const after = labelNamed(env, edit.after);
  if (target.body !== after.body) fail(rules.movingBetweenBodies(at, target.body.name, after.body.name));
  if (target.label === after.label) fail(rules.movingAfterItself(at, target.label.name));
  return { kind: 'moving', label: target.label, after: after.label, at };
}

/** `p.l`: a label of a process, an action or a procedure. */
function labelNamed(env: Env, path: Path): { label: LabelSymbol; body: BodyEntity } {
  let known: ReadonlyMap<string, Entity> = env.instance.names;
  for (const [i, part] of path.parts.entries()) {
    const entity = known.get(part.name);
    if (!entity) {
      const bodies = [...known.values()].filter(
        (e) => e.kind === 'process' || e.kind === 'action' || e.kind === 'procedure',
      );
      return failUnknownIn(
        env,
        part,
        '',
        bodies.map((e) => e.name),
      );
    }
    noteEntity(env, part, entity);
    if (entity.kind === 'prefix') {
      known = entity.target.own;
      continue;
    }
    if (entity.kind !== 'process' && entity.kind !== 'action' && entity.kind !== 'procedure')
      return fail(
        names.wrongKind(
          locate(env, part),
          part.name,
          describe(entity),
          'a process, an action or a procedure',
          entity.at,
        ),
      );
    const rest = path.parts.slice(i + 1);
    const [name, more] = rest;
    if (!name || more) return fail(names.needsLabel(locate(env, path), entity.name));
    const label = entity.labels.get(name.name);
    if (!label) return failUnknownLabel(env, entity, name, locate(env, path));
    noteLabel(env, name, label);
    return { label, body: entity };
  }
  return fail(names.prefixAlone(locate(env, path)));
}
