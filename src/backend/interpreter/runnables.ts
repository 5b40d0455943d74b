import type { Env, Host } from '../../core/evaluate/environment.ts';
import { itemAt, valueAt, zip } from '../../core/lists.ts';
import type { Actor, Family, TransitionSystem } from '../../ir/system.ts';
import type { Layout } from '../problem/layout.ts';
import { compileStep, type RunnableStep } from './step-runner.ts';

/** An actor, with all that can be run of it. */
export interface Runnable {
  readonly actor: Actor;
  /** Where its slots begin in a state. */
  readonly base: number;
  /** Its number as a value of `Process`; -1 for an action. */
  readonly self: number;
  /** Index of its control point in a state; undefined for an action. */
  readonly point: number | undefined;
  /** Gives its indices or arguments their values. */
  readonly prepare: (env: Env) => void;
  /** Its step at its control point in a state, if there is one. */
  readonly stepAt: (env: Env) => RunnableStep | undefined;
}

/** Every actor with the steps it can take, in canonical order. */
export function compileRunnables(system: TransitionSystem, layout: Layout, host: Host): readonly Runnable[] {
  const compile = (step: number, slots: Family['slots']): RunnableStep =>
    compileStep(itemAt(system.steps, step), slots, system, host);
  const stepsOf = new Map(
    system.families.map((family) => [
      family,
      family.points.map(({ step }) => (step === undefined ? undefined : compile(step, family.slots))),
    ]),
  );
  const actionSteps = system.actions.map(({ step, slots }) => compile(step, slots));
  return system.temporal.actors.map((actor): Runnable => {
    if (actor.kind === 'action') {
      const step = itemAt(actionSteps, actor.action);
      const base = layout.scratch;
      const prepare = ({ state }: Env): void => {
        for (const [i, value] of actor.values.entries()) state[base + i] = value;
      };
      return { actor, base, self: -1, point: undefined, prepare, stepAt: () => step };
    }
    const { family, instance } = actor;
    const { point } = valueAt(layout.byId, instance.id);
    const steps = valueAt(stepsOf, family);
    const indices = zip(family.symbol.indices, instance.indices);
    return {
      actor,
      base: point + 1,
      self: instance.id,
      point,
      prepare: ({ locals }) => {
        for (const [{ id }, value] of indices) locals[id] = value;
      },
      stepAt: ({ state }) => steps[state[point] as number],
    };
  });
}
