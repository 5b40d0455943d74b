import type { Interpreter, Outcome, StepFailure } from '../backend/interpreter/model.ts';
import { describeOutside } from '../core/evaluate/environment.ts';
import type { Expr } from '../core/expression.ts';
import { itemAt, valueAt } from '../core/lists.ts';
import { formatValue } from '../core/format.ts';
import type { LoopActor, StateKey, StatePath } from '../explorer/model.ts';
import type { Operation, TransitionSystem } from '../ir/system.ts';
import type { Location } from '../text/source.ts';
import { type CallCounter, CallsOfActor } from './calls.ts';
import { diffValues } from './diff.ts';
import { checkEvidence } from './evidence.ts';
import { sceneOf } from './moment.ts';
import { printExpression } from './print-expression.ts';
import { recordsOf } from './records.ts';
import type { ActorInLoop, Change, Failure, StatementRecord, StateView, Trace, TraceStep } from './trace.ts';
import { viewState } from './view.ts';
import { waitingIn } from './waiting.ts';

/**
 * Replays a path through the state graph with the interpreter, whatever engine found it, and shows for each step who
 * ran, which statements, and what changed. Of several outcomes that lead to the same state, the first in canonical
 * order is shown. `property` is the number of the property that the path is evidence about, `loop` what every actor
 * does in the loop of a lasso.
 */
export function reconstruct(
  system: TransitionSystem,
  interpreter: Interpreter,
  path: StatePath,
  property?: number,
  loop?: readonly LoopActor[],
): Trace {
  const { states, failingStep, lastStep, backTo, stutters, actors } = path;
  const isDeadlock = property !== undefined && interpreter.properties[property]?.kind === 'deadlock';
  const isRange = property !== undefined && interpreter.properties[property]?.kind === 'range';
  if (states.length === 0)
    return { initial: { variables: [], processes: [] }, steps: [], ...failed(interpreter.rangeErrorIn()) };
  const initial = viewState(itemAt(states, 0), system, interpreter);
  const steps: TraceStep[] = [];
  let before = initial;
  const replay: Replay = { system, interpreter, counter: { next: 0 }, calls: new Map() };
  for (let i = 0; i < states.length; i++) {
    const isLast = i === states.length - 1;
    const target = isLast && backTo !== undefined && stutters !== true ? states[backTo] : states[i + 1];
    if (isLast && target === undefined && failingStep === undefined) break;
    const outcome = interpreter.outcomes(itemAt(states, i)).find((o) => {
      if (target === undefined) return o.step.id === failingStep && o.failure?.property === property;
      const required = i === states.length - 2 ? lastStep : undefined;
      if (actors && o.actor.number !== actors[i]) return false;
      return o.state === target && (required === undefined || o.step.id === required);
    });
    if (!outcome) throw new Error('a trace could not be replayed: the engines disagree');
    const after = outcome.state === undefined ? before : viewState(outcome.state, system, interpreter);
    const step = describeStep(outcome, before, after, replay, callsOf(outcome.actor.name, replay));
    const breaks = i === states.length - 2 && lastStep !== undefined && property !== undefined;
    const error =
      breaks && isRange && target !== undefined && interpreter.rangeErrorIn(states[i], { state: target, outcome });
    if (breaks && isRange && !error) throw noRangeError();
    const failure = error || { message: brokenBy(interpreter, property) };
    steps.push(breaks ? { ...step, failure } : step);
    before = after;
  }
  if (property !== undefined) checkEvidence(system, interpreter, path, property);
  const ofState = isRange && failingStep === undefined && lastStep === undefined;
  const error = ofState ? interpreter.rangeErrorIn(states.at(-1)) : undefined;
  if (ofState && !error) throw noRangeError();
  return {
    initial,
    steps,
    ...failed(error),
    ...(isDeadlock
      ? { waiting: waitingIn(itemAt(states, states.length - 1), system, interpreter, (name) => callsOf(name, replay)) }
      : {}),
    ...(backTo === undefined ? {} : { backTo }),
    ...(loop
      ? {
          loop: {
            stutters: stutters === true,
            actors: viewLoop(loop, replay, itemAt(states, states.length - 1), before),
          },
        }
      : {}),
  };
}

function viewLoop(
  loop: readonly LoopActor[],
  { system, interpreter }: Replay,
  state: StateKey,
  last: StateView,
): readonly ActorInLoop[] {
  const values = interpreter.layout.decode(state);
  return loop.map(({ actor, fairness, does, at }) => {
    const { name, ...rest } = itemAt(system.temporal.actors, actor);
    const clause = system.temporal.fairness.find((f) => f.actor === actor)?.clause;
    const placed = rest.kind === 'process' ? valueAt(interpreter.layout.byId, rest.instance.id) : undefined;
    const scene = placed && sceneOf(placed, values, { interpreter, system });
    const done = rest.kind === 'process' ? rest.family.points.at(-1)?.name : undefined;
    const isDone = does === 'cannot' && last.processes.find((p) => p.name === name)?.point === done;
    return {
      actor: name,
      fairness: clause
        ? `fair while ${printExpression(clause, scene?.slots ?? [], scene).text}`
        : fairnessText[fairness],
      does: isDone && done !== undefined ? 'done' : does,
      ...(at === undefined ? {} : { step: at }),
    };
  });
}

