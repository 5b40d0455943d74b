import { initialState } from '../backend/interpreter/initial-state.ts';
import type { Interpreter } from '../backend/interpreter/model.ts';
import { itemAt } from '../core/lists.ts';
import type { StateKey, StatePath } from '../explorer/model.ts';
import type { TransitionSystem } from '../ir/system.ts';
import { Lasso } from './lasso.ts';

/**
 * Checks that a path shows what it is said to show: judged by the interpreter alone, whatever engine found it. That its
 * steps can be taken is known from the replay. Throws if the path does not show it: then an engine is wrong, and
 * nothing it says is reported.
 */
export function checkEvidence(
  system: TransitionSystem,
  interpreter: Interpreter,
  path: StatePath,
  property: number,
): void {
  const fault = faultIn(system, interpreter, path, property);
  if (fault === undefined) return;
  const { name } = itemAt(interpreter.properties, property);
  throw new Error(`the counterexample of ${name} does not show it: ${fault}`);
}

/** Why a path whose steps can be taken is no evidence about a property, as a clause; undefined where it is. */
export function faultIn(
  system: TransitionSystem,
  interpreter: Interpreter,
  path: StatePath,
  property: number,
): string | undefined {
  const { name, kind } = itemAt(interpreter.properties, property);
  const [first] = path.states;
  if (first !== undefined && initialState(interpreter, (key) => key === first) === undefined)
    return 'it begins in no initial state';
  const last = path.states.at(-1);
  switch (kind) {
    case 'invariant':
    case 'reachable':
    case 'possible':
    case 'impossible':
      if (last === undefined || !isReported(last, property, interpreter))
        return `its last state ${kind === 'invariant' ? 'satisfies it' : 'is no witness'}`;
      return undefined;
    case 'transition':
      return isBrokenByLastStep(path, property, interpreter) ? undefined : 'its last step satisfies it';
    case 'deadlock':
      if (last === undefined || interpreter.mayStop(last) || interpreter.outcomes(last).length > 0)
        return 'its last state is no deadlock';
      return undefined;
    case 'temporal':
      return faultInLasso(system, interpreter, path, name);
    case 'assert':
    case 'range':
      // The replay has found the failing step; a range error in a property is evaluated where it is reported.
      return undefined;
  }
}

function isReported(state: StateKey, property: number, interpreter: Interpreter): boolean {
  let found = false;
  interpreter.inspect(state, (reported) => {
    found ||= reported === property;
  });
  return found;
}

function isBrokenByLastStep({ states, lastStep }: StatePath, property: number, interpreter: Interpreter): boolean {
  const before = states.at(-2);
  let found = false;
  if (before !== undefined)
    interpreter.successors(before, {
      successor: () => undefined,
      violation(reported, step, state) {
        found ||= reported === property && step === lastStep && state === states.at(-1);
      },
    });
  return found;
}

/** Its word must violate the formula, and its loop must be fair. */
function faultInLasso(
  system: TransitionSystem,
  interpreter: Interpreter,
  path: StatePath,
  name: string,
): string | undefined {
  const { backTo } = path;
  if (backTo === undefined) return 'it has no loop';
  const lasso = new Lasso(system, interpreter, { ...path, backTo });
  if (!lasso.violates(name)) return 'its run satisfies it';
  const neglected = lasso.neglected();
  return neglected && `its loop is not fair to ${neglected.name}`;
}
