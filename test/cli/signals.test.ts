import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as later } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { endedBy } from '../../src/driver/end.ts';
import * as specs from './specs.ts';
import { withFiles } from './run.ts';

/**
 * Signals to processes, in every phase of their work. When a process is where is not exactly known: what is said is true of
 * any moment, and the moments are many. No run here would end by itself within the time that a test has.
 */

const main = resolve(import.meta.dirname, '../../src/main.ts');

type Signal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** @param act is given the process once it has told of its first check, and so is at the second one */
async function checkBoth(
  second: string,
  options: readonly string[],
  act: (child: ChildProcess, folder: string) => Promise<unknown>,
  look: (folder: string) => void = () => undefined,
): Promise<Ended> {
  const first = 'spec first;\nvar x : bool = false;\nprocess p { x = true; }\n';
  return withFiles({ 'a.thps': first, 'b.thps': second }, async (cwd) => {
    const child = spawn(process.execPath, [main, 'check', 'a.thps', 'b.thps', ...options], { cwd });
    const ended = endOf(child);
    await Promise.race([new Promise((done) => child.stdout.once('data', done)), ended]);
    await act(child, cwd);
    const result = await ended;
    look(cwd);
    return result;
  });
}

function endOf(child: ChildProcess): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (data: Buffer) => void (stdout += data.toString()));
  child.stderr?.on('data', (data: Buffer) => void (stderr += data.toString()));
  return new Promise((done) => child.on('close', (code, signal) => done({ code, signal, stdout, stderr })));
}

/** A process that ends by a signal, or by itself for the same reason. */
function expectEndBy(signal: Signal, ended: Ended): void {
  if (ended.signal === null) expect(ended.code).toBe(endedBy[signal]);
  else expect(ended.signal).toBe(signal);
}

/** Threads that explore. */
function workersOf({ pid }: ChildProcess): number {
  const tasks = `/proc/${pid}/task`;
  const names = readdirSync(tasks).map((task) => {
    try {
      return readFileSync(join(tasks, task, 'comm'), 'utf8').trim();
    } catch {
      return '';
    }
  });
  return names.filter((name) => name === 'WorkerThread').length;
}

/** Twelve choices among ten values in one step. */
const slow = `spec slow;
var s : 0..120 = 0;
process p {
  atomic {
    pick a in 0..9; pick b in 0..9; pick c in 0..9; pick d in 0..9; pick e in 0..9; pick f in 0..9;
    pick g in 0..9; pick h in 0..9; pick i in 0..9; pick j in 0..9; pick k in 0..9; pick l in 0..9;
    s = a + b + c + d + e + f + g + h + i + j + k + l;
  }
}
invariant low = s <= 120;
`;

/** Two million states, and more to do once they are known. */
const live = `spec live;
var a : 0..199 = 0;
var b : 0..199 = 0;
var c : 0..49 = 0;
action ia strong fair { a = (a + 1) % 200; }
action ib strong fair { b = (b + 1) % 200; }
action ic strong fair { c = (c + 1) % 50; }
temporal ends = always eventually (a == 0 && b == 0);
temporal again = a == 1 ~> b == 7;
check c allow deadlock;
`;

/** Counterexamples of 20,000 steps, one after the other: most of the time they are read back and run again. */
const far = `spec far;
var x : 0..65535 = 0;
process p { while true { x = x + 1; } }
invariant low = x < 20000;
${Array.from({ length: 40 }, (_, i) => `check c${i} expect violates low;`).join('\n')}
`;

describe('the first Ctrl-C', () => {
  it.each([0, 200, 1_500])(
    'ends the expansion of one state with a report, %d ms after it was about to begin',
    async (milliseconds) => {
      const interrupted = (): Promise<Ended> =>
        checkBoth(slow, [], async (child) => {
          await later(milliseconds);
          child.kill('SIGINT');
        });
      let result = await interrupted();
      // The moment in which nobody handles the signal, see `atOnce` of interrupts.ts: the system ends the process.
      for (let tries = 1; result.signal === 'SIGINT' && tries < 5; tries++) result = await interrupted();
      expect(result.stdout).toMatch(/incomplete: interrupted|interrupted: 1 more check was not run/);
      expect(result.code).toBe(20);
    },
  );

  it('ends the expansion of one state by the interpreter', async () => {
    const { code } = await checkBoth(slow, ['--engine', 'interpreter'], async (child) => {
      await later(700);
      child.kill('SIGINT');
    });
    expect(code).toBe(20);
  });

  it.each([3_000])('ends the search for behaviours, after %d ms', async (milliseconds) => {
    const { code, stdout } = await checkBoth(live, [], async (child) => {
      await later(milliseconds);
      child.kill('SIGINT');
    });
    expect(stdout).toContain('incomplete: interrupted');
    expect(code).toBe(20);
  });
});

