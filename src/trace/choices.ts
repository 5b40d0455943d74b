import type { Interpreter } from '../backend/interpreter/model.ts';
import { itemAt, valueAt } from '../core/lists.ts';
import type { StateKey } from '../explorer/model.ts';
import type { Actor, ControlPoint, Step, TransitionSystem } from '../ir/system.ts';
import { CallsOfActor } from './calls.ts';
import { describeStep } from './reconstruct.ts';
import type { Trace } from './trace.ts';
import { viewState } from './view.ts';

/** Something that can happen in a state, as a run of this one step. */
export interface Choice {
  readonly actor: Actor;
  readonly step: Step;
  /** The state after it; absent where the step fails. */
  readonly state?: StateKey;
  readonly trace: Trace;
}

/**
 * What can happen in a state: the outcomes of the steps that are enabled, in canonical order.
 * @param most the first ones of more than so many
 */
export function choicesIn(
  state: StateKey,
  system: TransitionSystem,
  interpreter: Interpreter,
  most: number,
): readonly Choice[] {
  const before = viewState(state, system, interpreter);
  return interpreter.outcomes(state, most).map((outcome) => {
    const { actor, step, state: reached } = outcome;
    const after = reached === undefined ? before : viewState(reached, system, interpreter);
    const frame = pointOf(actor, state, interpreter)?.frame;
    const calls = CallsOfActor.inside(frame, { next: 0 }, system.program.name);
    const trace = { initial: before, steps: [describeStep(outcome, before, after, { system, interpreter }, calls)] };
    return { actor, step, ...(reached === undefined ? {} : { state: reached }), trace };
  });
}

/** Where a process is; undefined for an action. */
export function pointOf(actor: Actor, state: StateKey, interpreter: Interpreter): ControlPoint | undefined {
  if (actor.kind === 'action') return undefined;
  const { point, family } = valueAt(interpreter.layout.byId, actor.instance.id);
  return itemAt(family.points, Number(interpreter.layout.decode(state)[point]));
}
