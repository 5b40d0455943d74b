import type { Formula } from '../../temporal/formula.ts';
import type { StateKey } from '../model.ts';
import { noPause, type Pause } from '../watch.ts';

/**
 * The whole state graph of a run, as temporal properties need it: transitions in compressed rows, four bytes for the
 * state and two for the actor, which is less than states themselves take. An engine makes it once the exploration is
 * complete. Numbers of states are those of a breadth-first search.
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
  /** For each atom that is a condition of states: the states that satisfy it. */
  readonly observed: readonly (Column | undefined)[];
  /** States in which an atom ends in a range error; absent if there are none. */
  readonly failed?: Column;
  keyOf(state: number): StateKey;
}

/** States that are looked at between two pauses. */
const SLICE = 16_384;

/** A set of states: bit i of word i / 32. */
export type Column = Uint32Array;

export function columnOf(count: number): Column {
  return new Uint32Array((count + 31) >>> 5);
}

export function isIn(column: Column, state: number): boolean {
  return ((column[state >>> 5]! >>> (state & 31)) & 1) !== 0;
}

export function enter(column: Column, state: number): void {
  column[state >>> 5]! |= 1 << (state & 31);
}

/**
 * The states that satisfy each atom.
 * @param enabled of atoms that say that an actor can take a step, even one that changes nothing: who
 */
export async function columnsOf(
  graph: StateGraph,
  enabled: readonly (readonly number[] | undefined)[],
  pause: Pause = noPause,
): Promise<readonly Column[]> {
  const byActor = new Map<number, Column[]>();
  const columns = enabled.map((actors, i) => {
    if (!actors) return graph.observed[i]!;
    const column = columnOf(graph.count);
    for (const actor of actors) byActor.set(actor, [...(byActor.get(actor) ?? []), column]);
    return column;
  });
  if (byActor.size > 0) {
    for (let state = 0; state < graph.count; state++) {
      if (state % SLICE === 0) await pause();
      for (let e = graph.first[state]!; e < graph.first[state + 1]!; e++)
        for (const column of byActor.get(graph.actors[e]!) ?? []) enter(column, state);
    }
  }
  return columns;
}

/** The states in which an actor can take a step that changes something. */
export async function enabledIn(
  graph: StateGraph,
  actors: ReadonlySet<number>,
  pause: Pause = noPause,
): Promise<ReadonlyMap<number, Column>> {
  const columns = new Map([...actors].map((actor) => [actor, columnOf(graph.count)]));
  for (let state = 0; state < graph.count; state++) {
    if (state % SLICE === 0) await pause();
    for (let e = graph.first[state]!; e < graph.first[state + 1]!; e++) {
      if (graph.targets[e] === state) continue;
      const column = columns.get(graph.actors[e]!);
      if (column) enter(column, state);
    }
  }
  return columns;
}

/** The states that satisfy a formula without temporal operators; undefined for one with. */
export function statesWith(formula: Formula, columns: readonly Column[], count: number): Column | undefined {
  const words = (count + 31) >>> 5;
  switch (formula.kind) {
    case 'constant':
      return new Uint32Array(words).fill(formula.value ? 0xffffffff : 0);
    case 'atom':
      return columns[formula.atom];
    case 'not':
      return statesWith(formula.operand, columns, count)?.map((w) => ~w);
    case 'and':
    case 'or': {
      const left = statesWith(formula.left, columns, count);
      const right = statesWith(formula.right, columns, count);
      if (!left || !right) return undefined;
      return left.map((w, i) => (formula.kind === 'and' ? w & right[i]! : w | right[i]!));
    }
    case 'until':
    case 'release':
      return undefined;
  }
}

/** Whether some state is in a column; bits beyond the last state are left out. */
export function isEmpty(column: Column, count: number): boolean {
  return column.every((word, i) => (i === count >>> 5 ? word & ((1 << (count & 31)) - 1) : word) === 0);
}

/** A shortest path from an initial state; the first in canonical order. */
export async function shortestPathTo(graph: StateGraph, state: number, pause: Pause = noPause): Promise<number[]> {
  const parents = new Int32Array(graph.count).fill(-2);
  const queue: number[] = [];
  for (let i = 0; i < graph.initial; i++) {
    parents[i] = -1;
    queue.push(i);
  }
  for (let at = 0; at < queue.length && parents[state] === -2; at++) {
    if (at % SLICE === 0) await pause();
    const from = queue[at]!;
    for (let e = graph.first[from]!; e < graph.first[from + 1]!; e++) {
      const to = graph.targets[e]!;
      if (parents[to] !== -2) continue;
      parents[to] = from;
      queue.push(to);
    }
  }
  const path: number[] = [];
  for (let at = state; at >= 0; at = parents[at]!) path.unshift(at);
  return path;
}

/** The same graph with the numbers that a breadth-first search by one worker gives to states. */
export async function inBreadthFirstOrder(graph: StateGraph, pause: Pause = noPause): Promise<StateGraph> {
  const { count, initial } = graph;
  /** Old numbers by new ones, and the other way round. */
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
    const state = order[at]!;
    for (let e = graph.first[state]!; e < graph.first[state + 1]!; e++) discover(graph.targets[e]!);
  }
  const first = new Uint32Array(count + 1);
  const targets = new Uint32Array(graph.targets.length);
  const actors = graph.actors.slice();
  let edges = 0;
  for (let at = 0; at < count; at++) {
    if (at % SLICE === 0) await pause();
    for (let e = graph.first[order[at]!]!; e < graph.first[order[at]! + 1]!; e++) {
      targets[edges] = numbers[graph.targets[e]!]!;
      actors[edges++] = graph.actors[e]!;
    }
    first[at + 1] = edges;
  }
  const moved = (column: Column | undefined): Column | undefined => {
    if (!column) return undefined;
    const result = columnOf(count);
    for (let at = 0; at < count; at++) if (isIn(column, order[at]!)) enter(result, at);
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
    keyOf: (state) => graph.keyOf(order[state]!),
  };
}

/** The first state of a column. */
export function firstIn(column: Column): number | undefined {
  const word = column.findIndex((w) => w !== 0);
  return word < 0 ? undefined : word * 32 + 31 - Math.clz32(column[word]! & -column[word]!);
}
