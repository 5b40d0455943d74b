import { itemAt } from '../../core/lists.ts';
import { successorsOf } from '../operations/successors.ts';
import { stronglyConnected } from './strongly-connected.ts';
import type { Operation, Step } from '../system.ts';

/** A strongly connected part of the operations of a step. */
export interface Cycle {
  /** The `forNext` that is set up outside of the part; where there is none, an operation by which control comes into it. */
  readonly header: number;
  readonly isFor: boolean;
  readonly members: readonly number[];
}

/**
 * The cycles of a step, outer ones first. Within each, what goes round without its head is a cycle again. Going back to
 * before a `for` sets it up anew, so that it is not the head of that cycle.
 */
export function cyclesOf({ operations, entry }: Pick<Step, 'operations' | 'entry'>): readonly Cycle[] {
  const next = operations.map((operation) => [...new Set(successorsOf(operation))]);
  const cycles: Cycle[] = [];
  const search = (members: ReadonlySet<number>, cut: ReadonlySet<number>): void => {
    for (const part of stronglyConnected(members, (i) =>
      itemAt(next, i).filter((t) => members.has(t) && !cut.has(t)),
    )) {
      const outermost = part.find((i) => isOutermost(itemAt(operations, i), part, operations));
      const header = outermost ?? enteredAt(part, entry, next);
      cycles.push({ members: part, header, isFor: outermost !== undefined });
      search(new Set(part), new Set([...cut, header]));
    }
  };
  search(new Set(operations.keys()), new Set());
  return cycles;
}

/** Where control comes into a cycle. */
function enteredAt(cycle: readonly number[], entry: number, next: readonly (readonly number[])[]): number {
  const inside = new Set(cycle);
  const entered = new Set([entry, ...next.flatMap((targets, i) => (inside.has(i) ? [] : targets))]);
  return itemAt(
    cycle.filter((i) => entered.has(i)),
    0,
  );
}

/** Whether an operation is the head of a `for` that is entered from outside of a loop, and so the head of that loop. */
function isOutermost(operation: Operation, loop: readonly number[], operations: readonly Operation[]): boolean {
  if (operation.kind !== 'forNext') return false;
  const { rest } = operation;
  return !loop.some((i) => {
    const other = itemAt(operations, i);
    return other.kind === 'assign' && other.target.root.kind === 'slot' && other.target.root.slot === rest;
  });
}
