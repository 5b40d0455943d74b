import type { Expr, MatchPattern } from '../../../core/expression.ts';
import { walkExpression } from '../../../core/traverse.ts';
import type { Operation, Step } from '../../../ir/system.ts';

/** Slots that the operations of a step read or write: what a choice has to put back. */
export function slotsUsedIn(step: Step): ReadonlySet<number> {
  const used = new Set<number>();
  for (const operation of step.operations) {
    for (const slot of slotsOf(operation)) used.add(slot);
    for (const e of expressionsOf(operation))
      walkExpression(e, (x) => {
        if (x.kind === 'slot') used.add(x.slot);
        if (x.kind === 'is') for (const slot of slotsBound(x.pattern)) used.add(slot);
        return true;
      });
  }
  return used;
}

function slotsOf(operation: Operation): readonly number[] {
  switch (operation.kind) {
    case 'assign':
      return operation.target.root.kind === 'slot' ? [operation.target.root.slot] : [];
    case 'pick':
      return [operation.slot];
    case 'forNext':
      return [operation.slot, operation.rest];
    case 'enter':
      return operation.values.map((v) => v.slot);
    case 'match':
      return operation.arms.flatMap((arm) => slotsBound(arm.pattern));
    default:
      return [];
  }
}

function slotsBound(pattern: MatchPattern): readonly number[] {
  switch (pattern.kind) {
    case 'bindSlot':
      return [pattern.slot];
    case 'variant':
      return pattern.payload.flatMap(slotsBound);
    case 'tuple':
      return pattern.elements.flatMap(slotsBound);
    default:
      return [];
  }
}

function expressionsOf(operation: Operation): readonly Expr[] {
  switch (operation.kind) {
    case 'assign':
      return [operation.value, ...operation.target.path.flatMap((s) => (s.kind === 'index' ? [s.index] : []))];
    case 'match':
      return [operation.value];
    case 'branch':
    case 'await':
    case 'assert':
      return [operation.condition];
    case 'pick':
      return operation.where ? [operation.set, operation.where] : [operation.set];
    case 'enter':
      return operation.values.map((v) => v.value);
    default:
      return [];
  }
}
