import type { Independence } from '../../../ir/analysis/independence.ts';
import type { Relation } from '../../../ir/analysis/relations.ts';
import { type AreaMap, CONTROL, FRONTIER } from '../store/memory-map.ts';
import { RANGE_BIT } from '../steps/compile-properties.ts';
import { slackStates } from '../store/regions.ts';
import { entryBytes, RELATION } from '../store/sleep-code.ts';
import { spread } from './ring.ts';

/** What the frontier uses of a memory. */
export interface FrontierMemory {
  readonly bytes: Uint8Array;
  readonly areas: readonly number[];
  /** Number of known states. */
  readonly count: number;
  readonly get: (offset: number) => number;
  readonly set: (offset: number, value: number) => void;
}

export interface FrontierPlan {
  readonly independence: Independence;
  readonly area: AreaMap;
  /** Words of the masks. */
  readonly masks: number;
  /** Where the entries begin, and how many there may be. */
  readonly at: number;
  readonly entries: number;
  /** Called before entries take this many more bytes. May throw. */
  readonly willTake: (bytes: number) => void;
}

/** Greater than every number of a state. */
const NOBODY = 2 ** 32 - 1;

/**
 * The entries of the states of the last levels, which determine what may sleep; see `sleep-code.ts`. They lie in a ring
 * that grows with the levels; where they do not fit, nothing sleeps any more.
 */
export class Frontier {
  readonly #memory: FrontierMemory;
  readonly #plan: FrontierPlan;
  /** States before this one are not parents of states that are still to be expanded. */
  #oldest = 0;
  #levelBegin = 0;
  #isStopped = false;
  /** The most entries that there was room for. */
  #largest = 0;

  constructor(memory: FrontierMemory, plan: FrontierPlan) {
    this.#memory = memory;
    this.#plan = plan;
  }

  /** Resets everything to before the first state. */
  reset(): void {
    this.#writeTables();
    this.#oldest = 0;
    this.#levelBegin = 0;
    this.#memory.set(CONTROL.levelEnd, 0);
    this.#memory.set(CONTROL.masksFrom, 0);
    this.#setSize(FRONTIER);
    if (this.#isStopped) this.#wakeAll();
  }

  /** A level begins; the numbers of its states are below `end`. */
  beginLevel(end: number): void {
    this.#oldest = this.#levelBegin;
    this.#levelBegin = this.#memory.get(CONTROL.levelEnd);
    this.#memory.set(CONTROL.levelEnd, end);
  }

  /** Forgets the entries of states before this one. No worker may be active. */
  forget(before: number): void {
    if (this.#isAwake) return;
    this.#memory.set(CONTROL.masksFrom, before);
    this.#oldest = before;
    this.#levelBegin = Math.max(this.#levelBegin, before);
  }

  /** Nothing sleeps from now on, since not all states will be in memory. */
  stop(): void {
    this.#isStopped = true;
    this.#wakeAll();
  }

  /** All states will be in memory again, once they are forgotten. */
  restart(): void {
    this.#isStopped = false;
  }

  /** Makes room for the entries of the next batches; returns the number of states for which there is room. */
  makeRoom(): number {
    if (this.#isAwake) return NOBODY;
    const { at, entries, masks, willTake } = this.#plan;
    const slack = slackStates(this.#memory.areas.length);
    for (;;) {
      const size = this.#memory.get(CONTROL.frontierMask) + 1;
      const end = this.#oldest + size - slack;
      if (this.#memory.count < end) return end;
      if (size >= entries) {
        this.#wakeAll();
        return NOBODY;
      }
      const bytes = entryBytes(masks);
      willTake(size * bytes);
      spread(this.#memory.bytes, { at, size, bytes }, this.#oldest, this.#memory.count + slack);
      this.#setSize(size * 2);
    }
  }

  #setSize(entries: number): void {
    this.#largest = Math.max(this.#largest, entries);
    this.#memory.set(CONTROL.frontierMask, entries - 1);
  }

  /** How many bytes of the entries may have been written. */
  get writtenBytes(): number {
    return this.#largest * entryBytes(this.#plan.masks);
  }

  /** Whether all entries are written to one place that is never read. */
  get #isAwake(): boolean {
    return this.#memory.get(CONTROL.frontierMask) === 0;
  }

  #wakeAll(): void {
    this.#memory.set(CONTROL.frontierMask, 0);
    this.#memory.set(CONTROL.masksFrom, NOBODY);
  }

  /** Writes what is known of classes of steps, in rows: the first, of initial states, is written as well. */
  #writeTables(): void {
    const { independence, area } = this.#plan;
    const { classes, independent, inspectors, changes } = area;
    const relations = Uint8Array.from({ length: classes * classes }, (_, i) =>
      relationByte(independence.relation(Math.floor(i / classes), i % classes)),
    );
    const mayChange = Int32Array.from({ length: (classes + 1) * inspectors }, (_, i) => {
      const row = Math.floor(i / inspectors);
      return row === 0 ? -1 : changedBits(independence, row - 1, i % inspectors);
    });
    for (const begin of this.#memory.areas) {
      this.#memory.bytes.set(relations, begin + independent + classes);
      this.#memory.bytes.set(new Uint8Array(mayChange.buffer), begin + changes);
    }
  }
}

/** What a function that inspects states is asked where a step of a class led to the state. */
function changedBits({ mayChange }: Independence, stepClass: number, inspector: number): number {
  let bits = 0;
  for (let bit = 0; bit < RANGE_BIT; bit++) if (mayChange(stepClass, inspector * RANGE_BIT + bit)) bits |= 1 << bit;
  return bits;
}

function relationByte(relation: Relation): number {
  return relation.kind === 'unless' ? RELATION.unless + relation.exception : RELATION[relation.kind];
}
