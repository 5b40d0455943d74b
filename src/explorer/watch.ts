import type { ExploreOptions } from './model.ts';

/** Milliseconds after which a search lets the event loop turn, where it comes to a point at which it can. */
const SLICE = 60;
/** Milliseconds after which it does not look as if it came to one soon. */
const PATIENCE = 250;

/** The user wants the search to end, and it does at once: what it was about to find out stays unknown. */
export class Interrupted extends Error {}

/** The search takes more memory than it may, and ends at once. */
export class OutOfMemory extends Error {}

/** One state takes so long that it is given up: the event loop turns first, and then it is expanded once more, at once. */
export class TakesLong extends Error {}

/** There are more initial states than a search may have: those that follow are not made. */
export class TooManyInitialStates extends Error {}

/** Whether a search ended for want of memory: because the user limits it, or because there is none for an array. */
export function isLackOfMemory(problem: unknown): boolean {
  return (
    problem instanceof OutOfMemory || (problem instanceof RangeError && /allocat|array length/i.test(problem.message))
  );
}

/** For `ExploreOptions.atOnce`: nobody interrupts. */
export const directly = <T>(work: () => T): Promise<T> =>
  new Promise((done) => {
    done(work());
  });

/**
 * Called now and then by what takes long, so that others may run. Where the search is to end it rejects, and so does
 * what was going on.
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

  constructor(options: Pick<ExploreOptions, 'late' | 'limits' | 'memoryInUse'>) {
    this.#options = options;
  }

  turned(): void {
    this.#turned = performance.now();
  }

  /**
   * Whether the event loop should turn as soon as it can, which may take long: somebody is told when it does.
   * Throws `OutOfMemory`.
   * @param canGiveUp what is done can be begun again: then it is given up when it takes long, by `TakesLong`. Signals of
   * that time are seen when the loop turns, while those that come before `late` would be lost
   */
  tick(canGiveUp = false): boolean {
    if (performance.now() - this.#turned >= PATIENCE) {
      if (canGiveUp) throw new TakesLong();
      this.#options.late?.();
    }
    return this.#isTime();
  }

  /** Looks at memory while the event loop turns. Throws `OutOfMemory`. */
  look(): void {
    this.#lookAtMemory();
    this.turned();
  }

  /** Before so many bytes are taken at once. Throws `OutOfMemory`. */
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
   * What a phase without states to expand calls now and then: it lets the event loop turn when it is time.
   * @param breathe lets it turn
   */
  pause(breathe: () => Promise<void>): Pause {
    return () => (this.#isTime() ? breathe() : undefined);
  }
}
