import { type Settled, inAtomic, settle, top } from './frames.ts';
import type { Running } from './places.ts';
import { orViolation, ready, type Violation } from './statement.ts';
import { NotCovered } from './value.ts';

/** How a step may end. */
export type Outcome = { readonly kind: 'reached'; readonly running: Running } | Violation;

const OUT_OF_RANGE: Violation = { kind: 'violation', property: 'range' };

/**
 * The outcomes of the step that starts at a process's control point: local statements, exactly one visible one, local
 * ones again. It stops before the next visible statement, a choice, or an assert that reads shared state, at any label,
 * and at the end.
 */
export function stepsFrom(start: Running, owner: string): readonly Outcome[] {
  const outcomes: Outcome[] = [];
  let turns = 0;
  const go = (r: Running, hadVisible: boolean): void => {
    if (turns++ > 1_000) throw new NotCovered('a long step');
    const frame = top(r.stack);
    // Behind a label at the end of a block.
    if (frame.kind === 'body' && frame.index >= frame.statements.length) {
      land(r, hadVisible);
      return;
    }
    const atomic = inAtomic(r.stack);
    const { sort, run } = ready(r);
    if (hadVisible && !atomic && sort !== 'local') {
      outcomes.push({ kind: 'reached', running: r });
      return;
    }
    for (const next of orViolation(run)) {
      if (next.kind === 'violation') outcomes.push(next);
      else land(next.running, hadVisible || sort === 'visible');
    }
  };
  const land = (r: Running, hadVisible: boolean): void => {
    const { stack, passedLabel, withoutResult }: Settled = settle(r.stack, owner, r.program);
    const running = { ...r, stack };
    if (withoutResult) outcomes.push(OUT_OF_RANGE);
    else if (stack.length === 0 || passedLabel) outcomes.push({ kind: 'reached', running });
    else go(running, hadVisible);
  };
  go(start, false);
  return outcomes;
}
