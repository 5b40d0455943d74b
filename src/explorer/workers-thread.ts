import { parentPort, workerData } from 'node:worker_threads';
import type { ThreadData, ThreadMessage } from './workers.ts';

/** What runs in a thread: waits for a new epoch, works, and reports when it was the last active one. */

/** How often the thread looks at a word before it goes to sleep: some microseconds, as long as a wake-up takes. */
const SPINS = 2_000;

function main({ module, memory, area, at, deadlock }: ThreadData, tell: (message: ThreadMessage) => void): never {
  const control = new Int32Array(memory.buffer);
  const bytes = new Uint8Array(memory.buffer);
  const mark = (property: number): void => {
    Atomics.store(bytes, at.marks + property, 1);
  };
  const instance = new WebAssembly.Instance(module, {
    engine: {
      memory,
      violation: mark,
      found(_state: number, inspector: number, bits: number) {
        Atomics.and(control, (at.wanted >> 2) + inspector, ~bits);
      },
      stuck() {
        mark(deadlock);
      },
      // The event loop of a thread has nothing to do; the main thread ends it from outside.
      tick: () => 0,
      room() {
        const before = Atomics.load(control, at.resume >> 2);
        Atomics.add(control, at.parked >> 2, 1);
        finish();
        waitForChange(at.resume >> 2, before);
      },
    },
  });
  const { enter, work } = instance.exports as unknown as {
    readonly enter: (area: number, several: number) => void;
    readonly work: () => void;
  };

  function finish(): void {
    if (Atomics.sub(control, at.active >> 2, 1) === 1) tell('idle');
  }

  function waitForChange(word: number, before: number): number {
    for (let spins = 0; ; spins++) {
      const now = Atomics.load(control, word);
      if (now !== before) return now;
      if (spins >= SPINS) Atomics.wait(control, word, before);
    }
  }

  enter(area, 1);
  let epoch = Atomics.load(control, at.epoch >> 2);
  tell('ready');
  for (;;) {
    epoch = waitForChange(at.epoch >> 2, epoch);
    work();
    finish();
  }
}

const port = parentPort;
if (port)
  main(workerData as ThreadData, (message) => {
    port.postMessage(message);
  });
