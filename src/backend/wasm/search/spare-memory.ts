import type { SearchMemory } from './search-memory.ts';

/** Clearing more than this takes longer than what a new memory costs. */
const MOST_BYTES = 2 ** 26;

/** The memory of a search that is over. */
type Searched = Pick<SearchMemory, 'memory' | 'writtenBytes' | 'wipe'>;

/**
 * A memory that one search leaves to the next of the same process. V8 counts all of a memory's bytes, touched or not,
 * when it decides how soon to collect garbage: a new one for each of a hundred small checks means as many collections of
 * the whole heap.
 */
export class SpareMemory {
  #kept: { readonly searched: Searched; readonly shared: boolean } | undefined;

  /** A memory of this kind in which every byte is 0, for the caller alone; undefined where there is none. */
  take(bytes: number, shared: boolean): WebAssembly.Memory | undefined {
    const kept = this.#kept;
    if (kept?.shared !== shared || kept.searched.memory.buffer.byteLength < bytes) return undefined;
    this.#kept = undefined;
    kept.searched.wipe();
    return kept.searched.memory;
  }

  /** Keeps the memory of a search that is over, if it can be cleared with little work. */
  keep(searched: Searched, shared: boolean): void {
    if (searched.writtenBytes <= MOST_BYTES) this.#kept = { searched, shared };
  }
}
