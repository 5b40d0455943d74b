import { itemAt } from '../../../core/lists.ts';
import { type Column, columnOf, enter } from '../../../explorer/liveness/column.ts';
import { actorOf, type StateGraph } from '../../../explorer/liveness/graph.ts';
import { int32At, uint32At } from '../../../explorer/liveness/arrays.ts';
import type { ExploreOptions, StateKey } from '../../../explorer/model.ts';
import type { Pause, Watch } from '../../../explorer/watch.ts';
import type { TransitionSystem } from '../../../ir/system.ts';
import { RANGE_BIT } from '../steps/compile-properties.ts';
import { OBSERVED } from '../store/graph-code.ts';
import { CONTROL } from '../store/memory-map.ts';
import { WAITING } from '../store/table.ts';
import type { SearchMemory } from './search-memory.ts';

/** States whose transitions are listed in one call: as many as take about this long. */
const FIRST_CHUNK = 64;
const CHUNK_MILLISECONDS = 20;

/** A state with more transitions has many that differ only in what was chosen on the way. */
const LONG_ROW = 4_096;

/** Transitions for which there is room from the start, at most. */
const MAX_EXPECTED = 2 ** 30;

/** What lists the transitions of states. */
export interface Listing {
  /** Made by `compileGraph`, for the memory of the exploration. */
  readonly module: WebAssembly.Module;
  readonly memory: SearchMemory;
  readonly watch: Watch;
  readonly pause: Pause;
  /** Runs what keeps the event loop waiting. */
  readonly expand: NonNullable<ExploreOptions['atOnce']>;
}

/** Lists the transitions of all states of a complete exploration, and what is observed of them. */
export async function listTransitions(graph: GraphBuilder, listing: Listing): Promise<void> {
  const { module, memory, watch, pause, expand } = listing;
  const { count, control } = memory;
  const list = memory.getWide(CONTROL.spare) / 4;
  const drain = (records: number): void => {
    graph.add(control.subarray(list, list + records * 2));
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
}

/** Makes a state graph of the records of compiled code: the transitions of a state, then what is observed of it. */
export class GraphBuilder {
  readonly #count: number;
  readonly #actorCount: number;
  readonly #first: Uint32Array;
  #targets: Uint32Array;
  #actors: Uint16Array | Uint32Array;
  /** Number of transitions. */
  #length = 0;
  /** The columns behind the bits of what is observed. */
  readonly #columns: readonly Column[];
  /** By atom, for conditions on states. */
  readonly #observed: readonly (Column | undefined)[];
  readonly #failed: Column;
  /** Number of records for what is observed of a state. */
  readonly #parts: number;
  #state = 0;
  #part = 0;

  /**
   * @param atoms the observed ones, in the order of their bits
   * @param expected transitions, probably
   */
  constructor({ temporal }: TransitionSystem, atoms: readonly number[], count: number, expected: number) {
    this.#count = count;
    this.#actorCount = temporal.actors.length;
    this.#first = new Uint32Array(count + 1);
    // Pages are allocated as they are touched.
    const room = Math.min(expected + WAITING, MAX_EXPECTED);
    this.#targets = new Uint32Array(room);
    this.#actors = this.#actorCount <= 65_536 ? new Uint16Array(room) : new Uint32Array(room);
    const columns = new Map(atoms.map((atom) => [atom, columnOf(count)]));
    this.#columns = [...columns.values()];
    // Conditions that no property of the run observes hold nowhere.
    this.#observed = temporal.atoms.map(({ kind }, i) =>
      kind === 'state' ? (columns.get(i) ?? columnOf(count)) : undefined,
    );
    this.#failed = columnOf(count);
    this.#parts = Math.max(1, Math.ceil(atoms.length / RANGE_BIT));
  }

  /** @param records pairs of numbers: target and actor, or bits and `OBSERVED` */
  add(records: Int32Array): void {
    this.#makeRoom(records.length / 2);
    const targets = this.#targets;
    const actors = this.#actors;
    let length = this.#length;
    for (let i = 0; i < records.length; i += 2) {
      const value = int32At(records, i);
      const actor = int32At(records, i + 1);
      if (actor === (OBSERVED | 0)) {
        this.#length = length;
        this.#observe(value);
        length = this.#length;
      } else {
        targets[length] = value;
        actors[length++] = actor;
      }
    }
    this.#length = length;
  }

  #makeRoom(transitions: number): void {
    const needed = this.#length + transitions;
    if (needed <= this.#targets.length) return;
    const room = Math.ceil(needed * 1.5);
    this.#targets = moved(this.#targets, new Uint32Array(room));
    const actors = this.#actors instanceof Uint16Array ? new Uint16Array(room) : new Uint32Array(room);
    this.#actors = moved(this.#actors, actors);
  }

  #observe(bits: number): void {
    for (let rest = bits; rest !== 0; rest &= rest - 1) {
      const bit = 31 - Math.clz32(rest & -rest);
      enter(bit === RANGE_BIT ? this.#failed : itemAt(this.#columns, this.#part * RANGE_BIT + bit), this.#state);
    }
    this.#part = (this.#part + 1) % this.#parts;
    if (this.#part === 0) this.#endState();
  }

  #endState(): void {
    const from = uint32At(this.#first, this.#state);
    if (this.#length - from > LONG_ROW) this.#length = this.#withoutRepeated(from);
    this.#first[++this.#state] = this.#length;
  }

  /**
   * Moves the transitions from `from` on together, without those that are already there; returns where they end. A
   * search for behaviours looks at each transition several times, and needs only the first of equal ones.
   */
  #withoutRepeated(from: number): number {
    const known = new Set<number>();
    let end = from;
    for (let i = from; i < this.#length; i++) {
      const target = uint32At(this.#targets, i);
      const actor = actorOf({ actors: this.#actors }, i);
      const transition = target * this.#actorCount + actor;
      if (known.has(transition)) continue;
      known.add(transition);
      this.#targets[end] = target;
      this.#actors[end++] = actor;
    }
    return end;
  }

  /** @param initial number of initial states, which come first */
  build(initial: number, keyOf: (state: number) => StateKey): StateGraph {
    return {
      count: this.#count,
      initial,
      first: this.#first,
      targets: this.#targets.subarray(0, this.#length),
      actors: this.#actors.subarray(0, this.#length),
      observed: this.#observed,
      ...(this.#failed.some((word) => word !== 0) ? { failed: this.#failed } : {}),
      keyOf,
    };
  }
}

/** @param larger that the numbers are copied to */
function moved<T extends Uint16Array | Uint32Array>(numbers: Uint16Array | Uint32Array, larger: T): T {
  larger.set(numbers);
  return larger;
}
