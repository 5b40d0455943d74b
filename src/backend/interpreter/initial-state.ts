import type { StateKey } from '../../explorer/model.ts';
import type { Interpreter } from './model.ts';

/** Ends the enumeration of initial states, of which there may be far more than were explored. */
class Found extends Error {}

/** The first initial state that `isWanted` accepts. */
export function initialState(
  interpreter: Pick<Interpreter, 'initialStates'>,
  isWanted: (state: StateKey) => boolean,
): StateKey | undefined {
  let found: StateKey | undefined;
  try {
    interpreter.initialStates({
      successor(state) {
        if (!isWanted(state)) return;
        found = state;
        throw new Found();
      },
      violation: () => undefined,
    });
  } catch (problem) {
    if (!(problem instanceof Found)) throw problem;
  }
  return found;
}
