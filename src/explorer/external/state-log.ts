import { type SpillFile, SpillFailed, type SpillFiles } from './files.ts';

/** Words written at once. */
const BUFFER_WORDS = 65_536;

/** A file of 32-bit words. */
class WordFile {
  readonly #file: SpillFile;
  readonly #buffer: Uint32Array;
  #filled = 0;

  /** @param unit words that are appended together */
  constructor(file: SpillFile, unit: number) {
    this.#file = file;
    this.#buffer = new Uint32Array(Math.ceil(BUFFER_WORDS / unit) * unit);
  }

  append(words: Uint32Array, from: number, count: number): void {
    if (this.#filled + count > this.#buffer.length) this.flush();
    for (let i = 0; i < count; i++) this.#buffer[this.#filled + i] = words[from + i]!;
    this.#filled += count;
  }

  push(word: number): void {
    if (this.#filled === this.#buffer.length) this.flush();
    this.#buffer[this.#filled++] = word;
  }

  read(into: Uint32Array, at: number): void {
    this.flush();
    this.#file.read(new Uint8Array(into.buffer, into.byteOffset, into.byteLength), at * 4);
  }

  flush(): void {
    if (this.#filled > 0) this.#file.append(new Uint8Array(this.#buffer.buffer, 0, this.#filled * 4));
    this.#filled = 0;
  }
}

/**
 * States by number, in files: the frontier of a search, and the source of its paths. A state takes its words and, where
 * parents are kept, 4 bytes more: the distance back to its parent, 0 for an initial state.
 */
export class StateLog {
  readonly #states: WordFile;
  readonly #parents: WordFile | undefined;
  readonly #width: number;
  readonly #one = new Uint32Array(1);
  count = 0;

  /** @param width words of a state */
  constructor(files: SpillFiles, width: number, hasParents: boolean) {
    this.#width = width;
    this.#states = new WordFile(files.create(), width);
    this.#parents = hasParents ? new WordFile(files.create(), 1) : undefined;
  }

  /**
   * Appends the state at `words[at]`.
   * @param parent number of its parent; -1 for none
   */
  append(words: Uint32Array, at: number, parent: number): void {
    if (this.#parents) {
      const distance = parent < 0 ? 0 : this.count - parent;
      if (distance >= 2 ** 32) throw new SpillFailed('a level has more than 4,294,967,295 states', 'disk');
      this.#parents.push(distance);
    }
    this.#states.append(words, at, this.#width);
    this.count++;
  }

  /** Reads states with successive numbers, as many as fill `into`. */
  read(from: number, into: Uint32Array): void {
    this.#states.read(into, from * this.#width);
  }

  /** Numbers of the states on the path to a state, the initial one first. */
  pathTo(state: number): number[] {
    const parents = this.#parents;
    if (!parents) throw new Error('no parents are kept');
    const path = [state];
    for (let at = state; ;) {
      parents.read(this.#one, at);
      const [distance = 0] = this.#one;
      if (distance === 0) return path.reverse();
      at -= distance;
      path.push(at);
    }
  }
}
