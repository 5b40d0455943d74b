import { type Formula, holdsOn } from '../../temporal/formula.ts';
import type { Recurrence } from '../../temporal/recurrence.ts';
import type { Violations } from '../../temporal/violations.ts';
import type { Exploration, Finding, LoopActor, StatePath } from '../model.ts';
import { noPause, type Pause } from '../watch.ts';
import { fairComponents } from './components.ts';
import {
  type Column,
  columnsOf,
  enabledIn,
  firstIn,
  isEmpty,
  isIn,
  shortestPathTo,
  type StateGraph,
  statesWith,
} from './graph.ts';
import { isShorter, type Lasso, lassoIn } from './lasso.ts';
import { type Fairness, Product } from './product.ts';

/** Fairness of an actor. */
type FairActor = Fairness & { readonly actor: number };

/** The temporal properties of a run, as far as a search needs them. */
export interface LivenessProblem {
  readonly actors: number;
  /** Of each atom about actors, who they are; atoms that are conditions of states are observed by the engine. */
  readonly enabled: readonly (readonly number[] | undefined)[];
  readonly fairness: readonly {
    readonly actor: number;
    readonly strength: 'weak' | 'strong';
    readonly condition?: Formula;
  }[];
  readonly properties: readonly {
    /** Number of the model's property. */
    readonly property: number;
    readonly conjuncts: readonly Violations[];
  }[];
  /** Number of the model's property of range errors. */
  readonly range: number;
  readonly lefts: readonly { readonly implication: number; readonly left: Formula }[];
}

/**
 * Adds to a complete exploration what its state graph says about temporal properties: for each that is violated, a
 * fair behaviour that violates it. A property is the conjunction of formulas; of the violations of these the
 * shortest is told. Where a condition ends in a range error nothing more is said.
 * @param observed whether the left side of an implication inside an atom was true when states were observed
 */
export async function checkLiveness(
  exploration: Exploration,
  graph: StateGraph,
  problem: LivenessProblem,
  observed: readonly boolean[],
  pause: Pause = noPause,
): Promise<Exploration> {
  const failed = graph.failed && firstIn(graph.failed);
  if (failed !== undefined) {
    const isKnown = exploration.findings.some(({ property }) => property === problem.range);
    const found = isKnown ? [] : [await rangeError(graph, failed, problem.range, pause)];
    const undecided = problem.properties.map(({ property }) => property);
    return { ...exploration, findings: [...exploration.findings, ...found], undecided };
  }
  const columns = await columnsOf(graph, problem.enabled, pause);
  const actors = new Set(Array.from({ length: problem.actors }, (_, i) => i));
  const enabled = await enabledIn(graph, actors, pause);
  const fairness = problem.fairness.map(({ actor, strength, condition }): FairActor => {
    const can = enabled.get(actor)!;
    const where = condition && statesWith(condition, columns, graph.count);
    return { actor, strength, owed: where ? can.map((word, i) => word & where[i]!) : can };
  });
  const owing = ({ often, met }: Recurrence): Fairness => ({
    strength: often.kind === 'constant' ? 'weak' : 'strong',
    owed: statesWith(often, columns, graph.count)!,
    met: statesWith(met, columns, graph.count)!,
  });
  const findings: Finding[] = [];
  for (const { property, conjuncts } of problem.properties) {
    let shortest: Lasso | undefined;
    for (const { formula, automaton, recurrences } of conjuncts) {
      const product = new Product(graph, automaton, columns, [...fairness, ...recurrences.map(owing)]);
      const components = await fairComponents(product, pause);
      if (components.fair.size === 0) continue;
      const lasso = await lassoIn(product, components, pause);
      verify(lasso, formula, graph, columns, fairness);
      if (!shortest || isShorter(lasso, shortest)) shortest = lasso;
    }
    if (!shortest) continue;
    const loop = actorsInLoop(shortest, graph, fairness, enabled);
    findings.push({ property, kind: 'violation', path: pathOf(shortest, graph), loop });
  }
  const met = leftsMet(problem, columns, graph.count);
  return {
    ...exploration,
    findings: [...exploration.findings, ...findings],
    implicationsMet: exploration.implicationsMet.map((m, i) => m || observed[i] === true || met.has(i)),
    neverOwed: fairness.flatMap(({ owed }, c) => (isEmpty(owed, graph.count) ? [c] : [])),
  };
}

