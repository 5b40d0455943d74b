import type { Model, StateKey } from './model.ts';
import { Enough } from './watch.ts';

/** Where the behaviours of a model begin. */
export interface InitialStates {
  /** Each once, in canonical order. */
  readonly states: readonly StateKey[];
  /** Properties that the choice of an initial state violates. */
  readonly violated: readonly number[];
  /** Whether there are no others than these. */
  readonly isAll: boolean;
}

/** @param most states that are enumerated at most, repetitions included */
export function initialStatesOf(model: Model, most: number): InitialStates {
  const states: StateKey[] = [];
  const violated: number[] = [];
  let isAll = true;
  try {
    model.initialStates({
      successor(state) {
        if (states.length >= most) throw new Enough();
        states.push(state);
      },
      violation: (property) => {
        violated.push(property);
      },
    });
  } catch (problem) {
    if (!(problem instanceof Enough)) throw problem;
    isAll = false;
  }
  return { states: [...new Set(states)], violated, isAll };
}
