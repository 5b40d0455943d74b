import { successorsOf } from './effects.ts';
import type { Operation } from './system.ts';

/** A strongly connected part of the operations of a step. */
export interface Cycle {
  /**
   * The `forNext` that every turn passes and that is set up outside of the part, so that the turns come to an end;
   * absent where there is none: the part may go round for ever.
   */
  readonly header?: number;
  readonly members: readonly number[];
}

/**
 * The cycles of a step, outer ones first. Within one that a `for` drives, what goes round without its head is a cycle
 * again. Going back to before a `for` sets it up anew, so that it bounds nothing.
 */
export function cyclesOf(operations: readonly Operation[]): readonly Cycle[] {
  const next = operations.map((operation) => [...new Set(successorsOf(operation))]);
  const cycles: Cycle[] = [];
  const search = (members: ReadonlySet<number>, cut: ReadonlySet<number>): void => {
    for (const part of stronglyConnected(members, (i) => next[i]!.filter((t) => members.has(t) && !cut.has(t)))) {
      const header = part.find((i) => isOutermost(operations[i]!, part, operations));
      cycles.push({ members: part, ...(header === undefined ? {} : { header }) });
      if (header !== undefined) search(new Set(part), new Set([...cut, header]));
    }
  };
  search(new Set(operations.keys()), new Set());
  return cycles;
}

/** Whether an operation is the head of a `for` that begins outside of a loop, of which it is the head then. */
function isOutermost(operation: Operation, loop: readonly number[], operations: readonly Operation[]): boolean {
  if (operation.kind !== 'forNext') return false;
  const { rest } = operation;
  return !loop.some((i) => {
    const other = operations[i]!;
    return other.kind === 'assign' && other.target.root.kind === 'slot' && other.target.root.slot === rest;
  });
}

/** Parts with a cycle (Tarjan 1972), without recursion. */
function stronglyConnected(members: ReadonlySet<number>, next: (i: number) => readonly number[]): number[][] {
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
