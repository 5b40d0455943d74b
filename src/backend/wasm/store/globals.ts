import type { Instruction } from '../encoding/instructions.ts';
import { BATCH } from './memory-map.ts';

/** Numbers of the globals of the module: what an instance, and so a worker, has for itself. All are i32. */
export const GLOBALS = {
  /** Records in the batch. */
  batched: 0,
  /** Successors that have not been added to CONTROL.generated. */
  generated: 1,
  /** Outcomes without a successor: failed asserts, range errors. */
  failed: 2,
  /** Where the area of the worker begins. */
  me: 3,
  /** The state that is being expanded; -1 for none. */
  current: 4,
  /** 1 when several workers insert. */
  several: 5,
  /** Records with which the batch is looked up: fewer near a limit of states, so that the order decides what is the last. */
  enough: 6,
  /** Work until the host is asked whether to go on; see `poll.ts`. */
  fuel: 7,
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
};

export function globalGet(index: number): Instruction {
  return { kind: 'global.get', index };
}

export function globalSet(index: number, value: Instruction): Instruction {
  return { kind: 'global.set', index, value };
}
