import { initialState } from '../backend/interpreter/initial-state.ts';
import type { Interpreter, Outcome } from '../backend/interpreter/model.ts';
import { itemAt } from '../core/lists.ts';
import type { Finding, StateKey, StatePath } from '../explorer/model.ts';
import type { TransitionSystem } from '../ir/system.ts';
import { faultIn } from './evidence.ts';
import { Lasso } from './lasso.ts';

/** A run that somebody else has found, as states. */
export interface ObservedRun {
  readonly states: readonly StateKey[];
  /** By state, the steps that may have led to it, where that is known. */
  readonly by: readonly (ReadonlySet<number> | undefined)[];
  /** A step after the last state leads nowhere: it violates the property of this number. */
  readonly fails?: { readonly property: number; readonly by?: ReadonlySet<number> };
  /** For ever: from the last state back to the state of this number, or nowhere. */
  readonly loop?: { readonly to: number; readonly by?: ReadonlySet<number> } | 'stutters';
  /** The property that it is said to violate. */
  readonly violated?: string;
}

/** Where a run is none of the system. */
export interface Stranger {
  /** The number of the state that the system cannot be in, from 0, or of one more where its last step is wrong. */
  readonly state: number;
  readonly why: 'no initial state' | 'no step' | 'no failure' | 'no way back';
}

/** A run as one of the system, and what it shows. */
export interface Recognised {
  readonly path: StatePath;
  /** What it is evidence about, in the order of the properties. */
  readonly findings: readonly Finding[];
  /** Of a run without end that is evidence about nothing: why the property asked about is not violated. */
  readonly fault?: string;
}

/**
 * Finds the steps that lead from each state of a run to the next, and says what the run shows. Where nothing changes from
 * one state to the next, no step is taken: these are dropped. Where several steps lead to the same state, the one that is
 * named is taken, or else the first in canonical order; in a loop, such that it is fair.
 */
export function recognise(system: TransitionSystem, interpreter: Interpreter, run: ObservedRun): Recognised | Stranger {
  return new Recognition(system, interpreter).recognise(run);
}

/** What one step of a run may have been: outcomes of different actors. */
type Candidates = readonly Outcome[];

class Recognition {
  readonly #system: TransitionSystem;
  readonly #interpreter: Interpreter;

  constructor(system: TransitionSystem, interpreter: Interpreter) {
    this.#system = system;
    this.#interpreter = interpreter;
  }

