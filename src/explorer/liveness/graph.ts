import type { Formula } from '../../temporal/formula.ts';
import type { StateKey } from '../model.ts';
import { noPause, type Pause } from '../watch.ts';
import { elementAt, int32At, Numbers, uint32At } from './arrays.ts';
import { both, type Column, columnOf, complement, either, enter, isIn } from './column.ts';

/**
 * The whole state graph of a run, as temporal properties need it: transitions in compressed rows, four bytes for the
 * state and two for the actor, less than the states themselves take. An engine makes it once the exploration is
 * complete. States are numbered in breadth-first order.
 */
export interface StateGraph {
  readonly count: number;
  /** States 0 to `initial - 1` are the initial ones. */
  readonly initial: number;
  /** Transitions of state i are those from `first[i]` to below `first[i + 1]`. */
  readonly first: Uint32Array;
  readonly targets: Uint32Array;
  /** Who takes the transition, by number. */
  readonly actors: Uint16Array | Uint32Array;
  /** For each atom that is a condition on states: the states that satisfy it. */
  readonly observed: readonly (Column | undefined)[];
  /** States in which an atom ends in a range error; absent if there are none. */
  readonly failed?: Column;
  keyOf(state: number): StateKey;
}

/** States visited between two pauses. */
const SLICE = 16_384;

/** Who takes a transition. */
export function actorOf({ actors }: Pick<StateGraph, 'actors'>, edge: number): number {
  const actor = actors[edge];
  if (actor === undefined) throw new Error(`there is no transition ${edge}`);
  return actor;
}

/** For each actor, the states in which it can take a step. */
export interface Enabled {
  /** Any step. Only of actors about which that is asked. */
  readonly toStep: readonly (Column | undefined)[];
  /** A step that changes something. */
  readonly toChange: readonly Column[];
}

/**
 * @param actors how many there are
 * @param asked for each atom that says that an actor can take a step, even one that changes nothing: the actors
 */
export async function enabledIn(
  graph: StateGraph,
  actors: number,
  asked: readonly (readonly number[] | undefined)[],
  pause: Pause = noPause,
): Promise<Enabled> {
  const { count, first, targets } = graph;
  const inAtoms = new Set(asked.flatMap((some) => some ?? []));
  const toStep = Array.from({ length: actors }, (_, actor) => (inAtoms.has(actor) ? columnOf(count) : undefined));
  const toChange = Array.from({ length: actors }, () => columnOf(count));
  for (let state = 0; state < count; state++) {
    if (state % SLICE === 0) await pause();
    const end = uint32At(first, state + 1);
    for (let e = uint32At(first, state); e < end; e++) {
      const actor = actorOf(graph, e);
      const any = toStep[actor];
      if (any) enter(any, state);
      if (uint32At(targets, e) !== state) enter(elementAt(toChange, actor), state);
    }
  }
  return { toStep, toChange };
}

/** The states that satisfy each atom. @param asked as for `enabledIn` */
export function columnsOf(
  graph: StateGraph,
  asked: readonly (readonly number[] | undefined)[],
  { toStep }: Enabled,
): readonly Column[] {
  return asked.map((actors, i) => {
    if (!actors) return elementAt(graph.observed, i);
    return actors.reduce((column, actor) => either(column, elementAt(toStep, actor)), columnOf(graph.count));
  });
}

/** The states that satisfy a formula without temporal operators; undefined for one that has any. */
export function statesWith(formula: Formula, columns: readonly Column[], count: number): Column | undefined {
  switch (formula.kind) {
    case 'constant':
      return formula.value ? complement(columnOf(count)) : columnOf(count);
    case 'atom':
      return columns[formula.atom];
    case 'not': {
      const operand = statesWith(formula.operand, columns, count);
      return operand && complement(operand);
    }
    case 'and':
    case 'or': {
      const left = statesWith(formula.left, columns, count);
      const right = statesWith(formula.right, columns, count);
      if (!left || !right) return undefined;
      return formula.kind === 'and' ? both(left, right) : either(left, right);
    }
    case 'until':
    case 'release':
      return undefined;
  }
}

/** A shortest path from an initial state; the first in canonical order. */
export async function shortestPathTo(graph: StateGraph, state: number, pause: Pause = noPause): Promise<number[]> {
  const { first, targets } = graph;
  const parents = new Int32Array(graph.count).fill(-2);
  const queue = new Numbers();
  for (let i = 0; i < graph.initial; i++) {
    parents[i] = -1;
    queue.add(i);
  }
  for (let at = 0; at < queue.length && parents[state] === -2; at++) {
    if (at % SLICE === 0) await pause();
    const from = queue.at(at);
    const end = uint32At(first, from + 1);
    for (let e = uint32At(first, from); e < end; e++) {
      const to = uint32At(targets, e);
      if (parents[to] !== -2) continue;
      parents[to] = from;
      queue.add(to);
    }
  }
  const path: number[] = [];
  for (let at = state; at >= 0; at = int32At(parents, at)) path.push(at);
  return path.reverse();
}

/** The same graph, numbered as a breadth-first search by one worker numbers states. */
export async function inBreadthFirstOrder(graph: StateGraph, pause: Pause = noPause): Promise<StateGraph> {
  const { count, initial } = graph;
  /** Old numbers by new ones, and the reverse. */
  const order = new Uint32Array(count);
  const numbers = new Int32Array(count).fill(-1);
  let found = 0;
  const discover = (state: number): void => {
    if (numbers[state] !== -1) return;
    numbers[state] = found;
    order[found++] = state;
  };
  for (let i = 0; i < initial; i++) discover(i);
  for (let at = 0; at < found; at++) {
    if (at % SLICE === 0) await pause();
    const state = uint32At(order, at);
    const end = uint32At(graph.first, state + 1);
    for (let e = uint32At(graph.first, state); e < end; e++) discover(uint32At(graph.targets, e));
  }
  const first = new Uint32Array(count + 1);
  const targets = new Uint32Array(graph.targets.length);
  const actors = graph.actors.slice();
  let edges = 0;
  for (let at = 0; at < count; at++) {
    if (at % SLICE === 0) await pause();
    const state = uint32At(order, at);
    const end = uint32At(graph.first, state + 1);
    for (let e = uint32At(graph.first, state); e < end; e++) {
      targets[edges] = int32At(numbers, uint32At(graph.targets, e));
      actors[edges++] = actorOf(graph, e);
    }
    first[at + 1] = edges;
  }
  const moved = (column: Column | undefined): Column | undefined => {
    if (!column) return undefined;
    const result = columnOf(count);
    for (let at = 0; at < count; at++) if (isIn(column, uint32At(order, at))) enter(result, at);
    return result;
  };
  const failed = moved(graph.failed);
  return {
    count,
    initial,
    first,
    targets,
    actors,
    observed: graph.observed.map(moved),
    ...(failed ? { failed } : {}),
    keyOf: (state) => graph.keyOf(uint32At(order, state)),
  };
}
