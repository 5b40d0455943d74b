import type { Pause } from '../watch.ts';
import { int32At, Numbers, uint32At } from './arrays.ts';
import { isEmpty, isIn } from './column.ts';
import type { FairComponents } from './components.ts';
import { actorOf } from './graph.ts';
import { KeySet } from './key-set.ts';
import { allows, type Edge, type Fairness, type Product, STUTTER } from './product.ts';
import { Visits } from './visits.ts';

/** Edges of the product followed in search of shorter loops: from one node, and in all. */
const MAX_EDGES_OF_ONE = 400_000;
const MAX_EDGES = 4_000_000;

/** The most duties of a loop, each a bit: more of them do not fit into a number beside a node's number. */
const MAX_DUTIES = 20;

/** Nodes visited between two pauses. */
const SLICE = 1_024;

/** A duty of a loop, by the bit that says that it is done, and for a strong one the bit that says that it is owed. */
interface Duty {
  readonly constraint: Fairness;
  readonly done: number;
  readonly owed: number;
}

/**
 * Looks for shortest loops: breadth-first over nodes together with the set of duties that the loop has done: to take a
 * transition of each acceptance set; for a weakly fair actor, to take one of its steps or visit a state where it owes
 * none; for a strongly fair one, to take one of its steps or visit no state where it owes one. The last kind has two
 * bits. A key is a node's number and such a set.
 */
export class Loops {
  readonly #product: Product;
  readonly #components: FairComponents;
  readonly #pause: Pause;
  readonly #duties: readonly Duty[];
  /** By constraint, what a step by its actor does. */
  readonly #byStep: Int32Array;
  /** Keys per node: the number of sets of duties. */
  readonly #sets: number;
  readonly #hasRoom: boolean;
  /** Nodes for which all loops that could be shorter have been searched. */
  readonly #searched = new Set<number>();
  #edges = 0;
  readonly #visits = new Visits();
  readonly #visited = new KeySet();
  /** Visits of a level, and of the one after it. */
  #level = new Numbers();
  #next = new Numbers();

  /** @param components loops stay in one */
  constructor(product: Product, components: FairComponents, pause: Pause) {
    this.#product = product;
    this.#components = components;
    this.#pause = pause;
    let size = product.automaton.acceptanceSets;
    const duties: Duty[] = [];
    this.#byStep = Int32Array.from(product.fairness, (constraint) => {
      if (isEmpty(constraint.owed, product.graph.count)) return 0;
      const done = 2 ** size;
      const isWeak = constraint.strength === 'weak';
      duties.push({ constraint, done, owed: isWeak ? 0 : done * 2 });
      size += isWeak ? 1 : 2;
      // Where there is no room for all duties they are not used.
      return size <= MAX_DUTIES ? done : 0;
    });
    this.#duties = duties;
    this.#sets = 2 ** size;
    this.#hasRoom = size <= MAX_DUTIES;
  }

  /**
   * The shortest loop through a node that has fewer than `below` steps and avoids the nodes asked about before.
   * Undefined where there is none, or finding out would take too long.
   */
  async shortest(entry: number, below: number): Promise<readonly Edge[] | undefined> {
    if (!this.#hasRoom || this.#edges > MAX_EDGES) return undefined;
    const mostEdges = this.#edges + MAX_EDGES_OF_ONE;
    const visits = this.#visits;
    this.#begin(entry);
    let looked = 0;
    for (let length = 0; length < below && this.#level.length > 0; length++) {
      // The level grows as keys are reached without a step.
      for (let i = 0; i < this.#level.length; i++) {
        const visit = this.#level.at(i);
        const key = visits.keyOf(visit);
        const node = Math.floor(key / this.#sets);
        if (visit > 0 && node === entry && this.#isAll(key % this.#sets)) {
          this.#searched.add(entry);
          return visits.wayTo(visit, this.#sets);
        }
        if (!this.#visited.add(key)) continue;
        this.#leave(visit, node, key % this.#sets);
        if (this.#edges > mostEdges) return undefined;
        if (++looked % SLICE === 0) await this.#pause();
      }
      this.#endLevel();
    }
    this.#searched.add(entry);
    return undefined;
  }

  #begin(entry: number): void {
    this.#visited.clear();
    this.#visits.clear();
    this.#next.clear();
    this.#level.clear();
    const key = entry * this.#sets + this.#at(this.#product.stateOf(entry), 0);
    this.#level.add(this.#visits.add(key, -1, STUTTER));
  }

  #endLevel(): void {
    const visited = this.#level;
    this.#level = this.#next;
    this.#next = visited;
    visited.clear();
  }

  /** Follows the edges of a node, with what is done when it is visited. */
  #leave(visit: number, node: number, done: number): void {
    const { width, graph } = this.#product;
    const { first, targets } = graph;
    const state = this.#product.stateOf(node);
    const start = uint32At(first, state);
    const end = uint32At(first, state + 1);
    const component = this.#components.of(node);
    for (const transition of this.#product.transitionsOf(node - state * width)) {
      if (!allows(transition, state)) continue;
      const { to, accepts } = transition;
      this.#edges += end - start + 1;
      for (let e = start; e <= end; e++) {
        const targetState = e === end ? state : uint32At(targets, e);
        const target = targetState * width + to;
        if (this.#components.of(target) !== component || this.#searched.has(target)) continue;
        const isStutter = targetState === state;
        const step = isStutter ? 0 : this.#stepsBy(actorOf(graph, e), state);
        const after = this.#settled(this.#at(targetState, done | accepts | step));
        const reached = this.#visits.add(target * this.#sets + after, visit, e === end ? STUTTER : e);
        (isStutter ? this.#level : this.#next).add(reached);
      }
    }
  }

  /** Duties done by being in a state. */
  #at(state: number, done: number): number {
    let all = done;
    for (const { constraint, done: bit, owed } of this.#duties) {
      const isOwed = isIn(constraint.owed, state);
      if (constraint.met && isIn(constraint.met, state)) all |= bit;
      else if (owed === 0) all |= isOwed ? 0 : bit;
      else if (isOwed) all |= owed;
    }
    return all;
  }

  /** Duties done by a step of an actor. */
  #stepsBy(actor: number, state: number): number {
    let done = 0;
    for (let c = this.#product.firstOf(actor); c >= 0; c = this.#product.nextOf(c))
      if (this.#product.isOwed(c, state)) done |= int32At(this.#byStep, c);
    return done;
  }

  /** Where a step was taken it does not matter whether one was owed. */
  #settled(done: number): number {
    let all = done;
    for (const { done: bit, owed } of this.#duties) if ((done & bit) !== 0) all &= ~owed;
    return all;
  }

  #isAll(done: number): boolean {
    const { allAccepted } = this.#product;
    if ((done & allAccepted) !== allAccepted) return false;
    return this.#duties.every((duty) => (done & duty.done) !== 0 || (duty.owed !== 0 && (done & duty.owed) === 0));
  }
}