  recognise({ states: all, by, fails, loop, violated }: ObservedRun): Recognised | Stranger {
    const [first] = all;
    if (first === undefined) return this.#beginning();
    if (initialState(this.#interpreter, (key) => key === first) === undefined)
      return { state: 0, why: 'no initial state' };
    const states: StateKey[] = [];
    const moves: Candidates[] = [];
    /** By state of the run, its number once states that are repeated are dropped. */
    const places: number[] = [];
    for (const [i, state] of all.entries()) {
      const before = states.at(-1);
      if (before !== undefined && state !== before) {
        const move = this.#movesTo(before, state, by[i]);
        if (move.length === 0) return { state: i, why: 'no step' };
        moves.push(move);
      }
      if (state !== before) states.push(state);
      places.push(states.length - 1);
    }
    if (fails) return this.#failing({ states, actors: firstOf(moves) }, fails, all.length);
    if (loop === undefined) return this.#finite({ states, actors: firstOf(moves) }, moves.at(-1), violated);
    if (loop === 'stutters') return this.#stuttering(states, moves);
    return this.#looping(states, moves, { ...loop, to: itemAt(places, loop.to) }, all.length);
  }

  /** One for each actor, the named ones if there are such. */
  #movesTo(from: StateKey, to: StateKey, by: ReadonlySet<number> | undefined): Candidates {
    const all = this.#interpreter.outcomes(from).filter((one) => one.state === to);
    const named = all.filter(({ step }) => by?.has(step.id) === true);
    const actors = new Set<number>();
    return (named.length > 0 ? named : all).filter(({ actor }) => {
      if (actors.has(actor.number)) return false;
      actors.add(actor.number);
      return true;
    });
  }

  /** No initial state could be made. */
  #beginning(): Recognised | Stranger {
    if (this.#interpreter.rangeErrorIn() === undefined) return { state: 0, why: 'no initial state' };
    const path = { states: [] };
    return { path, findings: [this.#finding('range', path)] };
  }

  #finding(name: string, path: StatePath): Finding {
    const property = this.#interpreter.properties.findIndex((one) => one.name === name);
    return { property, kind: 'violation', path };
  }

  #failing(
    { states, actors }: Pick<StatePath, 'states' | 'actors'>,
    { property, by }: NonNullable<ObservedRun['fails']>,
    count: number,
  ): Recognised | Stranger {
    const last = itemAt(states, states.length - 1);
    const failing = this.#interpreter.outcomes(last).filter((one) => one.failure?.property === property);
    const chosen = failing.find(({ step }) => by?.has(step.id) === true) ?? failing[0];
    if (chosen === undefined) return { state: count, why: 'no failure' };
    const path = { states, actors: [...(actors ?? []), chosen.actor.number], failingStep: chosen.step.id };
    return { path, findings: [{ property, kind: 'violation', path }] };
  }

  // ---------------------------------------------------------------------------------------- finite runs

  #finite(path: StatePath, lastMove: Candidates | undefined, violated: string | undefined): Recognised {
    const last = itemAt(path.states, path.states.length - 1);
    const ofState = new Set<number>();
    this.#interpreter.inspect(last, (property) => ofState.add(property));
    const findings = this.#interpreter.properties.flatMap(({ name, kind, isBound }, property): readonly Finding[] => {
      if (isBound !== undefined) return [];
      switch (kind) {
        case 'invariant':
        case 'impossible':
          return ofState.has(property) ? [{ property, kind: 'violation', path }] : [];
        case 'reachable':
        case 'possible':
          return ofState.has(property) ? [{ property, kind: 'witness', path }] : [];
        case 'range':
        case 'transition':
          if (ofState.has(property)) return [{ property, kind: 'violation', path }];
          return this.#brokenByStep(property, path, lastMove);
        case 'deadlock':
          return faultIn(this.#system, this.#interpreter, path, property) === undefined
            ? [{ property, kind: 'violation', path }]
            : [];
        case 'temporal':
          return name === violated ? this.#endingIn(path, name, property) : [];
        case 'assert':
          return [];
      }
    });
    return { path, findings };
  }

  /** TLC ends the counterexample of `[]P` where P is false, whatever comes then: nothing need happen any more. */
  #endingIn(path: StatePath, name: string, property: number): readonly Finding[] {
    const backTo = path.states.length - 1;
    const ending = { ...path, backTo, stutters: true };
    const lasso = new Lasso(this.#system, this.#interpreter, ending);
    if (!lasso.violates(name) || lasso.neglected() !== undefined) return [];
    return [{ property, kind: 'violation', path: ending, loop: lasso.actors() }];
  }

  /** The last step as one that violates a property, if any of those that it may have been does. */
  #brokenByStep(property: number, path: StatePath, lastMove: Candidates = []): readonly Finding[] {
    const before = path.states.at(-2);
    const last = path.states.at(-1);
    if (before === undefined) return [];
    const broken = new Set<number>();
    this.#interpreter.successors(before, {
      successor: () => undefined,
      violation: (reported, step, state) => {
        if (reported === property && state === last) broken.add(step);
      },
    });
    const move = lastMove.find(({ step }) => broken.has(step.id));
    if (move === undefined) return [];
    const actors = [...(path.actors ?? []).slice(0, -1), move.actor.number];
    return [{ property, kind: 'violation', path: { ...path, actors, lastStep: move.step.id } }];
  }

  // ------------------------------------------------------------------------------------------- lassos

  #stuttering(states: readonly StateKey[], moves: readonly Candidates[]): Recognised {
    return this.#lasso([{ states, actors: firstOf(moves), backTo: states.length - 1, stutters: true }]);
  }

  #looping(
    states: readonly StateKey[],
    moves: readonly Candidates[],
    { to, by }: { readonly to: number; readonly by?: ReadonlySet<number> },
    count: number,
  ): Recognised | Stranger {
    const last = itemAt(states, states.length - 1);
    const target = itemAt(states, to);
    if (to === states.length - 1) return this.#stuttering(states, moves);
    // Some write the state that closes the loop, and some do not.
    if (last === target) return this.#lasso(fairWays(states.slice(0, -1), moves, to));
    const closing = this.#movesTo(last, target, by);
    if (closing.length === 0) return { state: count, why: 'no way back' };
    return this.#lasso(fairWays(states, [...moves, closing], to));
  }

  /** What the first of some readings of a run shows that is fair. */
  #lasso(readings: readonly (StatePath & { readonly backTo: number })[]): Recognised {
    const lassos = readings.map((path) => ({ path, lasso: new Lasso(this.#system, this.#interpreter, path) }));
    const chosen = lassos.find(({ lasso }) => lasso.neglected() === undefined) ?? itemAt(lassos, 0);
    const { path, lasso } = chosen;
    const neglected = lasso.neglected();
    if (neglected !== undefined) return { path, findings: [], fault: `its loop is not fair to ${neglected.name}` };
    const loop = lasso.actors();
    const findings = this.#interpreter.properties.flatMap(({ name, kind }, property): readonly Finding[] =>
      kind === 'temporal' && lasso.violates(name) ? [{ property, kind: 'violation', path, loop }] : [],
    );
    return { path, findings, ...(findings.length === 0 ? { fault: 'it satisfies each temporal property' } : {}) };
  }
}

function firstOf(moves: readonly Candidates[]): readonly number[] {
  return moves.map((move) => itemAt(move, 0).actor.number);
}

/**
 * The loop as it stands, with the first step of those that each may have been; and in as many rounds as there are steps
 * to choose from at one place, with another one in each, so that each of them is taken again and again.
 */
function fairWays(
  states: readonly StateKey[],
  moves: readonly Candidates[],
  backTo: number,
): readonly (StatePath & { readonly backTo: number })[] {
  const plain = { states, actors: firstOf(moves), backTo };
  const rounds = Math.max(...moves.slice(backTo).map((move) => move.length));
  if (rounds === 1) return [plain];
  const unrolled = [...states];
  const actors = [...firstOf(moves.slice(0, backTo))];
  for (let round = 0; round < rounds; round++) {
    if (round > 0) unrolled.push(...states.slice(backTo));
    actors.push(...moves.slice(backTo).map((move) => itemAt(move, round % move.length).actor.number));
  }
  return [plain, { states: unrolled, actors, backTo }];
}
