/** The parts of a graph with a cycle in them (R. Tarjan, 1972), without recursion. `next` does not lead out of the graph. */
export function stronglyConnected(
  members: Iterable<number>,
  next: (node: number) => readonly number[],
): readonly (readonly number[])[] {
  const index = new Map<number, number>();
  const low = new Map<number, number>();
  const waiting: number[] = [];
  const isWaiting = new Set<number>();
  const parts: number[][] = [];
  for (const root of members) {
    if (index.has(root)) continue;
    const path: { readonly node: number; readonly targets: readonly number[]; at: number }[] = [];
    const enter = (node: number): void => {
      index.set(node, index.size);
      low.set(node, index.get(node)!);
      waiting.push(node);
      isWaiting.add(node);
      path.push({ node, targets: next(node), at: 0 });
    };
    enter(root);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const target = top.targets[top.at++];
      if (target !== undefined) {
        if (!index.has(target)) enter(target);
        else if (isWaiting.has(target)) low.set(top.node, Math.min(low.get(top.node)!, index.get(target)!));
        continue;
      }
      path.pop();
      const above = path.at(-1);
      if (above) low.set(above.node, Math.min(low.get(above.node)!, low.get(top.node)!));
      if (low.get(top.node) !== index.get(top.node)) continue;
      const part = waiting.splice(waiting.lastIndexOf(top.node));
      for (const i of part) isWaiting.delete(i);
      if (part.length > 1 || next(part[0]!).includes(part[0]!)) parts.push(part);
    }
  }
  return parts;
}
