import type { Automaton, Transition } from '../../temporal/automaton.ts';
import { elementAt, int32At, uint32At } from './arrays.ts';
import { type Column, isIn } from './column.ts';
import { actorOf, type StateGraph } from './graph.ts';

/**
 * What a behaviour has to do again and again if it owes it: always from some state on (weak), or infinitely often
 * (strong). An actor's fairness owes a step of that actor; a recurrence owes a state.
 */
export interface Fairness {
  readonly strength: 'weak' | 'strong';
  /**
   * The states in which it is owed. For an actor: where it can take a step that changes something, and the condition of
   * its fairness holds.
   */
  readonly owed: Column;
  /** Whose steps count where one is owed. Absent for a recurrence. */
  readonly actor?: number;
  /** For a recurrence: the states that count. */
  readonly met?: Column;
}

/** The self-loop that every state has: nothing happens. */
export const STUTTER = -1;

/** An edge of the product on a way through it. */
export interface Edge {
  readonly node: number;
  /** A transition of the graph, or STUTTER. */
  readonly edge: number;
  readonly target: number;
}

/** A transition of the automaton, with the states that its literals speak of. */
export interface Guarded {
  readonly to: number;
  readonly accepts: number;
  readonly literals: readonly { readonly column: Column; readonly negated: boolean }[];
}

/**
 * The product of the state graph and an automaton: a node is a state together with what the rest of the behaviour has
 * to satisfy. Nodes are numbered, those of a state one after the other; their edges are computed on demand.
 */
export class Product {
  readonly graph: StateGraph;
  readonly fairness: readonly Fairness[];
  /** Nodes of each state: the states of the automaton. */
  readonly width: number;
  readonly size: number;
  readonly automaton: Automaton;
  readonly #rows: readonly (readonly Guarded[])[];
  /** By actor the first of the constraints that its steps satisfy, and by constraint the next; -1 where there is none. */
  readonly #firstOf: Int32Array;
  readonly #nextOf: Int32Array;

  /** @param actors how many there are */
  constructor(
    graph: StateGraph,
    automaton: Automaton,
    columns: readonly Column[],
    { fairness, actors }: { readonly fairness: readonly Fairness[]; readonly actors: number },
  ) {
    this.graph = graph;
    this.fairness = fairness;
    this.width = automaton.states.length;
    this.size = graph.count * this.width;
    this.automaton = automaton;
    const guarded = ({ literals, to, accepts }: Transition): Guarded => ({
      to,
      accepts,
      literals: literals.map(({ atom, negated }) => ({ column: elementAt(columns, atom), negated })),
    });
    this.#rows = automaton.states.map((transitions) => transitions.map(guarded));
    this.#firstOf = new Int32Array(actors).fill(-1);
    this.#nextOf = new Int32Array(fairness.length).fill(-1);
    fairness.forEach(({ actor }, constraint) => {
      if (actor === undefined) return;
      this.#nextOf[constraint] = int32At(this.#firstOf, actor);
      this.#firstOf[actor] = constraint;
    });
  }

  /** The bits of all acceptance sets. */
  get allAccepted(): number {
    return 2 ** this.automaton.acceptanceSets - 1;
  }

  get initial(): readonly number[] {
    return Array.from({ length: this.graph.initial }, (_, state) => state * this.width);
  }

  stateOf(node: number): number {
    return this.width === 1 ? node : Math.floor(node / this.width);
  }

  /** The transitions of a state of the automaton. */
  transitionsOf(automatonState: number): readonly Guarded[] {
    return elementAt(this.#rows, automatonState);
  }

  /** Whether a recurrence is met by being in a state. */
  isMet(constraint: number, state: number): boolean {
    const { met } = elementAt(this.fairness, constraint);
    return met !== undefined && isIn(met, state);
  }

  isOwed(constraint: number, state: number): boolean {
    return isIn(elementAt(this.fairness, constraint).owed, state);
  }

  /** The first of the constraints that a step by an actor satisfies where they owe one; or -1. */
  firstOf(actor: number): number {
    return int32At(this.#firstOf, actor);
  }

  /** The one after a constraint; or -1. */
  nextOf(constraint: number): number {
    return int32At(this.#nextOf, constraint);
  }

  /** Constraints that an edge of the graph satisfies. */
  satisfiedBy(state: number, edge: number): readonly number[] {
    const satisfied: number[] = [];
    if (this.isStutter(state, edge)) return satisfied;
    for (let c = this.firstOf(actorOf(this.graph, edge)); c >= 0; c = this.nextOf(c))
      if (this.isOwed(c, state)) satisfied.push(c);
    return satisfied;
  }

  /** Whether an edge changes nothing. */
  isStutter(state: number, edge: number): boolean {
    return edge === STUTTER || uint32At(this.graph.targets, edge) === state;
  }
}

/** Whether a transition of the automaton can be taken in a state. */
export function allows({ literals }: Guarded, state: number): boolean {
  for (const { column, negated } of literals) if (isIn(column, state) === negated) return false;
  return true;
}
