import type { StepSet } from '../core/program.ts';
import type { Step, TransitionSystem } from './system.ts';

/** Whether a step is one of a set: for a label, whether it starts there. */
export function isIn(set: StepSet, step: Step, { actions, families }: StepOwners): boolean {
  if (set.kind === 'action') return step.owner.kind === 'action' && actions[step.owner.action]?.symbol === set.action;
  if (step.owner.kind !== 'process') return false;
  const family = families[step.owner.family];
  if (family?.symbol !== set.family) return false;
  const point = family.points[step.point];
  switch (set.kind) {
    case 'process':
      return true;
    case 'label':
      return point?.labels.has(set.label.id) === true;
    case 'procedure':
      return point?.procedures.has(set.procedure.id) === true;
  }
}

/** Who takes the steps of a system. */
type StepOwners = Pick<TransitionSystem, 'actions' | 'families'>;
