import type { FairComponents } from './components.ts';
import { isIn } from './graph.ts';
import type { Product } from './product.ts';

/** A behaviour that violates a formula: states one after the other, of which those from `backTo` on repeat for ever. */
export interface Lasso {
  readonly states: readonly number[];
  /** Who takes the step from each state; from the last one back to `states[backTo]`, unless nothing happens there. */
  readonly actors: readonly number[];
  readonly backTo: number;
  /** The last state is kept for ever. */
  readonly stutters: boolean;
}

/** An edge of the product on a way through it. */
interface Move {
  readonly node: number;
  readonly edge: number;
  readonly accepts: number;
  readonly target: number;
}

/**
 * The nearest fair component with a shortest way to it, and a loop in it that is accepted and fair. Steps that change
 * nothing are left out: no formula can tell.
 */
export function lassoIn(product: Product, { component, fair }: FairComponents): Lasso {
  const { stem, entry } = nearest(product, (node) => fair.has(component[node]!));
  const loop = new LoopSearch(product, component, component[entry]!).loopAt(entry);
  const steps = (moves: readonly Move[]): Move[] =>
    moves.filter(({ node, edge }) => !product.isStutter(product.stateOf(node), edge));
  const { before, inside } = rolledUp(steps(stem), steps(loop), product);
  const actorOf = ({ edge }: Move): number => product.graph.actors[edge]!;
  const states = [...before, ...inside].map(({ node }) => product.stateOf(node));
  if (inside.length === 0) states.push(product.stateOf(entry));
  return {
    states,
    actors: [...before, ...inside].map(actorOf),
    backTo: before.length,
    stutters: inside.length === 0,
  };
}

/** Where the stem ends in the same step as the loop, the loop has begun already. */
function rolledUp(stem: readonly Move[], loop: readonly Move[], product: Product): { before: Move[]; inside: Move[] } {
  const before = [...stem];
  const inside = [...loop];
  const isSame = (a: Move, b: Move): boolean =>
    product.stateOf(a.node) === product.stateOf(b.node) &&
    product.graph.actors[a.edge] === product.graph.actors[b.edge];
  for (;;) {
    const last = before.at(-1);
    const closing = inside.at(-1);
    if (!last || !closing || !isSame(last, closing)) return { before, inside };
    before.pop();
    inside.pop();
    inside.unshift(last);
  }
}

/** Breadth first over steps; those that change nothing cost nothing. */
function nearest(product: Product, isGoal: (node: number) => boolean): { stem: Move[]; entry: number } {
  const cameBy = new Map<number, Move | undefined>();
  let level: { readonly node: number; readonly by: Move | undefined }[] = product.initial.map((node) => ({
    node,
    by: undefined,
  }));
  while (level.length > 0) {
    const next: typeof level = [];
    // Grows by what is reached without a step. A node belongs to the first level that reaches it.
    for (const { node, by } of level) {
      if (cameBy.has(node)) continue;
      cameBy.set(node, by);
      if (isGoal(node)) return { stem: wayTo(node, cameBy), entry: node };
      const state = product.stateOf(node);
      product.edges(node, (target, edge, accepts) => {
        if (cameBy.has(target)) return;
        const reached = { node: target, by: { node, edge, accepts, target } };
        (product.isStutter(state, edge) ? level : next).push(reached);
      });
    }
    level = next;
  }
  throw new Error('a fair component that cannot be reached');
}

function wayTo(node: number, cameBy: ReadonlyMap<number, Move | undefined>): Move[] {
  const way: Move[] = [];
  for (let move = cameBy.get(node); move; move = cameBy.get(move.node)) way.unshift(move);
  return way;
}

/** What the loop still has to do: accept, and be fair. */
interface Owing {
  accept: number;
  readonly fairness: Set<number>;
}

class LoopSearch {
  readonly #product: Product;
  readonly #component: Int32Array;
  readonly #id: number;

  constructor(product: Product, component: Int32Array, id: number) {
    this.#product = product;
    this.#component = component;
    this.#id = id;
  }

  /** Goes each time to the nearest place that settles something, and back at the end. */
  loopAt(entry: number): Move[] {
    const { fairness, acceptanceSets } = this.#product;
    const owing: Owing = { accept: 2 ** acceptanceSets - 1, fairness: new Set(fairness.keys()) };
    for (const c of this.#neverOwed(entry)) owing.fairness.delete(c);
    const loop: Move[] = [];
    let at = entry;
    this.#settleAt(at, owing);
    while (owing.accept !== 0 || owing.fairness.size > 0) {
      const way = this.#way(at, (move) => this.#settles(move, owing));
      for (const move of way) {
        owing.accept &= ~move.accepts;
        for (const c of this.#product.satisfiedBy(this.#product.stateOf(move.node), move.edge))
          owing.fairness.delete(c);
        this.#settleAt(move.target, owing);
        loop.push(move);
        at = move.target;
      }
    }
    if (at !== entry || loop.length === 0) loop.push(...this.#way(at, ({ target }) => target === entry));
    return loop;
  }

  /** Constraints that owe a step nowhere in the component. */
  #neverOwed(entry: number): readonly number[] {
    const { fairness } = this.#product;
    const owed = new Set<number>();
    const seen = new Set([entry]);
    for (const node of seen) {
      const state = this.#product.stateOf(node);
      fairness.forEach((f, c) => isIn(f.owed, state) && owed.add(c));
      if (owed.size === fairness.length) break;
      this.#product.edges(node, (target) => {
        if (this.#component[target] === this.#id) seen.add(target);
      });
    }
    return [...fairness.keys()].filter((c) => !owed.has(c));
  }

  /** A weak constraint is settled in a state where its actor owes nothing. */
  #settleAt(node: number, owing: Owing): void {
    for (const c of owing.fairness) if (this.#isFree(node, c)) owing.fairness.delete(c);
  }

  #isFree(node: number, c: number): boolean {
    const { strength, owed } = this.#product.fairness[c]!;
    return strength === 'weak' && !isIn(owed, this.#product.stateOf(node));
  }

  #settles({ node, edge, accepts, target }: Move, owing: Owing): boolean {
    if ((accepts & owing.accept) !== 0) return true;
    if (this.#product.satisfiedBy(this.#product.stateOf(node), edge).some((c) => owing.fairness.has(c))) return true;
    return [...owing.fairness].some((c) => this.#isFree(target, c));
  }

  /** The shortest way inside the component whose last move is a goal. Of equally long ones, real steps come first. */
  #way(from: number, isGoal: (move: Move) => boolean): Move[] {
    const cameBy = new Map<number, Move | undefined>([[from, undefined]]);
    const queue = [from];
    for (const node of queue) {
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
