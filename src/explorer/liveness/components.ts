import { noPause, type Pause } from '../watch.ts';
import { isIn } from './graph.ts';
import { type Product, STUTTER } from './product.ts';

/** Nodes that are looked at between two pauses. */
const SLICE = 16_384;

/** Node to number of its component; nodes outside of fair components have a number that is not in `fair`. */
export interface FairComponents {
  readonly component: Int32Array;
  readonly fair: ReadonlySet<number>;
}

/**
 * Strongly connected parts of the product in which some behaviour goes on for ever, accepted and fair. Weak fairness
 * needs one pass of Tarjan's algorithm (1972): a part either has a state where the actor owes nothing or a step of it,
 * or no part of the part has. Strong fairness: where the actor owes a step and takes none inside, the states in which
 * it owes one are left out, and the rest is searched again (Lichtenstein and Pnueli 1985; Emerson and Lei 1987).
 */
export async function fairComponents(product: Product, pause: Pause = noPause): Promise<FairComponents> {
  return new FairSearch(product, pause).run();
}

/** Where to search: nodes of component `of` in which none of the constraints `without` owes a step; at first all. */
interface Region {
  readonly roots: readonly number[];
  readonly of?: number;
  readonly without: readonly number[];
}

class FairSearch {
  readonly #product: Product;
  readonly #pause: Pause;
  readonly #component: Int32Array;
  /** Order of discovery, over all regions. */
  readonly #index: Int32Array;
  /** Tarjan's low link; 0 once the component of the node is known. */
  readonly #low: Int32Array;
  readonly #fair = new Set<number>();
  readonly #regions: Region[];
  #discovered = 0;
  #components = 0;
  /** Nodes of the component that is being looked at. */
  readonly #members: Int32Array;
  /** For each constraint, what is so somewhere in the component: a step is taken, is owed, is not owed. */
  readonly #taken: Uint8Array;
  readonly #owed: Uint8Array;
  readonly #free: Uint8Array;

  constructor(product: Product, pause: Pause) {
    this.#product = product;
    this.#pause = pause;
    this.#component = new Int32Array(product.size);
    this.#index = new Int32Array(product.size);
    this.#low = new Int32Array(product.size);
    this.#members = new Int32Array(product.size);
    this.#regions = [{ roots: product.initial, without: [] }];
    const { length } = product.fairness;
    this.#taken = new Uint8Array(length);
    this.#owed = new Uint8Array(length);
    this.#free = new Uint8Array(length);
  }

  async run(): Promise<FairComponents> {
    for (let region = this.#regions.pop(); region; region = this.#regions.pop()) await this.#search(region);
    return { component: this.#component, fair: this.#fair };
  }

  #isInside(node: number, { of, without }: Region): boolean {
    if (of === undefined) return true;
    if (this.#component[node] !== of) return false;
    const state = this.#product.stateOf(node);
    return !without.some((c) => isIn(this.#product.fairness[c]!.owed, state));
  }

  /** Tarjan's algorithm, without recursion. */
  async #search(region: Region): Promise<void> {
    const product = this.#product;
    const { first } = product.graph;
    const base = this.#discovered;
    const waiting: number[] = [];
    // The path: node, transition of the automaton, transition of the graph.
    const nodes: number[] = [];
    const transitions: number[] = [];
    const edges: number[] = [];
    const visit = (node: number): void => {
      this.#index[node] = this.#low[node] = ++this.#discovered;
      waiting.push(node);
      nodes.push(node);
      transitions.push(product.nextTransition(node, 0) ?? -1);
      edges.push(first[product.stateOf(node)]!);
    };
    for (const root of region.roots) {
      if (this.#index[root]! > base || !this.#isInside(root, region)) continue;
      visit(root);
      for (let moves = 0; nodes.length > 0; moves++) {
        if (moves % SLICE === 0) await this.#pause();
        const top = nodes.length - 1;
        const node = nodes[top]!;
        const t = transitions[top]!;
        if (t < 0) {
          nodes.pop();
          transitions.pop();
          edges.pop();
          const found = this.#leave(node, nodes.at(-1), waiting);
          if (found) await this.#judge(found.id, this.#members.subarray(0, found.count));
          continue;
        }
        const state = product.stateOf(node);
        const edge = edges[top]!;
        const isLast = edge >= first[state + 1]!;
        const target = product.target(node, isLast ? STUTTER : edge, product.transitionsAt(node)[t]!);
        if (isLast) {
          transitions[top] = product.nextTransition(node, t + 1) ?? -1;
          edges[top] = first[state]!;
        } else edges[top] = edge + 1;
        if (this.#index[target]! <= base) {
          if (this.#isInside(target, region)) visit(target);
        } else if (this.#low[target]! > 0) this.#low[node] = Math.min(this.#low[node]!, this.#index[target]!);
      }
    }
  }

  /**
   * All edges of a node have been followed: if it is the first of its component, the component is known. Its number and
   * that of its members.
   */
  #leave(
    node: number,
    above: number | undefined,
    waiting: number[],
  ): { readonly id: number; readonly count: number } | undefined {
    const low = this.#low[node]!;
    if (above !== undefined) this.#low[above] = Math.min(this.#low[above]!, low);
    if (low !== this.#index[node]) return undefined;
    const id = ++this.#components;
    let count = 0;
    for (let member = -1; member !== node; count++) {
      member = waiting.pop()!;
      this.#members[count] = member;
      this.#low[member] = 0;
      this.#component[member] = id;
    }
    return { id, count };
  }

  /** Whether a component is fair, or may have fair parts. */
  async #judge(id: number, members: Int32Array): Promise<void> {
    const { fairness, acceptanceSets } = this.#product;
    let accepted = 0;
    let edges = 0;
    this.#taken.fill(0);
    this.#owed.fill(0);
    this.#free.fill(0);
    for (const [i, node] of members.entries()) {
      if (i % SLICE === SLICE - 1) await this.#pause();
      const state = this.#product.stateOf(node);
      for (let c = 0; c < fairness.length; c++) {
        (isIn(fairness[c]!.owed, state) ? this.#owed : this.#free)[c] = 1;
        if (this.#product.isMet(c, state)) this.#taken[c] = 1;
      }
      this.#product.edges(node, (target, edge, accepts) => {
        if (this.#component[target] !== id) return;
        edges++;
        accepted |= accepts;
        for (const c of this.#product.satisfiedBy(state, edge)) this.#taken[c] = 1;
      });
    }
    if (edges === 0 || accepted !== 2 ** acceptanceSets - 1) return;
    const broken = fairness.flatMap((_, c) => (this.#owed[c] === 1 && this.#taken[c] === 0 ? [c] : []));
    if (broken.some((c) => fairness[c]!.strength === 'weak' && this.#free[c] === 0)) return;
    const strong = broken.filter((c) => fairness[c]!.strength === 'strong');
    if (strong.length === 0) this.#fair.add(id);
    else this.#regions.push({ roots: [...members], of: id, without: strong });
  }
}