const fairnessText = { none: 'not fair', weak: 'fair', strong: 'strong fair' } as const;

function failed(error: Trace['failure'] | undefined): Pick<Trace, 'failure'> {
  return error ? { failure: error } : {};
}

function noRangeError(): Error {
  return new Error('the counterexample of range does not show it: nothing in its last state is out of range');
}

function brokenBy(interpreter: Interpreter, property: number | undefined): string {
  const name = property === undefined ? undefined : interpreter.properties[property]?.name;
  return `this step violates ${name ?? 'a property'}`;
}

/**
 * What one outcome of a state did.
 * @param after the state before, where the outcome fails
 * @param calls those that its actor is in
 */
export function describeStep(
  outcome: Outcome,
  before: StateView,
  after: StateView,
  { system, interpreter }: Pick<Replay, 'system' | 'interpreter'>,
  calls: CallsOfActor,
): TraceStep {
  const { actor, executed, failure } = outcome;
  const { slots } = actor.kind === 'process' ? actor.family : itemAt(system.actions, actor.action);
  const { name } = actor;
  const pointIn = (view: StateView): string => view.processes.find((p) => p.name === name)?.point ?? name;
  const records = recordsOf(executed, { interpreter, system, slots }, calls);
  return {
    actor: name,
    kind: actor.kind,
    step: outcome.step.id,
    from: pointIn(before),
    to: pointIn(after),
    records,
    changes: outcome.state === undefined ? [] : changesBetween(before, after, name),
    ...(failure ? { failure: describeFailure(failure, name, executed.at(-1)?.operation, records.at(-1)) } : {}),
    state: after,
  };
}

/** What stays the same throughout a replay. */
interface Replay {
  readonly system: TransitionSystem;
  readonly interpreter: Interpreter;
  readonly counter: CallCounter;
  readonly calls: Map<string, CallsOfActor>;
}

function callsOf(actor: string, { calls, counter, system }: Replay): CallsOfActor {
  const found = calls.get(actor) ?? new CallsOfActor(counter, system.program.name);
  calls.set(actor, found);
  return found;
}

/** Why a step failed, and where: the place that a value was meant for, and the calls that contain it. */
function describeFailure(
  failure: StepFailure,
  actor: string,
  operation: Operation | undefined,
  record: StatementRecord | undefined,
): Failure {
  const { at, outside } = failure;
  const place = outside && operation && record ? destination(at, operation, record) : undefined;
  const entering = record?.kind === 'enter' ? [record.call] : [];
  const calls = [...(record?.stack ?? []), ...entering];
  return {
    message: outside && place !== undefined ? describeOutside(outside, place) : failure.message,
    at,
    ...(calls.length === 0 ? {} : { within: { actor, calls } }),
  };
}

/** Where the value of an expression was to be stored. */
function destination(at: Location, operation: Operation, record: StatementRecord): string | undefined {
  const isAt = (expr: Expr): boolean =>
    expr.at.source === at.source && expr.at.span.start === at.span.start && expr.at.span.end === at.span.end;
  if (operation.kind === 'assign' && record.kind === 'store' && isAt(operation.value))
    return operation.form === 'return' ? `the result of ${record.stack.at(-1)?.procedure ?? '?'}()` : record.place;
  if (operation.kind !== 'enter') return undefined;
  const { parameters, name } = operation.entered.procedure;
  const slot = operation.values.find(({ value }) => isAt(value))?.slot;
  const i = operation.entered.arguments.findIndex((one) => one.kind === 'slot' && one.slot === slot);
  return i < 0 ? undefined : `the parameter '${itemAt(parameters, i).name}' of ${name}()`;
}

function changesBetween(before: StateView, after: StateView, actor: string): Change[] {
  const shared = after.variables.flatMap((v, i) =>
    diffValues(v.name, itemAt(before.variables, i).value, v.value, v.type, v.ghost ? 'ghost' : 'shared'),
  );
  const of = (view: StateView): StateView['processes'][number]['locals'] =>
    view.processes.find((p) => p.name === actor)?.locals ?? [];
  const old = new Map(of(before).map((l) => [l.name, l]));
  const now = new Map(of(after).map((l) => [l.name, l]));
  const locals = [...new Set([...old.keys(), ...now.keys()])].flatMap((name): Change[] => {
    const a = old.get(name);
    const b = now.get(name);
    const path = `${actor}.${name}`;
    if (a && b) return diffValues(path, a.value, b.value, b.type, 'local');
    if (b) return [{ path, after: formatValue(b.value, b.type), scope: 'local' }];
    return a ? [{ path, before: formatValue(a.value, a.type), scope: 'local' }] : [];
  });
  return [...shared, ...locals];
}
