import { InternalError } from '../../../core/internal-error.ts';
import { itemAt } from '../../../core/lists.ts';
import {
  type Finding,
  type ModelProperty,
  type StateKey,
  type StatePath,
  wantsWitness,
} from '../../../explorer/model.ts';
import { RANGE_BIT } from '../steps/compile-properties.ts';
import type { SearchMemory } from './search-memory.ts';

/** Shows the way to states, by their numbers in memory. */
export interface Paths {
  /** The states on the path to a state, the initial one first; undefined where it is not known yet. */
  to(state: number): StateKey[] | undefined;
  keyOf(words: Int32Array): StateKey;
}

/** What a search has found about properties, as reported by compiled code: for each property, the first finding. */
export class Findings {
  readonly properties: readonly ModelProperty[];
  readonly #memory: SearchMemory;
  /** For each function that inspects states, the properties behind its bits. */
  readonly #told: readonly (readonly (readonly [bit: number, property: number])[])[];
  /** Number of the range error property: reported at once for steps, and for states when their batch is looked up. */
  readonly #range: number;
  /** Number of the deadlock property. */
  readonly deadlock: number;
  #all: (Finding | undefined)[];
  /** States for which properties have something to report, but no path is known yet. */
  #open: { readonly property: number; readonly state: number }[] = [];
  paths: Paths;
  /** Several workers have been active: no path is known, and properties are only marked. */
  isUnordered = false;

  /** @param inspected for each function that inspects states, the numbers of the properties behind its bits */
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

  // ---------------------------------------------------------------------- reported by compiled code

  /** A step ends in a failure, which has no state of its own. */
  stepFails(property: number, step: number): void {
    if (this.#isWanted(property)) this.#violation(property, (states) => ({ states, failingStep: step }));
  }

  /** A step violates a property together with its target state, which need not be a new one. */
  stepViolates(property: number, step: number): void {
    if (!this.#isWanted(property)) return;
    // Read now: searching for a path overwrites it.
    const target = this.paths.keyOf(this.#memory.target);
    this.#violation(property, (states) => ({ states: [...states, target], lastStep: step }));
  }

  /** Whether evidence about a property from a step is to be kept; several workers only mark the property. */
  #isWanted(property: number): boolean {
    if (this.#isTaken(property)) return false;
    if (this.isUnordered) this.#memory.mark(property);
    return !this.isUnordered;
  }

  /** @param pathFrom makes the path of the evidence from the path to the state that is being expanded */
  #violation(property: number, pathFrom: (states: readonly StateKey[]) => StatePath): void {
    this.#tellOfEarlierStates(property);
    if (this.#isTaken(property)) return;
    const states = this.paths.to(this.#memory.current);
    if (!states) throw new InternalError('there is no path to the state that is being expanded');
    this.#all[property] = { property, kind: 'violation', path: pathFrom(states) };
  }

  /** The choice of an initial state violates a property. */
  violationAtStart(property: number): void {
    this.#tellOfEarlierStates(property);
    this.#all[property] ??= { property, kind: 'violation', path: { states: [], failingStep: -1 } };
  }

  /** Among shortest evidence the first counts: states that were reached before are reported before. */
  #tellOfEarlierStates(property: number): void {
    if (property === this.#range) this.#memory.exports.flush();
  }

  /** Reports properties of a state that was not known. */
  found(state: number, inspector: number, bits: number): void {
    this.#memory.markBits(inspector, bits);
    for (const [bit, property] of itemAt(this.#told, inspector)) {
      if (((bits >>> bit) & 1) === 0) continue;
      if (this.isUnordered) this.#memory.mark(property);
      else if (!this.#isTaken(property)) this.#open.push({ property, state });
    }
    this.settle();
  }

  /** A state without successors that is not a proper termination. */
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
      const isWitness = wantsWitness(itemAt(this.properties, property).kind);
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

  /** Numbers of the properties that workers found. */
  get marked(): number[] {
    return this.properties.flatMap((_, i) => (this.isMarked(i) ? [i] : []));
  }

  /** Whether anything is known of a property: found with its path, or by workers. */
  isFound(property: number): boolean {
    return this.#all[property] !== undefined || (this.isUnordered && this.isMarked(property));
  }
}
