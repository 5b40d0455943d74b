import { setImmediate as eventLoop } from 'node:timers/promises';
import type { ExploreOptions, Limits, Progress } from '../explorer/model.ts';
import { directly } from '../explorer/watch.ts';
import { endedBy, endProcess } from './end.ts';
import type { Interrupts, Signal } from './interrupts.ts';
import { boundMemory } from './memory.ts';

export interface SessionOptions {
  /** Those of the user, for each run. */
  readonly limits: Limits;
  /** How signals of the process are taken; without it they are not the session's. */
  readonly interrupts?: (stop: (signal: Signal) => void) => Interrupts;
  /** Told how far a run is, whenever the event loop is about to turn. */
  readonly show?: (progress: Progress) => void;
}

/** What holds for one run. */
export interface Bounds {
  readonly limits: Limits;
  /** Bytes that the process as a whole may take, where the user or a container limits them. */
  readonly memory?: number;
  /** What a report tells of the limits. */
  readonly told: Limits;
  readonly explore: Pick<ExploreOptions, 'breathe' | 'signal' | 'memoryInUse' | 'late' | 'atOnce'>;
}

/**
 * What all runs of a command, or of a thread of the editor, share: how they are interrupted, who is told how far they
 * are, and what they may take.
 */
export class Session {
  readonly #options: SessionOptions;
  readonly #stop = new AbortController();
  #interrupts: Interrupts | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  /** Signals are the session's from now on, until `end`: the first one stops it, the second one ends the process. */
  begin(): void {
    this.#interrupts ??= this.#options.interrupts?.((signal) => {
      if (this.isStopped) endProcess(endedBy[signal]);
      this.stop();
    });
  }

  end(): void {
    this.#interrupts?.end();
  }

  /** What is going on comes to its end as soon as it can, and tells what it found out. */
  stop(): void {
    this.#stop.abort();
  }

  get isStopped(): boolean {
    return this.#stop.signal.aborted;
  }

  /**
   * Runs what keeps the event loop waiting and only makes values: Ctrl-C ends it.
   * @throws Interrupted
   */
  atOnce<T>(work: () => T): Promise<T> {
    return this.#interrupts ? this.#interrupts.atOnce(work) : directly(work);
  }

  /** Memory is looked at anew for each run. */
  boundsOfRun(): Bounds {
    const { limits, memory, told, inUse } = boundMemory(this.#options.limits);
    const interrupts = this.#interrupts;
    return {
      limits,
      told,
      ...(memory === undefined ? {} : { memory }),
      explore: {
        breathe: async (progress) => {
          this.#options.show?.(progress);
          interrupts?.take();
          await eventLoop();
        },
        signal: this.#stop.signal,
        memoryInUse: inUse,
        ...(interrupts ? { late: interrupts.leave } : {}),
        atOnce: (work) => this.atOnce(work),
      },
    };
  }
}
