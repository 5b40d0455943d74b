import type { CallView, Trace } from '../trace/trace.ts';

/**
 * Whether everything that a call has done up to a step it did within this step: it began here, or it was only
 * entered before, as a step does that goes on with local statements after its visible one.
 * @param index of the step, in which some statement has `call` in its stack
 */
export function beganWithin(trace: Trace, index: number, call: CallView): boolean {
  if (call.began) return true;
  const { actor } = trace.steps[index]!;
  for (let i = index - 1; i >= 0; i--) {
    const step = trace.steps[i]!;
    if (step.actor !== actor) continue;
    // The same call site may have been run to its end before: that was another call.
    const earlier = step.statements.filter(({ stack }) => stack.some((one) => one.id === call.id && !one.ended));
    if (earlier.length === 0) return true;
    if (earlier.some(({ role }) => role !== 'local' && role !== 'ghost')) return false;
    if (earlier.some(({ stack }) => stack.some((one) => one.id === call.id && one.began))) return true;
  }
  return true;
}
