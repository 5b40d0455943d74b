import { itemAt } from '../core/lists.ts';
import type { NamedSteps } from '../core/run.ts';
import { isIn } from '../ir/step-sets.ts';
import type { TransitionSystem } from '../ir/system.ts';
import type { StepData, TraceData } from '../result/trace.ts';

/**
 * The index of the first of the steps that a counterexample should pass one after the other and does not; undefined where it passes
 * all of them. Taking the earliest step for each leaves the most for those that follow, so nothing is missed.
 */
export function missedBy(
  trace: TraceData,
  passing: readonly NamedSteps[],
  system: TransitionSystem,
): number | undefined {
  let from = 0;
  const missed = passing.findIndex((named) => {
    const at = trace.steps.findIndex((step, i) => i >= from && isNamed(step, named, system));
    from = at + 1;
    return at < 0;
  });
  return missed < 0 ? undefined : missed;
}

function isNamed({ step, actor }: StepData, { steps, instance }: NamedSteps, system: TransitionSystem): boolean {
  const instances = system.families.flatMap((family) => family.instances);
  const wanted = instance === undefined ? actor : instances.find(({ id }) => id === instance)?.name;
  return actor === wanted && steps.some((set) => isIn(set, itemAt(system.steps, step), system));
}
