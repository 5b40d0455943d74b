import { rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkOptions } from '../../src/cli/check-options.ts';
import { watchCommand } from '../../src/cli/watch.ts';
import { noInterrupts, noServer, withFiles, noLines } from './run.ts';

/** `thps watch`, with a test in place of the clock. */

const files = {
  'a.thps': 'spec a;\nimport "./n.thps";\nvar x : 0..3 = 0;\nprocess p { x = N; }\ninvariant small = x < 2;\n',
  'b.thps': 'spec b;\nvar x : bool = false;\nprocess p { x = true; }\n',
  'n.thps': 'library n;\nconst N : 0..3 = 1;\n',
};

/** What is printed for each change of the files. The last number is the exit code. */
async function watched(
  changes: readonly ((write: (name: string, text: string) => void, cwd: string) => void)[],
): Promise<{ readonly printed: readonly string[]; readonly code: number }> {
  return withFiles(files, async (cwd) => {
    const printed: string[] = [];
    let text = '';
    let clock = 1;
    const output = { isTerminal: false, columns: () => 80, write: (more: string) => void (text += more) };
    const take = (): void => {
      printed.push(text);
      text = '';
    };
    const left = [...changes];
    const write = (name: string, content: string): void => {
      writeFileSync(join(cwd, name), content);
      // However fast the test is, the file has another time.
      utimesSync(join(cwd, name), clock, clock++);
    };
    const options = checkOptions({
      engine: 'interpreter',
      workers: 1,
      checkpointEvery: 300,
      sleep: true,
      trace: 'none',
      width: 72,
      steps: 'changes',
    });
    const code = await watchCommand(
      [],
      options,
      {
        stdin: () => new Uint8Array(),
        lines: noLines,
        stdout: output,
        stderr: output,
        cwd,
        environment: {},
        interrupts: () => noInterrupts,
        serve: noServer,
      },
      () => {
        take();
        const change = left.shift();
        change?.(write, cwd);
        return Promise.resolve(change !== undefined);
      },
    );
    return { printed, code };
  });
}

describe('thps watch', () => {
  it('checks everything at first, and then what changes', async () => {
    const { printed, code } = await watched([
      () => undefined,
      (write) => {
        write('b.thps', `${files['b.thps']}invariant never = !x;\n`);
      },
      (write) => {
        write('n.thps', files['n.thps'].replace('= 1', '= 2'));
      },
      (write) => {
        write('c.thps', files['b.thps'].replace('spec b', 'spec c'));
      },
      (_, cwd) => {
        rmSync(join(cwd, 'c.thps'));
      },
    ]);
    expect(printed).toHaveLength(6);
    expect(printed[0]).toMatch(/a\.thps[^]*b\.thps[^]*watching 3 specs; Ctrl-C ends it/);
    expect(printed[1]).toBe('');
    expect(printed[2]).toMatch(/changed: b\.thps\n\nb\.thps[^]*invariant never is violated/);
    expect(printed[2]).not.toContain('a.thps');
    // The library itself has changed as well, and has nothing to run.
    expect(printed[3]).toMatch(/changed: a\.thps, n\.thps\n[^]*invariant small is violated/);
    expect(printed[4]).toMatch(/changed: c\.thps\n[^]*as expected/);
    expect(printed[5]).toBe('');
    expect(code).toBe(0);
  });

  it('notices an import that was missing, and goes on after an error', async () => {
    const { printed } = await watched([
      (_, cwd) => {
        rmSync(join(cwd, 'n.thps'));
      },
      (write) => {
        write('n.thps', files['n.thps']);
      },
    ]);
    expect(printed[1]).toMatch(/changed: a\.thps[^]*THPS/);
    expect(printed[2]).toMatch(/changed: a\.thps[^]*as expected/);
  });
});
