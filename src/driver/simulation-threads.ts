import { Worker } from 'node:worker_threads';
import type { SimulationPart, SimulationTask } from './simulate.ts';

/** What a thread is given besides its task. */
export interface SimulationThread extends SimulationTask {
  readonly stride: number;
  /** A 32-bit number: the walk from which on nobody wants more. */
  readonly end: SharedArrayBuffer;
}

/** The number of walks that no walk comes up to. */
export const ENDLESS = 2 ** 31 - 1;

/**
 * Has threads walk together, each with its own reading of the spec, until all of them have ended.
 * @param heard is given what a thread has done, and returns the walk from which on nobody wants more
 * @throws where a thread could not be started, or ended by an error
 */
export async function walkInThreads(
  task: SimulationTask,
  count: number,
  { heard, signal }: { readonly heard: (part: SimulationPart) => number; readonly signal: AbortSignal },
): Promise<void> {
  const file = new URL(typeof THPS_WALKER === 'undefined' ? './simulate-thread.ts' : THPS_WALKER, import.meta.url);
  const end = new SharedArrayBuffer(4);
  const word = new Int32Array(end);
  word[0] = ENDLESS;
  const threads: Worker[] = [];
  const endAll = (): void => {
    for (const thread of threads) void thread.terminate();
  };
  signal.addEventListener('abort', endAll, { once: true });
  try {
    await Promise.all(
      Array.from(
        { length: count },
        (_, i) =>
          new Promise<void>((resolve, reject) => {
            const data: SimulationThread = { ...task, first: task.first + i, stride: count, end };
            const thread = new Worker(file, { workerData: data, execArgv: [] });
            threads.push(thread);
            thread.on('message', (part: SimulationPart) => {
              Atomics.store(word, 0, Math.min(ENDLESS, heard(part)));
            });
            thread.on('error', reject);
            thread.on('exit', (code) => {
              if (code === 0 || signal.aborted) resolve();
              else reject(new Error(`a thread ended early: exit code ${code}`));
            });
          }),
      ),
    );
  } finally {
    signal.removeEventListener('abort', endAll);
    endAll();
  }
}
