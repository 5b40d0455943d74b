import type { Expr } from '../../core/expression.ts';
import { itemAt } from '../../core/lists.ts';
import type { Type } from '../../core/types.ts';
import { assignedBy, boundWithin } from '../operations/slot-uses.ts';
import type { Operation, Slot, Step } from '../system.ts';
import {
  agreed,
  assignedPlace,
  assuming,
  intersection,
  intervalOf,
  isSame,
  joined,
  NO_RANGES,
  type Place,
  type Ranges,
  rootOf,
  slotRoot,
  withoutRoots,
  withoutSlots,
  withPlace,
} from './value-ranges.ts';

/** After this many visits of an operation, intervals that still change are widened to the type: a loop may count to its end. */
const PATIENCE = 4;

/**
 * What is known of numbers in the state where each operation of a step begins, whatever way leads there: from the guard
 * and the conditions on the way, and from what was assigned. Nothing is known of operations that no way leads to.
 * A forward interval analysis (P. Cousot and R. Cousot, "Abstract interpretation", POPL 1977).
 */
export function rangesIn(step: Step, slots: readonly Slot[]): readonly (Ranges | undefined)[] {
  const ranges = analysed.get(step) ?? analyse(step, slots);
  // Each instance of a process asks.
  analysed.set(step, ranges);
  return ranges;
}

const analysed = new WeakMap<Step, readonly (Ranges | undefined)[]>();

function analyse(step: Step, slots: readonly Slot[]): readonly (Ranges | undefined)[] {
  const before: (Ranges | undefined)[] = step.operations.map(() => undefined);
  const visits = new Map<number, number>();
  const open = new Map<number, Ranges>();
  const reach = (operation: number, ranges: Ranges): void => {
    const earlier = before[operation];
    const both = earlier ? joined(earlier, ranges) : ranges;
    if (earlier && isSame(earlier, both)) return;
    const more = earlier && (visits.get(operation) ?? 0) > PATIENCE ? agreed(earlier, both) : both;
    before[operation] = more;
    open.set(operation, more);
  };
  reach(step.entry, step.guard ? assuming(step.guard, true, NO_RANGES) : NO_RANGES);
  for (const [operation, ranges] of open) {
    open.delete(operation);
    visits.set(operation, (visits.get(operation) ?? 0) + 1);
    after(itemAt(step.operations, operation), ranges, slots, reach);
  }
  // A pattern in an expression of an operation writes slots in the midst of it.
  return step.operations.map((operation, i) => before[i] && withoutSlots(before[i], boundWithin(operation)));
}

/** Tells what is known where each operation that follows begins. */
function after(
  operation: Operation,
  before: Ranges,
  slots: readonly Slot[],
  reach: (operation: number, ranges: Ranges) => void,
): void {
  const ranges = withoutSlots(before, boundWithin(operation));
  switch (operation.kind) {
    case 'assign':
      reach(operation.next, assigned(operation, ranges));
      return;
    case 'match': {
      const matched = withoutSlots(ranges, assignedBy(operation));
      for (const arm of operation.arms) reach(arm.next, matched);
      if (operation.otherwise !== undefined) reach(operation.otherwise, matched);
      return;
    }
    case 'branch':
      reach(operation.then, assuming(operation.condition, true, ranges));
      reach(operation.otherwise, assuming(operation.condition, false, ranges));
      return;
    case 'await':
      reach(operation.next, assuming(operation.condition, true, ranges));
      return;
    case 'assert':
      // A run may expect a named assertion to fail, and then goes on.
      reach(operation.next, operation.name === undefined ? assuming(operation.condition, true, ranges) : ranges);
      return;
    case 'either':
      for (const branch of operation.branches) reach(branch, ranges);
      return;
    case 'pick': {
      const picked = taken(operation.slot, operation.set, ranges);
      reach(operation.next, operation.where ? assuming(operation.where, true, picked) : picked);
      return;
    }
    case 'forNext':
      reach(operation.body, withoutSlots(ranges, assignedBy(operation)));
      reach(operation.next, ranges);
      return;
    case 'enter': {
      let entered = withoutSlots(ranges, assignedBy(operation));
      for (const { slot, value } of operation.values) {
        const root = slotRoot(slot);
        entered = withValue(entered, { text: root, roots: [root] }, value, itemAt(slots, slot).type, ranges);
      }
      reach(operation.next, entered);
      return;
    }
    case 'skip':
    case 'leave':
      reach(operation.next, ranges);
      return;
    case 'stop':
      return;
  }
}

function assigned({ target, value }: Extract<Operation, { kind: 'assign' }>, ranges: Ranges): Ranges {
  const root = rootOf(target.root);
  const rest = withoutRoots(ranges, [root]);
  const place = assignedPlace(target);
  // In `a[a[0]] = 1` what was written may be another place afterwards.
  if (!place || place.roots.filter((one) => one === root).length > 1) return rest;
  return withValue(rest, place, value, target.type, ranges);
}

/** What is known when a value has been stored, which is one of the place's type then. */
function withValue(ranges: Ranges, place: Place, value: Expr, type: Type, whenComputed: Ranges): Ranges {
  if (type.kind !== 'int' || value.type.kind !== 'int') return ranges;
  return withPlace(ranges, place, intersection(intervalOf(value, whenComputed), type));
}

/** What is known when an element of a set has been taken into a slot. */
function taken(slot: number, set: Expr, ranges: Ranges): Ranges {
  const root = slotRoot(slot);
  const rest = withoutRoots(ranges, [root]);
  if (set.kind !== 'binary' || set.op !== 'range') return rest;
  const interval = { low: intervalOf(set.left, ranges).low, high: intervalOf(set.right, ranges).high };
  return withPlace(rest, { text: root, roots: [root] }, interval);
}
