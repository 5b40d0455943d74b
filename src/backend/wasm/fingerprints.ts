import type { Progress, StateKey } from '../../explorer/model.ts';
import type { Interpreter } from '../interpreter/model.ts';

/** The states of a path of which the fingerprints are known: the interpreter looks for each among the successors. */
export function replay(
  interpreter: Interpreter,
  path: readonly bigint[],
  fingerprintOf: (key: StateKey) => bigint,
): StateKey[] {
  const states: StateKey[] = [];
  for (const fingerprint of path) {
    let found: StateKey | undefined;
    const visitor = {
      successor: (key: StateKey): void => {
        if (found === undefined && fingerprintOf(key) === fingerprint) found = key;
      },
      violation: (): void => undefined,
    };
    const last = states.at(-1);
    if (last === undefined) interpreter.initialStates(visitor);
    else interpreter.successors(last, visitor);
    if (found === undefined) throw new Error('a state of a path was not found again');
    states.push(found);
  }
  return states;
}

/**
 * The probability that two states had the same fingerprint, so that one was missed, if fingerprints are as good as
 * random: each of the successors that were taken for known ones met one of the distinct states with a chance of 2^-64
 * each. It is what TLC reports as "calculated (optimistic)" (tlc2.tool.AbstractChecker.reportSuccess;
 * L. Lamport, Specifying Systems, section 14.3.3).
 */
export function missedProbability({ distinct, generated }: Progress): number {
  return (distinct * (generated - distinct)) / 2 ** 64;
}
