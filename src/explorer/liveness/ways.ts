import { type Move, type Product, STUTTER } from './product.ts';

/** A node of a level, and the edge on which it was reached first. */
interface Reached {
  readonly node: number;
  readonly by: { readonly node: number; readonly edge: number } | undefined;
}

/**
 * Shortest ways from the initial nodes of a product, level by level; edges that change nothing cost nothing. How a node
 * was reached is kept in arrays that come into being as they are touched.
 */
export class Ways {
  readonly #product: Product;
  /** Number of the node before, plus 1; -1 of an initial node, and 0 of one that has not been reached. */
  readonly #before: Int32Array;
  /** The edge from there. */
  readonly #edges: Int32Array;
  /** Nodes at this distance. Grows while it is gone through, and may have nodes that were reached before. */
  level: Reached[];
  #next: Reached[] = [];

  constructor(product: Product) {
    this.#product = product;
    this.#before = new Int32Array(product.size);
    this.#edges = new Int32Array(product.size);
    this.level = product.initial.map((node) => ({ node, by: undefined }));
  }

  /** Notes how a node is reached. False where it was before. */
  enter({ node, by }: Reached): boolean {
    if (this.#before[node] !== 0) return false;
    this.#before[node] = by ? by.node + 1 : -1;
    this.#edges[node] = by?.edge ?? STUTTER;
    return true;
  }

  /** Follows the edges of a node. */
  leave(node: number): void {
    const state = this.#product.stateOf(node);
    this.#product.edges(node, (target, edge) => {
      if (this.#before[target] !== 0) return;
      (this.#product.isStutter(state, edge) ? this.level : this.#next).push({ node: target, by: { node, edge } });
    });
  }

  nextLevel(): void {
    this.level = this.#next;
    this.#next = [];
  }

  /** The way to a node that has been reached. */
  to(node: number): Omit<Move, 'accepts'>[] {
    const way: Omit<Move, 'accepts'>[] = [];
    for (let target = node; this.#before[target]! > 0;) {
      const before = this.#before[target]! - 1;
      way.push({ node: before, edge: this.#edges[target]!, target });
      target = before;
    }
    return way.reverse();
  }
}
