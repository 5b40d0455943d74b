/**
 * Threads that explore together, as an engine sees them: each has an instance of the engine's module on the shared
 * memory and calls `work` whenever the epoch changes. Numbers are addresses of 32-bit words, of bytes for `marks`.
 */
export interface ThreadTask {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** Where the area of each thread begins. */
  readonly areas: readonly number[];
  readonly at: {
    readonly epoch: number;
    readonly resume: number;
    readonly active: number;
    readonly parked: number;
    /** Words of bits: what each function that inspects states still has to find. */
    readonly wanted: number;
    readonly marks: number;
  };
  /** The number of the deadlock property. */
  readonly deadlock: number;
}

export interface Threads {
  /** Whether all of them wait for work. */
  isReady(): boolean;
  /**
   * Resolves when the last active thread has finished or waits for room: once each time `active` is set.
   * Rejects once a thread has failed, and from then on.
   */
  idle(): Promise<void>;
  /** Ends the threads, whatever they do. */
  end(): Promise<void>;
}

export type StartThreads = (task: ThreadTask) => Threads;
