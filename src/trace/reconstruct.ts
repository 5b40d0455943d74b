import type { Interpreter, Outcome } from '../backend/interpreter/model.ts';
import type { Executed } from '../backend/interpreter/step-runner.ts';
import type { Type } from '../core/types.ts';
import { formatValue } from '../core/values.ts';
import type { LoopActor, StatePath } from '../explorer/model.ts';
import type { Slot, TransitionSystem } from '../ir/system.ts';
import { spanText } from '../text/source.ts';
import { diffValues } from './diff.ts';
import type { ActorInLoop, CallView, Change, ExecutedStatement, StateView, Trace, TraceStep } from './trace.ts';
import { calls, viewState } from './view.ts';

/**
 * Replays a path through the state graph with the interpreter, whatever engine found it, and tells for each
 * step who ran, which statements, and what changed. Of several outcomes that lead to the same state the first
 * in canonical order is told. `property` is the number of the property that the path is evidence about,
 * `loop` what everybody does in the loop of a lasso.
 */
export function reconstruct(
  system: TransitionSystem,
  interpreter: Interpreter,
  path: StatePath,
  property?: number,
  loop?: readonly LoopActor[],
): Trace {
  const { states, failingStep, lastStep, backTo, stutters, actors } = path;
  const isRange = property !== undefined && interpreter.properties[property]?.kind === 'range';
  if (states.length === 0)
    return { initial: { variables: [], processes: [] }, steps: [], ...failed(interpreter.rangeErrorIn()) };
  const initial = viewState(states[0]!, system, interpreter);
  const steps: TraceStep[] = [];
  let before = initial;
  const enteredBy = new Map<string, Set<number>>();
  for (let i = 0; i < states.length; i++) {
    const isLast = i === states.length - 1;
    const target = isLast && backTo !== undefined && stutters !== true ? states[backTo] : states[i + 1];
    if (isLast && target === undefined && failingStep === undefined) break;
    const outcome = interpreter.outcomes(states[i]!).find((o) => {
      if (target === undefined) return o.step.id === failingStep && o.failure?.property === property;
      const required = i === states.length - 2 ? lastStep : undefined;
      if (actors && o.actor.number !== actors[i]) return false;
      return o.state === target && (required === undefined || o.step.id === required);
    });
    if (!outcome) throw new Error('a trace could not be replayed: the engines disagree');
    const after = outcome.state === undefined ? before : viewState(outcome.state, system, interpreter);
    const step = describeStep(outcome, before, after, system, enteredBy);
    const breaks = i === states.length - 2 && lastStep !== undefined && property !== undefined;
    const error =
      breaks && isRange && target !== undefined && interpreter.rangeErrorIn(states[i], { state: target, outcome });
    const failure = error || { message: brokenBy(interpreter, property) };
    steps.push(breaks ? { ...step, failure } : step);
    before = after;
  }
  const ofState = isRange && failingStep === undefined && lastStep === undefined;
  return {
    initial,
    steps,
    ...(ofState ? failed(interpreter.rangeErrorIn(states.at(-1))) : {}),
    ...(backTo === undefined ? {} : { backTo }),
    ...(loop ? { loop: { stutters: stutters === true, actors: viewLoop(loop, system, before) } } : {}),
  };
}

function viewLoop(loop: readonly LoopActor[], { temporal }: TransitionSystem, last: StateView): readonly ActorInLoop[] {
  return loop.map(({ actor, fairness, does, at }) => {
    const { name, ...rest } = temporal.actors[actor]!;
    const clause = temporal.fairness.find((f) => f.actor === actor)?.clause;
    const done = rest.kind === 'process' ? rest.family.points.at(-1)?.name : undefined;
    const isDone = does === 'cannot' && last.processes.find((p) => p.name === name)?.point === done;
    return {
      actor: name,
      fairness: clause ? `fair while ${oneLine(spanText(clause.at))}` : fairnessText[fairness],
      does: isDone && done !== undefined ? 'done' : does,
      ...(at === undefined ? {} : { step: at }),
    };
  });
}

const fairnessText = { none: 'not fair', weak: 'fair', strong: 'strong fair' } as const;

function failed(error: Trace['failure'] | undefined): Pick<Trace, 'failure'> {
  return error ? { failure: error } : {};
}

