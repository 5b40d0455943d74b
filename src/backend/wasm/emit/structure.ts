import { itemAt, valueAt } from '../../../core/lists.ts';
import { immediateDominators } from './dominators.ts';
import { br, type Instruction, type Label } from '../encoding/instructions.ts';

/**
 * Turns a reducible control-flow graph into nested blocks and loops, by the dominator tree (Ramsey, "Beyond
 * Relooper", ICFP 2022): a node with several ways into it becomes the end of a block around its dominator's code.
 * What nothing branches to is left out. Chains of nodes are written without recursion: steps may be long.
 */
export interface FlowGraph {
  readonly entry: number;
  readonly successors: (node: number) => readonly number[];
  /** Always a branch target, even with one way into it: nodes that code inside expressions branches to. */
  readonly isTarget: (node: number) => boolean;
  /** The code of a node; `goTo` gives the instructions that lead to a successor, `label` what to branch to. */
  readonly write: (node: number, goTo: (target: number) => Instruction[], label: (target: number) => Label) => Written;
}

export interface Written {
  readonly code: Instruction[];
  /** Where control goes at the end of the code; absent where it has gone elsewhere. */
  readonly next?: number;
}

export function structured(graph: FlowGraph): Instruction[] {
  return new Structure(graph).tree(graph.entry);
}

class Structure {
  readonly #graph: FlowGraph;
  /** Positions of the nodes in reverse postorder, and by position where control comes from. */
  readonly #position: ReadonlyMap<number, number>;
  readonly #predecessors: readonly (readonly number[])[];
  /** Nodes that end a block, by the node whose code the block is around; in reverse postorder. */
  readonly #merges = new Map<number, number[]>();
  readonly #blocks = new Map<number, Label>();
  readonly #loops = new Map<number, Label>();
  readonly #reached = new Set<number>();

  constructor(graph: FlowGraph) {
    this.#graph = graph;
    const order = reversePostorder(graph);
    this.#position = new Map(order.map((node, i) => [node, i]));
    const predecessors = order.map((): number[] => []);
    order.forEach((node, at) => {
      for (const s of new Set(graph.successors(node))) itemAt(predecessors, this.#at(s)).push(at);
    });
    this.#predecessors = predecessors;
    const dominators = immediateDominators(predecessors);
    order.forEach((node, at) => {
      if (at === 0 || !this.#isMerge(node)) return;
      const parent = itemAt(order, dominators[at] ?? 0);
      const list = this.#merges.get(parent) ?? [];
      this.#merges.set(parent, list);
      list.push(node);
    });
  }

  #at(node: number): number {
    return this.#position.get(node) ?? -1;
  }

  #isMerge(node: number): boolean {
    if (this.#graph.isTarget(node)) return true;
    const at = this.#at(node);
    return itemAt(this.#predecessors, at).filter((p) => p < at).length > 1;
  }

  #isLoop(node: number): boolean {
    const at = this.#at(node);
    return itemAt(this.#predecessors, at).some((p) => p >= at);
  }

  #isBack(from: number, target: number): boolean {
    return this.#at(target) <= this.#at(from);
  }

  #label(from: number, target: number): Label {
    const back = this.#isBack(from, target);
    const label = back ? this.#loops.get(target) : this.#blocks.get(target);
    if (!label) throw new Error('a branch to a node that is not a target');
    if (!back) this.#reached.add(target);
    return label;
  }

  /** The code of a node and of all that it dominates. */
  tree(start: number): Instruction[] {
    const all: Instruction[] = [];
    let sink = all;
    for (let node: number | undefined = start; node !== undefined;) {
      if (this.#isLoop(node)) {
        const label = { name: `l${node}` };
        this.#loops.set(node, label);
        const body: Instruction[] = [];
        sink.push({ kind: 'loop', label, body });
        sink = body;
      }
      const merges: readonly number[] = this.#merges.get(node) ?? [];
      for (const m of merges) this.#blocks.set(m, { name: `n${m}` });
      const { code, next } = this.#write(node);
      const isInline = next !== undefined && !this.#isBack(node, next) && !this.#isMerge(next);
      if (merges.length === 0) {
        append(sink, code);
        if (isInline) {
          node = next;
          continue;
        }
        if (next !== undefined) sink.push(br(this.#label(node, next)));
        return all;
      }
      if (isInline) append(code, this.tree(next));
      // The end of the innermost block needs no branch.
      else if (next !== undefined && next === merges[0]) this.#reached.add(next);
      else if (next !== undefined) code.push(br(this.#label(node, next)));
      let inner = code;
      let last: number | undefined;
      for (const m of merges) {
        if (last !== undefined) append(inner, this.tree(last));
        last = undefined;
        if (!this.#reached.has(m)) continue;
        inner = [{ kind: 'block', label: valueAt(this.#blocks, m), body: inner }];
        last = m;
      }
      append(sink, inner);
      node = last;
    }
    return all;
  }

  #write(node: number): Written {
    return this.#graph.write(
      node,
      (target) =>
        this.#isBack(node, target) || this.#isMerge(target) ? [br(this.#label(node, target))] : this.tree(target),
      (target) => this.#label(node, target),
    );
  }
}

/** `push(...items)` overflows the stack with many items. */
function append<T>(to: T[], items: readonly T[]): void {
  for (const item of items) to.push(item);
}

function reversePostorder(graph: FlowGraph): number[] {
  const seen = new Set<number>([graph.entry]);
  const order: number[] = [];
  const visit = (node: number): { node: number; next: number; successors: readonly number[] } => ({
    node,
    next: 0,
    successors: graph.successors(node),
  });
  const stack = [visit(graph.entry)];
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    const target = top.successors[top.next++];
    if (target === undefined) {
      order.push(top.node);
      stack.pop();
    } else if (!seen.has(target)) {
      seen.add(target);
      stack.push(visit(target));
    }
  }
  return order.reverse();
}
