/** A node that the search has come to. */
interface Visit {
  readonly node: number;
  readonly targets: readonly number[];
  /** In which order it was come to, and the least such number that a way leads to from it. */
  readonly index: number;
  low: number;
  /** Of its targets, the one that is looked at next. */
  at: number;
  /** It may still be part of a cycle with what is looked at. */
  isWaiting: boolean;
}

/** The parts of a graph with a cycle in them (R. Tarjan, 1972), without recursion. `next` does not lead out of the graph. */
export function stronglyConnected(
  members: Iterable<number>,
  next: (node: number) => readonly number[],
): readonly (readonly number[])[] {
  const visits = new Map<number, Visit>();
  const waiting: Visit[] = [];
  const path: Visit[] = [];
  const parts: number[][] = [];
  const enter = (node: number): void => {
    const index = visits.size;
    const visit = { node, targets: next(node), index, low: index, at: 0, isWaiting: true };
    visits.set(node, visit);
    waiting.push(visit);
    path.push(visit);
  };
  for (const root of members) {
    if (visits.has(root)) continue;
    enter(root);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const target = top.targets[top.at++];
      if (target !== undefined) {
        const met = visits.get(target);
        if (!met) enter(target);
        else if (met.isWaiting) top.low = Math.min(top.low, met.index);
        continue;
      }
      path.pop();
      const above = path.at(-1);
      if (above) above.low = Math.min(above.low, top.low);
      if (top.low !== top.index) continue;
      const part = waiting.splice(waiting.lastIndexOf(top));
      for (const visit of part) visit.isWaiting = false;
      if (part.length > 1 || top.targets.includes(top.node)) parts.push(part.map(({ node }) => node));
    }
  }
  return parts;
}
