import { InternalError } from '../../../core/internal-error.ts';
import { itemAt } from '../../../core/lists.ts';
import { Batch } from '../../../explorer/external/batch.ts';
import { SpillFailed, type SpillFiles } from '../../../explorer/external/files.ts';
import { KnownStates } from '../../../explorer/external/known-states.ts';
import { StateLog } from '../../../explorer/external/state-log.ts';
import type { Finding, StateKey } from '../../../explorer/model.ts';
import type { Pause } from '../../../explorer/watch.ts';
import type { Findings, Paths } from './findings.ts';
import { CONTROL, FIRST_AREA, WANTED } from '../store/memory-map.ts';
import { forgetParents, parentsIn } from './parents.ts';
import { LARGEST_BATCH } from './reserve.ts';
import type { Counts, Exports, SearchMemory } from './search-memory.ts';

/** States of the frontier read at once: at most this many, or this many bytes. */
const LARGEST_WINDOW = 32_768;
const WINDOW_BYTES = 2 ** 21;
/** States written between two pauses. */
const SLICE = 65_536;

export interface ExternalOptions {
  /** Holds states, without holes, that no worker is expanding. */
  readonly memory: SearchMemory;
  readonly exports: Exports;
  readonly findings: Findings;
  /** Words of a state. */
  readonly width: number;
  readonly files: SpillFiles;
  /** States that fit in memory. */
  readonly room: number;
  /** The next state to expand. */
  readonly expanded: number;
  /** The most states that are looked up in files together. */
  readonly batch?: number;
  /** States that the user allows. */
  readonly limit: number;
  readonly pause: Pause;
}

/** Everything that a search knows about its states besides the states: restored when a part is repeated. */
interface Kept {
  readonly flags: readonly Uint8Array[];
  /** Marks of properties. */
  readonly marks: Uint8Array;
  readonly counts: Counts;
  readonly findings: readonly (Finding | undefined)[];
}

/**
 * A search whose states are in files, for when memory is full: breadth-first with delayed duplicate detection (see
 * `KnownStates`). All states are in a log in order of discovery, which is both the frontier and the source of paths;
 * sorted by hashes they are in runs.
 *
 * The memory is a cache of the states that were met last, since most successors are new or were met not long ago (G.
 * Della Penna and others, Exploiting Transition Locality in the Disk Based Murφ Verifier, FMCAD 2002). A *window* of
 * the frontier is read to the end of the memory, where the table knows nothing of it, and expanded there; the table
 * separates successors that were met before from candidates. After a level, or when there is no room, the candidates
 * are looked up in the runs, all at once, and the new ones are appended to the log in order of discovery: so numbers,
 * parents, and what is found first are the same as if all states were in memory. When the memory is full it is emptied,
 * and its new states become a run.
 *
 * A candidate that turns out to be known was inspected when it was first found, so whatever its inspection shows was
 * reported then; the first state for which a property has something to report is new, and its path is that of its
 * parent, which is in the log, followed by the state itself.
 */
export class ExternalSearch implements Paths {
  readonly keyOf: Paths['keyOf'];
  readonly #options: ExternalOptions;
  readonly #memory: SearchMemory;
  readonly #words: Uint32Array;
  readonly #width: number;
  readonly #log: StateLog;
  readonly #known: KnownStates;
  readonly #isOrdered: boolean;
  /** The most states in memory, not counting the window, which begins there. */
  readonly #capacity: number;
  readonly #windowSize: number;
  readonly #buffer: Uint32Array<ArrayBuffer>;
  readonly #batch: Batch;
  /** For each state in memory, whether it was new. */
  readonly #isNew: Uint8Array;
  /** For each candidate, the number of its parent minus `#origin`, from the first candidate on. */
  readonly #parents: Uint32Array;
  #origin: number;
  /** States in memory that have been looked up; the rest are candidates. How many of them already have parents. */
  #merged = 0;
  #withParent = 0;
  /** Whether all new states of the memory are in the batch, in order. */
  #isBatchWhole = false;
  /** Numbers of the states in the window. */
  #window = { from: 0, to: 0 };
  /** The most states that are expanded in one call. */
  #step: number;
  #count = 0;
  /** Where candidates begin, and what was known there; only where the user limits states. */
  #kept: (Kept & { readonly expanded: number }) | undefined;
  /** More states were found than the user allows; `expanded` is then the one whose successor exceeds the limit. */
  isFull = false;
  expanded = 0;

