import type { Pause } from '../watch.ts';
import { elementAt, Numbers, uint32At } from './arrays.ts';
import type { FairComponents } from './components.ts';
import { actorOf } from './graph.ts';
import { KeySet } from './key-set.ts';
import { allows, type Edge, type Product, STUTTER } from './product.ts';
import { Visits } from './visits.ts';

/** Nodes visited between two pauses. */
const SLICE = 4_096;

/** An edge of the product, and the acceptance sets that it is in. */
interface Move extends Edge {
  readonly accepts: number;
}

/** What the loop still owes: acceptance, and fairness. */
interface Owing {
  accept: number;
  readonly fairness: Set<number>;
}

/**
 * An accepted and fair loop through a node of a fair component, not always a shortest one: for where finding that takes
 * too long.
 */
export async function anyLoop(
  product: Product,
  components: FairComponents,
  entry: number,
  pause: Pause,
): Promise<readonly Edge[]> {
  return new LoopSearch(product, components, components.of(entry), pause).loopAt(entry);
}

class LoopSearch {
  readonly #product: Product;
  readonly #components: FairComponents;
  readonly #id: number;
  readonly #pause: Pause;
  readonly #visits = new Visits();
  readonly #visited = new KeySet();
  /** The moves of a node inside the component: their targets, edges and acceptance sets. */
  readonly #targets = new Numbers();
  readonly #edges = new Numbers();
  readonly #accepts = new Numbers();

  constructor(product: Product, components: FairComponents, id: number, pause: Pause) {
    this.#product = product;
    this.#components = components;
    this.#id = id;
    this.#pause = pause;
  }

  /** Repeatedly goes to the nearest edge that settles something, and finally back. */
  async loopAt(entry: number): Promise<readonly Edge[]> {
    const { fairness, allAccepted } = this.#product;
    const owing: Owing = { accept: allAccepted, fairness: new Set() };
    for (const c of fairness.keys()) if (await this.#isOwedSomewhere(c)) owing.fairness.add(c);
    const loop: Edge[] = [];
    let at = entry;
    this.#settleAt(at, owing);
    while (owing.accept !== 0 || owing.fairness.size > 0) {
      const { before, goal } = await this.#way(at, (move, isNew) => this.#settles(move, isNew, owing));
      // What comes before the goal settles nothing.
      owing.accept &= ~goal.accepts;
      for (const c of this.#product.satisfiedBy(this.#product.stateOf(goal.node), goal.edge)) owing.fairness.delete(c);
      this.#settleAt(goal.target, owing);
      loop.push(...before, goal);
      at = goal.target;
    }
    if (at === entry && loop.length > 0) return loop;
    const { before, goal } = await this.#way(at, ({ target }) => target === entry);
    return [...loop, ...before, goal];
  }

  /** Whether a constraint owes anything in the component. */
  async #isOwedSomewhere(constraint: number): Promise<boolean> {
    const { size, width } = this.#product;
    for (let node = 0; node < size; node++) {
      if (node % SLICE === 0) await this.#pause();
      if (this.#product.isOwed(constraint, this.#product.stateOf(node))) {
        if (this.#components.of(node) === this.#id) return true;
      } else node += width - 1 - (node % width);
    }
    return false;
  }

  /** A weak constraint is settled in a state where nothing is owed, a recurrence in one where it is met. */
  #settleAt(node: number, owing: Owing): void {
    for (const c of owing.fairness) if (this.#isFree(node, c)) owing.fairness.delete(c);
  }

  #isFree(node: number, c: number): boolean {
    const { strength } = elementAt(this.#product.fairness, c);
    const state = this.#product.stateOf(node);
    return (strength === 'weak' && !this.#product.isOwed(c, state)) || this.#product.isMet(c, state);
  }

  /** @param isNew its target has not been visited: otherwise it settles nothing, or the way would have ended there */
  #settles({ node, edge, accepts, target }: Move, isNew: boolean, owing: Owing): boolean {
    if ((accepts & owing.accept) !== 0) return true;
    const { graph } = this.#product;
    if (edge !== STUTTER && graph.targets[edge] !== this.#product.stateOf(node))
      for (let c = this.#product.firstOf(actorOf(graph, edge)); c >= 0; c = this.#product.nextOf(c))
        if (owing.fairness.has(c) && this.#product.isOwed(c, this.#product.stateOf(node))) return true;
    if (isNew) for (const c of owing.fairness) if (this.#isFree(target, c)) return true;
    return false;
  }

  /**
   * The shortest way inside the component whose last move is a goal. Among equally long ones, real steps come first.
   */
  async #way(
    from: number,
    isGoal: (move: Move, isNew: boolean) => boolean,
  ): Promise<{ readonly before: readonly Edge[]; readonly goal: Move }> {
    const visits = this.#visits;
    visits.clear();
    this.#visited.clear();
    visits.add(from, -1, STUTTER);
    this.#visited.add(from);
    for (let visit = 0; visit < visits.length; visit++) {
      if (visit % SLICE === SLICE - 1) await this.#pause();
      const node = visits.keyOf(visit);
      this.#findMoves(node);
      const moves = this.#targets.length;
      for (let i = 0; i < moves; i++) {
        const target = this.#targets.at(i);
        const goal = { node, edge: this.#edges.at(i), accepts: this.#accepts.at(i), target };
        if (isGoal(goal, !this.#visited.has(target))) return { before: visits.wayTo(visit, 1), goal };
      }
      for (let i = 0; i < moves; i++) {
        const target = this.#targets.at(i);
        if (this.#visited.add(target)) visits.add(target, visit, this.#edges.at(i));
      }
    }
    throw new Error('a fair component that is not connected');
  }

  /** The moves from a node inside the component. */
  #findMoves(node: number): void {
    const { graph, width } = this.#product;
    const state = this.#product.stateOf(node);
    const start = uint32At(graph.first, state);
    const end = uint32At(graph.first, state + 1);
    for (const list of [this.#targets, this.#edges, this.#accepts]) list.clear();
    for (const transition of this.#product.transitionsOf(node - state * width)) {
      if (!allows(transition, state)) continue;
      for (let e = start; e <= end; e++) {
        const target = (e === end ? state : uint32At(graph.targets, e)) * width + transition.to;
        if (this.#components.of(target) !== this.#id) continue;
        this.#targets.add(target);
        this.#edges.add(e === end ? STUTTER : e);
        this.#accepts.add(transition.accepts);
      }
    }
  }
}
