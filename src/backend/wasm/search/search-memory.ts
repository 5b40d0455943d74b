import type { CompiledSystem } from '../compile.ts';
import { entryOfOnes } from '../store/hash.ts';
import { AREA, BATCH, CONTROL, FIRST_AREA, MARKS, SAMPLE, SAMPLE_BYTES, WANTED } from '../store/memory-map.ts';
import { FIRST_BITS, LOAD, nextCapacity, planRegions, type Regions, slackStates } from '../store/regions.ts';
import type { StoreKind } from '../store/store-code.ts';

/** What the module exports. Some are there only in some kinds of stores. */
export interface Exports {
  readonly enter: (area: number, several: number) => void;
  readonly run: (from: number, to: number) => number;
  readonly emit: (...words: number[]) => void;
  /** Looks the successors in the batch up. */
  readonly flush: () => void;
  readonly grow: (capacity: number) => void;
  readonly move: (from: number, to: number) => void;
  readonly rebuild: () => void;
  readonly fingerprint: () => bigint;
}

/** Bytes of a slot of the table. */
const SLOT_BYTES = 8;

/** A bit of what a function that inspects states gives. */
interface InspectedBit {
  readonly inspector: number;
  readonly bit: number;
}

/** A snapshot's part that is about the memory. */
export interface MemoryProgress {
  readonly count: number;
  readonly capacity: number;
  readonly ring: number;
  readonly parentBytes: number;
  readonly lastParent: number;
}

/** The memory of a search as the host sees it: regions, growth, numbers of states. Between two calls of the module. */
export class SearchMemory {
  readonly memory: WebAssembly.Memory;
  readonly control: Int32Array;
  readonly bytes: Uint8Array;
  readonly #kind: StoreKind;
  readonly #area: CompiledSystem['area'];
  readonly #regions: Regions;
  readonly areas: readonly number[];
  exports!: Exports;
  /** Told before the table grows, of the bytes that it does not have yet. May throw. */
  willTake: (bytes: number) => void = () => undefined;
  /** States before this one are not expanded any more. */
  oldest = 0;
  /** No state is to be added beyond this number. */
  limit: number;
  /** Where the store's pages have been touched up to. */
  #touched: number;

  constructor(memory: WebAssembly.Memory, kind: StoreKind, area: CompiledSystem['area'], areas: number) {
    this.memory = memory;
    this.#kind = kind;
    this.#area = area;
    this.control = new Int32Array(memory.buffer);
    this.bytes = new Uint8Array(memory.buffer);
    this.areas = Array.from({ length: areas }, (_, i) => FIRST_AREA + i * area.size);
    this.#regions = planRegions(FIRST_AREA + areas * area.size, memory.buffer.byteLength, kind, areas);
    this.limit = this.#regions.states;
    this.#touched = this.#regions.store;
    const { table, spare, samples, parents, second, store } = this.#regions;
    const addresses = { table, spare, samples, parents, second, store };
    for (const [name, address] of Object.entries(addresses))
      this.#setWide(CONTROL[name as keyof typeof addresses], address);
    this.#begin();
  }

  /** Everything as it is before the first state. */
  #begin(): void {
    this.set(CONTROL.capacity, 2 ** FIRST_BITS);
    this.control.fill(-1, WANTED / 4, MARKS / 4);
    this.#setWide(CONTROL.parentsEnd, this.#regions.parents);
    if (this.#kind.fingerprints) this.set(CONTROL.ringMask, this.#firstRing() - 1);
    this.forgetRecent();
    this.oldest = 0;
  }

  /** Empties the filters of recent states: they may have states that there was no room for. */
  forgetRecent(): void {
    const { filter, filterEntries, batch } = this.#area;
    const empty = entryOfOnes(this.#kind.words, filterEntries);
    for (const area of this.areas) {
      this.bytes.fill(0, area + filter, area + batch);
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
    this.#begin();
  }

  get(offset: number): number {
    return this.control[offset / 4]! >>> 0;
  }

  set(offset: number, value: number): void {
    this.control[offset / 4] = value;
  }

  #setWide(offset: number, value: number): void {
    this.set(offset, value);
    this.set(offset + 4, Math.floor(value / 2 ** 32));
  }

  #getWide(offset: number): number {
    return this.get(offset + 4) * 2 ** 32 + this.get(offset);
  }

  get count(): number {
    return this.get(CONTROL.count);
  }

  get capacity(): number {
    return this.get(CONTROL.capacity);
  }

  /** Successors so far. */
  get generated(): number {
    return this.#getWide(CONTROL.generated);
  }

  set generated(successors: number) {
    this.#setWide(CONTROL.generated, successors);
  }

  /** Distinct states: also while workers have places in their blocks that are free. */
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

  /** Nobody wants to be told of these bits of a function that inspects states again. */
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

