import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as specs from './specs.ts';
import { withFiles } from './run.ts';

/** `thps` as a process of its own, from the sources. */
const main = resolve(import.meta.dirname, '../../src/main.ts');

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(words: readonly string[], cwd: string): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [main, ...words], { cwd });
}

function end(child: ChildProcessWithoutNullStreams): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data: Buffer) => void (stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => void (stderr += data.toString()));
  return new Promise((done) => child.on('close', (code, signal) => done({ code, signal, stdout, stderr })));
}

const later = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));

describe('the process', () => {
  it('exits with its code and writes results to standard output alone', async () => {
    await withFiles({ 'a.thps': specs.philosophers }, async (cwd) => {
      const { code, stdout, stderr } = await end(start(['check', 'a.thps'], cwd));
      expect({ code, stderr }).toEqual({ code: 11, stderr: '' });
      expect(stdout).toContain('deadlock');
    });
  });

  it('prints its version', async () => {
    const { code, stdout } = await end(start(['--version'], '.'));
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'development\n' });
  });

  it('writes a large report to a pipe completely', async () => {
    await withFiles({ 'a.thps': specs.philosophers }, async (cwd) => {
      const { stdout } = await end(start(['check', 'a.thps', '--json', '--const', 'N=4'], cwd));
      expect(() => JSON.parse(stdout) as unknown).not.toThrow();
    });
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('prints what was reached after %s', async (signal) => {
    const small = 'spec small;\nvar x : bool = false;\nprocess p { x = true; }\n';
    await withFiles({ 'a.thps': small, 'b.thps': specs.huge }, async (cwd) => {
      const child = start(['check', 'a.thps', 'b.thps'], cwd);
      const ended = end(child);
      // Once it has printed the first report it is at work on the second, however busy the machine is.
      await new Promise((done) => child.stdout.once('data', done));
      await later(500);
      child.kill(signal);
      const { code, stdout } = await ended;
      expect(code).toBe(20);
      expect(stdout).toContain('incomplete: interrupted');
    });
  });

  it('checks a file whose name looks like an option', async () => {
    await withFiles({ '-q.thps': specs.asserting }, async (cwd) => {
      expect((await end(start(['check', join('.', '-q.thps')], cwd))).code).toBe(64);
      expect((await end(start(['check', './-q.thps'], cwd))).code).toBe(14);
      expect((await end(start(['check', '--', '-q.thps'], cwd))).code).toBe(14);
    });
  });
});
