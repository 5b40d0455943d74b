import { itemAt } from '../../core/lists.ts';
import { type Formula, holdsIn } from '../../temporal/formula.ts';
import type { TransitionSystem } from '../system.ts';

/** Numbers of the implications whose left sides are conditions of states or steps: those that can be counted. */
export function countableIn(system: TransitionSystem): ReadonlySet<number> {
  const { lefts, origins } = system.temporal;
  const conditions = system.implications.flatMap(({ expr }, i) => (expr.type.kind === 'formula' ? [] : [i]));
  const timed = new Set(lefts.filter(({ left }) => !isOfStates(left, system)).map(({ implication }) => implication));
  const all = [...conditions, ...origins.values(), ...lefts.map(({ implication }) => implication)];
  return new Set(all.filter((implication) => !timed.has(implication)));
}

/** Tells for the atoms that a state satisfies which implications of temporal properties have a left side that is true there. */
export function leftsMetIn(system: TransitionSystem): (atoms: readonly number[]) => readonly number[] {
  const lefts = system.temporal.lefts.filter(({ left }) => isOfStates(left, system));
  return (atoms) => {
    const held = new Set(atoms);
    const met = lefts.filter(({ left }) => holdsIn(left, (atom) => held.has(atom)) === true);
    return met.map(({ implication }) => implication);
  };
}

/** Whether a formula is a condition of states: what can take a step is not known of a state alone. */
function isOfStates(formula: Formula, { temporal: { atoms } }: TransitionSystem): boolean {
  let isEnabled = false;
  const truth = holdsIn(formula, (atom) => {
    isEnabled ||= itemAt(atoms, atom).kind === 'enabled';
    return true;
  });
  return truth !== undefined && !isEnabled;
}
