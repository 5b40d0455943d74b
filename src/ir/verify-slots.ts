import { type Location, positionAt } from '../text/source.ts';
import { boundBy, boundIn, expressionsOf, readBy } from './slot-uses.ts';
import type { Operation, Slot, Step, TransitionSystem } from './system.ts';

/**
 * Verifies that every local that a step reads has a value, on whatever way control comes there, and that every local in
 * scope where a step stops has one: definite assignment (J. Gosling et al., "The Java Language Specification",
 * chapter 16) on the finished steps. Lowering makes no others; if it did, verdicts would be about values that do not exist.
 * @throws Error where a slot has no value
 */
export function verifySlots(system: TransitionSystem): void {
  for (const { owner, ...step } of system.steps) {
    if (owner.kind === 'action') {
      const { slots, symbol } = system.actions[owner.action]!;
      verifyStep(step, slots, new Set(symbol.parameters.keys()), () => []);
    } else {
      const { slots, points } = system.families[owner.family]!;
      verifyStep(step, slots, new Set(points[step.point]!.live), (point) => points[point]!.live);
    }
  }
}

/** Slots that certainly have values. */
type Assigned = ReadonlySet<number>;

function verifyStep(
  { operations, entry }: Pick<Step, 'operations' | 'entry'>,
  slots: readonly Slot[],
  atEntry: Assigned,
  liveAt: (point: number) => readonly number[],
): void {
  const before = new Map<number, Assigned>([[entry, atEntry]]);
  const open = new Set([entry]);
  for (const index of open) {
    open.delete(index);
    after(operations[index]!, before.get(index)!, (next, assigned) => {
      const known = before.get(next);
      const both = known ? new Set([...known].filter((slot) => assigned.has(slot))) : assigned;
      if (both.size === known?.size) return;
      before.set(next, both);
      open.add(next);
    });
  }
  for (const [index, assigned] of before) {
    const operation = operations[index]!;
    const needed = operation.kind === 'stop' ? liveAt(operation.point) : readBy(operation);
    const missing = needed.find((slot) => !assigned.has(slot));
    if (missing !== undefined)
      throw new Error(`'${slots[missing]?.name ?? missing}' has no value ${place(operation.at)}`);
  }
}

function place({ source, span }: Location): string {
  const { line, column } = positionAt(source, span.start);
  return `at ${source.name}:${line + 1}:${column + 1}`;
}

/** Tells what has a value where each operation that follows begins. */
function after(operation: Operation, before: Assigned, reach: (next: number, assigned: Assigned) => void): void {
  const known = plus(before, ...expressionsOf(operation).flatMap(boundIn));
  switch (operation.kind) {
    case 'assign': {
      const { root } = operation.target;
      reach(operation.next, root.kind === 'slot' ? plus(known, root.slot) : known);
      return;
    }
    case 'match':
      for (const arm of operation.arms) reach(arm.next, plus(known, ...boundBy(arm.pattern)));
      if (operation.otherwise !== undefined) reach(operation.otherwise, known);
      return;
    case 'branch':
      reach(operation.then, known);
      // What the condition binds, it binds where it is true.
      reach(operation.otherwise, before);
      return;
    case 'either':
      for (const branch of operation.branches) reach(branch, known);
      return;
    case 'pick':
      reach(operation.next, plus(known, operation.slot));
      return;
    case 'forNext':
      reach(operation.body, plus(known, operation.slot));
      reach(operation.next, known);
      return;
    case 'enter':
      reach(operation.next, plus(known, ...operation.values.map(({ slot }) => slot)));
      return;
    case 'await':
    case 'assert':
    case 'skip':
    case 'leave':
      reach(operation.next, known);
      return;
    case 'stop':
      return;
  }
}

function plus(assigned: Assigned, ...slots: readonly number[]): Assigned {
  return slots.length === 0 ? assigned : new Set([...assigned, ...slots]);
}
