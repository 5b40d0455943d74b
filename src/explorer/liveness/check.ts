import { acceptingParts } from '../../temporal/accepting-parts.ts';
import type { Automaton } from '../../temporal/automaton.ts';
import { type Formula, holdsOn } from '../../temporal/formula.ts';
import type { Recurrence } from '../../temporal/recurrence.ts';
import type { Violations } from '../../temporal/violations.ts';
import type { Exploration, Finding, LoopActor, StatePath } from '../model.ts';
import { noPause, type Pause } from '../watch.ts';
import { fairComponents } from './components.ts';
import { elementAt, uint32At } from './arrays.ts';
import { both, type Column, columnOf, enter, firstIn, isEmpty, isIn } from './column.ts';
import { actorOf, columnsOf, enabledIn, shortestPathTo, type StateGraph, statesWith } from './graph.ts';
import { isShorter, type Lasso, lassoIn } from './lasso.ts';
import { type Fairness, Product } from './product.ts';

/** Fairness of an actor. */
type FairActor = Fairness & { readonly actor: number };

/** The temporal properties of a run, as a search needs them. */
export interface LivenessProblem {
  readonly actors: number;
  /** For each atom about actors, the actors; atoms that are conditions on states are observed by the engine. */
  readonly enabled: readonly (readonly number[] | undefined)[];
  readonly fairness: readonly {
    readonly actor: number;
    readonly strength: 'weak' | 'strong';
    readonly condition?: Formula;
  }[];
  readonly properties: readonly {
    /** The property's number in the model. */
    readonly property: number;
    readonly conjuncts: readonly Violations[];
  }[];
  /** The number of the model's property for range errors. */
  readonly range: number;
  readonly lefts: readonly { readonly implication: number; readonly left: Formula }[];
}

/**
 * Adds to a complete exploration what its state graph says about temporal properties: for each that is violated, a fair
 * behaviour that violates it. A property is a conjunction of formulas; the shortest of their violations is reported.
 * Where a condition ends in a range error, nothing else is reported.
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
  const enabled = await enabledIn(graph, problem.actors, problem.enabled, pause);
  const columns = columnsOf(graph, problem.enabled, enabled);
  const fairness = problem.fairness.map(({ actor, strength, condition }): FairActor => {
    const can = elementAt(enabled.toChange, actor);
    const where = condition && statesWith(condition, columns, graph.count);
    return { actor, strength, owed: where ? both(can, where) : can };
  });
  const search = { graph, columns, fairness, actors: problem.actors, pause };
  const within = await fairStates(problem, search);
  const findings: Finding[] = [];
  for (const { property, conjuncts } of problem.properties) {
    let shortest: Lasso | undefined;
    for (const violations of conjuncts) {
      const lasso = await shortestViolation(violations, search, within);
      if (lasso && (!shortest || isShorter(lasso, shortest))) shortest = lasso;
    }
    if (!shortest) continue;
    const loop = actorsInLoop(shortest, graph, fairness, enabled.toChange);
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

/** What behaviours are looked for in. */
interface Searched {
  readonly graph: StateGraph;
  /** The states that satisfy each atom. */
  readonly columns: readonly Column[];
  readonly fairness: readonly FairActor[];
  /** How many there are. */
  readonly actors: number;
  readonly pause: Pause;
}

/** All behaviours. */
const ANY: Automaton = { states: [[{ literals: [], to: 0, accepts: 0 }]], acceptanceSets: 0 };

/** States of automata, of all properties together, from which on it pays to look first for the states of fair behaviours. */
const MANY_COPIES = 3;

/** The states of fair components of the state graph, or undefined where it does not pay to look for them. */
async function fairStates(problem: LivenessProblem, searched: Searched): Promise<Column | undefined> {
  const automata = problem.properties.flatMap(({ conjuncts }) => conjuncts.map(({ automaton }) => automaton));
  const copies = automata.flatMap((automaton) => acceptingParts(automaton).filter((part) => part !== undefined));
  if (copies.length < MANY_COPIES) return undefined;
  const { graph, columns, pause } = searched;
  const components = await fairComponents(new Product(graph, ANY, columns, searched), undefined, pause);
  const states = columnOf(graph.count);
  if (components) for (let state = 0; state < graph.count; state++) if (components.of(state) > 0) enter(states, state);
  return states;
}

