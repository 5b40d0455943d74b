import { itemAt } from '../../core/lists.ts';
import { columnOf, enter } from '../../explorer/liveness/column.ts';
import type { StateGraph } from '../../explorer/liveness/graph.ts';
import type { StateKey } from '../../explorer/model.ts';
import { noPause, type Pause } from '../../explorer/watch.ts';
import type { TransitionSystem } from '../../ir/system.ts';
import type { Interpreter } from './model.ts';

/** The state graph of a system, explored again by the reference engine, with what its temporal properties observe. */
export async function graphOf(
  system: TransitionSystem,
  interpreter: Interpreter,
  pause: Pause = noPause,
): Promise<StateGraph> {
  const keys: StateKey[] = [];
  const numbers = new Map<StateKey, number>();
  const numberOf = (key: StateKey): number => {
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, keys.length);
    return keys.push(key) - 1;
  };
  interpreter.initialStates({ successor: numberOf, violation: () => undefined });
  const initial = keys.length;
  const first = [0];
  const targets: number[] = [];
  const actors: number[] = [];
  for (const key of keys) {
    interpreter.transitions(key, (actor, target) => {
      targets.push(numberOf(target));
      actors.push(actor);
    });
    first.push(targets.length);
    await pause();
  }
  const observed = system.temporal.atoms.map((atom) => (atom.kind === 'state' ? columnOf(keys.length) : undefined));
  const observe = interpreter.observer();
  const failed = columnOf(keys.length);
  for (const [state, key] of keys.entries()) {
    const holds = observe(key);
    if (holds === undefined) enter(failed, state);
    else
      holds.forEach((atom) => {
        enter(itemAt(observed, atom), state);
      });
    await pause();
  }
  return {
    count: keys.length,
    initial,
    first: Uint32Array.from(first),
    targets: Uint32Array.from(targets),
    actors: Uint32Array.from(actors),
    observed,
    ...(failed.some((word) => word !== 0) ? { failed } : {}),
    keyOf: (state) => itemAt(keys, state),
  };
}
