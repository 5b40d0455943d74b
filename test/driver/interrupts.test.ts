import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Signals that come at the one moment at which they could be lost. */

const interrupts = resolve(import.meta.dirname, '../../src/driver/interrupts.ts');

/**
 * Runs a program in which a signal comes while the event loop is at what a file brought: behind that it does not look for
 * signals before the next immediate.
 */
function run(signal: string, afterwards: string): { readonly code: number | null; readonly stdout: string } {
  const program = `
    import { readFile } from 'node:fs';
    import { Interrupted } from ${JSON.stringify(resolve(import.meta.dirname, '../../src/explorer/watch.ts'))};
    import { processInterrupts, uninterrupted } from ${JSON.stringify(interrupts)};
    readFile(${JSON.stringify(interrupts)}, async () => {
      ${afterwards.replace('SIGNAL', `process.kill(process.pid, '${signal}')`)}
    });
  `;
  const { status, stdout } = spawnSync(process.execPath, ['--input-type=module-typescript', '-e', program], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { code: status, stdout };
}

describe('a signal', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'])(
    'that comes right before something is run at once keeps it from being run: %s',
    (signal) => {
      const { code, stdout } = run(
        signal,
        `const heard = [];
         const interrupts = processInterrupts((signal) => heard.push(signal));
         SIGNAL;
         try {
           await interrupts.atOnce(() => console.log('ran'));
         } catch (problem) {
           console.log(problem instanceof Interrupted, ...heard);
         }
         interrupts.end();`,
      );
      expect(stdout).toBe(`true ${signal}\n`);
      expect(code).toBe(0);
    },
  );

  it('that comes while a file is written ends the process once it is', () => {
    const { code, stdout } = run(
      'SIGTERM',
      `uninterrupted(() => { SIGNAL; console.log('written'); });
       setTimeout(() => console.log('still there'), 500);`,
    );
    expect(stdout).toBe('written\n');
    expect(code).toBe(143);
  });
});