/** @param within states outside of which no behaviour is fair */
async function shortestViolation(
  { formula, automaton, recurrences }: Violations,
  searched: Searched,
  within: Column | undefined,
): Promise<Lasso | undefined> {
  const { graph, columns, actors, pause } = searched;
  const owing = ({ often, met }: Recurrence): Fairness => ({
    strength: often.kind === 'constant' ? 'weak' : 'strong',
    owed: ofStates(often, columns, graph.count),
    met: ofStates(met, columns, graph.count),
  });
  const fairness = [...searched.fairness, ...recurrences.map(owing)];
  const product = new Product(graph, automaton, columns, { fairness, actors });
  const components = await fairComponents(product, within, pause);
  const lasso = components && (await lassoIn(product, components, pause));
  if (lasso) verify(lasso, formula, searched);
  return lasso;
}

function ofStates(formula: Formula, columns: readonly Column[], count: number): Column {
  const states = statesWith(formula, columns, count);
  if (!states) throw new Error('a recurrence is about more than one state');
  return states;
}

async function rangeError(graph: StateGraph, state: number, range: number, pause: Pause): Promise<Finding> {
  const states = (await shortestPathTo(graph, state, pause)).map((s) => graph.keyOf(s));
  return { property: range, kind: 'violation', path: { states } };
}

function pathOf({ states, actors, backTo, stutters }: Lasso, graph: StateGraph): StatePath {
  return { states: states.map((s) => graph.keyOf(s)), actors, backTo, stutters };
}

/** Left sides that are true somewhere; those about more than one state count as such. */
function leftsMet(problem: LivenessProblem, columns: readonly Column[], count: number): ReadonlySet<number> {
  const met = problem.lefts.filter(({ left }) => {
    const states = statesWith(left, columns, count);
    return !states || !isEmpty(states, count);
  });
  return new Set(met.map(({ implication }) => implication));
}

/**
 * Checks that what is reported is a violation, however it was found: by the formula's meaning on this one behaviour.
 */
function verify(
  { states, actors, backTo, stutters }: Lasso,
  formula: Formula,
  { graph, columns, fairness }: Searched,
): void {
  const isViolated = !holdsOn(formula, states.length, backTo, (atom, i) =>
    isIn(elementAt(columns, atom), elementAt(states, i)),
  );
  const loop = states.slice(backTo);
  const isFair = fairness.every(({ actor, strength, owed }) => {
    const owes = loop.map((s) => isIn(owed, s));
    const steps = !stutters && loop.some((s, i) => actors[backTo + i] === actor && isIn(owed, s));
    return steps || (strength === 'weak' ? owes.includes(false) : !owes.includes(true));
  });
  const isPath = actors.every((actor, i) => {
    const to = states[i + 1] ?? states[backTo];
    return edgesOf(graph, elementAt(states, i)).some((e) => graph.targets[e] === to && actorOf(graph, e) === actor);
  });
  if (!isViolated || !isFair || !isPath) throw new Error('the search for temporal properties found no violation');
}

function edgesOf(graph: StateGraph, state: number): readonly number[] {
  const from = uint32At(graph.first, state);
  return Array.from({ length: uint32At(graph.first, state + 1) - from }, (_, i) => from + i);
}

/** Who steps in the loop, who cannot, and who could but does not have to. */
function actorsInLoop(
  { states, actors, backTo, stutters }: Lasso,
  graph: StateGraph,
  fairness: readonly FairActor[],
  enabled: readonly Column[],
): readonly LoopActor[] {
  const loop = Array.from({ length: states.length - backTo }, (_, i) => backTo + i);
  const isAt = (column: Column, i: number): boolean => isIn(column, elementAt(states, i));
  return enabled.map((can, actor): LoopActor => {
    const constraint = fairness.find((f) => f.actor === actor);
    const base = { actor, fairness: constraint?.strength ?? ('none' as const) };
    if (!stutters && loop.some((i) => actors[i] === actor)) return { ...base, does: 'steps' };
    if (!loop.some((i) => isAt(can, i))) {
      const steps = loop.some((i) => edgesOf(graph, elementAt(states, i)).some((e) => actorOf(graph, e) === actor));
      return { ...base, does: steps ? 'changes nothing' : 'cannot' };
    }
    const blocked = loop.find((i) => !isAt(can, i));
    if (!constraint) return { ...base, does: 'need not' };
    const excused = loop.find((i) => !isAt(constraint.owed, i));
    // Not always able to step: weak fairness then requires nothing.
    if (blocked !== undefined) return { ...base, does: 'is blocked', at: blocked };
    return { ...base, does: 'need not', ...(excused === undefined ? {} : { at: excused }) };
  });
}
