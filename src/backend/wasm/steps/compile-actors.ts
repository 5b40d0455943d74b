import type { Expr } from '../../../core/expression.ts';
import { itemAt } from '../../../core/lists.ts';
import { product } from '../../../core/enumerate.ts';
import { dispatch } from '../emit/dispatch.ts';
import type { Step } from '../../../ir/system.ts';
import { ExpressionCompiler } from '../expressions/expressions.ts';
import type { Container } from '../emit/access.ts';
import { sub } from '../emit/arithmetic.ts';
import type { Emitter } from '../emit/emitter.ts';
import { NO_SLOTS, PackedStateReader } from '../emit/state-reader.ts';
import {
  brIf,
  type FunctionReference,
  get,
  i32,
  type Instruction,
  type Label,
  type Local,
  op,
} from '../encoding/instructions.ts';
import { RELATION, SleeperCode } from '../store/sleep-code.ts';
import { ActionActor, ProcessActor } from './actor.ts';
import { compileActorStep, type Sleeper } from './actor-step.ts';
import type { PropertyCompiler } from './compile-properties.ts';
import type { ActorFunction } from './expand.ts';
import type { SystemContext } from './state-functions.ts';
import { StepReports } from './step-reports.ts';

/**
 * Compiles what changes states: processes, once for each instance, and actions, once for each choice of arguments.
 * @param properties checks those of steps; without it they are not checked
 * @param emit takes the words of a successor
 */
export function compileActors(
  context: SystemContext,
  properties: PropertyCompiler | undefined,
  emit: FunctionReference,
): readonly ActorFunction[] {
  const reports = new StepReports(context, properties);
  return [...compileProcesses(context, reports, emit), ...compileActions(context, reports, emit)];
}

function compileProcesses(context: SystemContext, reports: StepReports, emit: FunctionReference): ActorFunction[] {
  const { system, layout, functions } = context;
  return layout.instances.map(({ instance, frame, at }, number) => {
    const { points } = frame.family;
    const sleepers = sleepersOf(number, context);
    const actor = new ProcessActor(instance, frame, at);
    const { emitter, state: before } = functions.begin();
    dispatch(actor.point(before, emitter), points.length, emitter, (i) => {
      const { step: id } = itemAt(points, i);
      if (id === undefined) return;
      const step = itemAt(system.steps, id);
      emitter.scoped(() => {
        compileActorStep(step, actor, { context, reports, emitter, before, emit, ...sleepers?.at(step) });
      });
    });
    return { function: functions.end(instance.name, emitter), ...sleepers?.counting };
  });
}

function compileActions(context: SystemContext, reports: StepReports, emit: FunctionReference): ActorFunction[] {
  const { system, layout, functions } = context;
  let number = layout.instances.length;
  return system.actions.flatMap((action) => {
    const step = itemAt(system.steps, action.step);
    return product(action.domains).map((values) => {
      const actor = new ActionActor(action, values);
      const sleepers = sleepersOf(number++, context);
      const { emitter, state: before } = functions.begin();
      compileActorStep(step, actor, { context, reports, emitter, before, emit, ...sleepers?.at(step) });
      const compiled = functions.end(action.symbol.name, emitter);
      return {
        function: compiled,
        ...(step.guard ? { guarded: { guard: step.guard, actor } } : {}),
        ...sleepers?.counting,
      };
    });
  });
}

/** How the steps of an actor, by its number, may sleep; undefined where nothing does. */
function sleepersOf(
  number: number,
  context: SystemContext,
):
  | { readonly at: (step: Step) => { readonly sleeper: Sleeper }; readonly counting: Pick<ActorFunction, 'counts'> }
  | undefined {
  const { independence } = context;
  if (!independence) return undefined;
  const code = new SleeperCode(number);
  return {
    at(step) {
      const stepClass = independence.classOf(number, step.point);
      const exceptions = independence.exceptions(stepClass);
      const sleeps: Sleeper['sleeps'] = (out, before, emitter) => {
        const relation = emitter.fresh('relation');
        return code.sleeps(stepClass, out, relation, (awake) =>
          exceptionCode(exceptions, { relation, awake, before, emitter, context }),
        );
      };
      return { sleeper: { sleeps, takes: code.takes(stepClass) } };
    },
    counting: { counts: (before) => code.counts(before) },
  };
}

/** Where exceptions to independence are tested. */
interface ExceptionSite {
  /** Has the byte of the relation, see `RELATION`. */
  readonly relation: Local;
  readonly awake: Label;
  readonly before: Container;
  readonly emitter: Emitter;
  readonly context: SystemContext;
}

/** Goes to `awake` where the exception holds that the relation has the number of. */
function exceptionCode(
  exceptions: readonly Expr[],
  { relation, awake, before, emitter, context: { system, layout } }: ExceptionSite,
): readonly Instruction[] {
  if (exceptions.length === 0) return [];
  const reader = new PackedStateReader(system, layout, before, NO_SLOTS);
  return emitter.collect(() => {
    emitter.guarded(op('i32.ge_u', get(relation), i32(RELATION.unless)), () => {
      dispatch(sub(get(relation), i32(RELATION.unless)), exceptions.length, emitter, (i) => {
        emitter.scoped(() => {
          const c = new ExpressionCompiler(emitter, reader);
          emitter.emit(brIf(awake, c.condition(itemAt(exceptions, i))));
        });
      });
    });
  });
}
