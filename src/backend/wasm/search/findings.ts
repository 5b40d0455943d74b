import type { Finding, ModelProperty, StateKey } from '../../../explorer/model.ts';
import { RANGE_BIT } from '../steps/compile-properties.ts';
import { AREA } from '../store/memory-map.ts';
import type { SearchMemory } from './search-memory.ts';

/** The states that a search can show the way to, by their numbers in memory. */
export interface Paths {
  /** The states on the path to a state, the initial one first; undefined where that can only be said later. */
  to(state: number): StateKey[] | undefined;
  keyOf(words: Int32Array): StateKey;
}

/** What a search has found out about properties, as compiled code tells it: for each property the first that it met. */
export class Findings {
  readonly properties: readonly ModelProperty[];
  readonly #memory: SearchMemory;
  /** For each function that inspects states the properties behind its bits. */
  readonly #told: readonly (readonly (readonly [bit: number, property: number])[])[];
  /** Number of the property of range errors: told of steps at once, and of states when the batch with them is looked up. */
  readonly #range: number;
  /** Number of the property of deadlocks. */
  readonly deadlock: number;
  #all: (Finding | undefined)[];
  /** States that properties have something to tell about, to which no path is known yet. */
  #open: { readonly property: number; readonly state: number }[] = [];
  paths: Paths;
  /** Several workers have been at work: no path is known, and properties are only marked. */
  isUnordered = false;

  /** @param inspected for each function that inspects states the numbers of the properties behind its bits */
  constructor(
    properties: readonly ModelProperty[],
    inspected: readonly (readonly number[])[],
    memory: SearchMemory,
    paths: Paths,
  ) {
    this.properties = properties;
    this.#memory = memory;
    this.paths = paths;
    this.#range = properties.findIndex((p) => p.kind === 'range');
    const ofRange = this.#range < 0 ? [] : [[RANGE_BIT, this.#range] as const];
    this.#told = inspected.map((numbers) => [...numbers.entries(), ...ofRange]);
    this.deadlock = properties.findIndex((p) => p.kind === 'deadlock');
    this.#all = properties.map(() => undefined);
  }

  get all(): readonly (Finding | undefined)[] {
    return this.#all;
  }

  /** Goes back to what was found before. */
  restore(all: readonly (Finding | null | undefined)[]): void {
    this.#all = all.map((finding) => finding ?? undefined);
    this.#open = [];
  }

  clear(): void {
    this.restore(this.properties.map(() => undefined));
    this.isUnordered = false;
  }

  // -------------------------------------------------------------------------- told by compiled code

  /** A step, or the choice of an initial state, violates a property; `withState`: the state it goes to is in the scratch. */
  violation(property: number, step: number, withState: boolean): void {
    if (this.#isTaken(property)) return;
    if (this.isUnordered) {
      this.#memory.mark(property);
      return;
    }
    this.#tellOfEarlierStates(property);
    if (this.#isTaken(property)) return;
    const area = this.#memory.areas[0]!;
    const last = withState ? [this.paths.keyOf(this.#memory.wordsAt(area + AREA.scratch))] : [];
    const states = this.paths.to(this.#memory.get(area + AREA.current))!;
    this.#all[property] = {
      property,
      kind: 'violation',
      path: withState ? { states: [...states, ...last], lastStep: step } : { states, failingStep: step },
    };
  }

  /** The choice of an initial state violates a property. */
  violationAtStart(property: number): void {
    this.#tellOfEarlierStates(property);
    this.#all[property] ??= { property, kind: 'violation', path: { states: [], failingStep: -1 } };
  }

  /** Of the shortest evidence the first one counts: states that were reached before are told of before. */
  #tellOfEarlierStates(property: number): void {
    if (property === this.#range) this.#memory.exports.flush();
  }

  /** Properties of a state that was not known. */
  found(state: number, inspector: number, bits: number): void {
    this.#memory.markBits(inspector, bits);
    for (const [bit, property] of this.#told[inspector]!) {
      if (((bits >>> bit) & 1) === 0) continue;
      if (this.isUnordered) this.#memory.mark(property);
      else if (!this.#isTaken(property)) this.#open.push({ property, state });
    }
    this.settle();
  }

  /** A state without successors that is no proper end. */
  stuck(state: number): void {
    if (this.#isTaken(this.deadlock)) return;
    if (this.isUnordered) this.#memory.mark(this.deadlock);
    else {
      this.#open.push({ property: this.deadlock, state });
      this.settle();
    }
  }

  /** Finds the paths that have become known. */
  settle(): void {
    this.#open = this.#open.filter(({ property, state }) => {
      const states = this.paths.to(state);
      if (!states) return true;
      const isWitness = this.properties[property]!.kind === 'reachable';
      this.#all[property] = { property, kind: isWitness ? 'witness' : 'violation', path: { states } };
      return false;
    });
  }

  #isTaken(property: number): boolean {
    return this.#all[property] !== undefined || this.#open.some((one) => one.property === property);
  }

  // ---------------------------------------------------------------------------------------- verdicts

  /** Whether workers met a property. */
  isMarked(property: number): boolean {
    const bits = this.#told.flatMap((told, inspector) =>
      told.flatMap(([bit, number]) => (number === property ? [{ inspector, bit }] : [])),
    );
    return this.#memory.isMarked(property, bits);
  }

  /** Numbers of the properties that workers met. */
  get marked(): number[] {
    return this.properties.flatMap((_, i) => (this.isMarked(i) ? [i] : []));
  }

  /** What is known of a property: found with its path, or by workers. */
  isFound(property: number): boolean {
    return this.#all[property] !== undefined || (this.isUnordered && this.isMarked(property));
  }
}
