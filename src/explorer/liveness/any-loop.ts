import type { Pause } from '../watch.ts';
import { isIn } from './graph.ts';
import type { Move, Product } from './product.ts';

/** Nodes that are looked at between two pauses. */
const SLICE = 1_024;

/** What the loop still has to do: accept, and be fair. */
interface Owing {
  accept: number;
  readonly fairness: Set<number>;
}

/**
 * A loop through a node of a fair component that is accepted and fair, and not always a shortest one: for where it takes too
 * long to find that.
 */
export async function anyLoop(
  product: Product,
  component: Int32Array,
  entry: number,
  pause: Pause,
): Promise<readonly Move[]> {
  return new LoopSearch(product, component, component[entry]!, pause).loopAt(entry);
}

class LoopSearch {
  readonly #product: Product;
  readonly #component: Int32Array;
  readonly #id: number;
  readonly #pause: Pause;

  constructor(product: Product, component: Int32Array, id: number, pause: Pause) {
    this.#product = product;
    this.#component = component;
    this.#id = id;
    this.#pause = pause;
  }

  /** Goes each time to the nearest place that settles something, and back at the end. */
  async loopAt(entry: number): Promise<Move[]> {
    const { fairness, acceptanceSets } = this.#product;
    const owing: Owing = { accept: 2 ** acceptanceSets - 1, fairness: new Set(fairness.keys()) };
    for (const c of await this.#neverOwed(entry)) owing.fairness.delete(c);
    const loop: Move[] = [];
    let at = entry;
    this.#settleAt(at, owing);
    while (owing.accept !== 0 || owing.fairness.size > 0) {
      const way = await this.#way(at, (move) => this.#settles(move, owing));
      for (const move of way) {
        owing.accept &= ~move.accepts;
        for (const c of this.#product.satisfiedBy(this.#product.stateOf(move.node), move.edge))
          owing.fairness.delete(c);
        this.#settleAt(move.target, owing);
        loop.push(move);
        at = move.target;
      }
    }
    if (at !== entry || loop.length === 0) loop.push(...(await this.#way(at, ({ target }) => target === entry)));
    return loop;
  }

  /** Constraints that owe a step nowhere in the component. */
  async #neverOwed(entry: number): Promise<readonly number[]> {
    const { fairness } = this.#product;
    const owed = new Set<number>();
    const seen = new Set([entry]);
    let looked = 0;
    for (const node of seen) {
      if (++looked % SLICE === 0) await this.#pause();
      const state = this.#product.stateOf(node);
      fairness.forEach((f, c) => isIn(f.owed, state) && owed.add(c));
      if (owed.size === fairness.length) break;
      this.#product.edges(node, (target) => {
        if (this.#component[target] === this.#id) seen.add(target);
      });
    }
    return [...fairness.keys()].filter((c) => !owed.has(c));
  }

  /** A weak constraint is settled in a state where nothing is owed, a recurrence in one where it is met. */
  #settleAt(node: number, owing: Owing): void {
    for (const c of owing.fairness) if (this.#isFree(node, c)) owing.fairness.delete(c);
  }

  #isFree(node: number, c: number): boolean {
    const { strength, owed } = this.#product.fairness[c]!;
    const state = this.#product.stateOf(node);
    return (strength === 'weak' && !isIn(owed, state)) || this.#product.isMet(c, state);
  }

  #settles({ node, edge, accepts, target }: Move, owing: Owing): boolean {
    if ((accepts & owing.accept) !== 0) return true;
    if (this.#product.satisfiedBy(this.#product.stateOf(node), edge).some((c) => owing.fairness.has(c))) return true;
    return [...owing.fairness].some((c) => this.#isFree(target, c));
  }

  /** The shortest way inside the component whose last move is a goal. Of equally long ones, real steps come first. */
  async #way(from: number, isGoal: (move: Move) => boolean): Promise<Move[]> {
    const cameBy = new Map<number, Move | undefined>([[from, undefined]]);
    const queue = [from];
    for (const [i, node] of queue.entries()) {
      if (i % SLICE === SLICE - 1) await this.#pause();
      const moves: Move[] = [];
      this.#product.edges(node, (target, edge, accepts) => {
        if (this.#component[target] === this.#id) moves.push({ node, edge, accepts, target });
      });
      const goal = moves.find(isGoal);
      if (goal) return [...wayTo(node, cameBy), goal];
      for (const move of moves) {
        if (cameBy.has(move.target)) continue;
        cameBy.set(move.target, move);
        queue.push(move.target);
      }
    }
    throw new Error('a fair component that is not connected');
  }
}

function wayTo(node: number, cameBy: ReadonlyMap<number, Move | undefined>): Move[] {
  const way: Move[] = [];
  for (let move = cameBy.get(node); move; move = cameBy.get(move.node)) way.push(move);
  return way.reverse();
}
