import { elementAt, int32At, uint32At } from './arrays.ts';
import { type Column, isIn } from './column.ts';
import type { Core } from './core.ts';
import { allows, type Guarded } from './product.ts';

/** Edges followed between two pauses. */
const SLICE = 262_144;

/** What a search found: a component, that it is time for a pause, or that there is nothing more. */
export type Found = 'one node' | 'several nodes' | 'pause' | 'end';

/** What is searched. */
export interface Bounds {
  /** The states whose nodes are searched, if not all are. */
  readonly within?: Column;
  /** By number of a node within its state, the states at whose nodes the search begins; at all where there are none. */
  readonly entries: readonly (Column | undefined)[];
}

/** The low link of a node that is not searched, or no longer. */
const CLOSED = 2 ** 31 - 1;

/**
 * Cuts nodes into strongly connected components: Tarjan's algorithm (1972) without recursion, and with one number for
 * each node (Pearce, "A space-efficient algorithm for finding strongly connected components", 2016).
 *
 * Nodes of a component that was found may be opened again, without others of that component, to be cut further. It does
 * not matter when they are visited: what is on the path at that time can reach them but cannot be reached from them, and
 * so they form no component with it.
 */
export class ComponentSearch {
  readonly #core: Core;
  /** The least number known to be reachable on the stack, at first the node's own; 0 before it is visited. */
  readonly #low: Int32Array;
  /** Visited nodes whose component is not complete; the members of the last one that was follow. */
  readonly #waiting: Int32Array;
  #waitingCount = 0;
  #memberCount = 0;
  /** The path: nodes, their numbers in the order of visits, and the transitions and edges that come next. */
  readonly #nodes: Int32Array;
  readonly #entered: Int32Array;
  readonly #transitions: Int32Array;
  readonly #edges: Uint32Array;
  #depth = 0;
  #visited = 0;
  /** All nodes have been roots; then it is the turn of those that were opened again. */
  #areAllVisited = false;
  #nextRoot = 0;
  /** Nodes that were opened again. */
  readonly #opened: Int32Array[] = [];

  readonly #entries: readonly (Column | undefined)[];

  constructor(core: Core, { within, entries }: Bounds) {
    const { size, width, graph } = core;
    this.#core = core;
    this.#entries = entries;
    this.#low = new Int32Array(size);
    if (within)
      for (let state = 0; state < graph.count; state++)
        if (!isIn(within, state)) this.#low.fill(CLOSED, state * width, (state + 1) * width);
    // Pages are allocated as they are touched.
    this.#waiting = new Int32Array(size);
    this.#nodes = new Int32Array(size);
    this.#entered = new Int32Array(size);
    this.#transitions = new Int32Array(size);
    this.#edges = new Uint32Array(size);
  }

  /** The node of a component of one. */
  get node(): number {
    return int32At(this.#waiting, this.#waitingCount);
  }

  /** The nodes of the last component; they are overwritten when the search continues. */
  members(): Int32Array {
    return this.#waiting.subarray(this.#waitingCount, this.#waitingCount + this.#memberCount);
  }

  /** Lets nodes of the last component be searched again. */
  open(nodes: Int32Array): void {
    for (const node of nodes) this.#low[node] = 0;
    this.#opened.push(nodes);
  }

  next(): Found {
    for (let left = SLICE; left > 0;) {
      if (this.#depth === 0 && !this.#visitRoot()) return 'end';
      const top = this.#depth - 1;
      const node = int32At(this.#nodes, top);
      const before = uint32At(this.#edges, top);
      const child = this.#follow(node, top);
      left -= 1 + Math.max(0, uint32At(this.#edges, top) - before);
      if (child >= 0) this.#visit(child);
      else if (this.#leave(node, top)) return this.#memberCount === 1 ? 'one node' : 'several nodes';
    }
    return 'pause';
  }

  /** Visits a node that has not been visited; false if there is none. */
  #visitRoot(): boolean {
    for (;;) {
      const roots = this.#opened[0];
      const length = this.#areAllVisited ? (roots?.length ?? 0) : this.#low.length;
      while (this.#nextRoot < length) {
        const node = this.#areAllVisited && roots ? int32At(roots, this.#nextRoot) : this.#nextRoot;
        this.#nextRoot++;
        if (int32At(this.#low, node) !== 0 || !(this.#areAllVisited || this.#isEntry(node))) continue;
        this.#visit(node);
        return true;
      }
      if (this.#areAllVisited && this.#opened.shift() === undefined) return false;
      this.#areAllVisited = true;
      this.#nextRoot = 0;
    }
  }

  #isEntry(node: number): boolean {
    const { width } = this.#core;
    const state = Math.floor(node / width);
    const entries = this.#entries[node - state * width];
    return !entries || isIn(entries, state);
  }

  #visit(node: number): void {
    const { width, graph, transitions } = this.#core;
    const number = ++this.#visited;
    this.#low[node] = number;
    this.#waiting[this.#waitingCount++] = node;
    const top = this.#depth++;
    const state = width === 1 ? node : Math.floor(node / width);
    this.#nodes[top] = node;
    this.#entered[top] = number;
    this.#transitions[top] = nextAllowed(elementAt(transitions, node - state * width), 0, state);
    this.#edges[top] = uint32At(graph.first, state);
  }

  /** Follows the edges of the last node of the path up to one that leads to a new node, and returns that; or -1. */
  #follow(node: number, top: number): number {
    const { width, graph } = this.#core;
    const { first, targets } = graph;
    const lows = this.#low;
    const state = width === 1 ? node : Math.floor(node / width);
    const transitions = elementAt(this.#core.transitions, node - state * width);
    const end = uint32At(first, state + 1);
    let low = int32At(lows, node);
    let edge = uint32At(this.#edges, top);
    for (let t = int32At(this.#transitions, top); t < transitions.length; t = nextAllowed(transitions, t + 1, state)) {
      const { to } = elementAt(transitions, t);
      // The last one stutters.
      while (edge <= end) {
        const target = (edge === end ? state : uint32At(targets, edge)) * width + to;
        edge++;
        const other = int32At(lows, target);
        if (other === 0) {
          lows[node] = low;
          this.#edges[top] = edge;
          this.#transitions[top] = t;
          return target;
        }
        if (other < low) low = other;
      }
      edge = uint32At(first, state);
    }
    lows[node] = low;
    return -1;
  }

  /** All edges of the last node of the path have been followed. Whether that completes a component. */
  #leave(node: number, top: number): boolean {
    this.#depth = top;
    const low = int32At(this.#low, node);
    if (low !== int32At(this.#entered, top)) {
      const above = int32At(this.#nodes, top - 1);
      if (low < int32At(this.#low, above)) this.#low[above] = low;
      return false;
    }
    let from = this.#waitingCount;
    let member: number;
    do {
      member = int32At(this.#waiting, --from);
      this.#low[member] = CLOSED;
    } while (member !== node);
    this.#memberCount = this.#waitingCount - from;
    this.#waitingCount = from;
    return true;
  }
}

/** The first transition that can be taken in a state, from one on; the number of all if there is none. */
function nextAllowed(transitions: readonly Guarded[], from: number, state: number): number {
  let t = from;
  while (t < transitions.length && !allows(elementAt(transitions, t), state)) t++;
  return t;
}
