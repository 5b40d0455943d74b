import { int32At, Numbers, uint32At } from './arrays.ts';
import { allows, type Edge, type Product, STUTTER } from './product.ts';

const UNREACHED = 0;
const INITIAL = -1;
/** Reached by a step from the level that is being visited, and so in the next one, unless a stutter step comes first. */
const IN_NEXT = -2;

/** Nodes of a level, each with the node and the edge by which it was reached. */
class Level {
  readonly #numbers = new Numbers();

  get length(): number {
    return this.#numbers.length / 3;
  }

  add(node: number, from: number, edge: number): void {
    this.#numbers.add(node);
    this.#numbers.add(from);
    this.#numbers.add(edge);
  }

  node(i: number): number {
    return this.#numbers.at(3 * i);
  }

  from(i: number): number {
    return this.#numbers.at(3 * i + 1);
  }

  edge(i: number): number {
    return this.#numbers.at(3 * i + 2);
  }

  clear(): void {
    this.#numbers.clear();
  }
}

/**
 * Shortest ways from the initial nodes of a product, level by level; edges that change nothing cost nothing. How a node
 * was reached is kept in arrays whose pages are allocated as they are touched.
 */
export class Ways {
  readonly #product: Product;
  /** Number of the previous node, plus 1; or one of the above. */
  readonly #before: Int32Array;
  /** The edge from that node. */
  readonly #edges: Int32Array;
  /** Nodes at this distance. Grows as they are visited, and may contain nodes that were visited before. */
  #level = new Level();
  #next = new Level();
  #at = 0;

  constructor(product: Product) {
    this.#product = product;
    this.#before = new Int32Array(product.size);
    this.#edges = new Int32Array(product.size);
    for (const node of product.initial) this.#level.add(node, INITIAL, STUTTER);
  }

  /** Visits the next node at this distance; undefined if there is none. */
  visit(): number | undefined {
    const level = this.#level;
    while (this.#at < level.length) {
      const i = this.#at++;
      const node = level.node(i);
      const before = int32At(this.#before, node);
      if (before !== UNREACHED && before !== IN_NEXT) continue;
      const from = level.from(i);
      this.#before[node] = from === INITIAL ? INITIAL : from + 1;
      this.#edges[node] = level.edge(i);
      return node;
    }
    return undefined;
  }

  /** Follows the edges of a node. */
  leave(node: number): void {
    const { width, graph } = this.#product;
    const { first, targets } = graph;
    const state = this.#product.stateOf(node);
    const end = uint32At(first, state + 1);
    for (const transition of this.#product.transitionsOf(node - state * width)) {
      if (!allows(transition, state)) continue;
      const { to } = transition;
      for (let e = uint32At(first, state); e < end; e++) {
        const target = uint32At(targets, e);
        if (target === state) this.#stutter(node, state * width + to, e);
        else this.#step(node, target * width + to, e);
      }
      this.#stutter(node, state * width + to, STUTTER);
    }
  }

  #stutter(node: number, target: number, edge: number): void {
    const before = int32At(this.#before, target);
    if (before === UNREACHED || before === IN_NEXT) this.#level.add(target, node, edge);
  }

  #step(node: number, target: number, edge: number): void {
    // Who comes first in the next level reaches it.
    if (int32At(this.#before, target) !== UNREACHED) return;
    this.#before[target] = IN_NEXT;
    this.#next.add(target, node, edge);
  }

  /** Goes on to the nodes that are one step further away; false if there are none. */
  goOn(): boolean {
    const visited = this.#level;
    this.#level = this.#next;
    this.#next = visited;
    visited.clear();
    this.#at = 0;
    return this.#level.length > 0;
  }

  /** The way to a node that has been visited. */
  to(node: number): Edge[] {
    const way: Edge[] = [];
    let target = node;
    for (let before = int32At(this.#before, target); before > 0; before = int32At(this.#before, target)) {
      way.push({ node: before - 1, edge: int32At(this.#edges, target), target });
      target = before - 1;
    }
    return way.reverse();
  }
}
