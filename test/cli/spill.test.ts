import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as later } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { spillBelow } from '../../src/explorer/external/disk.ts';
import { withFiles } from './run.ts';

/** Runs with more states than fit in the memory that they are allowed, in processes of their own. */

const main = resolve(import.meta.dirname, '../../src/main.ts');
const counter = readFileSync(resolve(import.meta.dirname, '../../bench/models/counter.thps'));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
}

/** @param watch is given the process, and the folder for its files */
async function check(
  words: readonly string[],
  folder: string,
  watch: (child: ChildProcess) => Promise<void> = () => Promise.resolve(),
): Promise<Ended> {
  const fixed = ['check', 'counter.thps', '--workers', '1', '--max-memory', '200M', '--json'];
  const child = spawn(process.execPath, [main, ...fixed, ...words], { cwd: folder });
  let stdout = '';
  child.stdout.on('data', (data: Buffer) => void (stdout += data.toString()));
  const ended = new Promise<Ended>((done) => child.on('close', (code) => done({ code, stdout })));
  await watch(child);
  return ended;
}

/** Whether a process has a file of a folder open whose name is gone: between its making and that, it has one. */
function hasNamelessFileIn(folder: string, pid: number): boolean {
  const opened = `/proc/${pid}/fd`;
  return readdirSync(opened).some((file) => {
    try {
      const target = readlinkSync(join(opened, file));
      return target.startsWith(folder) && target.endsWith(' (deleted)');
    } catch {
      return false;
    }
  });
}

interface Report {
  readonly checks: readonly {
    readonly end: string;
    readonly states: number;
    readonly generated: number;
    readonly spilled?: { readonly states: number; readonly bytes: number };
  }[];
}

describe('thps check --max-memory', () => {
  it('goes on with files when its memory is full', async () => {
    await withFiles({ 'counter.thps': counter }, async (cwd) => {
      const files = join(cwd, 'files');
      const { code, stdout } = await check(['--const', 'K=6', '--const', 'MX=12', '--spill', 'files'], cwd);
      expect(code).toBe(0);
      const [found] = (JSON.parse(stdout) as Report).checks;
      expect(found).toMatchObject({ end: 'complete', states: 2_985_984, generated: 6 * 11 * 12 ** 5 + 1 });
      expect(found?.spilled?.states).toBe(2_985_984);
      expect(found?.spilled?.bytes).toBeGreaterThan(2_985_984 * 8);
      expect(readdirSync(files)).toEqual([]);
    });
  });

  for (const signal of ['SIGINT', 'SIGHUP'] as const)
    it(`leaves no files after ${signal}`, async () => {
      await withFiles({ 'counter.thps': counter }, async (cwd) => {
        const files = join(cwd, 'files');
        mkdirSync(files);
        const { code, stdout } = await check(['--const', 'MX=14', '--spill', 'files'], cwd, async (child) => {
          while (!hasNamelessFileIn(files, child.pid!)) await later(20);
          child.kill(signal);
        });
        expect(code).toBe(20);
        const [found] = (JSON.parse(stdout) as Report).checks;
        expect(found?.end).toBe('interrupted');
        expect(readdirSync(files)).toEqual([]);
      });
    });

  it('ends the run when it is not to have files', async () => {
    await withFiles({ 'counter.thps': counter }, async (cwd) => {
      const { code, stdout } = await check(['--const', 'K=6', '--const', 'MX=14', '--no-spill'], cwd);
      expect(code).toBe(20);
      const [found] = (JSON.parse(stdout) as Report).checks;
      expect(found?.end).toBe('max-memory');
      expect(found?.spilled).toBeUndefined();
    });
  });
});

describe('files of a run', () => {
  it('have no names, and say what a disk says', async () => {
    await withFiles({}, (folder) => {
      let space = 10_000;
      const files = spillBelow(folder, {
        write: (_file, _bytes, _at, length) => {
          if (space <= 0) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
          // A disk may take less than it is given.
          const taken = Math.min(length, space, 3_000);
          space -= taken;
          return taken;
        },
      });
      const file = files.create();
      file.append(new Uint8Array(9_000));
      expect(files.peak()).toBe(9_000);
      expect(() => {
        file.append(new Uint8Array(9_000));
      }).toThrow(`there is no space left in ${folder}`);
      files.end();
      expect(readdirSync(folder)).toEqual([]);
      return Promise.resolve();
    });
  });

  it('are read as they were written, until they are removed', async () => {
    await withFiles({}, (folder) => {
      const files = spillBelow(join(folder, 'a', 'b'));
      const [one, two] = [files.create(), files.create()];
      one.append(Uint8Array.of(1, 2, 3));
      two.append(Uint8Array.of(9));
      one.append(Uint8Array.of(4, 5));
      const into = new Uint8Array(3);
      one.read(into, 1);
      expect([...into]).toEqual([2, 3, 4]);
      expect(() => {
        one.read(into, 3);
      }).toThrow('a file ends before its end');
      one.remove();
      two.append(new Uint8Array(4));
      expect(files.peak()).toBe(6);
      files.end();
      files.end();
      expect(readdirSync(join(folder, 'a', 'b'))).toEqual([]);
      return Promise.resolve();
    });
  });
});
