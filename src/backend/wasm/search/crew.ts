import type { StartThreads, Threads } from '../../../explorer/threads.ts';
import { CONTROL, MARKS, WANTED } from '../store/memory-map.ts';
import type { Machine } from './machine.ts';
import type { SearchMemory } from './search-memory.ts';

/** States that a worker claims at once: many, to keep traffic low; few where there are few. */
const LARGEST_CLAIM = 2_048;
const SMALLEST_CLAIM = 64;
const LOOK_MILLISECONDS = 50;

/**
 * Several workers on one memory. They expand a range of states and then wait; what only one may do (growth, limits,
 * snapshots) is done between two ranges, or while all of them wait for room in the table.
 */
export class Crew {
  readonly #memory: SearchMemory;
  readonly #threads: Threads;
  readonly #count: number;
  /** States found in the last range. */
  #yield = 0;

  constructor(start: StartThreads, { module, memory, findings }: Machine) {
    this.#memory = memory;
    const areas = memory.areas.slice(1);
    this.#count = areas.length;
    const { epoch, resume, active, parked } = CONTROL;
    const at = { epoch, resume, active, parked, wanted: WANTED, marks: MARKS };
    this.#threads = start({ module, memory: memory.memory, areas, at, deadlock: findings.deadlock });
  }

  isReady(): boolean {
    return this.#threads.isReady();
  }

  /**
   * Expands states of the level by number. Returns early where no more can be stored.
   * @param look called now and then meanwhile; where it throws, the threads are left running
   */
  async expand(from: number, to: number, look: () => void): Promise<void> {
    const memory = this.#memory;
    const before = memory.count;
    const claim = Math.floor((to - from) / (this.#count * 8));
    memory.set(CONTROL.chunk, Math.max(SMALLEST_CLAIM, Math.min(LARGEST_CLAIM, claim)));
    memory.set(CONTROL.frontierEnd, to);
    memory.set(CONTROL.cursor, from);
    this.#wake(CONTROL.epoch, this.#count);
    // The pages for what this range will find should exist already; these are for the next one.
    memory.touch(Math.ceil(this.#yield * 2.5));
    for (;;) {
      await this.#idle(look);
      const waiting = memory.get(CONTROL.parked);
      if (waiting === 0) break;
      memory.set(CONTROL.parked, 0);
      memory.makeRoom();
      this.#wake(CONTROL.resume, waiting);
    }
    this.#yield = memory.count - before;
  }

  async #idle(look: () => void): Promise<void> {
    let timer: ReturnType<typeof setInterval> | undefined;
    const isLeft = new Promise<never>((_, reject) => {
      timer = setInterval(() => {
        try {
          look();
        } catch (reason) {
          reject(reason instanceof Error ? reason : new Error(String(reason)));
        }
      }, LOOK_MILLISECONDS);
    });
    try {
      await Promise.race([this.#threads.idle(), isLeft]);
    } finally {
      clearInterval(timer);
    }
  }

  #wake(word: number, workers: number): void {
    const { control } = this.#memory;
    Atomics.store(control, CONTROL.active >> 2, workers);
    Atomics.add(control, word >> 2, 1);
    Atomics.notify(control, word >> 2);
  }

  async end(): Promise<void> {
    await this.#threads.end();
  }
}