async function rangeError(graph: StateGraph, state: number, range: number, pause: Pause): Promise<Finding> {
  const states = (await shortestPathTo(graph, state, pause)).map((s) => graph.keyOf(s));
  return { property: range, kind: 'violation', path: { states } };
}

function pathOf({ states, actors, backTo, stutters }: Lasso, graph: StateGraph): StatePath {
  return { states: states.map((s) => graph.keyOf(s)), actors, backTo, stutters };
}

/** Left sides that are true somewhere; those that speak of more than one state count as such. */
function leftsMet(problem: LivenessProblem, columns: readonly Column[], count: number): ReadonlySet<number> {
  const met = problem.lefts.filter(({ left }) => {
    const states = statesWith(left, columns, count);
    return !states || !isEmpty(states, count);
  });
  return new Set(met.map(({ implication }) => implication));
}

/** What is told is a violation, whatever the search did: by the meaning of the formula on this one behaviour. */
function verify(
  { states, actors, backTo, stutters }: Lasso,
  formula: Formula,
  graph: StateGraph,
  columns: readonly Column[],
  fairness: readonly FairActor[],
): void {
  const isViolated = !holdsOn(formula, states.length, backTo, (atom, i) => isIn(columns[atom]!, states[i]!));
  const loop = states.slice(backTo);
  const isFair = fairness.every(({ actor, strength, owed }) => {
    const owes = loop.map((s) => isIn(owed, s));
    const steps = !stutters && loop.some((s, i) => actors[backTo + i] === actor && isIn(owed, s));
    return steps || (strength === 'weak' ? owes.includes(false) : !owes.includes(true));
  });
  const isPath = actors.every((actor, i) => {
    const from = states[i]!;
    const to = states[i + 1] ?? states[backTo]!;
    return edgesOf(graph, from).some((e) => graph.targets[e] === to && graph.actors[e] === actor);
  });
  if (!isViolated || !isFair || !isPath) throw new Error('the search for temporal properties found no violation');
}

function edgesOf(graph: StateGraph, state: number): readonly number[] {
  const from = graph.first[state]!;
  return Array.from({ length: graph.first[state + 1]! - from }, (_, i) => from + i);
}

/** Who steps in the loop, who cannot, and who could but need not. */
function actorsInLoop(
  { states, actors, backTo, stutters }: Lasso,
  graph: StateGraph,
  fairness: readonly FairActor[],
  enabled: ReadonlyMap<number, Column>,
): readonly LoopActor[] {
  const loop = Array.from({ length: states.length - backTo }, (_, i) => backTo + i);
  return [...enabled].map(([actor, can]): LoopActor => {
    const constraint = fairness.find((f) => f.actor === actor);
    const base = { actor, fairness: constraint?.strength ?? ('none' as const) };
    if (!stutters && loop.some((i) => actors[i] === actor)) return { ...base, does: 'steps' };
    if (!loop.some((i) => isIn(can, states[i]!))) {
      const steps = loop.some((i) => edgesOf(graph, states[i]!).some((e) => graph.actors[e] === actor));
      return { ...base, does: steps ? 'changes nothing' : 'cannot' };
    }
    const blocked = loop.find((i) => !isIn(can, states[i]!));
    if (!constraint) return { ...base, does: 'need not' };
    const excused = loop.find((i) => !isIn(constraint.owed, states[i]!));
    // Not always able to: weak fairness asks for nothing then.
    if (blocked !== undefined) return { ...base, does: 'is blocked', at: blocked };
    return { ...base, does: 'need not', ...(excused === undefined ? {} : { at: excused }) };
  });
}
