import type { ExploreOptions } from './model.ts';

/** Milliseconds after which a search lets the event loop turn, at the next point where it can. */
const SLICE = 60;
/** Milliseconds after which no such point seems near. */
const PATIENCE = 250;

/** The user wants the search to end, and it ends at once, without completing what it was doing. */
export class Interrupted extends Error {}

/** The search takes more memory than is allowed, and ends at once. */
export class OutOfMemory extends Error {}

/**
 * One state takes so long that it is abandoned: the event loop turns first, and then it is expanded again, by `atOnce`.
 */
export class TakesLong extends Error {}

/** Ends an enumeration that calls back for each element, where enough of them were seen. */
export class Enough extends Error {}

/** There are more initial states than a search may have: the rest are not generated. */
export class TooManyInitialStates extends Error {}

/**
 * Whether a search ended for lack of memory: because the user limits it, or because an array could not be allocated.
 */
export function isLackOfMemory(problem: unknown): boolean {
  return (
    problem instanceof OutOfMemory || (problem instanceof RangeError && /allocat|array length/i.test(problem.message))
  );
}

/** For `ExploreOptions.atOnce` where nothing interrupts. */
export const directly = <T>(work: () => T): Promise<T> =>
  new Promise((done) => {
    done(work());
  });

/**
 * Called now and then by long computations, so that others may run. It rejects where the search is to end, and so ends
 * the computation.
 */
export type Pause = () => Promise<void> | undefined;

export const noPause: Pause = () => undefined;

/**
 * Looks at time and memory while the event loop waits: one state can have as many outcomes as all others together.
 * The search calls `tick` as often as it likes, and `turned` when the event loop has turned.
 */
export class Watch {
  readonly #options: Pick<ExploreOptions, 'late' | 'limits' | 'memoryInUse'>;
  #turned = performance.now();
  #canGiveUp = false;

  constructor(options: Pick<ExploreOptions, 'late' | 'limits' | 'memoryInUse'>) {
    this.#options = options;
  }

  turned(): void {
    this.#turned = performance.now();
  }

  /**
   * Runs what can be started again: when it takes long it is abandoned, with `TakesLong`. Signals that arrive meanwhile
   * are seen when the loop turns, while those that arrive before `late` would be lost.
   */
  attempt<T>(work: () => T): T {
    this.#canGiveUp = true;
    try {
      return work();
    } finally {
      this.#canGiveUp = false;
    }
  }

  /**
   * Whether the event loop should turn as soon as it can; calls `late` where that may take long.
   * Throws `OutOfMemory`, and `TakesLong` within an attempt.
   */
  tick(): boolean {
    if (performance.now() - this.#turned >= PATIENCE) {
      if (this.#canGiveUp) throw new TakesLong();
      this.#options.late?.();
    }
    return this.#isTime();
  }

  /** Looks at memory while the event loop turns. Throws `OutOfMemory`. */
  look(): void {
    this.#lookAtMemory();
    this.turned();
  }

  /** Called before this many bytes are allocated at once. Throws `OutOfMemory`. */
  willTake(bytes: number): void {
    this.#lookAtMemory(bytes);
  }

  #isTime(): boolean {
    if (performance.now() - this.#turned < SLICE) return false;
    this.#lookAtMemory();
    return true;
  }

  #lookAtMemory(more = 0): void {
    const { limits, memoryInUse } = this.#options;
    if (limits?.memory !== undefined && memoryInUse !== undefined && memoryInUse() + more > limits.memory)
      throw new OutOfMemory();
  }

  /**
   * Called now and then by a phase that expands no states: lets the event loop turn when it is time.
   * @param breathe lets it turn
   */
  pause(breathe: () => Promise<void>): Pause {
    return () => (this.#isTime() ? breathe() : undefined);
  }
}
