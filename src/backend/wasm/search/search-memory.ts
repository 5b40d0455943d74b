import { itemAt, valueAt } from '../../../core/lists.ts';
import type { CompiledSystem } from '../compile.ts';
import { Frontier } from './frontier.ts';
import { spread } from './ring.ts';
import { entryOfOnes } from '../store/hash.ts';
import { AREA, BATCH, CONTROL, FIRST_AREA, MARKS, SAMPLE, SAMPLE_BYTES, WANTED } from '../store/memory-map.ts';
import { FIRST_BITS, LOAD, nextCapacity, planRegions, type Regions, slackStates } from '../store/regions.ts';
import type { StoreKind } from '../store/store-code.ts';
import { WAITING } from '../store/table.ts';

/** What the module exports. Some functions exist only in some kinds of stores. */
export interface Exports {
  readonly enter: (area: number, several: number) => void;
  readonly run: (from: number, to: number) => number;
  readonly emit: (...words: number[]) => void;
  /** Looks up the successors in the batch. */
  readonly flush: () => void;
  readonly grow: (capacity: number) => void;
  readonly move: (from: number, to: number) => void;
  readonly rebuild: () => void;
  readonly fingerprint: () => bigint;
}

/** Bytes of a slot of the table. */
const SLOT_BYTES = 8;

/** One bit of the result of a function that inspects states. */
interface InspectedBit {
  readonly inspector: number;
  readonly bit: number;
}

/** What a search counts while it expands states. */
export interface Counts {
  readonly generated: number;
  readonly beyond: number;
}

/** The part of a snapshot that is about the memory. */
export interface MemoryProgress {
  readonly count: number;
  readonly initial: number;
  readonly capacity: number;
  readonly ring: number;
  readonly parentBytes: number;
  readonly lastParent: number;
}

export interface MemoryOptions {
  /** Areas for workers, including that of this thread. */
  readonly areas?: number;
  /** Bytes of the memory to use; all if absent. */
  readonly bytes?: number;
  /** Called before the table grows, with the bytes that it does not have yet. May throw. */
  readonly willTake?: (bytes: number) => void;
}

/** The memory of a search as the host sees it between two calls of the module: regions, growth, numbers of states. */
export class SearchMemory {
  readonly memory: WebAssembly.Memory;
  readonly control: Int32Array;
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  readonly #kind: StoreKind;
  readonly #area: CompiledSystem['area'];
  readonly #regions: Regions;
  readonly areas: readonly number[];
  /** The area of this thread. */
  readonly ownArea: number;
  readonly exports: Exports;
  /** Absent where nothing sleeps. */
  readonly frontier: Frontier | undefined;
  readonly #willTake: (bytes: number) => void;
  /** States before this one are not expanded any more. */
  oldest = 0;
  /** Number of initial states, which come first. */
  initial = 0;
  /** No state may be added beyond this number. */
  limit: number;
  /** Where the store's pages have been touched up to. */
  #touched: number;

  /** @param exports of an instance of the module that uses this memory */
  constructor(
    memory: WebAssembly.Memory,
    exports: Exports,
    { kind, area, independence }: Pick<CompiledSystem, 'kind' | 'area' | 'independence'>,
    { areas = 1, bytes = memory.buffer.byteLength, willTake = () => undefined }: MemoryOptions = {},
  ) {
    this.memory = memory;
    this.exports = exports;
    this.#kind = kind;
    this.#area = area;
    this.#willTake = willTake;
    this.control = new Int32Array(memory.buffer);
    this.bytes = new Uint8Array(memory.buffer);
    this.#view = new DataView(memory.buffer);
    this.areas = Array.from({ length: areas }, (_, i) => FIRST_AREA + i * area.size);
    this.ownArea = FIRST_AREA;
    this.#regions = planRegions(FIRST_AREA + areas * area.size, bytes, kind, areas);
    this.limit = this.#regions.states;
    this.#touched = this.#regions.store;
    const { table, spare, samples, parents, second, frontier, store, entries } = this.#regions;
    const addresses = { table, spare, samples, parents, second, frontier, store };
    for (const [name, address] of Object.entries(addresses))
      this.setWide(CONTROL[name as keyof typeof addresses], address);
    this.frontier =
      independence && new Frontier(this, { independence, area, masks: kind.masks, at: frontier, entries, willTake });
    this.#begin();
  }

