import { initialStatesOf } from './initial-states.ts';
import { type Finding, type Model, type StateKey, type StatePath, type Visitor, wantsWitness } from './model.ts';
import { type Random, randomOf } from './random.ts';

/** Initial states that walks begin in at most, the first ones in canonical order. */
const MOST_INITIAL = 10_000;

/** Steps between two looks at the clock. */
const LOOKS = 256;

/** Something that a walk has met. */
export interface WalkFinding extends Finding {
  /** The number of the walk, from 0. */
  readonly walk: number;
}

export interface WalkOptions {
  readonly seed: number;
  /** Steps of a walk at most. */
  readonly depth: number;
  /** Whether it is time to end, in the middle of a walk as well. */
  readonly isLate?: () => boolean;
}

/** What walks have done together. Counts of steps are by the number of the step. */
export interface WalkCounts {
  walks: number;
  steps: number;
  /** Steps of the longest one. */
  longest: number;
  /** How often a step could have been taken, and was. */
  readonly enabled: number[];
  readonly taken: number[];
}

export function noWalks(stepCount: number): WalkCounts {
  const zeros = (): number[] => new Array<number>(stepCount).fill(0);
  return { walks: 0, steps: 0, longest: 0, enabled: zeros(), taken: zeros() };
}

/**
 * Random walks through the states of a model: from an initial state, at each state one of the steps that can be taken, all
 * alike likely, and then one of its outcomes. What a walk does depends on the seed and its number alone, so that any of
 * them can be repeated, and several threads do together what one would. All properties are looked at but temporal ones:
 * those of states in every state on the way, those of steps in every step that could have been taken from there.
 */
export class Walker implements Visitor {
  readonly counts: WalkCounts;
  readonly #model: Model;
  readonly #options: WalkOptions;
  readonly #initial: readonly StateKey[];
  readonly #deadlock: number;
  /** What was found before there was a first step. */
  readonly #atStart: (readonly [property: number, path: StatePath])[] = [];

  #walk = 0;
  #states: StateKey[] = [];
  #found = new Map<number, WalkFinding>();
  #isOver = false;
  /** What can happen in the current state: the outcomes with a state, by their steps. */
  readonly #outcomes = new Map<number, StateKey[]>();
  #count = 0;

  constructor(model: Model, options: WalkOptions) {
    this.#model = model;
    this.#options = options;
    this.#deadlock = model.properties.findIndex(({ kind }) => kind === 'deadlock');
    this.counts = noWalks(model.stepCount);
    this.#initial = this.#initialStates();
  }

  #initialStates(): readonly StateKey[] {
    const { states, violated } = initialStatesOf(this.#model, MOST_INITIAL);
    for (const property of violated) this.#atStart.push([property, { states: [], failingStep: -1 }]);
    return states;
  }

  /** Takes one walk. It ends early where something unexpected is found. @returns the first finding of each property */
  walk(number: number): readonly WalkFinding[] {
    const random = randomOf(this.#options.seed, number);
    this.#walk = number;
    this.#found = new Map();
    this.#isOver = false;
    this.#states = [];
    this.counts.walks++;
    for (const [property, path] of this.#atStart) this.#note(property, path);
    const first = oneOf(this.#initial, random);
    if (first === undefined) this.#isOver = true;
    else this.#enter(first);
    let steps = 0;
    const { depth, isLate } = this.#options;
    while (!this.#isOver && steps < depth && this.#step(random)) {
      steps++;
      if (steps % LOOKS === 0 && isLate?.()) break;
    }
    this.counts.steps += steps;
    this.counts.longest = Math.max(this.counts.longest, steps);
    return [...this.#found.values()];
  }

  /** Takes one step; false where there is none. */
  #step(random: Random): boolean {
    const state = this.#states.at(-1);
    if (state === undefined) return false;
    this.#outcomes.clear();
    this.#count = 0;
    this.#model.successors(state, this);
    if (this.#count === 0 && this.#deadlock >= 0 && !this.#model.mayStop(state)) {
      this.#note(this.#deadlock, { states: this.#states });
    }
    const steps = [...this.#outcomes.keys()];
    const chosen = oneOf(steps, random);
    const target = chosen === undefined ? undefined : oneOf(this.#outcomes.get(chosen) ?? [], random);
    if (this.#isOver || chosen === undefined || target === undefined) return false;
    for (const step of steps) this.counts.enabled[step] = (this.counts.enabled[step] ?? 0) + 1;
    this.counts.taken[chosen] = (this.counts.taken[chosen] ?? 0) + 1;
    this.#enter(target);
    return true;
  }

  #enter(state: StateKey): void {
    this.#states.push(state);
    this.#model.inspect(state, (property) => {
      this.#note(property, { states: this.#states });
    });
  }

  successor(state: StateKey, step: number): void {
    this.#count++;
    const known = this.#outcomes.get(step);
    if (known === undefined) this.#outcomes.set(step, [state]);
    else known.push(state);
  }

  violation(property: number, step: number, state?: StateKey): void {
    this.#count++;
    const states = this.#states;
    this.#note(property, state === undefined ? { states, failingStep: step } : { states, lastStep: step }, state);
  }

  /** @param last the state after the path, of a step that need not be the one that the walk takes */
  #note(property: number, path: StatePath, last?: StateKey): void {
    if (this.#found.has(property)) return;
    const { kind: of, expectViolated } = this.#model.properties[property] ?? {};
    const kind = of !== undefined && wantsWitness(of) ? 'witness' : 'violation';
    const states = [...withoutCycles(path.states), ...(last === undefined ? [] : [last])];
    this.#found.set(property, { property, kind, path: { ...path, states }, walk: this.#walk });
    if (kind === 'violation' && !expectViolated) this.#isOver = true;
  }
}

/** The same way without what comes back to a state in which it was before. */
function withoutCycles(states: readonly StateKey[]): readonly StateKey[] {
  const last = new Map(states.map((state, i) => [state, i]));
  const kept: StateKey[] = [];
  let next = 0;
  for (const [i, state] of states.entries()) {
    if (i < next) continue;
    kept.push(state);
    next = (last.get(state) ?? i) + 1;
  }
  return kept;
}

/** One of a list, all alike likely; undefined where there is none. */
function oneOf<T>(list: readonly T[], random: Random): T | undefined {
  return list.length === 0 ? undefined : list[random(list.length)];
}
