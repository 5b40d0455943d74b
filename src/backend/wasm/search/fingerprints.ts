import type { Progress, StateKey } from '../../../explorer/model.ts';
import { initialState } from '../../interpreter/initial-state.ts';
import type { Interpreter } from '../../interpreter/model.ts';

/** The states of a path whose fingerprints are known: the interpreter looks for each among the successors. */
export function replay(
  interpreter: Interpreter,
  path: readonly bigint[],
  fingerprintOf: (key: StateKey) => bigint,
): StateKey[] {
  const states: StateKey[] = [];
  for (const fingerprint of path) {
    const last = states.at(-1);
    const isNext = (key: StateKey): boolean => fingerprintOf(key) === fingerprint;
    const found = last === undefined ? initialState(interpreter, isNext) : successor(interpreter, last, isNext);
    if (found === undefined) throw new Error('a state of a path was not found again');
    states.push(found);
  }
  return states;
}

function successor(
  interpreter: Interpreter,
  state: StateKey,
  isWanted: (state: StateKey) => boolean,
): StateKey | undefined {
  let found: StateKey | undefined;
  interpreter.successors(state, {
    successor: (key) => {
      if (found === undefined && isWanted(key)) found = key;
    },
    violation: () => undefined,
  });
  return found;
}

/**
 * The probability that two states had the same fingerprint, so that one was missed, if fingerprints are as good as
 * random: each of the successors that were taken for known met each of the distinct states with probability 2^-64. It
 * is what TLC reports as "calculated (optimistic)" (tlc2.tool.AbstractChecker.reportSuccess; L. Lamport, Specifying
 * Systems, section 14.3.3).
 */
export function missedProbability({ distinct, generated }: Progress): number {
  return (distinct * (generated - distinct)) / 2 ** 64;
}
