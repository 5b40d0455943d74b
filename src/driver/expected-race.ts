import { isIn } from '../backend/problem/properties.ts';
import { itemAt } from '../core/lists.ts';
import type { Passed } from '../core/run.ts';
import type { TransitionSystem } from '../ir/system.ts';
import type { TraceData } from '../result/trace.ts';

/**
 * The index of the first of the steps that a counterexample should pass one after the other and does not; undefined where it passes
 * all of them. Taking the earliest step for each leaves the most for those that follow, so nothing is missed.
 */
export function missedBy(trace: TraceData, passing: readonly Passed[], system: TransitionSystem): number | undefined {
  let from = 0;
  const missed = passing.findIndex(({ steps: sets }) => {
    const at = trace.steps.findIndex(
      ({ step }, i) => i >= from && sets.some((set) => isIn(set, itemAt(system.steps, step), system)),
    );
    from = at + 1;
    return at < 0;
  });
  return missed < 0 ? undefined : missed;
}