  private constructor(options: ExternalOptions) {
    const { memory, width, room, files, findings } = options;
    this.#options = options;
    const { paths } = findings;
    this.keyOf = (words) => paths.keyOf(words);
    this.#memory = memory;
    this.#width = width;
    this.#words = new Uint32Array(memory.memory.buffer, memory.addressOf(0));
    this.#isOrdered = !findings.isUnordered;
    const window = Math.min(LARGEST_WINDOW, Math.floor(WINDOW_BYTES / (width * 4)), Math.floor(room / 4));
    this.#windowSize = Math.max(1, window);
    this.#capacity = room - this.#windowSize;
    if (this.#capacity < 1) throw new SpillFailed('there is no room for a state', 'memory');
    this.#buffer = new Uint32Array(this.#windowSize * width);
    this.#step = this.#windowSize;
    this.#origin = options.expanded;
    const most = Math.min(this.#capacity, LARGEST_BATCH, options.batch ?? Infinity);
    this.#batch = new Batch(this.#words, width, most);
    this.#parents = new Uint32Array(this.#isOrdered ? most : 0);
    this.#isNew = new Uint8Array(this.#capacity);
    this.#log = new StateLog(files, width, this.#isOrdered);
    this.#known = new KnownStates(files, width, options.pause);
  }

  /** Writes all states of a memory to files, and continues from there. */
  static async begin(options: ExternalOptions): Promise<ExternalSearch> {
    const search = new ExternalSearch(options);
    await search.#takeAll();
    options.findings.paths = search;
    return search;
  }

  /** Distinct states: those in the log. */
  get count(): number {
    return this.#count;
  }

  async #takeAll(): Promise<void> {
    const { count } = this.#memory;
    const parents = this.#isOrdered ? parentsIn(this.#memory, 0) : undefined;
    for (let i = 0; i < count; i++) {
      this.#log.append(this.#words, i * this.#width, parents ? parents.next() : -1);
      if (i % SLICE === 0) await this.#options.pause();
    }
    await this.#addRuns(count, () => true);
    this.#count = count;
    this.#empty();
  }

  // --------------------------------------------------------------------------------------- expansion

  /**
   * Expands states of a level, beginning with `from`; returns the number of the next. It may be the same: the memory
   * was full and is now empty.
   */
  async expand(from: number, to: number): Promise<number> {
    const memory = this.#memory;
    const { counts } = memory;
    const hadCandidates = memory.count > this.#merged;
    const wasEmpty = memory.count === 0;
    const end = this.#run(from, Math.min(to, from + this.#step));
    if (memory.get(CONTROL.full) === 0) {
      this.#step = Math.min(this.#windowSize, this.#step * 2);
      if (memory.count - this.#merged >= this.#batch.capacity) await this.#merge(end);
      return end;
    }
    // It is not known which successors were counted: the call, and so the count, is repeated.
    memory.counts = counts;
    memory.forgetRecent();
    const states = Math.min(to, from + this.#step) - from;
    if (wasEmpty && states === 1) throw new SpillFailed('there is no room for the successors of one state', 'memory');
    if (!hadCandidates) this.#step = Math.max(1, Math.floor(states / 2));
    await this.#merge(from);
    if (!this.isFull && (!hadCandidates || memory.count > this.#capacity / 2)) await this.#forget();
    return from;
  }

  /** Called after the last state of a level. */
  async endLevel(levelEnd: number): Promise<void> {
    await this.#merge(levelEnd);
  }

  /** Expands some states of the log in the window; returns the number of the next. */
  #run(from: number, to: number): number {
    const memory = this.#memory;
    if (from < this.#window.from || from >= this.#window.to) this.#readWindow(from);
    const end = Math.min(to, this.#window.to);
    const first = this.#capacity + from - this.#window.from;
    forgetParents(memory, first + 1);
    const at = this.#options.exports.run(first, first + end - from) >>> 0;
    if (this.#isOrdered) this.#readParents(first + 1);
    this.#options.findings.settle();
    return from + at - first;
  }

  #readWindow(from: number): void {
    const size = Math.min(this.#windowSize, this.#count - from);
    const states = this.#buffer.subarray(0, size * this.#width);
    this.#log.read(from, states);
    this.#words.set(states, this.#capacity * this.#width);
    this.#window = { from, to: from + size };
  }

  /** Reads the parents of the candidates that the last call found. */
  #readParents(last: number): void {
    const { count } = this.#memory;
    const reader = parentsIn(this.#memory, last);
    const offset = this.#window.from - this.#capacity - this.#origin;
    for (; this.#withParent < count; this.#withParent++)
      this.#parents[this.#withParent - this.#merged] = reader.next() + offset;
  }

  // ------------------------------------------------------------------------------------------- merge

  /** Looks the candidates up in the files, and appends the new ones to the log. */
  async #merge(expanded: number): Promise<void> {
    const { count } = this.#memory;
    const batch = this.#batch;
    if (count > this.#merged) {
      batch.count = 0;
      for (let i = this.#merged; i < count; i++) batch.add(i);
      batch.sort();
      await this.#known.strain(batch);
      this.#isBatchWhole = this.#merged === 0;
      for (let i = 0; i < batch.count; i++) this.#isNew[batch.pairs[i * 2]!] = 1;
      const end = this.#log.count + batch.count > this.#options.limit ? this.#firstTooMuch() : count;
      for (let i = this.#merged; i < end; i++) if (this.#isNew[i] === 1) this.#append(i);
      this.#count = this.#log.count;
      if (end < count) {
        this.#endAt(end);
        return;
      }
    }
    this.#beginBatch(expanded);
  }

  #append(candidate: number): void {
    const parent = this.#isOrdered ? this.#origin + this.#parents[candidate - this.#merged]! : -1;
    this.#log.append(this.#words, candidate * this.#width, parent);
  }

  /** States found from now on are candidates. */
  #beginBatch(expanded: number): void {
    const memory = this.#memory;
    this.#merged = memory.count;
    this.#withParent = this.#merged;
    this.#origin = expanded;
    this.#allow(Math.min(this.#capacity, this.#merged + this.#batch.capacity));
    if (this.#options.limit < Infinity) this.#kept = { ...this.#keep(), expanded };
  }

  /** Lets the memory hold this many states, and no more. */
  #allow(states: number): void {
    const memory = this.#memory;
    memory.limit = states;
    memory.set(CONTROL.full, 0);
    memory.makeRoom();
    this.#options.exports.enter(memory.ownArea, 0);
  }

  // ---------------------------------------------------------------------------------------- emptying

  /** Writes the new states of the memory to a run, and forgets all states. */
  async #forget(): Promise<void> {
    if (this.#isBatchWhole && this.#merged > 0) await this.#known.add(this.#batch);
    else await this.#addRuns(this.#merged, (i) => this.#isNew[i] === 1);
    this.#empty();
  }

  /** Sorts the wanted states of the memory and writes them to runs. */
  async #addRuns(count: number, isWanted: (state: number) => boolean): Promise<void> {
    const batch = this.#batch;
    for (let from = 0; from < count; from += batch.capacity) {
      batch.count = 0;
      const to = Math.min(count, from + batch.capacity);
      for (let i = from; i < to; i++) if (isWanted(i)) batch.add(i);
      batch.sort();
      await this.#known.add(batch);
    }
  }

  #empty(): void {
    const kept = this.#keep();
    this.#memory.clear();
    this.#restore(kept);
    this.#isNew.fill(0);
    this.#isBatchWhole = false;
    this.#beginBatch(this.#origin);
  }

  #keep(): Kept {
    const { memory, findings } = this.#options;
    return {
      flags: memory.flags().map((bytes) => bytes.slice()),
      marks: memory.bytes.slice(WANTED, FIRST_AREA),
      counts: memory.counts,
      findings: [...findings.all],
    };
  }

  #restore({ flags, marks, counts }: Kept): void {
    const memory = this.#memory;
    memory.flags().forEach((bytes, i) => {
      bytes.set(itemAt(flags, i));
    });
    memory.bytes.set(marks, WANTED);
    memory.counts = counts;
  }

  // -------------------------------------------------------------------------------------- the limit

  /** The first candidate beyond the user's limit. */
  #firstTooMuch(): number {
    let room = this.#options.limit - this.#log.count;
    let candidate = this.#merged;
    for (; ; candidate++) if (this.#isNew[candidate] === 1 && room-- === 0) return candidate;
  }

  /**
   * The search ends where it would have met a state for which there is no room: expands again what produced the
   * candidates, up to that one, so that the counts and findings are those that belong to it.
   */
  #endAt(candidate: number): void {
    this.isFull = true;
    // One worker repeats the search, and its findings count.
    if (!this.#isOrdered) return;
    const memory = this.#memory;
    if (!this.#kept) throw new InternalError('what was known before the candidates was not kept');
    const { expanded, ...kept } = this.#kept;
    const { initial, capacity } = memory;
    memory.clear();
    memory.restore({ count: this.#merged, initial, capacity, ring: 0, parentBytes: 0, lastParent: 0 }, kept.counts);
    this.#restore(kept);
    this.#options.findings.restore(kept.findings);
    this.#withParent = this.#merged;
    this.#allow(candidate);
    this.expanded = expanded;
    while (memory.get(CONTROL.full) === 0) this.expanded = this.#run(this.expanded, this.#count);
  }

  // ------------------------------------------------------------------------------------------- paths

  /** For a state in memory: in the window, or a candidate whose parent is known. */
  to(state: number): StateKey[] | undefined {
    if (state >= this.#capacity) return this.#logged(this.#window.from + state - this.#capacity);
    if (state < this.#merged) throw new Error('a property tells about a state that was known');
    if (state >= this.#withParent) return undefined;
    const path = this.#logged(this.#origin + this.#parents[state - this.#merged]!);
    return [...path, this.keyOf(this.#memory.wordsAt(this.#memory.addressOf(state)))];
  }

  #logged(state: number): StateKey[] {
    const words = new Uint32Array(this.#width);
    return this.#log.pathTo(state).map((number) => {
      this.#log.read(number, words);
      return this.keyOf(new Int32Array(words.buffer));
    });
  }
}
