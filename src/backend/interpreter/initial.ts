import type { Env, Host } from '../../core/evaluate/environment.ts';
import { compileExpression } from '../../core/evaluate.ts';
import type { Value } from '../../core/types.ts';
import type { TransitionSystem } from '../../ir/system.ts';
import type { Layout } from './layout.ts';

/** Calls `found` for all combinations of initial values that satisfy `init`, in canonical order. Throws `EvaluationError`. */
export function eachInitialState(
  system: TransitionSystem,
  host: Host,
  layout: Layout,
  env: Env,
  found: (state: Value[]) => void,
): void {
  const initialisers = system.program.initialisers.map((i) => ({
    slot: i.variable.slot,
    values: i.kind === 'value' ? single(compileExpression(i.value, host)) : many(compileExpression(i.set, host)),
  }));
  const conditions = system.program.initConditions.map((e) => compileExpression(e, host));
  const state: Value[] = new Array<Value>(layout.size).fill(0);
  const begin = (): void => {
    env.state = state;
    env.self = -1;
  };
  // What is still to be tried for each of the first variables. No recursion: there may be thousands of variables.
  const open: Iterator<Value>[] = [];
  for (;;) {
    begin();
    if (open.length < initialisers.length) open.push(initialisers[open.length]!.values(env)[Symbol.iterator]());
    else if (conditions.every((c) => c(env) !== 0)) found(state.slice());
    for (;;) {
      const next = open.at(-1)?.next();
      if (next === undefined) return;
      if (next.done !== true) {
        state[initialisers[open.length - 1]!.slot] = next.value;
        break;
      }
      open.pop();
    }
  }
}

function single(value: (env: Env) => Value): (env: Env) => readonly Value[] {
  return (env) => [value(env)];
}

function many(set: (env: Env) => Value): (env: Env) => readonly Value[] {
  return (env) => set(env) as readonly Value[];
}
