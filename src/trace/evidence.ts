import { initialState } from '../backend/interpreter/initial-state.ts';
import type { Interpreter } from '../backend/interpreter/model.ts';
import { itemAt } from '../core/lists.ts';
import type { StateKey, StatePath } from '../explorer/model.ts';
import type { FairnessConstraint, TransitionSystem } from '../ir/system.ts';
import { type Formula, holdsOn } from '../temporal/formula.ts';

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
  const { name, kind } = itemAt(interpreter.properties, property);
  const [first] = path.states;
  if (first !== undefined && initialState(interpreter, (key) => key === first) === undefined)
    refuse(name, 'it begins in no initial state');
  const last = path.states.at(-1);
  switch (kind) {
    case 'invariant':
    case 'reachable':
    case 'possible':
    case 'impossible':
      if (last === undefined || !isReported(last, property, interpreter))
        refuse(name, `its last state ${kind === 'invariant' ? 'satisfies it' : 'is no witness'}`);
      return;
    case 'transition':
      if (!isBrokenByLastStep(path, property, interpreter)) refuse(name, 'its last step satisfies it');
      return;
    case 'deadlock':
      if (last === undefined || interpreter.mayStop(last) || interpreter.outcomes(last).length > 0)
        refuse(name, 'its last state is no deadlock');
      return;
    case 'temporal':
      checkLasso(system, interpreter, path, name);
      return;
    case 'assert':
    case 'range':
      // The replay has found the failing step; a range error in a property is evaluated where it is reported.
      return;
  }
}

function refuse(property: string, why: string): never {
  throw new Error(`the counterexample of ${property} does not show it: ${why}`);
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

/** A lasso: its word must violate the formula, and its loop must be fair. */
function checkLasso(system: TransitionSystem, interpreter: Interpreter, path: StatePath, name: string): void {
  const { states, backTo, actors = [], stutters } = path;
  if (backTo === undefined) refuse(name, 'it has no loop');
  const observe = interpreter.observer();
  const satisfied = states.map((state) => new Set(observe(state)));
  const outcomes = states.map((state) => interpreter.outcomes(state).filter((one) => one.state !== undefined));
  const holds = (atom: number, position: number): boolean => {
    const one = itemAt(system.temporal.atoms, atom);
    if (one.kind === 'state') return itemAt(satisfied, position).has(atom);
    return itemAt(outcomes, position).some(({ actor }) => one.actors.includes(actor.number));
  };
  const property = system.temporal.properties.find(({ symbol }) => symbol.name === name);
  if (!property || property.conjuncts.every(({ formula }) => holdsOn(formula, states.length, backTo, holds)))
    refuse(name, 'its run satisfies it');

  const isTrueAt = (formula: Formula | undefined, position: number): boolean =>
    formula === undefined || holdsOn(formula, 1, 0, (atom) => holds(atom, position));
  const loop = states.map((_, i) => i).slice(backTo);
  const changes = (i: number): boolean => (states[i + 1] ?? states[backTo]) !== states[i];
  const isFair = ({ members, strength }: FairnessConstraint): boolean => {
    const counts = (by: number | undefined, i: number): boolean =>
      members.some(({ actor, condition }) => actor === by && isTrueAt(condition, i));
    const canStep = (i: number): boolean =>
      itemAt(outcomes, i).some((one) => counts(one.actor.number, i) && one.state !== states[i]);
    const steps = (i: number): boolean => stutters !== true && counts(actors[i], i) && changes(i);
    if (loop.some(steps)) return true;
    return strength === 'weak' ? !loop.every(canStep) : !loop.some(canStep);
  };
  for (const constraint of system.temporal.fairness)
    if (!isFair(constraint)) {
      const names = constraint.members.map(({ actor }) => itemAt(system.temporal.actors, actor).name);
      refuse(name, `its loop is not fair to ${names.join(', ')}`);
    }
}
