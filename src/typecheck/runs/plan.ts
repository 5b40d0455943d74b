import { runId, type WrittenConstant } from '../../core/run.ts';
import type { Value } from '../../core/types.ts';
import { formatValue } from '../../core/format.ts';
import { compareValues, listOf } from '../../core/values.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { withoutRepeats } from '../../diagnostics/lists.ts';
import * as names from '../../diagnostics/names.ts';
import * as clashes from '../../diagnostics/clashes.ts';
import * as promises from '../../diagnostics/promises.ts';
import * as limits from '../../diagnostics/limits.ts';
import { parse } from '../../parser/parse.ts';
import type { ModuleGraph } from '../../modules/graph.ts';
import { dotted } from '../../modules/modules.ts';
import type { CheckDeclaration } from '../../syntax/tree.ts';
import { type Location, makeSource } from '../../text/source.ts';
import { check, evaluate } from '../types/assign.ts';
import { attempt, fail, rootEnv } from '../names/context.ts';
import { readQuestions } from './asked.ts';
import { constantAt } from './checks.ts';
import { elaborate, type Elaboration } from '../modules/elaborate.ts';
import type { Override, Question, RequestedConstant, RunRequest } from '../modules/requests.ts';
import { Scope } from '../names/scope.ts';
import { setOf } from '../types/types.ts';

/** Runs of one check at most: combinations multiply. */
export const MAX_RUNS = 10_000;

/**
 * The runs of a file: one for each of its checks and each combination of its `for` constants, in textual
 * order, or one with the default constants where it has no checks.
 * @param questions what the command line asks about each of them
 */
export function planRuns(
  modules: ModuleGraph,
  overrides: readonly Override[] = [],
  questions: readonly Question[] = [],
): { requests: readonly RunRequest[]; diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const given = overrides.flatMap((o) => readOverride(o, diagnostics));
  const checks = modules.entry.tree.declarations.filter((d) => d.kind === 'check' && d.name.name !== '');
  const requests: RunRequest[] = [];
  const first = new Map<string, Location>();
  for (const node of checks) {
    if (node.kind !== 'check') continue;
    const at: Location = { source: modules.entry.source, span: node.name.span };
    const earlier = first.get(node.name.name);
    if (earlier) diagnostics.push(clashes.twice(at, `the check '${node.name.name}'`, earlier));
    else first.set(node.name.name, at);
    requests.push(...planCheck(modules, node, given, diagnostics));
  }
  if (checks.length === 0) requests.push({ ...runId('default'), settings: given });
  const { asked, diagnostics: unreadable } = readQuestions(questions);
  return {
    requests: asked.length === 0 ? requests : requests.map((request) => ({ ...request, asked })),
    diagnostics: withoutRepeats([...diagnostics, ...unreadable]),
  };
}

/** The expression of `--const N=…`, parsed as the value of a constant of a spec that has nothing else. */
function readOverride(override: Override, diagnostics: Diagnostic[]): readonly RequestedConstant[] {
  const source = makeSource(`--const ${override.name}`, `spec s; const c : bool =\n${override.text}\n;`, 'option');
  const { tree, diagnostics: found } = parse(source);
  const [only, more] = tree.declarations;
  const at: Location = { source, span: { start: 25, end: 25 + Math.max(1, override.text.length) } };
  if (found.length > 0 || more || only?.kind !== 'const' || !only.value) {
    diagnostics.push(promises.badOverride(at, override.name, override.text, found[0]?.message));
    return [];
  }
  const path = override.name.split('.');
  return [{ path, value: { kind: 'foreign', node: only.value, source }, at, by: 'command line' }];
}

function settingsOf(
  modules: ModuleGraph,
  node: CheckDeclaration,
  given: readonly RequestedConstant[],
): RequestedConstant[] {
  const overridden = new Set(given.map((g) => g.path.join('.')));
  const own = node.constants.flatMap((c): RequestedConstant[] => {
    if (overridden.has(dotted(c.name))) return [];
    const at: Location = { source: modules.entry.source, span: c.name.span };
    return [{ path: c.name.parts.map((p) => p.name), value: { kind: 'expression', node: c.value }, at, by: 'check' }];
  });
  return [...own, ...given];
}

function planCheck(
  modules: ModuleGraph,
  node: CheckDeclaration,
  given: readonly RequestedConstant[],
  diagnostics: Diagnostic[],
): readonly RunRequest[] {
  const base = settingsOf(modules, node, given);
  const overridden = new Set(given.map((g) => g.path.join('.')));
  // A constant that the command line sets has that one value.
  const ranges = node.ranges.filter((r) => !overridden.has(dotted(r.name)));
  const requests: RunRequest[] = [];
  const choose = (i: number, chosen: readonly RequestedConstant[], shown: readonly WrittenConstant[]): void => {
    const range = ranges[i];
    if (!range) {
      requests.push({ ...runId(node.name.name, shown), declaration: node, settings: [...chosen, ...base] });
      return;
    }
    const elaboration = elaborate(modules, [...chosen, ...base]);
    const at: Location = { source: modules.entry.source, span: range.name.span };
    const { values, format } = valuesOfRange(elaboration, range, at);
    diagnostics.push(...elaboration.ctx.diagnostics);
    const path = range.name.parts.map((p) => p.name);
    for (const value of values) {
      if (requests.length >= MAX_RUNS) return;
      const setting: RequestedConstant = { path, value: { kind: 'value', value }, at, by: 'check' };
      choose(i + 1, [...chosen, setting], [...shown, { name: dotted(range.name), value: format(value) }]);
    }
  };
  choose(0, [], []);
  if (requests.length >= MAX_RUNS)
    diagnostics.push(
      limits.tooManyRuns({ source: modules.entry.source, span: node.name.span }, node.name.name, MAX_RUNS),
    );
  return requests;
}

function valuesOfRange(
  { ctx, entry }: Elaboration,
  range: CheckDeclaration['ranges'][number],
  at: Location,
): { values: readonly Value[]; format: (v: Value) => string } {
  const env = rootEnv(ctx, entry, new Scope(), 'constant');
  return attempt(
    env,
    () => {
      const path = range.name.parts.map((p) => p.name);
      const entity = constantAt(entry, path);
      // A name that is not a constant is reported where the settings are looked up.
      if (!entity) return fail(names.unknownConstant(at, dotted(range.name), constantNames(entry)));
      const type = attempt(
        env,
        () =>
          ctx.rules.resolveType(
            { ...rootEnv(ctx, entity.instance, new Scope(), 'constant'), unit: env.unit },
            entity.declaration.type,
          ),
        () => fail(),
      );
      const set = listOf(evaluate(ctx, check(env, range.set, setOf(type))));
      return { values: [...set].sort(compareValues), format: (v: Value) => formatValue(v, type) };
    },
    () => ({ values: [], format: String }),
  );
}

export function constantNames(entry: Elaboration['entry']): readonly string[] {
  const found: string[] = [];
  for (const entity of entry.names.values()) {
    if (entity.kind === 'const') found.push(entity.name);
    if (entity.kind === 'prefix')
      for (const inner of entity.target.own.values())
        if (inner.kind === 'const') found.push(`${entity.name}.${inner.name}`);
  }
  return found;
}
