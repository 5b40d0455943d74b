import { slotsBoundBy, walkExpression } from '../../../core/traverse.ts';
import { assignedBy, expressionsOf } from '../../../ir/operations/slot-uses.ts';
import type { Step } from '../../../ir/system.ts';

/** Slots that the operations of a step read or write: what a choice has to put back. */
export function slotsUsedIn(step: Step): ReadonlySet<number> {
  const used = new Set<number>();
  for (const operation of step.operations) {
    for (const slot of assignedBy(operation)) used.add(slot);
    for (const expr of expressionsOf(operation))
      walkExpression(expr, (e) => {
        if (e.kind === 'slot') used.add(e.slot);
        if (e.kind === 'is') for (const slot of slotsBoundBy(e.pattern)) used.add(slot);
        return true;
      });
  }
  return used;
}
