import type { Automaton, Transition } from '../../temporal/automaton.ts';
import { type Column, isIn, type StateGraph } from './graph.ts';

/**
 * What a behaviour has to do again and again if it owes it: always from some state on (weak), or again and again
 * (strong). Fairness of an actor owes a step of its; a recurrence owes a state.
 */
export interface Fairness {
  readonly strength: 'weak' | 'strong';
  /**
   * The states in which it is owed. Of an actor: where it can take a step that changes something, and the condition of its
   * fairness holds.
   */
  readonly owed: Column;
  /** Whose steps count where one is owed. Absent of a recurrence. */
  readonly actor?: number;
  /** Of a recurrence: the states that count. */
  readonly met?: Column;
}

/** The transition of a state onto itself that every state has: nothing happens. */
export const STUTTER = -1;

/** An edge of the product on a way through it. */
export interface Move {
  readonly node: number;
  /** A transition of the graph, or STUTTER. */
  readonly edge: number;
  readonly accepts: number;
  readonly target: number;
}

const NONE: readonly number[] = [];

/**
 * The product of the state graph and an automaton: a node is a state together with what the rest of the behaviour has
 * to satisfy. Nodes are numbered; their edges are made when they are asked for.
 */
export class Product {
  readonly graph: StateGraph;
  readonly fairness: readonly Fairness[];
  readonly size: number;
  readonly acceptanceSets: number;
  readonly #states: readonly (readonly Transition[])[];
  readonly #columns: readonly Column[];
  readonly #constraints: ReadonlyMap<number, readonly number[]>;

  constructor(graph: StateGraph, automaton: Automaton, columns: readonly Column[], fairness: readonly Fairness[]) {
    this.graph = graph;
    this.fairness = fairness;
    this.size = graph.count * automaton.states.length;
    this.acceptanceSets = automaton.acceptanceSets;
    this.#states = automaton.states;
    this.#columns = columns;
    const constraints = new Map<number, number[]>();
    fairness.forEach(({ actor }, i) => {
      if (actor !== undefined) constraints.set(actor, [...(constraints.get(actor) ?? []), i]);
    });
    this.#constraints = constraints;
  }

  get initial(): readonly number[] {
    return Array.from({ length: this.graph.initial }, (_, state) => state * this.#states.length);
  }

  stateOf(node: number): number {
    return Math.floor(node / this.#states.length);
  }

  /** Transitions of the automaton that can be taken at a node: from the one numbered `from` on, the first; or undefined. */
  nextTransition(node: number, from: number): number | undefined {
    const transitions = this.transitionsAt(node);
    const state = this.stateOf(node);
    for (let t = from; t < transitions.length; t++) if (this.#matches(transitions[t]!, state)) return t;
    return undefined;
  }

  transitionsAt(node: number): readonly Transition[] {
    return this.#states[node % this.#states.length]!;
  }

  #matches({ literals }: Transition, state: number): boolean {
    for (const { atom, negated } of literals) if (isIn(this.#columns[atom]!, state) === negated) return false;
    return true;
  }

  /** The node that an edge leads to. @param edge a transition of the graph, or STUTTER */
  target(node: number, edge: number, transition: Transition): number {
    const state = edge === STUTTER ? this.stateOf(node) : this.graph.targets[edge]!;
    return state * this.#states.length + transition.to;
  }

  /** Calls `visit` for every edge of a node; for each transition of the automaton the stutter comes last. */
  edges(node: number, visit: (target: number, edge: number, accepts: number) => void): void {
    const { first } = this.graph;
    const state = this.stateOf(node);
    for (let t = this.nextTransition(node, 0); t !== undefined; t = this.nextTransition(node, t + 1)) {
      const transition = this.transitionsAt(node)[t]!;
      for (let e = first[state]!; e < first[state + 1]!; e++)
        visit(this.target(node, e, transition), e, transition.accepts);
      visit(this.target(node, STUTTER, transition), STUTTER, transition.accepts);
    }
  }

  /** Whether a recurrence is met by being in a state. */
  isMet(constraint: number, state: number): boolean {
    const { met } = this.fairness[constraint]!;
    return met !== undefined && isIn(met, state);
  }

  /** Constraints that an edge of the graph satisfies. */
  satisfiedBy(state: number, edge: number): readonly number[] {
    if (this.isStutter(state, edge)) return NONE;
    const constraints = this.#constraints.get(this.graph.actors[edge]!);
    if (!constraints) return NONE;
    return constraints.filter((c) => isIn(this.fairness[c]!.owed, state));
  }

  /** Whether an edge changes nothing. */
  isStutter(state: number, edge: number): boolean {
    return edge === STUTTER || this.graph.targets[edge] === state;
  }
}
