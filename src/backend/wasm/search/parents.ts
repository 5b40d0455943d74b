import { CONTROL } from '../store/memory-map.ts';
import type { SearchMemory } from './search-memory.ts';

/** Reads the parents of successive states, as `insert.ts` writes them, from the first on that is in memory. */
export class ParentReader {
  readonly #bytes: Uint8Array;
  #at: number;
  #last: number;

  /** @param last what the first one is a difference to: the number of a parent, plus 1 */
  constructor(memory: SearchMemory, last: number) {
    this.#bytes = memory.bytes;
    this.#at = addressIn(memory, CONTROL.parents);
    this.#last = last;
  }

  /** The number in memory of the next parent; -1 for none. */
  next(): number {
    let parent = this.#last;
    for (let shift = 0; ; shift += 7) {
      const byte = this.#bytes[this.#at++]!;
      parent += (byte & 127) * 2 ** shift;
      if (byte < 128) break;
    }
    this.#last = parent;
    return parent - 1;
  }
}

/**
 * Lets parents be written from the beginning again.
 * @param last the number of the parent of the state before, plus 1: parents that follow are not less
 */
export function forgetParents(memory: SearchMemory, last: number): void {
  memory.set(CONTROL.parentsEnd, memory.get(CONTROL.parents));
  memory.set(CONTROL.parentsEnd + 4, memory.get(CONTROL.parents + 4));
  memory.set(CONTROL.lastParent, last);
}

function addressIn(memory: SearchMemory, word: number): number {
  return memory.get(word + 4) * 2 ** 32 + memory.get(word);
}
