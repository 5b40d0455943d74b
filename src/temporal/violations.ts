import { type Automaton, automatonOf } from './automaton.ts';
import { type Formula, not } from './formula.ts';
import { type Recurrence, splitRecurrences } from './recurrence.ts';

/** A formula, and the behaviours that violate it: those that the automaton accepts and that satisfy all recurrences. */
export interface Violations {
  readonly formula: Formula;
  readonly automaton: Automaton;
  readonly recurrences: readonly Recurrence[];
}

/** Throws `FormulaTooLarge`. */
export function violationsOf(formula: Formula): Violations {
  const { recurrences, rest } = splitRecurrences(not(formula));
  return { formula, automaton: automatonOf(rest), recurrences };
}
