import { br, type Instruction, type Label } from './encoding/instructions.ts';

/**
 * Turns a reducible control-flow graph into nested blocks and loops, by the dominator tree (Ramsey, "Beyond
 * Relooper", ICFP 2022): a node with several ways into it becomes the end of a block around its dominator's code.
 */
export interface FlowGraph {
  readonly entry: number;
  readonly successors: (node: number) => readonly number[];
  /** Always a branch target, even with one way into it: nodes that code inside expressions branches to. */
  readonly isTarget: (node: number) => boolean;
  /** The code of a node; `goTo` gives the instructions that lead to a successor, `label` what to branch to. */
  readonly write: (
    node: number,
    goTo: (target: number) => Instruction[],
    label: (target: number) => Label,
  ) => Instruction[];
}

export function structured(graph: FlowGraph): Instruction[] {
  const order = reversePostorder(graph);
  const position = new Map(order.map((node, i) => [node, i]));
  const predecessors = new Map<number, number[]>(order.map((node) => [node, []]));
  for (const node of order) for (const s of graph.successors(node)) predecessors.get(s)?.push(node);
  const at = (node: number): number => position.get(node) ?? -1;
  const dominators = immediateDominators(order, at, predecessors);

  const isMerge = (node: number): boolean =>
    graph.isTarget(node) || predecessors.get(node)!.filter((p) => at(p) < at(node)).length > 1;
  const isLoop = (node: number): boolean => predecessors.get(node)!.some((p) => at(p) >= at(node));
  const children = new Map<number, number[]>();
  for (const node of order) {
    const parent = dominators.get(node);
    if (parent === undefined || parent === node || !isMerge(node)) continue;
    const list = children.get(parent) ?? [];
    children.set(parent, list);
    list.push(node);
  }
  const blocks = new Map<number, Label>();
  const loops = new Map<number, Label>();
  const labelOf = (from: number, target: number): Label => {
    const label = at(target) <= at(from) ? loops.get(target) : blocks.get(target);
    if (!label) throw new Error('a branch to a node that is no target');
    return label;
  };

  const tree = (node: number): Instruction[] => {
    // In reverse postorder: the innermost block ends where the first of them starts.
    const merges = children.get(node) ?? [];
    const body = (): Instruction[] => {
      for (const m of merges) blocks.set(m, { name: `n${m}` });
      let code = graph.write(
        node,
        (target) => (at(target) <= at(node) || isMerge(target) ? [br(labelOf(node, target))] : tree(target)),
        (target) => labelOf(node, target),
      );
      for (const m of merges) code = [{ kind: 'block', label: blocks.get(m)!, body: code }, ...tree(m)];
      return code;
    };
    if (!isLoop(node)) return body();
    const label = { name: `l${node}` };
    loops.set(node, label);
    return [{ kind: 'loop', label, body: body() }];
  };
  return tree(graph.entry);
}

function reversePostorder(graph: FlowGraph): number[] {
  const seen = new Set<number>([graph.entry]);
  const order: number[] = [];
  const stack: { node: number; next: number }[] = [{ node: graph.entry, next: 0 }];
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    const successors = graph.successors(top.node);
    const target = successors[top.next++];
    if (target === undefined) {
      order.push(top.node);
      stack.pop();
    } else if (!seen.has(target)) {
      seen.add(target);
      stack.push({ node: target, next: 0 });
    }
  }
  return order.reverse();
}

/** Cooper, Harvey, Kennedy, "A Simple, Fast Dominance Algorithm" (2001). */
function immediateDominators(
  order: readonly number[],
  at: (node: number) => number,
  predecessors: ReadonlyMap<number, readonly number[]>,
): Map<number, number> {
  const dominators = new Map<number, number>();
  const entry = order[0];
  if (entry === undefined) return dominators;
  dominators.set(entry, entry);
  const intersect = (a: number, b: number): number => {
    let [x, y] = [a, b];
    while (x !== y) {
      while (at(x) > at(y)) x = dominators.get(x)!;
      while (at(y) > at(x)) y = dominators.get(y)!;
    }
    return x;
  };
  for (let changed = true; changed;) {
    changed = false;
    for (const node of order.slice(1)) {
      const known = predecessors.get(node)!.filter((p) => dominators.has(p));
      const [first, ...rest] = known;
      if (first === undefined) continue;
      const dominator = rest.reduce(intersect, first);
      if (dominators.get(node) !== dominator) {
        dominators.set(node, dominator);
        changed = true;
      }
    }
  }
  return dominators;
}
