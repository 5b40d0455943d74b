import { Script } from 'node:vm';
import { setImmediate } from 'node:timers';
import { setImmediate as eventLoop } from 'node:timers/promises';
import { Interrupted } from '../explorer/watch.ts';
import { endedBy, endProcess } from './end.ts';

/** What asks a command to end: Ctrl-C, another process, a terminal that goes away. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
export type Signal = (typeof SIGNALS)[number];

/** Signals, from when a command takes them to `end`. Before and after, the system ends the process. */
export interface Interrupts {
  /**
   * The event loop turns for long not: what a signal asks for would not be seen. The system may end the process now; it
   * leaves no files. Until `take`.
   */
  readonly leave: () => void;
  /** The event loop turns again. */
  readonly take: () => void;
  /**
   * Runs what keeps the event loop waiting: Ctrl-C ends it by `Interrupted`, at any place and without any `finally` in it,
   * so that it may only make values. Other signals end the process. Before, the loop turns: a signal that came and was not
   * told of yet would be lost.
   */
  readonly atOnce: <T>(work: () => T) => Promise<T>;
  readonly end: () => void;
}

/**
 * Node tells of signals when the event loop turns, and in the main thread alone; a thread of its own for the work would
 * take as long to start as a small check takes. So where the loop does not turn, signals are left to the system, but for
 * Ctrl-C, which Node lets break a script (`breakOnSigint`).
 * @param stop is told of each signal
 */
export function processInterrupts(stop: (signal: Signal) => void): Interrupts {
  let isTaken = false;
  let isEnded = false;
  let isAsked = false;
  const heed = (signal: Signal): void => {
    isAsked = true;
    stop(signal);
  };
  const take = (): void => {
    if (isTaken || isEnded) return;
    for (const signal of SIGNALS) process.on(signal, heed);
    isTaken = true;
  };
  const leave = (): void => {
    if (!isTaken) return;
    for (const signal of SIGNALS) process.off(signal, heed);
    isTaken = false;
  };
  take();
  return {
    take,
    leave,
    async atOnce(work) {
      await eventLoop();
      if (isAsked) throw new Interrupted();
      leave();
      try {
        return breakable(work);
      } catch (problem) {
        if ((problem as NodeJS.ErrnoException | undefined)?.code !== 'ERR_SCRIPT_EXECUTION_INTERRUPTED') throw problem;
        heed('SIGINT');
        throw new Interrupted();
      } finally {
        take();
      }
    },
    end() {
      leave();
      isEnded = true;
    },
  };
}

/**
 * Runs what must not end in the middle, a file that is half written: a signal that comes meanwhile ends the process as soon
 * as the event loop turns, unless the command takes signals itself.
 */
export function uninterrupted<T>(work: () => T): T {
  const added = SIGNALS.filter((signal) => process.listenerCount(signal) === 0);
  const stop = (signal: Signal): void => {
    endProcess(endedBy[signal]);
  };
  for (const signal of added) process.on(signal, stop);
  try {
    return work();
  } finally {
    // What waits in the loop is told of signals before this is.
    setImmediate(() => {
      for (const signal of added) process.off(signal, stop);
    });
  }
}

/** A script sees only what is global. */
const script = new Script('thpsAtOnce()');

function breakable<T>(work: () => T): T {
  const place = globalThis as typeof globalThis & { thpsAtOnce?: () => void };
  let result: { readonly value: T } | undefined;
  place.thpsAtOnce = () => {
    result = { value: work() };
  };
  try {
    script.runInThisContext({ breakOnSigint: true });
  } finally {
    delete place.thpsAtOnce;
  }
  if (result === undefined) throw new Interrupted();
  return result.value;
}
