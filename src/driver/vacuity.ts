import type { FindingName } from '../core/findings.ts';
import { itemAt } from '../core/lists.ts';
import type { Expr } from '../core/expression.ts';
import type { Run } from '../core/run.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { fairnessNeverOwed, implicationNeverMet, noInitialState, stepNeverRan } from '../diagnostics/exploration.ts';
import type { Exploration } from '../explorer/model.ts';
import type { Verdict } from '../explorer/verdict.ts';
import type { TransitionSystem } from '../ir/system.ts';
import { type Location, locationKey } from '../text/source.ts';
import { idleSteps } from './idle-steps.ts';

/** Something in a spec that a run explored to its end never met. */
export type Vacuity =
  | { readonly kind: 'step'; readonly at: Location; readonly owner: string }
  | { readonly kind: 'implication'; readonly at: Location; readonly operator: '=>' | '~>'; readonly property: string }
  | { readonly kind: 'initial'; readonly at: Location | undefined }
  | { readonly kind: 'fairness'; readonly at: Location; readonly actor: string };

/** What `deny` and `--strict` call each kind. */
export const findingNames: Readonly<Record<Vacuity['kind'], FindingName>> = {
  step: 'never_ran',
  implication: 'vacuous',
  initial: 'no_initial_state',
  fairness: 'useless_fairness',
};

/** Those that a run must not have. */
export function deniedOf(vacuity: readonly Vacuity[], { denied }: Pick<Run, 'denied'>): readonly Vacuity[] {
  return vacuity.filter(({ kind }) => denied.includes(findingNames[kind]));
}

/** What a run never met; nothing where it was not explored to its end. */
export function vacuityOf(system: TransitionSystem, exploration: Exploration, verdict: Verdict): readonly Vacuity[] {
  if (exploration.end !== 'complete') return [];
  if (exploration.distinct === 0) return [{ kind: 'initial', at: system.program.initialisers[0]?.variable.at }];
  return [
    ...idleSteps(system, exploration.stepsRun).map((step) => ({ kind: 'step' as const, ...step })),
    ...system.implications.flatMap(({ expr, property }, i): readonly Vacuity[] => {
      const isUndecided = verdict.properties.some((p) => p.name === property.name && p.result === 'undecided');
      if (exploration.implicationsMet[i] === true || isUndecided) return [];
      const operator = expr.kind === 'binary' ? '=>' : '~>';
      return [{ kind: 'implication', at: expr.at, operator, property: property.name }];
    }),
    ...uselessFairness(system, exploration.neverOwed ?? []),
  ];
}

/**
 * Clauses `fair while` that never require a step of any instance; one that is useless for a single instance may be
 * meant for others.
 */
function uselessFairness({ temporal, actions }: TransitionSystem, neverOwed: readonly number[]): readonly Vacuity[] {
  const clauses = new Set<Expr>(temporal.fairness.flatMap(({ clause }) => clause ?? []));
  return [...clauses].flatMap((clause): readonly Vacuity[] => {
    const all = temporal.fairness.flatMap((one, i) => (one.clause === clause ? [{ ...one, i }] : []));
    if (!all.every(({ i }) => neverOwed.includes(i))) return [];
    const actor = itemAt(temporal.actors, itemAt(all, 0).actor);
    const { name } = actor.kind === 'process' ? actor.family.symbol : itemAt(actions, actor.action).symbol;
    return [{ kind: 'fairness', at: clause.at, actor: name }];
  });
}

/** A warning about a place, and the names of the runs that it holds for. */
export interface VacuityWarning {
  readonly warning: Diagnostic;
  readonly checks: readonly string[];
}

/** What the runs of a file never met, reported once for each place; an error where one of the runs denies it. */
export function vacuityWarnings(
  reports: readonly { readonly run: Run; readonly vacuity: readonly Vacuity[] }[],
): readonly VacuityWarning[] {
  const found = new Map<
    string,
    { readonly one: Vacuity; readonly checks: Set<string>; readonly owners: Set<string>; isDenied: boolean }
  >();
  for (const { run, vacuity } of reports) {
    for (const one of vacuity) {
      const key = `${one.kind} ${one.at === undefined ? '' : locationKey(one.at)}`;
      const entry = found.get(key) ?? { one, checks: new Set(), owners: new Set(), isDenied: false };
      found.set(key, entry);
      entry.checks.add(run.name);
      entry.isDenied ||= run.denied.includes(findingNames[one.kind]);
      if (one.kind === 'step') entry.owners.add(one.owner);
    }
  }
  return [...found.values()].map(({ one, checks, owners, isDenied }) => ({
    warning: { ...warningOf(one, [...owners], [...checks]), ...(isDenied ? { severity: 'error' as const } : {}) },
    checks: [...checks],
  }));
}

function warningOf(one: Vacuity, owners: readonly string[], checks: readonly string[]): Diagnostic {
  switch (one.kind) {
    case 'step':
      return stepNeverRan(one.at, owners, checks);
    case 'implication':
      return implicationNeverMet(one.at, one.operator, one.property, checks);
    case 'initial':
      return noInitialState(one.at, checks);
    case 'fairness':
      return fairnessNeverOwed(one.at, one.actor, checks);
  }
}
