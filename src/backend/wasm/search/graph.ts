import type { Run } from '../../../core/run.ts';
import { type Column, columnOf, enter, type StateGraph } from '../../../explorer/liveness/graph.ts';
import type { ExploreOptions, StateKey } from '../../../explorer/model.ts';
import type { Pause, Watch } from '../../../explorer/watch.ts';
import type { TransitionSystem } from '../../../ir/system.ts';
import { observedIn, propertiesOf } from '../../interpreter/properties.ts';
import { RANGE_BIT } from '../steps/compile-properties.ts';
import { OBSERVED } from '../store/graph-code.ts';
import { CONTROL } from '../store/memory-map.ts';
import type { SearchMemory } from './search-memory.ts';

/** States whose transitions are listed in one call: as many as take about so long. */
const FIRST_CHUNK = 64;
const CHUNK_MILLISECONDS = 20;

/** A state with more transitions has many that differ in nothing but what was chosen on the way. */
const LONG_ROW = 4_096;

/**
 * Makes the state graph of a complete exploration.
 * @param module of `compileGraph`, for the memory of the exploration
 * @param initial number of initial states: they are the first in the store
 * @param expand runs what keeps the event loop waiting
 */
export async function makeGraph(
  system: TransitionSystem,
  run: Run,
  module: WebAssembly.Module,
  memory: SearchMemory,
  initial: number,
  keyOf: (state: number) => StateKey,
  watch: Watch,
  pause: Pause,
  expand: NonNullable<ExploreOptions['atOnce']>,
): Promise<StateGraph> {
  const { temporal } = system;
  const count = memory.count;
  const first = new Uint32Array(count + 1);
  const targets = new Growing((length) => new Uint32Array(length));
  const actors = new Growing((length) =>
    temporal.actors.length <= 65_536 ? new Uint16Array(length) : new Uint32Array(length),
  );
  const atoms = observedIn(system, propertiesOf(system, run)).map(({ number }) => number);
  const observed = temporal.atoms.map((atom): Column | undefined =>
    atom.kind === 'state' ? columnOf(count) : undefined,
  );
  const failed = columnOf(count);
  const parts = Math.max(1, Math.ceil(atoms.length / RANGE_BIT));
  let state = 0;
  let part = 0;
  const observe = (bits: number): void => {
    for (let rest = bits; rest !== 0; rest &= rest - 1) {
      const bit = 31 - Math.clz32(rest & -rest);
      if (bit === RANGE_BIT) enter(failed, state);
      else enter(observed[atoms[part * RANGE_BIT + bit]!]!, state);
    }
    part = (part + 1) % parts;
    if (part !== 0) return;
    if (targets.length - first[state]! > LONG_ROW) {
      const length = withoutRepeated(targets.values, actors.values, first[state]!, temporal.actors.length);
      targets.length = length;
      actors.length = length;
    }
    first[++state] = targets.length;
  };
  const list = memory.get(CONTROL.spare + 4) * 2 ** 30 + memory.get(CONTROL.spare) / 4;
  const drain = (records: number): void => {
    for (let i = 0; i < records; i++) {
      const value = memory.control[list + i * 2]!;
      const actor = memory.control[list + i * 2 + 1]! >>> 0;
      if (actor === OBSERVED) observe(value);
      else {
        targets.push(value >>> 0);
        actors.push(actor);
      }
    }
  };
  const nothing = (): void => undefined;
  const imports = { memory: memory.memory, violation: nothing, drain, tick: () => Number(watch.tick()) };
  const { list: listStates } = new WebAssembly.Instance(module, { engine: imports }).exports as unknown as {
    readonly list: (from: number, to: number) => void;
  };
  let chunk = FIRST_CHUNK;
  for (let from = 0; from < count;) {
    const to = Math.min(count, from + chunk);
    const started = performance.now();
    await expand(() => {
      listStates(from, to);
    });
    from = to;
    if (performance.now() - started < CHUNK_MILLISECONDS) chunk *= 2;
    else chunk = Math.max(1, Math.floor(chunk / 2));
    await pause();
  }
  return {
    count,
    initial,
    first,
    targets: targets.values,
    actors: actors.values,
    observed,
    ...(failed.some((word) => word !== 0) ? { failed } : {}),
    keyOf,
  };
}

/**
 * Moves the transitions from `from` on together, without those that are there already; returns where they end. A search for
 * behaviours looks at each transition several times, and at the first of equal ones only.
 */
function withoutRepeated(
  targets: Uint32Array,
  actors: Uint16Array | Uint32Array,
  from: number,
  actorCount: number,
): number {
  const known = new Set<number>();
  let end = from;
  for (let i = from; i < targets.length; i++) {
    const transition = targets[i]! * actorCount + actors[i]!;
    if (known.has(transition)) continue;
    known.add(transition);
    targets[end] = targets[i]!;
    actors[end++] = actors[i]!;
  }
  return end;
}

/** A typed array that grows by half. */
class Growing<T extends Uint16Array | Uint32Array> {
  readonly #make: (length: number) => T;
  #all: T;
  length = 0;

  constructor(make: (length: number) => T) {
    this.#make = make;
    this.#all = make(65_536);
  }

  push(value: number): void {
    if (this.length === this.#all.length) {
      const larger = this.#make(Math.floor(this.length * 1.5));
      larger.set(this.#all);
      this.#all = larger;
    }
    this.#all[this.length++] = value;
  }

  get values(): T {
    return this.#all.subarray(0, this.length) as T;
  }
}
