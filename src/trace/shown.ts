import type { Interpreter } from '../backend/interpreter/model.ts';
import { formatValue } from '../core/format.ts';
import type { StateKey } from '../explorer/model.ts';
import type { TransitionSystem } from '../ir/system.ts';
import { valueIfAny } from './moment.ts';
import type { Shown } from './trace.ts';

/** The values of the expressions of the command line in the states of a path. */
export function shownAlong(
  states: readonly StateKey[],
  system: TransitionSystem,
  interpreter: Interpreter,
): readonly Shown[] {
  const moments = states.map((key) => ({ state: interpreter.layout.decode(key), base: 0, self: -1, locals: [] }));
  return system.program.shown.map(({ text, expr }) => ({
    text,
    values: moments.map((moment) => {
      const value = valueIfAny(expr, { interpreter, system, slots: [], moment });
      return value === undefined ? undefined : formatValue(value, expr.type);
    }),
  }));
}
