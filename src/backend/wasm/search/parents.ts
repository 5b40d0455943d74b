import { CONTROL, SAMPLE, SAMPLE_BYTES } from '../store/memory-map.ts';
import type { SearchMemory } from './search-memory.ts';

/** Where a reader starts. */
interface Start {
  /** The address of the first parent. */
  readonly at: number;
  /** What the first difference is added to: the number of a parent, plus 1. */
  readonly last: number;
}

/** Reads the parents of successive states, as `insert.ts` writes them. */
class ParentReader {
  readonly #bytes: Uint8Array;
  #at: number;
  #last: number;

  constructor({ bytes }: SearchMemory, { at, last }: Start) {
    this.#bytes = bytes;
    this.#at = at;
    this.#last = last;
  }

  /** The number in memory of the next parent; -1 for none. */
  next(): number {
    for (let shift = 0; ; shift += 7) {
      const byte = this.#bytes[this.#at++]!;
      this.#last += (byte & 127) * 2 ** shift;
      if (byte < 128) return this.#last - 1;
    }
  }
}

/**
 * From the first state that has a parent in memory.
 * @param last what the difference to its parent is added to: the number of a parent, plus 1
 */
export function parentsIn(memory: SearchMemory, last: number): ParentReader {
  return new ParentReader(memory, { at: memory.getWide(CONTROL.parents), last });
}

/** Numbers of the states on the path to a state, the initial one first. Only where a single worker kept parents. */
export function pathTo(memory: SearchMemory, state: number): number[] {
  const path: number[] = [];
  for (let at = state | 0; at >= 0; at = parentOf(memory, at >>> 0)) path.push(at >>> 0);
  return path.reverse();
}

/** -1 for an initial state. */
function parentOf(memory: SearchMemory, state: number): number {
  const sample = memory.getWide(CONTROL.samples) + Math.floor(state / SAMPLE) * SAMPLE_BYTES;
  const at = memory.getWide(CONTROL.parents) + memory.get(sample + 4);
  const reader = new ParentReader(memory, { at, last: memory.get(sample) });
  let parent = memory.get(sample) - 1;
  for (let i = state % SAMPLE; i > 0; i--) parent = reader.next();
  return parent;
}

/**
 * Lets parents be written from the beginning again.
 * @param last the number of the parent of the previous state, plus 1: parents that follow are not less
 */
export function forgetParents(memory: SearchMemory, last: number): void {
  memory.setWide(CONTROL.parentsEnd, memory.getWide(CONTROL.parents));
  memory.set(CONTROL.lastParent, last);
}
