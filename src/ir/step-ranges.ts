import type { Expr } from '../core/expression.ts';
import type { Type } from '../core/types.ts';
import type { Operation, Slot, Step } from './system.ts';
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
  slotsBoundBy,
  slotsBoundIn,
  withoutRoots,
  withPlace,
} from './value-ranges.ts';

/** After so many visits of an operation what still changes there is given up: a loop counts up to the end of a type. */
const PATIENCE = 4;

/**
 * What is known of numbers in the state where each operation of a step begins, whatever way leads there: from the guard
 * and the conditions on the way, and from what was assigned. Nothing is known of operations that no way leads to.
 * A forward interval analysis (P. Cousot and R. Cousot, "Abstract interpretation", POPL 1977).
 */
export function rangesIn(step: Step, slots: readonly Slot[]): readonly (Ranges | undefined)[] {
  const known = analysed.get(step) ?? analyse(step, slots);
  // Each instance of a process asks.
  analysed.set(step, known);
  return known;
}

const analysed = new WeakMap<Step, readonly (Ranges | undefined)[]>();

function analyse(step: Step, slots: readonly Slot[]): readonly (Ranges | undefined)[] {
  const before: (Ranges | undefined)[] = step.operations.map(() => undefined);
  const visits = step.operations.map(() => 0);
  const open = new Set<number>();
  const reach = (operation: number, ranges: Ranges): void => {
    const known = before[operation];
    const both = known ? joined(known, ranges) : ranges;
    if (known && isSame(known, both)) return;
    before[operation] = known && visits[operation]! > PATIENCE ? agreed(known, both) : both;
    open.add(operation);
  };
  reach(step.entry, step.guard ? assuming(step.guard, true, NO_RANGES) : NO_RANGES);
  for (const operation of open) {
    open.delete(operation);
    visits[operation]!++;
    after(step.operations[operation]!, before[operation]!, slots, reach);
  }
  // A pattern in an expression of an operation writes slots in the midst of it.
  return step.operations.map((operation, i) => before[i] && withoutRoots(before[i], boundIn(operation)));
}

/** Tells what is known where each operation that follows begins. */
function after(
  operation: Operation,
  before: Ranges,
  slots: readonly Slot[],
  reach: (operation: number, ranges: Ranges) => void,
): void {
  const ranges = withoutRoots(before, boundIn(operation));
  switch (operation.kind) {
    case 'assign':
      reach(operation.next, assigned(operation, ranges));
      return;
    case 'match': {
      const matched = withoutRoots(
        ranges,
        operation.arms.flatMap((arm) => slotsBoundBy(arm.pattern)),
      );
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
      // A run may expect that one with a name fails, and goes on then.
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
      reach(operation.body, withoutRoots(ranges, [slotRoot(operation.slot), slotRoot(operation.rest)]));
      reach(operation.next, ranges);
      return;
    case 'enter': {
      let entered = withoutRoots(
        ranges,
        operation.values.map(({ slot }) => slotRoot(slot)),
      );
      for (const { slot, value } of operation.values) {
        const root = slotRoot(slot);
        entered = withValue(entered, { text: root, roots: [root] }, value, slots[slot]!.type, ranges);
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

function slotRoot(slot: number): string {
  return rootOf({ kind: 'slot', slot });
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

/** Slots that patterns in the expressions of an operation write. */
function boundIn(operation: Operation): readonly string[] {
  switch (operation.kind) {
    case 'assign':
      return [
        ...slotsBoundIn(operation.value),
        ...operation.target.path.flatMap((step) => (step.kind === 'index' ? slotsBoundIn(step.index) : [])),
      ];
    case 'match':
      return slotsBoundIn(operation.value);
    case 'branch':
    case 'await':
    case 'assert':
      return slotsBoundIn(operation.condition);
    case 'pick':
      return slotsBoundIn(operation.set);
    case 'enter':
      return operation.values.flatMap(({ value }) => slotsBoundIn(value));
    case 'either':
    case 'forNext':
    case 'skip':
    case 'leave':
    case 'stop':
      return [];
  }
}
