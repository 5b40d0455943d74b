import type { Instruction } from '../encoding/instructions.ts';
import { BATCH } from './memory-map.ts';

/** Numbers of the module's globals: what each instance, and so each worker, has for itself. All are i32. */
export const GLOBALS = {
  /** Records in the batch. */
  batched: 0,
  /** Successors not yet added to CONTROL.generated. */
  generated: 1,
  /** Outcomes without a successor: failed asserts, range errors. */
  failed: 2,
  /** Where the area of the worker begins. */
  me: 3,
  /** The state being expanded; -1 for none. */
  current: 4,
  /** 1 when several workers insert. */
  several: 5,
  /**
   * Number of records at which the batch is looked up: fewer near a limit of states, so that the order decides which
   * state is the last.
   */
  enough: 6,
  /** Work left until the host is asked whether to continue; see `poll.ts`. */
  fuel: 7,
  /** The actor whose step is being taken, and its class; see `stepCode`. */
  by: 8,
  /** Where the row begins of the classes that are independent of the step which led to the state being expanded. */
  independent: 9,
  /** States not expanded since they are beyond a constraint, not yet added to CONTROL.beyond. */
  beyond: 10,
} as const;

export const INITIAL_GLOBALS: Readonly<Record<keyof typeof GLOBALS, number>> = {
  batched: 0,
  generated: 0,
  failed: 0,
  me: 0,
  current: -1,
  several: 0,
  enough: BATCH,
  fuel: 0,
  by: 0,
  independent: 0,
  beyond: 0,
};

export function globalGet(index: number): Instruction {
  return { kind: 'global.get', index };
}

export function globalSet(index: number, value: Instruction): Instruction {
  return { kind: 'global.set', index, value };
}
