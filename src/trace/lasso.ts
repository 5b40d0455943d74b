import type { Interpreter, Outcome } from '../backend/interpreter/model.ts';
import { itemAt } from '../core/lists.ts';
import type { LoopActor, StateKey, StatePath } from '../explorer/model.ts';
import type { Actor, FairnessConstraint, TransitionSystem } from '../ir/system.ts';
import { type Formula, holdsOn } from '../temporal/formula.ts';

/** A run that goes round for ever, judged by the interpreter alone: the formulas that it violates, and whether it is fair. */
export class Lasso {
  readonly #system: TransitionSystem;
  readonly #path: StatePath & { readonly backTo: number };
  /** By state, the conditions that it satisfies, by number. */
  readonly #satisfied: readonly ReadonlySet<number>[];
  /** By state, the steps that can be taken. */
  readonly #outcomes: readonly (readonly Outcome[])[];
  /** Numbers of the states of the loop. */
  readonly #loop: readonly number[];

  constructor(system: TransitionSystem, interpreter: Interpreter, path: StatePath & { readonly backTo: number }) {
    this.#system = system;
    this.#path = path;
    const { states, backTo } = path;
    const observe = interpreter.observer();
    const known = new Map<StateKey, readonly Outcome[]>();
    const outcomesOf = (state: StateKey): readonly Outcome[] => {
      const found = known.get(state) ?? interpreter.outcomes(state).filter((one) => one.state !== undefined);
      known.set(state, found);
      return found;
    };
    this.#satisfied = states.map((state) => new Set(observe(state)));
    this.#outcomes = states.map(outcomesOf);
    this.#loop = states.map((_, i) => i).slice(backTo);
  }

  /** Whether its word violates a temporal property. */
  violates(name: string): boolean {
    const { states, backTo } = this.#path;
    const property = this.#system.temporal.properties.find(({ symbol }) => symbol.name === name);
    const holds = (atom: number, position: number): boolean => this.#holds(atom, position);
    return property?.conjuncts.some(({ formula }) => !holdsOn(formula, states.length, backTo, holds)) === true;
  }

  #holds(atom: number, position: number): boolean {
    const one = itemAt(this.#system.temporal.atoms, atom);
    if (one.kind === 'state') return itemAt(this.#satisfied, position).has(atom);
    return itemAt(this.#outcomes, position).some(({ actor }) => one.actors.includes(actor.number));
  }

  /** Somebody who has to take a step and does not. */
  neglected(): Actor | undefined {
    const unfair = this.#system.temporal.fairness.find((constraint) => !this.#isFair(constraint));
    return unfair && itemAt(this.#system.temporal.actors, unfair.actor);
  }

  #isFair(constraint: FairnessConstraint): boolean {
    const owes = (i: number): boolean => this.#isOwed(constraint, i);
    if (this.#loop.some((i) => this.#takes(constraint.actor, i) && owes(i) && this.#changes(i))) return true;
    return constraint.strength === 'weak' ? !this.#loop.every(owes) : !this.#loop.some(owes);
  }

  /** Whether an actor can change something, and the condition of its fairness is true. */
  #isOwed({ actor, condition }: FairnessConstraint, i: number): boolean {
    return this.#isTrueAt(condition, i) && this.#canChange(actor, i);
  }

  #isTrueAt(formula: Formula | undefined, position: number): boolean {
    return formula === undefined || holdsOn(formula, 1, 0, (atom) => this.#holds(atom, position));
  }

  #canChange(actor: number, i: number): boolean {
    const state = this.#path.states[i];
    return itemAt(this.#outcomes, i).some((one) => one.actor.number === actor && one.state !== state);
  }

  #takes(actor: number, i: number): boolean {
    const { stutters, actors } = this.#path;
    return stutters !== true && actors?.[i] === actor;
  }

  #changes(i: number): boolean {
    const { states, backTo } = this.#path;
    return (states[i + 1] ?? states[backTo]) !== states[i];
  }

  /** Who steps in the loop, who cannot, and who could but does not have to. */
  actors(): readonly LoopActor[] {
    const { actors, fairness } = this.#system.temporal;
    return actors.map(({ number: actor }): LoopActor => {
      const constraint = fairness.find((one) => one.actor === actor);
      const base = { actor, fairness: constraint?.strength ?? ('none' as const) };
      if (this.#loop.some((i) => this.#takes(actor, i))) return { ...base, does: 'steps' };
      if (!this.#loop.some((i) => this.#canChange(actor, i))) {
        const steps = this.#loop.some((i) => itemAt(this.#outcomes, i).some((one) => one.actor.number === actor));
        return { ...base, does: steps ? 'changes nothing' : 'cannot' };
      }
      if (!constraint) return { ...base, does: 'need not' };
      const blocked = this.#loop.find((i) => !this.#canChange(actor, i));
      if (blocked !== undefined) return { ...base, does: 'is blocked', at: blocked };
      const excused = this.#loop.find((i) => !this.#isOwed(constraint, i));
      return { ...base, does: 'need not', ...(excused === undefined ? {} : { at: excused }) };
    });
  }
}