  /** Lets workers go beyond a limit of states by what may stay free in their blocks. */
  allowForBlocks(states: number): void {
    this.limit = Math.min(this.#regions.states, states + slackStates(this.areas.length));
  }

  // ------------------------------------------------------------------------------------------ growth

  /** Makes the table, and the ring, larger where the next batches might not fit, and says when to ask again. */
  makeRoom(): void {
    const reserve = this.areas.length * BATCH;
    let full = Math.floor(this.capacity * LOAD) - reserve;
    while (this.count >= full && this.capacity < this.#regions.slots) {
      const next = nextCapacity(this.capacity, this.#regions.slots);
      this.willTake((next - this.capacity) * SLOT_BYTES);
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
    this.set(CONTROL.limit, limit);
    this.set(CONTROL.maximum, maximum);
  }

  get #ring(): number {
    return this.get(CONTROL.ringMask) + 1;
  }

  #firstRing(): number {
    return Math.min(this.#regions.ring, 2 ** Math.ceil(Math.log2(4 * slackStates(this.areas.length) + 2 ** 14)));
  }

  /** Doubles the ring: of the states in it every second stretch moves to the new half. */
  #growRing(): void {
    const { store } = this.#regions;
    const size = this.#ring;
    const stateBytes = this.#kind.words * 4;
    for (let from = this.oldest; from < this.count;) {
      const to = Math.min(this.count, (Math.floor(from / size) + 1) * size);
      const at = store + (from % size) * stateBytes;
      if (Math.floor(from / size) % 2 === 1)
        this.bytes.copyWithin(at + size * stateBytes, at, at + (to - from) * stateBytes);
      from = to;
    }
    this.set(CONTROL.ringMask, size * 2 - 1);
  }

  /**
   * Makes pages for so many more states. One thread does it, ahead of the workers: first accesses of several threads
   * to one address space wait for each other.
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

  /** The place of a state that is in the store: in the frontier, with fingerprints. */
  addressOf(state: number): number {
    const at = this.#kind.fingerprints ? state % this.#ring : state;
    return this.#regions.store + at * this.#kind.words * 4;
  }

  wordsAt(address: number): Int32Array {
    return this.control.subarray(address / 4, address / 4 + this.#kind.words);
  }

  /** Numbers of the states on the path to a state, the initial one first. Only where one worker kept parents. */
  pathTo(state: number): number[] {
    const path: number[] = [];
    for (let at = state | 0; at >= 0; at = this.#parentOf(at >>> 0)) path.push(at >>> 0);
    return path.reverse();
  }

  /** -1 for an initial state. */
  #parentOf(state: number): number {
    const sample = this.#regions.samples + Math.floor(state / SAMPLE) * SAMPLE_BYTES;
    let parent = this.get(sample);
    let at = this.#regions.parents + this.get(sample + 4);
    for (let i = state % SAMPLE; i > 0; i--) {
      for (let shift = 0; ; shift += 7) {
        const byte = this.bytes[at++]!;
        parent += (byte & 127) * 2 ** shift;
        if (byte < 128) break;
      }
    }
    return parent - 1;
  }

  /** Fingerprints of states by number: what the table and the second hashes have of them. */
  fingerprints(states: readonly number[]): bigint[] {
    const hashes = new Map<number, number>();
    const wanted = new Set(states);
    const table = this.#regions.table / 4;
    for (let at = table, end = table + this.capacity * 2; at < end; at += 2) {
      const number = this.control[at]! >>> 0;
      if (number !== 0 && wanted.has(number - 1)) hashes.set(number - 1, this.control[at + 1]! >>> 0);
    }
    return states.map(
      (state) => (BigInt(hashes.get(state)!) << 32n) | BigInt(this.get(this.#regions.second + state * 4)),
    );
  }

  /** The fingerprint of a state that is not in the store. */
  fingerprintOf(words: readonly number[]): bigint {
    this.control.set(words, (this.areas[0]! + AREA.scratch) >> 2);
    return BigInt.asUintN(64, this.exports.fingerprint());
  }

  // ------------------------------------------------------------------------------------------ blocks

  /** Parts of the workers' blocks that are free, in order. */
  #holes(): { start: number; end: number }[] {
    return this.areas
      .map((area) => ({ start: this.get(area + AREA.next), end: this.get(area + AREA.blockEnd) }))
      .filter(({ start, end }) => start < end)
      .sort((a, b) => a.start - b.start);
  }

  /** Moves the last states to the free places in blocks, so that the states have successive numbers. */
  closeHoles(): void {
    const holes = this.#holes();
    let end = this.count;
    for (let last = holes.at(-1); last; last = holes.at(-1)) {
      if (last.end === end) {
        end = last.start;
        holes.pop();
        continue;
      }
      const first = holes[0]!;
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
      capacity: this.capacity,
      ring: this.#kind.fingerprints ? this.#ring : 0,
      parentBytes: this.#getWide(CONTROL.parentsEnd) - this.#regions.parents,
      lastParent: this.get(CONTROL.lastParent),
    };
  }

  /** The regions that a snapshot consists of, and those that it is read back into. There are no holes. */
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

  /** Flags of implications and steps, those of all workers in the first area. */
  flags(): Uint8Array[] {
    const { implications, steps, filter } = this.#area;
    const [first = 0, ...others] = this.areas;
    for (let at = implications; at < filter; at++)
      if (others.some((area) => this.bytes[area + at] === 1)) this.bytes[first + at] = 1;
    return [
      [implications, steps],
      [steps, filter],
    ].map(([from, to]) => this.bytes.subarray(first + from!, first + to!));
  }

  /** Whether the store of a snapshot can be held by this memory. */
  fits({ count, capacity, ring }: MemoryProgress): boolean {
    const { states, slots } = this.#regions;
    return count <= states && ring <= this.#regions.ring && (capacity <= slots || !this.#kind.fingerprints);
  }

  /** After the regions of a snapshot have been read. */
  restore({ count, capacity, ring, parentBytes, lastParent }: MemoryProgress, generated: number): void {
    this.set(CONTROL.count, count);
    this.generated = generated;
    this.#setWide(CONTROL.parentsEnd, this.#regions.parents + parentBytes);
    this.set(CONTROL.lastParent, lastParent);
    this.set(CONTROL.capacity, Math.min(capacity, this.#regions.slots));
    if (this.#kind.fingerprints) this.set(CONTROL.ringMask, ring - 1);
    else this.exports.rebuild();
  }
}
