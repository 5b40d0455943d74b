import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { StartThreads, ThreadTask } from './threads.ts';

/** What a thread is given. */
export interface ThreadData extends Omit<ThreadTask, 'areas'> {
  readonly area: number;
}

/** What a thread reports: that it waits for work, or that it was the last active one. */
export type ThreadMessage = 'ready' | 'idle';

/** Addresses that V8 reserves for a thread, with some to spare. Without them V8 ends the whole process. */
const ADDRESSES_OF_THREAD = 2 ** 30;

/**
 * Addresses that a limit (`ulimit -v`) leaves to the process; Infinity without one, or where the system does not say.
 */
function freeAddresses(): number {
  try {
    const limit = /^Max address space +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'));
    const used = /^VmSize:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'));
    return limit === null || used === null ? Infinity : Number(limit[1]) - Number(used[1]) * 1024;
  } catch {
    return Infinity;
  }
}

/** Starts threads of Node. Once one throws or ends by itself, every wait for them fails. */
export const startThreads: StartThreads = ({ areas, ...task }) => {
  const file = new URL(typeof THPS_WORKER === 'undefined' ? './workers-thread.ts' : THPS_WORKER, import.meta.url);
  if (freeAddresses() < areas.length * ADDRESSES_OF_THREAD)
    throw new Error('the limit on addresses (`ulimit -v`) leaves no room for threads');
  let ready = 0;
  let idle = 0;
  let isEnding = false;
  let failure: Error | undefined;
  let waiting: { readonly resolve: () => void; readonly reject: (reason: Error) => void } | undefined;
  const settle = (): void => {
    if (!waiting) return;
    const { resolve, reject } = waiting;
    if (failure) reject(failure);
    else if (idle > 0) {
      idle--;
      resolve();
    } else return;
    waiting = undefined;
  };
  const fail = (reason: string): void => {
    if (isEnding) return;
    failure ??= new Error(`a worker ended early: ${reason}`);
    settle();
  };
  const threads = areas.map((area) => {
    const thread = new Worker(file, { workerData: { ...task, area } satisfies ThreadData, execArgv: [] });
    thread.on('message', (message: ThreadMessage) => {
      if (message === 'ready') ready++;
      else idle++;
      settle();
    });
    thread.on('error', (problem) => {
      fail(problem instanceof Error ? problem.message : String(problem));
    });
    thread.on('exit', (code) => {
      fail(`exit code ${code}`);
    });
    return thread;
  });
  return {
    isReady() {
      if (failure) throw failure;
      return ready === threads.length;
    },
    idle: () =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        settle();
      }),
    async end() {
      isEnding = true;
      await Promise.all(threads.map((thread) => thread.terminate()));
    },
  };
};