describe('any signal', () => {
  it.each<[Signal, number]>([
    ['SIGTERM', 100],
    ['SIGHUP', 1_500],
  ])('is not lost while one state is expanded: %s after %d ms', async (signal, milliseconds) => {
    const ended = await checkBoth(slow, [], async (child) => {
      await later(milliseconds);
      child.kill(signal);
    });
    if (ended.code === 20) expect(ended.stdout).toContain('interrupted');
    else expectEndBy(signal, ended);
  });

  it.each<Signal>(['SIGINT', 'SIGTERM', 'SIGHUP'])('ends several workers with a report: %s', async (signal) => {
    const { code, stdout } = await checkBoth(specs.huge, ['--workers', '3'], async (child) => {
      while (workersOf(child) < 3) await later(20);
      child.kill(signal);
    });
    expect(stdout).toContain('incomplete: interrupted');
    expect(code).toBe(20);
  });

  it.each<[Signal, number]>([
    ['SIGINT', 0],
    ['SIGTERM', 1_200],
    ['SIGHUP', 2_400],
    ['SIGINT', 4_000],
  ])('is not lost while long counterexamples are read back: %s after %d ms', async (signal, milliseconds) => {
    const ended = await checkBoth(far, ['--workers', '1'], async (child) => {
      await later(milliseconds);
      child.kill(signal);
    });
    if (ended.code === 20) expect(ended.stdout).toContain('interrupted');
    else expectEndBy(signal, ended);
  });

  it.each([0, 300])('ends a command that has only begun, after %d ms', async (milliseconds) => {
    await withFiles({ 'a.thps': slow }, async (cwd) => {
      const child = spawn(process.execPath, [main, 'check', 'a.thps'], { cwd });
      const ended = endOf(child);
      await later(milliseconds);
      child.kill('SIGHUP');
      expectEndBy('SIGHUP', await ended);
    });
  });
});

describe('a second signal', () => {
  it.each<[string, string, readonly string[]]>([
    ['one state is expanded', slow, []],
    ['states are explored', specs.huge, ['--workers', '1']],
    ['behaviours are searched', live, []],
  ])('ends the process while %s', async (_, text, options) => {
    const ended = await checkBoth(text, options, async (child) => {
      await later(300);
      child.kill('SIGINT');
      child.kill('SIGTERM');
    });
    // Either one may have been the first, and the first may have been enough.
    expect([20, endedBy.SIGINT, endedBy.SIGTERM, null]).toContain(ended.code);
    if (ended.code === null) expect(['SIGINT', 'SIGTERM']).toContain(ended.signal);
  });
});

describe('files', () => {
  it('of a search that is interrupted are a snapshot and nothing else', async () => {
    const options = ['--checkpoint', 'snapshots', '--checkpoint-every', '0', '--workers', '1'];
    const isSnapshot = (name: string): boolean => name.startsWith('b.') && name.endsWith('.checkpoint');
    const { code } = await checkBoth(
      specs.huge,
      options,
      async (child, cwd) => {
        const folder = join(cwd, 'snapshots');
        while (!existsSync(folder) || !readdirSync(folder).some(isSnapshot)) await later(20);
        child.kill('SIGHUP');
      },
      (cwd) => {
        const left = readdirSync(join(cwd, 'snapshots')).filter((name) => name.startsWith('b.'));
        expect(left).toEqual(left.filter(isSnapshot));
        expect(left).toHaveLength(1);
      },
    );
    expect(code).toBe(20);
  });

  it('of `thps format` are as they were or as they are to be', async () => {
    const before = 'spec one;\nvar   x : bool = false;\nprocess p {   x = true; }\n';
    const after = 'spec one;\nvar x : bool = false;\nprocess p { x = true; }\n';
    const names = Array.from({ length: 300 }, (_, i) => `${i}.thps`);
    await withFiles(Object.fromEntries(names.map((name) => [name, before])), async (cwd) => {
      const child = spawn(process.execPath, [main, 'format', '.'], { cwd });
      const ended = endOf(child);
      await Promise.race([new Promise((done) => child.stdout.once('data', done)), ended]);
      child.kill('SIGTERM');
      await ended;
      expect(readdirSync(cwd).toSorted()).toEqual(names.toSorted());
      const texts = names.map((name) => readFileSync(join(cwd, name), 'utf8'));
      expect(texts.filter((text) => text !== before && text !== after)).toEqual([]);
      expect(texts).toContain(after);
    });
  });

  it('of `thps doc` are whole', async () => {
    const quick = '/// # One\nspec one;\nvar x : bool = false;\nprocess p { x = true; }\ncheck c;\n';
    const long = specs.huge.replace('spec huge;', '/// # Two\nspec huge;\ncheck c allow deadlock;');
    await withFiles({ 'a.thps': quick, 'b.thps': long }, async (cwd) => {
      mkdirSync(join(cwd, 'pages'));
      const child = spawn(process.execPath, [main, 'doc', 'a.thps', 'b.thps', '--out', 'pages'], { cwd });
      const ended = endOf(child);
      await Promise.race([new Promise((done) => child.stdout.once('data', done)), ended]);
      await later(300);
      child.kill('SIGHUP');
      const result = await ended;
      if (result.code !== 20) expectEndBy('SIGHUP', result);
      expect(readdirSync(join(cwd, 'pages'))).toEqual(['a.md', 'details']);
      expect(readdirSync(join(cwd, 'pages/details'))).toEqual(['a.md']);
    });
  });
});
