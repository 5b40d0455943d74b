import { Script } from 'node:vm';
import { setImmediate as eventLoop } from 'node:timers/promises';
import { Interrupted } from '../explorer/watch.ts';
import { endedBy, endProcess } from './end.ts';

/** What asks a command to end: Ctrl-C, another process, a closed terminal. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
export type Signal = (typeof SIGNALS)[number];

/**
 * Handling of signals, from when a command takes them over until `end`. Before and after, the system ends the process.
 */
export interface Interrupts {
  /**
   * The event loop will not turn for long, so a signal would go unnoticed. The system may end the process meanwhile,
   * which leaves no files behind. Until `take`.
   */
  readonly leave: () => void;
  /** The event loop turns again. */
  readonly take: () => void;
  /**
   * Runs what keeps the event loop waiting: Ctrl-C ends it with `Interrupted`, at any point and without running any
   * `finally` in it, so it may only compute values. Other signals end the process. The loop turns first: a signal that
   * has arrived but was not reported yet would be lost. While Node changes over between its two ways of handling Ctrl-C,
   * some hundred microseconds, it does neither, and the system ends the process.
   */
  readonly atOnce: <T>(work: () => T) => Promise<T>;
  readonly end: () => void;
}

/**
 * Node reports signals when the event loop turns, and only in the main thread; a separate thread for the work would
 * take as long to start as a small check takes. So where the loop does not turn, signals are left to the system, except
 * Ctrl-C, for which Node can interrupt a script (`breakOnSigint`).
 * @param stop called with each signal
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
      await signalsSeen();
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
 * Runs what must not end in the middle, such as writing a file: a signal that arrives meanwhile ends the process as
 * soon as the event loop turns, unless the command handles signals itself.
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
    void signalsSeen().then(() => {
      for (const signal of added) process.off(signal, stop);
    });
  }
}

/**
 * Resolves once signals that came before the call have been reported. Immediates run after the part of the loop that
 * looks for signals; where that part is what calls this, the first one runs before it looks again.
 */
async function signalsSeen(): Promise<void> {
  await eventLoop();
  await eventLoop();
}

/** A script only sees globals. */
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
