import { setImmediate as eventLoop } from 'node:timers/promises';
import { SpareMemory } from '../backend/wasm/search/spare-memory.ts';
import type { ExploreOptions, Limits, Progress } from '../explorer/model.ts';
import { directly } from '../explorer/watch.ts';
import { endedBy, endProcess } from './end.ts';
import type { Interrupts, Signal } from './interrupts.ts';
import { boundMemory } from './memory.ts';

export interface SessionOptions {
  /** The user's limits, for each run. */
  readonly limits: Limits;
  /** How the process handles signals; if absent, the session does not handle them. */
  readonly interrupts?: (stop: (signal: Signal) => void) => Interrupts;
  /** Called with the progress of a run whenever the event loop is about to turn. */
  readonly show?: (progress: Progress) => void;
}

/** The bounds of one run. */
export interface Bounds {
  readonly limits: Limits;
  /** Bytes that the whole process may take, where the user or a container limits them. */
  readonly memory?: number;
  /** The limits as a report shows them. */
  readonly told: Limits;
  /** Memory that earlier runs left. */
  readonly spare: SpareMemory;
  readonly explore: Pick<ExploreOptions, 'breathe' | 'signal' | 'memoryInUse' | 'late' | 'atOnce'>;
}

/**
 * What all runs of a command, or of a thread of the editor, share: how they are interrupted, where their progress is
 * shown, and what they may take.
 */
export class Session {
  readonly #options: SessionOptions;
  readonly #stop = new AbortController();
  readonly #spare = new SpareMemory();
  #interrupts: Interrupts | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  /** The session handles signals from now on, until `end`: the first one stops it, the second one ends the process. */
  begin(): void {
    this.#interrupts ??= this.#options.interrupts?.((signal) => {
      if (this.isStopped) endProcess(endedBy[signal]);
      this.stop();
    });
  }

  end(): void {
    this.#interrupts?.end();
  }

  /** What is running ends as soon as it can, and reports what it found. */
  stop(): void {
    this.#stop.abort();
  }

  get isStopped(): boolean {
    return this.#stop.signal.aborted;
  }

  /**
   * Runs what keeps the event loop waiting and only computes values: Ctrl-C ends it.
   * @throws Interrupted
   */
  atOnce<T>(work: () => T): Promise<T> {
    return this.#interrupts ? this.#interrupts.atOnce(work) : directly(work);
  }

  /** Memory is measured anew for each run. */
  boundsOfRun(): Bounds {
    const { limits, memory, told, inUse } = boundMemory(this.#options.limits);
    const interrupts = this.#interrupts;
    return {
      limits,
      told,
      ...(memory === undefined ? {} : { memory }),
      spare: this.#spare,
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