  /** Sets everything to its value before the first state. */
  #begin(): void {
    this.set(CONTROL.capacity, 2 ** FIRST_BITS);
    this.control.fill(-1, WANTED / 4, MARKS / 4);
    this.setWide(CONTROL.parentsEnd, this.#regions.parents);
    if (this.#kind.fingerprints) this.set(CONTROL.ringMask, this.#firstRing() - 1);
    this.forgetRecent();
    this.oldest = 0;
    this.frontier?.reset();
  }

  /** Empties the filters of recent states: they may hold states for which there was no room. */
  forgetRecent(): void {
    const { filter, filterEntries, independent } = this.#area;
    if (filterEntries === 0) return;
    const empty = entryOfOnes(this.#kind.words, filterEntries);
    for (const area of this.areas) {
      this.bytes.fill(0, area + filter, area + independent);
      this.control[(area + filter) >> 2] = empty;
    }
  }

  /** Forgets all states. */
  clear(): void {
    const { table } = this.#regions;
    this.bytes.fill(0, table, table + this.capacity * SLOT_BYTES);
    this.bytes.fill(0, MARKS, FIRST_AREA + this.areas.length * this.#area.size);
    for (const word of ['count', 'generated', 'limit', 'maximum', 'full', 'lastParent'] as const)
      this.set(CONTROL[word], 0);
    this.set(CONTROL.generated + 4, 0);
    this.beyond = 0;
    this.#begin();
  }

  /** How many bytes may not be 0; not known where only fingerprints are kept. */
  get writtenBytes(): number {
    if (this.#kind.fingerprints) return Infinity;
    return this.#written().reduce((bytes, { length }) => bytes + length, 0);
  }

  /**
   * Sets what a search wrote to 0 again, so that another one can have the memory. The search was in breadth-first order
   * and kept its states in memory.
   */
  wipe(): void {
    for (const part of this.#written()) part.fill(0);
  }

  /** All bytes that may not be 0. */
  #written(): Uint8Array[] {
    const { table, spare, samples, parents, frontier, store } = this.#regions;
    // A batch may be written before it is known that there is no room.
    const states = this.count + slackStates(this.areas.length);
    const part = (from: number, length: number): Uint8Array => this.bytes.subarray(from, from + length);
    return [
      part(0, FIRST_AREA + this.areas.length * this.#area.size),
      part(table, this.capacity * SLOT_BYTES),
      part(spare, WAITING * SLOT_BYTES),
      part(samples, Math.ceil(states / SAMPLE) * SAMPLE_BYTES),
      part(parents, this.getWide(CONTROL.parentsEnd) - parents),
      part(frontier, this.frontier?.writtenBytes ?? 0),
      part(store, states * this.#kind.words * 4),
    ];
  }

  get(offset: number): number {
    return this.#view.getUint32(offset, true);
  }

  set(offset: number, value: number): void {
    this.control[offset / 4] = value;
  }

  setWide(offset: number, value: number): void {
    this.set(offset, value);
    this.set(offset + 4, Math.floor(value / 2 ** 32));
  }

  getWide(offset: number): number {
    return this.get(offset + 4) * 2 ** 32 + this.get(offset);
  }

  get count(): number {
    return this.get(CONTROL.count);
  }

  /** There was no room for a state. */
  get isFull(): boolean {
    return this.get(CONTROL.full) !== 0;
  }

  /** The state that this thread expands. */
  get current(): number {
    return this.get(this.ownArea + AREA.current);
  }

  get capacity(): number {
    return this.get(CONTROL.capacity);
  }

  /** Successors so far. */
  /** States that were expanded and are beyond a constraint. */
  get beyond(): number {
    return this.getWide(CONTROL.beyond);
  }

  set beyond(states: number) {
    this.setWide(CONTROL.beyond, states);
  }

  /** What is counted again where states are expanded again. */
  get counts(): Counts {
    return { generated: this.generated, beyond: this.beyond };
  }

  set counts({ generated, beyond }: Counts) {
    this.generated = generated;
    this.beyond = beyond;
  }

  get generated(): number {
    return this.getWide(CONTROL.generated);
  }

  set generated(successors: number) {
    this.setWide(CONTROL.generated, successors);
  }

  /** Distinct states, correct also while blocks of workers have free places. */
  get distinct(): number {
    return this.#holes().reduce((count, { start, end }) => count - (end - start), this.count);
  }

  mark(property: number): void {
    this.bytes[MARKS + property] = 1;
  }

  isStepRun(step: number): boolean {
    return this.areas.some((area) => this.bytes[area + this.#area.steps + step] === 1);
  }

  isImplicationMet(implication: number): boolean {
    return this.areas.some((area) => this.bytes[area + this.#area.implications + implication] === 1);
  }

  /** These bits of a function that inspects states need not be reported again. */
  markBits(inspector: number, bits: number): void {
    const at = WANTED + inspector * 4;
    this.set(at, this.get(at) & ~bits);
  }

  /** Whether a property was found violated or reached: by a step, or by functions that inspect states. */
  isMarked(property: number, bits: readonly InspectedBit[]): boolean {
    const isFound = ({ inspector, bit }: InspectedBit): boolean =>
      ((this.get(WANTED + inspector * 4) >>> bit) & 1) === 0;
    return this.bytes[MARKS + property] === 1 || bits.some(isFound);
  }

  /** Raises the limit of states for workers by what may stay free in their blocks. */
  allowForBlocks(states: number): void {
    this.limit = Math.min(this.#regions.states, states + slackStates(this.areas.length));
  }

  // ------------------------------------------------------------------------------------------ growth

  /** Enlarges the table and the ring where the next batches might not fit, and sets when to ask again. */
  makeRoom(): void {
    const reserve = this.areas.length * BATCH;
    let full = Math.floor(this.capacity * LOAD) - reserve;
    while (this.count >= full && this.capacity < this.#regions.slots) {
      const next = nextCapacity(this.capacity, this.#regions.slots);
      this.#willTake((next - this.capacity) * SLOT_BYTES);
      this.exports.grow(next);
      full = Math.floor(this.capacity * LOAD) - reserve;
    }
    let limit = this.capacity < this.#regions.slots ? full : 2 ** 32 - 1;
    let maximum = this.limit;
    if (this.#kind.fingerprints) {
      const end = (): number => this.oldest + this.#ring - slackStates(this.areas.length);
      while (this.count >= end() && this.#ring < this.#regions.ring) this.#growRing();
      if (this.#ring < this.#regions.ring) limit = Math.min(limit, end());
      else maximum = Math.min(maximum, end());
    }
    this.set(CONTROL.limit, Math.min(limit, this.frontier?.makeRoom() ?? Infinity));
    this.set(CONTROL.maximum, maximum);
  }

  get #ring(): number {
    return this.get(CONTROL.ringMask) + 1;
  }

  #firstRing(): number {
    return Math.min(this.#regions.ring, 2 ** Math.ceil(Math.log2(4 * slackStates(this.areas.length) + 2 ** 14)));
  }

  /** Doubles the ring of states. */
  #growRing(): void {
    const ring = { at: this.#regions.store, size: this.#ring, bytes: this.#kind.words * 4 };
    spread(this.bytes, ring, this.oldest, this.count);
    this.set(CONTROL.ringMask, ring.size * 2 - 1);
  }

  /**
   * Allocates pages for this many more states. One thread does it, ahead of the workers: first accesses of several
   * threads to one address space wait for each other.
   */
  touch(states: number): void {
    if (this.#kind.fingerprints) return;
    const to = Math.min(
      this.bytes.length,
      this.#regions.store + Math.min(this.limit, this.count + states) * this.#kind.words * 4,
    );
    for (; this.#touched < to; this.#touched += 4_096) Atomics.or(this.control, this.#touched / 4, 0);
  }

  // ------------------------------------------------------------------------------------------ states

  /** The address of a state in the store; with fingerprints, of one in the frontier. */
  addressOf(state: number): number {
    const at = this.#kind.fingerprints ? state % this.#ring : state;
    return this.#regions.store + at * this.#kind.words * 4;
  }

  wordsAt(address: number): Int32Array {
    return this.control.subarray(address / 4, address / 4 + this.#kind.words);
  }

  /** The words of the state that a step leads to, where a property of the step is violated. */
  get target(): Int32Array {
    return this.wordsAt(this.ownArea + AREA.scratch);
  }

  /** Only fingerprints of states are kept; those of the frontier are there in full as well. */
  get hasFingerprints(): boolean {
    return this.#kind.fingerprints;
  }

  /** Fingerprints of states by number, composed from the table and the second hashes. */
  fingerprints(states: readonly number[]): bigint[] {
    const hashes = new Map<number, number>();
    const wanted = new Set(states);
    const { table, second } = this.#regions;
    for (let at = table, end = table + this.capacity * SLOT_BYTES; at < end; at += SLOT_BYTES) {
      const number = this.get(at);
      if (number !== 0 && wanted.has(number - 1)) hashes.set(number - 1, this.get(at + 4));
    }
    return states.map((state) => (BigInt(valueAt(hashes, state)) << 32n) | BigInt(this.get(second + state * 4)));
  }

  /** The fingerprint of a state that is not in the store. */
  fingerprintOf(words: readonly number[]): bigint {
    this.control.set(words, (this.ownArea + AREA.scratch) >> 2);
    return BigInt.asUintN(64, this.exports.fingerprint());
  }

  // ------------------------------------------------------------------------------------------ blocks

  /** The free parts of the workers' blocks, in order. */
  #holes(): { start: number; end: number }[] {
    return this.areas
      .map((area) => ({ start: this.get(area + AREA.next), end: this.get(area + AREA.blockEnd) }))
      .filter(({ start, end }) => start < end)
      .sort((a, b) => a.start - b.start);
  }

  /** Moves the last states to the free places in blocks, so that states have successive numbers. */
  closeHoles(): void {
    const holes = this.#holes();
    let end = this.count;
    for (let last = holes.at(-1); last; last = holes.at(-1)) {
      if (last.end === end) {
        end = last.start;
        holes.pop();
        continue;
      }
      const first = itemAt(holes, 0);
      end--;
      this.exports.move(end, first.start);
      first.start++;
      if (first.start === first.end) holes.shift();
    }
    this.set(CONTROL.count, end);
    for (const area of this.areas) {
      this.set(area + AREA.next, 0);
      this.set(area + AREA.blockEnd, 0);
    }
  }

  // --------------------------------------------------------------------------------------- snapshots

  get progress(): MemoryProgress {
    return {
      count: this.count,
      initial: this.initial,
      capacity: this.capacity,
      ring: this.#kind.fingerprints ? this.#ring : 0,
      parentBytes: this.getWide(CONTROL.parentsEnd) - this.#regions.parents,
      lastParent: this.get(CONTROL.lastParent),
    };
  }

  /** The regions that a snapshot consists of, and is read back into. There are no holes. */
  regionsOf({ count, capacity, ring, parentBytes }: MemoryProgress): Uint8Array[] {
    const { table, samples, parents, second, store } = this.#regions;
    const stateBytes = this.#kind.words * 4;
    const part = (from: number, length: number): Uint8Array => this.bytes.subarray(from, from + length);
    const kept = this.#kind.fingerprints
      ? [part(table, capacity * 8), part(second, count * 4), part(store, ring * stateBytes)]
      : [part(store, count * stateBytes)];
    const sampleBytes = Math.ceil(count / SAMPLE) * SAMPLE_BYTES;
    return [...kept, part(samples, parentBytes === 0 ? 0 : sampleBytes), part(parents, parentBytes)];
  }

  /** Flags of implications and steps; the first area has those of all workers. */
  flags(): Uint8Array[] {
    const { implications, steps, filter } = this.#area;
    const own = this.ownArea;
    const others = this.areas.slice(1);
    for (let at = implications; at < filter; at++)
      if (others.some((area) => this.bytes[area + at] === 1)) this.bytes[own + at] = 1;
    return [this.bytes.subarray(own + implications, own + steps), this.bytes.subarray(own + steps, own + filter)];
  }

  /** Whether this memory can hold the store of a snapshot. */
  fits({ count, capacity, ring }: MemoryProgress): boolean {
    const { states, slots } = this.#regions;
    return count <= states && ring <= this.#regions.ring && (capacity <= slots || !this.#kind.fingerprints);
  }

  /** Called after the regions of a snapshot have been read. */
  restore({ count, initial, capacity, ring, parentBytes, lastParent }: MemoryProgress, counts: Counts): void {
    this.set(CONTROL.count, count);
    this.initial = initial;
    this.counts = counts;
    this.setWide(CONTROL.parentsEnd, this.#regions.parents + parentBytes);
    this.set(CONTROL.lastParent, lastParent);
    this.set(CONTROL.capacity, Math.min(capacity, this.#regions.slots));
    if (this.#kind.fingerprints) this.set(CONTROL.ringMask, ring - 1);
    else this.exports.rebuild();
  }
}
