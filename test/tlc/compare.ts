import { propertiesOf } from '../../src/backend/problem/properties.ts';
import { graphOf } from '../../src/backend/interpreter/graph.ts';
import type { Expr } from '../../src/core/expression.ts';
import { childrenOf } from '../../src/core/traverse.ts';
import { explore } from '../../src/explorer/bfs.ts';
import { checkLiveness } from '../../src/explorer/liveness/check.ts';
import { type Exploration, wantsWitness } from '../../src/explorer/model.ts';
import { CannotExport } from '../../src/tla/cannot-export.ts';
import { exportModule, type TlaModule } from '../../src/tla/module.ts';
import { type CompiledRun, exploreWithCode, interpreterOf } from '../support/compile.ts';
import { judge, type Tlc, Undecided, type Verdicts } from './tlc.ts';

/** What came of one run: where the two differ, each difference in words. */
export type Comparison =
  | {
      readonly kind: 'same';
      readonly states: number;
      readonly findings: number;
      readonly temporal: number;
      readonly without: readonly string[];
    }
  | { readonly kind: 'different'; readonly differences: readonly string[] }
  | { readonly kind: 'left out'; readonly reason: string };

/** Explores a run with thps and with TLC, all of it, and compares what they find. */
export async function compareWithTlc(compiled: CompiledRun, tlc: Tlc, most: number): Promise<Comparison> {
  const { system, run } = compiled;
  try {
    const { module, without } = exported(system, run);
    const own = await exploreAll(compiled, most);
    if (own === undefined) return { kind: 'left out', reason: `more than ${most} states` };
    const temporal = own.isTemporalDecided ? module.properties.filter(({ kind }) => kind === 'temporal') : [];
    const holding = temporal.filter(({ name }) => !own.violated.has(name));
    const violated = temporal.filter(({ name }) => own.violated.has(name)).map((one) => [one]);
    const theirs = await judge(module, tlc, holding.length === 0 ? violated : [holding, ...violated]);
    const differences = differencesOf(
      own,
      theirs,
      temporal.map(({ name }) => name),
    );
    if (differences.length > 0) return { kind: 'different', differences };
    return { kind: 'same', states: own.states, findings: own.evidence.size, temporal: temporal.length, without };
  } catch (problem) {
    if (problem instanceof CannotExport || problem instanceof Undecided)
      return { kind: 'left out', reason: problem.message };
    throw problem;
  }
}

/** The module, without the temporal properties that TLA+ cannot say. */
export function exported(
  system: CompiledRun['system'],
  run: CompiledRun['run'],
): { readonly module: TlaModule; readonly without: readonly string[] } {
  const inRun = propertiesOf(system, run).flatMap(({ symbol }) => symbol ?? []);
  const without = inRun
    .filter((symbol) => symbol.property === 'temporal' && hasUntil(symbol.body))
    .map(({ name }) => name);
  if (without.length === 0) return { module: exportModule(system, run), without };
  const asserted = propertiesOf(system, run).filter(({ symbol }) => symbol === undefined);
  const only = [...inRun, ...asserted].map(({ name }) => name).filter((name) => !without.includes(name));
  return { module: exportModule(system, { ...run, only }), without };
}

function hasUntil(expr: Expr): boolean {
  return (expr.kind === 'temporalPair' && expr.op === 'until') || childrenOf(expr).some(hasUntil);
}

export interface Own extends Verdicts {
  readonly isTemporalDecided: boolean;
}

/** @returns undefined where there are more states than that */
export async function exploreAll(compiled: CompiledRun, most: number): Promise<Own | undefined> {
  const model = interpreterOf(compiled);
  const options = { exhaustive: true, limits: { states: most } };
  const small = { ...options, limits: { states: Math.min(most, 2000) } };
  let exploration: Exploration = await explore(model, small);
  if (exploration.end === 'max-states') exploration = await exploreWithCode(compiled, options);
  if (exploration.end !== 'complete') return undefined;
  const nameOf = (property: number): string => model.properties[property]?.name ?? '?';
  const { liveness } = model.problem;
  const isFailed = exploration.findings.some(({ property }) => nameOf(property) === 'range');
  const decided =
    liveness === undefined || isFailed
      ? undefined
      : await checkLiveness({ ...exploration, findings: [] }, await graphOf(compiled.system, model), liveness, []);
  const found = decided?.findings ?? [];
  const isTemporalDecided = decided !== undefined && found.every(({ property }) => nameOf(property) !== 'range');
  const evidence = new Map<string, number>();
  for (const { property, kind, path } of [...exploration.findings, ...found]) {
    const { kind: sort, isBound } = model.properties[property] ?? {};
    if (isBound !== undefined) continue;
    // That there is no witness is no evidence that a path shows.
    if (sort === 'temporal' || (sort !== undefined && wantsWitness(sort) && kind === 'violation')) continue;
    if (evidence.has(nameOf(property))) continue;
    evidence.set(nameOf(property), path.states.length - 1 + (path.failingStep === undefined ? 0 : 1));
  }
  const violated = found.filter(({ property }) => model.properties[property]?.kind === 'temporal');
  return {
    // TLC does not count the states that a constraint keeps from being expanded.
    states: exploration.distinct - (exploration.beyond ?? 0),
    evidence,
    violated: new Set(violated.map(({ property }) => nameOf(property))),
    isTemporalDecided,
  };
}

function differencesOf(own: Own, theirs: Verdicts, temporal: readonly string[]): readonly string[] {
  const differences: string[] = [];
  if (own.states !== theirs.states) differences.push(`${own.states} states, TLC ${theirs.states}`);
  for (const name of new Set([...own.evidence.keys(), ...theirs.evidence.keys()])) {
    const [ours, others] = [own.evidence.get(name), theirs.evidence.get(name)];
    if (ours !== others) differences.push(`${name}: evidence of ${ours ?? 'none'}, TLC ${others ?? 'none'} steps`);
  }
  const asked = [...own.violated].filter((name) => temporal.includes(name));
  for (const name of new Set([...asked, ...theirs.violated]))
    if (own.violated.has(name) !== theirs.violated.has(name))
      differences.push(`${name}: ${own.violated.has(name) ? 'violated' : 'holds'}, TLC the other way`);
  return differences;
}
