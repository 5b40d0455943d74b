import type { Host, Output } from '../cli/host.ts';
import type { Interrupts } from '../driver/interrupts.ts';

/** A host of commands that print nothing, and that only their caller ends. */
export function quietHost(cwd: string, signal: AbortSignal | undefined): Host {
  const nowhere: Output = { write: () => undefined, isTerminal: false, columns: () => 80 };
  return {
    stdin: () => new Uint8Array(),
    lines: () => Promise.reject(new Error('nobody types anything')),
    stdout: nowhere,
    stderr: nowhere,
    cwd,
    environment: {},
    interrupts: (stop) =>
      interruptsBy(signal, () => {
        stop('SIGINT');
      }),
    serve: () => Promise.reject(new Error('there is no editor')),
  };
}

/** Signals are left to whoever owns the process. */
function interruptsBy(signal: AbortSignal | undefined, stop: () => void): Interrupts {
  if (signal?.aborted === true) stop();
  signal?.addEventListener('abort', stop);
  return {
    leave: () => undefined,
    take: () => undefined,
    atOnce: (work) =>
      new Promise((done) => {
        done(work());
      }),
    end: () => {
      signal?.removeEventListener('abort', stop);
    },
  };
}
