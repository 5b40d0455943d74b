import { countWhile } from '../../text/search.ts';
import type { Batch } from './batch.ts';
import type { SpillFile } from './files.ts';

/** Words of a block, 4 KiB: the least that is read, so that a few states are looked up without reading everything. */
const BLOCK_WORDS = 1_024;
/** Blocks read at once where most of them are needed. */
const SPAN = 64;

/** A buffer for the most that is read at once; `width` is the words of a state. */
export function spanBuffer(width: number): Uint32Array<ArrayBuffer> {
  return new Uint32Array(SPAN * blockRecords(width) * width);
}

/** Records of a block; `width` is the words of a state. */
function blockRecords(width: number): number {
  return Math.max(16, Math.floor(BLOCK_WORDS / width));
}

/** The bytes of numbers, as a file takes them. */
function bytesOf(words: Uint32Array): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}

/** A file of sorted, distinct records. The first key of every block is in memory. */
export class SortedRun {
  readonly count: number;
  readonly width: number;
  readonly #file: SpillFile;
  readonly #firsts: Uint32Array;

  constructor(file: SpillFile, width: number, count: number, firsts: Uint32Array) {
    this.#file = file;
    this.width = width;
    this.count = count;
    this.#firsts = firsts;
  }

  get blocks(): number {
    return this.#firsts.length;
  }

  /** The key with which a block begins; for blocks after the last one, more than every key. */
  first(block: number): number {
    return block < this.blocks ? this.#firsts[block]! : Infinity;
  }

  /** Reads blocks into `into`; returns the number of words. */
  read(block: number, blocks: number, into: Uint32Array): number {
    const records = blockRecords(this.width);
    const from = block * records;
    const words = (Math.min(this.count, from + blocks * records) - from) * this.width;
    this.#file.read(bytesOf(into.subarray(0, words)), from * this.width * 4);
    return words;
  }

  remove(): void {
    this.#file.remove();
  }
}

/** Writes a run, record by record, in order. */
export class RunWriter {
  readonly #file: SpillFile;
  readonly #width: number;
  readonly #firsts: Uint32Array;
  readonly #buffer: Uint32Array;
  #filled = 0;
  #count = 0;

  /** @param most the most records that it will have */
  constructor(file: SpillFile, width: number, most: number) {
    this.#file = file;
    this.#width = width;
    this.#firsts = new Uint32Array(Math.ceil(most / blockRecords(width)));
    this.#buffer = spanBuffer(width);
  }

  /** Adds the record with this key and the words after `words[at]`. */
  add(key: number, words: Uint32Array, at: number): void {
    const width = this.#width;
    const buffer = this.#buffer;
    if (this.#filled === buffer.length) this.#flush();
    const records = blockRecords(width);
    if (this.#count % records === 0) this.#firsts[this.#count / records] = key;
    const to = this.#filled;
    buffer[to] = key;
    for (let i = 1; i < width; i++) buffer[to + i] = words[at + i]!;
    this.#filled = to + width;
    this.#count++;
  }

  finish(): SortedRun {
    this.#flush();
    const blocks = Math.ceil(this.#count / blockRecords(this.#width));
    return new SortedRun(this.#file, this.#width, this.#count, this.#firsts.slice(0, blocks));
  }

  #flush(): void {
    if (this.#filled > 0) this.#file.append(bytesOf(this.#buffer.subarray(0, this.#filled)));
    this.#filled = 0;
  }
}

/** Reads a run from its beginning to its end. */
export class RunReader {
  readonly #run: SortedRun;
  readonly buffer: Uint32Array;
  /** Where the record is in `buffer`. */
  at = 0;
  #end = 0;
  #block = 0;

  constructor(run: SortedRun) {
    this.#run = run;
    this.buffer = spanBuffer(run.width);
    this.at = -run.width;
    this.#end = 0;
  }

  /** Goes to the next record; false at the end. */
  next(): boolean {
    this.at += this.#run.width;
    if (this.at < this.#end) return true;
    if (this.#block >= this.#run.blocks) return false;
    this.#end = this.#run.read(this.#block, SPAN, this.buffer);
    this.#block += SPAN;
    this.at = 0;
    return true;
  }
}

/**
 * Looks a batch up in a run. Both are in the same order, so one pass is enough; blocks that cannot contain a state of
 * the batch are not read.
 */
export class Lookup {
  readonly #run: SortedRun;
  readonly #buffer: Uint32Array;
  readonly #span: number;
  #at = 0;
  #end = 0;
  /** The block after those in the buffer. */
  #next = 0;

  /**
   * @param states about how many will be looked up
   * @param buffer of `spanBuffer`, which no other lookup uses meanwhile; passed in, since a search with small levels
   *   makes millions of lookups
   */
  constructor(run: SortedRun, states: number, buffer: Uint32Array) {
    this.#run = run;
    this.#span = states * 2 >= run.blocks ? SPAN : 1;
    this.#buffer = buffer;
  }

  /**
   * Moves those states of a part of the batch that are not in the run to place `kept` and the following ones; returns
   * the place after the last of them. Parts are looked up in order.
   */
  strain(batch: Batch, from: number, to: number, kept: number): number {
    const { pairs } = batch;
    for (let i = from; i < to; i++) {
      const state = pairs[i * 2]!;
      const key = pairs[i * 2 + 1]!;
      if (this.#has(key, batch.words, state * batch.width)) continue;
      pairs[kept * 2] = state;
      pairs[kept * 2 + 1] = key;
      kept++;
    }
    return kept;
  }

  #has(key: number, words: Uint32Array, at: number): boolean {
    const run = this.#run;
    const { width } = run;
    const buffer = this.#buffer;
    if (run.first(this.#next) < key) this.#load(this.#lastBefore(key));
    for (;;) {
      for (; this.#at < this.#end; this.#at += width) {
        const here = buffer[this.#at]!;
        if (here < key) continue;
        if (here > key) return false;
        let i = 1;
        while (i < width && buffer[this.#at + i] === words[at + i]) i++;
        if (i === width) return true;
        if (buffer[this.#at + i]! > words[at + i]!) return false;
      }
      // The records with one key may continue in the next block.
      if (run.first(this.#next) !== key) return false;
      this.#load(this.#next);
    }
  }

  /** The last block that begins with a smaller key. */
  #lastBefore(key: number): number {
    const behind = this.#next + 1;
    const smaller = countWhile(this.#run.blocks - behind, (i) => this.#run.first(behind + i) < key);
    return this.#next + smaller;
  }

  #load(block: number): void {
    this.#at = 0;
    this.#end = this.#run.read(block, this.#span, this.#buffer);
    this.#next = Math.min(this.#run.blocks, block + this.#span);
  }
}