function brokenBy(interpreter: Interpreter, property: number | undefined): string {
  const name = property === undefined ? undefined : interpreter.properties[property]?.name;
  return `this step violates ${name ?? 'a property'}`;
}

function describeStep(
  outcome: Outcome,
  before: StateView,
  after: StateView,
  system: TransitionSystem,
  enteredBy: Map<string, Set<number>>,
): TraceStep {
  const { actor, executed, failure } = outcome;
  const slots = actor.kind === 'process' ? actor.placed.family.slots : system.actions[actor.action]!.slots;
  const name = actorName(outcome, system);
  const entered = enteredBy.get(name) ?? new Set<number>();
  enteredBy.set(name, entered);
  const pointIn = (view: StateView): string => view.processes.find((p) => p.name === name)?.point ?? name;
  return {
    actor: name,
    kind: actor.kind,
    from: pointIn(before),
    to: pointIn(after),
    statements: describeStatements(executed, slots, entered),
    changes: outcome.state === undefined ? [] : changesBetween(before, after, name),
    ...(failure ? { failure: { message: failure.message, at: failure.at } } : {}),
    state: after,
  };
}

/** `getter[0]`, or an action with its arguments. */
function actorName({ actor }: Outcome, system: TransitionSystem): string {
  if (actor.kind === 'process') return actor.placed.instance.name;
  const { symbol } = system.actions[actor.action]!;
  if (symbol.parameters.length === 0) return symbol.name;
  const shown = actor.arguments.map((v, i) => formatValue(v, symbol.parameters[i]!.type));
  return `${symbol.name}(${shown.join(', ')})`;
}

function changesBetween(before: StateView, after: StateView, actor: string): Change[] {
  const shared = after.variables.flatMap((v, i) =>
    diffValues(v.name, before.variables[i]!.value, v.value, v.type, v.ghost ? 'ghost' : 'shared'),
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

/**
 * `entered`: calls of the actor that are entered and of which no statement has run yet. Entering is local, so it
 * belongs to the step before the one that runs the first statement of the call.
 */
function describeStatements(
  executed: readonly Executed[],
  slots: readonly Slot[],
  entered: Set<number>,
): ExecutedStatement[] {
  const began = new Set<number>();
  const ended = new Map<number, string | undefined>();
  for (const { operation, value } of executed) {
    if (operation.kind === 'enter') entered.add(operation.entered.id);
    if (operation.shown) for (const { id } of calls(operation.frame)) if (entered.delete(id)) began.add(id);
    if (operation.kind === 'leave') {
      const type = operation.result === undefined ? undefined : slots[operation.result]?.type;
      ended.set(operation.left.id, type && value !== undefined ? formatValue(value, type) : undefined);
    }
  }
  return executed
    .filter(({ operation }) => operation.shown)
    .map((e) => {
      const note = noteOf(e, slots);
      return {
        at: e.operation.at,
        text: oneLine(spanText(e.operation.at)),
        role: e.operation.ghost ? 'ghost' : e.operation.role,
        ...(note === undefined ? {} : { note }),
        stack: calls(e.operation.frame).map((frame): CallView => {
          const result = ended.get(frame.id);
          return {
            procedure: frame.procedure.name,
            text: oneLine(spanText(frame.callAt)),
            callAt: frame.callAt,
            id: frame.id,
            began: began.has(frame.id),
            ended: ended.has(frame.id),
            ...(result === undefined ? {} : { result }),
            ...(frame.procedure.doc === undefined ? {} : { doc: frame.procedure.doc }),
          };
        }),
      };
    });
}

/** What a choice took, and what a head found. */
function noteOf({ operation, value }: Executed, slots: readonly Slot[]): string | undefined {
  if (value === undefined) return undefined;
  const shown = (type: Type | undefined): string => (type ? formatValue(value, type) : '');
  switch (operation.kind) {
    case 'pick':
      return `${slots[operation.slot]?.name ?? '_'} = ${shown(slots[operation.slot]?.type)}`;
    case 'branch':
      return value === 0 ? 'false' : 'true';
    case 'match':
      return shown(operation.value.type);
    case 'assign':
      return operation.role === 'visible' && operation.target.root.kind === 'slot'
        ? shown(operation.target.type)
        : undefined;
    default:
      return undefined;
  }
}

function oneLine(text: string): string {
  return text
    .replace(/\/\/[^\n]*\n/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
