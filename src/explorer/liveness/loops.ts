import type { Pause } from '../watch.ts';
import { isEmpty, isIn } from './graph.ts';
import type { Move, Product } from './product.ts';

/** Edges of the product that are looked at for shorter loops: for one place to begin at, and in all. */
const MAX_EDGES_OF_ONE = 400_000;
const MAX_EDGES = 4_000_000;

/** What a loop still has to do, as bits: more of them do not fit into a number beside that of a node. */
const MAX_DUTIES = 20;

/** A node and what was done on the way to it, and how it was reached. */
interface Reached {
  readonly key: number;
  readonly by: { readonly from: number; readonly move: Move } | undefined;
}

/**
 * Looks for shortest loops: breadth first over nodes together with the set of what the loop has done. Its duties: to
 * take a transition of each acceptance set; for a weakly fair actor, to take a step of its or to be where it owes none; for a
 * strongly fair one, to take a step of its, or to be nowhere where it owes one. The latter has two bits.
 */
export class Loops {
  readonly #product: Product;
  readonly #component: Int32Array;
  readonly #pause: Pause;
  readonly #weak: { readonly constraint: number; readonly done: number }[] = [];
  readonly #strong: { readonly constraint: number; readonly done: number; readonly owed: number }[] = [];
  /** For each constraint, what a step of its actor does. */
  readonly #byStep: number[];
  /** Keys of a node: the sets of what is done. */
  readonly #sets: number;
  readonly #hasRoom: boolean;
  /** Nodes of which all loops that could be shorter are known. */
  readonly #known = new Set<number>();
  #edges = 0;

  /** @param component of each node: loops stay in one */
  constructor(product: Product, component: Int32Array, pause: Pause) {
    this.#product = product;
    this.#component = component;
    this.#pause = pause;
    let size = product.acceptanceSets;
    this.#byStep = product.fairness.map(({ strength, owed }, constraint) => {
      if (isEmpty(owed, product.graph.count)) return 0;
      const done = 2 ** size;
      if (strength === 'weak') this.#weak.push({ constraint, done });
      else this.#strong.push({ constraint, done, owed: done * 2 });
      size += strength === 'weak' ? 1 : 2;
      return done;
    });
    this.#sets = 2 ** size;
    this.#hasRoom = size <= MAX_DUTIES;
  }

  /**
   * The shortest loop through a node that has fewer than `below` steps and goes through no node that was asked about
   * before. Undefined where there is none, and where it would take too long to find out.
   */
  async shortest(entry: number, below: number): Promise<readonly Move[] | undefined> {
    if (!this.#hasRoom || this.#edges > MAX_EDGES) return undefined;
    const product = this.#product;
    const id = this.#component[entry];
    const mostEdges = this.#edges + MAX_EDGES_OF_ONE;
    const cameBy = new Map<number, Reached['by']>();
    const first = entry * this.#sets + this.#at(product.stateOf(entry), 0);
    let level: Reached[] = [{ key: first, by: undefined }];
    for (let length = 0; length < below && level.length > 0; length++) {
      const next: Reached[] = [];
      // Grows by what is reached without a step.
      for (const { key, by } of level) {
        const node = Math.floor(key / this.#sets);
        const done = key % this.#sets;
        if (by && node === entry && this.#isAll(done)) {
          this.#known.add(entry);
          return wayBack(by, cameBy);
        }
        if (cameBy.has(key)) continue;
        cameBy.set(key, by);
        const state = product.stateOf(node);
        product.edges(node, (target, edge, accepts) => {
          this.#edges++;
          if (this.#component[target] !== id || this.#known.has(target)) return;
          const after = this.#at(product.stateOf(target), done | accepts | this.#steps(state, edge));
          const reached = {
            key: target * this.#sets + this.#settled(after),
            by: { from: key, move: { node, edge, accepts, target } },
          };
          (product.isStutter(state, edge) ? level : next).push(reached);
        });
        if (this.#edges > mostEdges) return undefined;
        const waiting = this.#pause();
        if (waiting) await waiting;
      }
      level = next;
    }
    this.#known.add(entry);
    return undefined;
  }

  /** What is done by being in a state. */
  #at(state: number, done: number): number {
    let all = done;
    const { fairness } = this.#product;
    for (const { constraint, done: bit } of this.#weak)
      if (!isIn(fairness[constraint]!.owed, state) || this.#product.isMet(constraint, state)) all |= bit;
    for (const { constraint, done: bit, owed } of this.#strong) {
      if (this.#product.isMet(constraint, state)) all |= bit;
      else if (isIn(fairness[constraint]!.owed, state)) all |= owed;
    }
    return all;
  }

  #steps(state: number, edge: number): number {
    return this.#product.satisfiedBy(state, edge).reduce((done, constraint) => done | this.#byStep[constraint]!, 0);
  }

  /** Where a step was taken it does not matter whether one was owed. */
  #settled(done: number): number {
    return this.#strong.reduce((all, one) => ((all & one.done) === 0 ? all : all & ~one.owed), done);
  }

  #isAll(done: number): boolean {
    const accepting = 2 ** this.#product.acceptanceSets - 1;
    return (
      (done & accepting) === accepting &&
      this.#weak.every((one) => (done & one.done) !== 0) &&
      this.#strong.every((one) => (done & one.done) !== 0 || (done & one.owed) === 0)
    );
  }
}

function wayBack(last: NonNullable<Reached['by']>, cameBy: ReadonlyMap<number, Reached['by']>): Move[] {
  const way: Move[] = [];
  for (let by: Reached['by'] = last; by; by = cameBy.get(by.from)) way.push(by.move);
  return way.reverse();
}
