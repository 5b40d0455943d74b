import { itemAt } from '../core/lists.ts';
import { callsAround } from '../ir/operations/calls.ts';
import { successorsOf } from '../ir/operations/successors.ts';
import type { Frame, Operation, Step, TransitionSystem } from '../ir/system.ts';
import { type Location, locationKey } from '../text/source.ts';

/** A place in a spec at which no step ran, and whose step it would have been: `reader`, `action raise`. */
export interface IdleStep {
  readonly at: Location;
  readonly owner: string;
}

/**
 * The places at which no step of a run ran. A procedure is one text with many calls: a statement in it counts as run if
 * it ran in any of them, and where no call was made, the call is reported rather than all that it would have done. For
 * an imported procedure only that is reported: it does more than one spec needs.
 * @param stepsRun by the number of the step
 */
export function idleSteps(system: TransitionSystem, stepsRun: readonly boolean[]): readonly IdleStep[] {
  const calls = new Calls(system, stepsRun);
  const busy = new Set(
    [...system.steps.filter(({ id }) => stepsRun[id] === true).map(({ at }) => at), ...calls.made()].map(locationKey),
  );
  const idle = new Map<string, IdleStep>();
  for (const step of system.steps) {
    if (stepsRun[step.id] === true) continue;
    if (step.owner.kind === 'action' && itemAt(system.actions, step.owner.action).symbol.hidden) continue;
    const one = idleStep(system, calls, step);
    if (one === undefined) continue;
    const key = `${locationKey(one.at)} ${one.owner}`;
    if (!busy.has(locationKey(one.at))) idle.set(key, idle.get(key) ?? one);
  }
  return [...idle.values()];
}

function idleStep(system: TransitionSystem, calls: Calls, step: Step): IdleStep | undefined {
  if (step.owner.kind === 'action') {
    return { at: step.at, owner: `action ${itemAt(system.actions, step.owner.action).symbol.name}` };
  }
  const family = itemAt(system.families, step.owner.family);
  if (family.instances.length === 0) return undefined;
  const owner = family.symbol.name;
  const frames = callsAround(family.points[step.point]?.frame).toReversed();
  const entry = frames.at(-1)?.callAt.source;
  const own = frames.findIndex(({ callAt }) => callAt.source === entry);
  const imported = own >= 0 && entry !== step.at.source ? frames[own] : undefined;
  const visible = imported ? frames.slice(own) : frames;
  const notMade = visible.filter((frame) => calls.fate(frame) === 'not made').at(-1);
  if (notMade) return { at: notMade.callAt, owner };
  if (!imported) return { at: step.at, owner };
  return calls.fate(imported) === 'made' ? undefined : { at: imported.callAt, owner };
}

/** Whether the calls of a run were made: for most of them, the steps that ran show it. */
class Calls {
  readonly #made = new Set<Frame>();
  readonly #perhaps = new Set<Frame>();

  constructor(system: TransitionSystem, stepsRun: readonly boolean[]) {
    for (const step of system.steps) {
      if (stepsRun[step.id] !== true || step.owner.kind === 'action') continue;
      const { points } = itemAt(system.families, step.owner.family);
      for (const frame of callsAround(points[step.point]?.frame)) this.#made.add(frame);
      for (const frame of framesEntered(step)) this.#made.add(frame);
      for (const operation of step.operations) {
        if (operation.kind !== 'enter' || this.#made.has(operation.entered)) continue;
        // Had it been made, the step after it would have run, if nothing can prevent that.
        const isRuledOut = stopsFrom(step, operation.next).every((point) => {
          const next = system.steps[points[point]?.step ?? -1];
          return next !== undefined && stepsRun[next.id] !== true && !canWait(next);
        });
        if (!isRuledOut) this.#perhaps.add(operation.entered);
      }
    }
  }

  fate(frame: Frame): 'made' | 'not made' | 'unknown' {
    if (this.#made.has(frame)) return 'made';
    return this.#perhaps.has(frame) ? 'unknown' : 'not made';
  }

  /** Where the calls are that were certainly made. */
  made(): readonly Location[] {
    return [...this.#made].map(({ callAt }) => callAt);
  }
}

/** The calls that a step enters whichever way it continues. */
function framesEntered(step: Step): readonly Frame[] {
  const frames: Frame[] = [];
  for (let at: number | undefined = step.entry; at !== undefined;) {
    const operation: Operation | undefined = step.operations[at];
    if (operation?.kind === 'enter') frames.push(operation.entered);
    // Operations with one successor: everything but branches and ends.
    at = operation && 'next' in operation && operation.kind !== 'forNext' ? operation.next : undefined;
  }
  return frames;
}

/** The control points at which a step can stop once it has reached an operation. */
function stopsFrom(step: Step, from: number): readonly number[] {
  const seen = new Set<number>();
  const open = [from];
  const stops: number[] = [];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    const operation = itemAt(step.operations, at);
    if (operation.kind === 'stop') stops.push(operation.point);
    else open.push(...successorsOf(operation));
  }
  return stops;
}

/** Whether there may be states at its control point in which the step cannot be taken. */
function canWait(step: Step): boolean {
  return step.guard !== undefined || step.operations.some(({ kind }) => kind === 'await' || kind === 'pick');
}
