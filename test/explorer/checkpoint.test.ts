import { spawn, spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkpointsIn, type Files } from '../../src/explorer/checkpoint.ts';
import { type Ran, thps } from '../cli/run.ts';

const root = join(import.meta.dirname, '..', '..');
const main = join(root, 'src', 'main.ts');
const SPEC = `spec grid;
const K : 1..7 = 5;
var c : [0..K - 1 -> 0..8] = [_ in 0..K - 1 -> 0];
action up(i: 0..K - 1) when c[i] < 8 { c[i] += 1; }
terminates when true;
reachable corner = forall i in 0..K - 1: c[i] == 8;
check all;
`;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'thps-checkpoint-'));
  writeFileSync(join(folder, 'grid.thps'), SPEC);
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function check(...options: string[]): {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
} {
  return spawnSync(process.execPath, [main, 'check', 'grid.thps', ...options], { cwd: folder, encoding: 'utf8' });
}

/** The same in this process, which is faster. */
function checked(...options: string[]): Promise<Ran> {
  return thps(['check', 'grid.thps', ...options], { cwd: folder });
}

/** Runs a check and kills it after so many milliseconds. */
function killed(milliseconds: number, ...options: string[]): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [main, 'check', 'grid.thps', ...options], { cwd: folder, stdio: 'ignore' });
    const timer = setTimeout(() => child.kill('SIGKILL'), milliseconds);
    child.on('exit', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function snapshot(): string {
  return join(
    folder,
    'snapshots',
    readdirSync(join(folder, 'snapshots')).find((f) => f.endsWith('.checkpoint'))!,
  );
}

describe('a checkpoint', () => {
  it('gives the result of an undisturbed run, wherever the run was killed', async () => {
    const undisturbed = check('--json');
    const begin = (): string | undefined => mkdirSync(join(folder, 'snapshots'), { recursive: true });
    for (let round = 0; round < 6; round++) {
      begin();
      for (let kill = 0; kill < 2; kill++)
        await killed(150 + Math.random() * 250, '--resume', 'snapshots', '--checkpoint-every', '0');
      expect(check('--json', '--resume', 'snapshots').stdout).toBe(undisturbed.stdout);
      rmSync(join(folder, 'snapshots'), { recursive: true, force: true });
    }
  });

  it('has the initial states from which behaviours begin', async () => {
    const text = `${SPEC}var way : 0..2 in 0..2;\ntemporal only_two = always way == 2;\n`;
    writeFileSync(join(folder, 'grid.thps'), text);
    const undisturbed = await checked('--json', '--checkpoint', 'snapshots', '--checkpoint-every', '0');
    expect(undisturbed.stdout).toContain('only_two');
    expect((await checked('--json', '--resume', 'snapshots')).stdout).toBe(undisturbed.stdout);
    // The shortest violation stays in the first of them.
    expect(await checked('--resume', 'snapshots', '--trace', 'full')).toMatchObject({
      stdout: expect.stringContaining('nothing happens any more') as unknown,
    });
  });

  it('of another spec, other constants or another check is refused', () => {
    check('--checkpoint', 'snapshots', '--checkpoint-every', '0');
    expect(check('--resume', 'snapshots').status).toBe(0);
    const other = check('--resume', 'snapshots', '--const', 'K=3');
    expect(other.status).toBe(64);
    expect(other.stderr).toContain('THPS0042');
    expect(other.stderr).toContain('is of another spec');
    writeFileSync(join(folder, 'grid.thps'), SPEC.replace('c[i] < 8', 'c[i] < 7'));
    expect(check('--resume', 'snapshots').stderr).toContain('is of another spec');
  });

  it('of the same spec with other comments and other layout is gone on from', async () => {
    await checked('--checkpoint', 'snapshots', '--checkpoint-every', '0');
    writeFileSync(
      join(folder, 'grid.thps'),
      `// A comment\n\n${SPEC.replaceAll(' = ', '   =  /* here */ ').replaceAll('\n', '\n\n')}`,
    );
    const { code, stderr } = await checked('--resume', 'snapshots');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    // Other meanings, also of what is not looked at step by step
    for (const [from, to] of [
      ['c[i] += 1', 'c[i] += 2'],
      ['== 8', '== 7'],
      ['-> 0]', '-> 1]'],
      ['0..8', '0..9'],
      ['when true', 'when c[0] == 8'],
    ] as const) {
      writeFileSync(join(folder, 'grid.thps'), SPEC.replace(from, to));
      expect((await checked('--resume', 'snapshots')).stderr).toContain('is of another spec');
    }
  });

  it('is by what a function computes, and not by how it is called', async () => {
    const spec = (limit: number): string =>
      SPEC.replace('const K', `fun limit(): 0..9 = ${limit};\nconst K`).replace('c[i] < 8', 'c[i] < limit()');
    writeFileSync(join(folder, 'grid.thps'), spec(8));
    await checked('--checkpoint', 'snapshots', '--checkpoint-every', '0');
    expect((await checked('--resume', 'snapshots')).code).toBe(0);
    writeFileSync(join(folder, 'grid.thps'), spec(7));
    expect((await checked('--resume', 'snapshots')).stderr).toContain('is of another spec');
  });

  it('of an earlier run is not written over', async () => {
    await checked('--checkpoint', 'snapshots', '--checkpoint-every', '0');
    const before = readFileSync(snapshot());
    const again = await checked('--checkpoint', 'snapshots', '--checkpoint-every', '0');
    expect(again.code).toBe(64);
    expect(again.stderr).toContain('has the progress of an earlier run');
    expect(again.stderr).toContain('--resume');
    expect(readFileSync(snapshot()).equals(before)).toBe(true);
  });

  it('is missed where the folder to go on from is not there', async () => {
    expect(await checked('--resume', 'none')).toMatchObject({ code: 66, stdout: '' });
    expect(await checked('--resume', 'grid.thps')).toMatchObject({ code: 66, stdout: '' });
  });

  it('is a file of its own for each spec, also for those of one name', async () => {
    mkdirSync(join(folder, 'a'));
    mkdirSync(join(folder, 'b'));
    renameSync(join(folder, 'grid.thps'), join(folder, 'a', 'grid.thps'));
    writeFileSync(join(folder, 'b', 'grid.thps'), SPEC.replaceAll('8', '7'));
    const both = (...options: string[]): Promise<Ran> => thps(['check', 'a', 'b', ...options], { cwd: folder });
    const undisturbed = await both('--json');
    expect((await both('--json', '--checkpoint', 'snapshots', '--checkpoint-every', '0')).stdout).toBe(
      undisturbed.stdout,
    );
    expect(readdirSync(join(folder, 'snapshots'))).toHaveLength(2);
    expect((await both('--json', '--resume', 'snapshots')).stdout).toBe(undisturbed.stdout);
    // One of them was never begun.
    rmSync(snapshot());
    expect((await both('--json', '--resume', 'snapshots')).stdout).toBe(undisturbed.stdout);
  });

  it('is written by one process at a time, and what is left of one that was killed is taken over', async () => {
    const held = async (text: string): Promise<Ran> => {
      await checked('--checkpoint', 'snapshots', '--checkpoint-every', '0');
      const path = `${snapshot()}.lock`;
      writeFileSync(path, text);
      const result = await checked('--resume', 'snapshots');
      rmSync(path, { force: true });
      rmSync(snapshot());
      return result;
    };
    const began = readFileSync(`/proc/${process.pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')[19];
    const own = { pid: process.pid, began, host: hostname() };
    const refused = await held(JSON.stringify(own));
    expect(refused.code).toBe(64);
    expect(refused.stderr).toContain(`is being written by process ${process.pid}`);
    expect((await held(JSON.stringify({ ...own, host: 'elsewhere' }))).stderr).toContain('on elsewhere');
    // A process that is gone, another process of that number, and nothing at all
    expect((await held(JSON.stringify({ ...own, pid: 4_194_304 }))).code).toBe(0);
    expect((await held(JSON.stringify({ ...own, began: '1' }))).code).toBe(0);
    expect((await held('')).code).toBe(0);
    expect(readdirSync(join(folder, 'snapshots'))).toEqual([]);
  });

  it('is neither read nor written through a symbolic link', async () => {
    await checked('--checkpoint', 'snapshots', '--checkpoint-every', '0');
    const path = snapshot();
    renameSync(path, join(folder, 'moved'));
    symlinkSync('../moved', path);
    expect((await checked('--resume', 'snapshots')).stderr).toContain('is a symbolic link');
    rmSync(path);
    writeFileSync(join(folder, 'mine'), 'mine');
    symlinkSync('../mine', `${path}.new`);
    expect((await checked('--checkpoint', 'snapshots', '--checkpoint-every', '0')).code).toBe(0);
    expect(readFileSync(join(folder, 'mine'), 'utf8')).toBe('mine');
    // A lock that is a link is nobody's.
    symlinkSync('../mine', `${path}.lock`);
    expect((await checked('--resume', 'snapshots')).code).toBe(0);
    expect(readFileSync(join(folder, 'mine'), 'utf8')).toBe('mine');
  });

  it('that is damaged or no checkpoint is refused', () => {
    check('--checkpoint', 'snapshots', '--checkpoint-every', '0');
    const bytes = readFileSync(snapshot());
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(snapshot(), bytes);
    expect(check('--resume', 'snapshots').stderr).toContain('is damaged');
    writeFileSync(snapshot(), bytes.subarray(0, 200));
    expect(check('--resume', 'snapshots').stderr).toContain('is damaged');
    writeFileSync(snapshot(), 'something else');
    expect(check('--resume', 'snapshots').stderr).toContain('is no checkpoint');
  });

  it('that cannot be written is a warning, and the run goes on', () => {
    writeFileSync(join(folder, 'occupied'), '');
    const result = check('--checkpoint', 'occupied', '--checkpoint-every', '0');
    expect(result.stderr).toContain('THPS0041');
    expect(result.status).toBe(0);
  });

  it('stays as it is when the disk is full while the next one is written', () => {
    const failures: string[] = [];
    let room = Infinity;
    const files: Files = {
      open: openSync,
      write(file, bytes, at, length) {
        if (room < length) throw new Error('ENOSPC: no space left on device, write');
        room -= length;
        return writeSync(file, bytes, at, length);
      },
    };
    const kept = (resume: boolean): ReturnType<typeof checkpointsIn> =>
      checkpointsIn(
        {
          folder: join(folder, 'snapshots'),
          run: 'grid.default',
          spec: '/grid.thps',
          version: '1',
          system: 'grid',
          interval: 0,
          resume,
          failed: (reason) => failures.push(reason),
        },
        files,
      );
    const regions = [new Uint8Array(40_000_000).fill(7), new Uint8Array(0), Uint8Array.of(1, 2, 3)];
    const progress = {
      ...{ count: 3, expanded: 1, level: 1, levelEnd: 2, generated: 9, beyond: 0, findings: [null] },
      ...{ isOrdered: true, marked: [], store: { count: 3 } },
    };
    const first = kept(false);
    first.save({ progress, regions });
    room = 20_000_000;
    first.save({ progress: { ...progress, count: 4 }, regions });
    first.close();
    expect(failures).toEqual(['ENOSPC: no space left on device, write']);
    expect(readdirSync(join(folder, 'snapshots'))).toEqual([
      expect.stringMatching(/^grid\.default-\w{16}\.checkpoint$/),
    ]);
    const saved = kept(true).load()!;
    expect(saved.progress).toEqual(progress);
    const read = regions.map((r) => new Uint8Array(r.length));
    saved.read(read);
    expect(read.map((r, i) => Buffer.compare(r, regions[i]!))).toEqual([0, 0, 0]);
    expect(() => {
      saved.read(read.slice(1));
    }).toThrow('is damaged');
  });

  it('is not to be had of the interpreter', () => {
    const result = check('--checkpoint', 'snapshots', '--engine', 'interpreter');
    expect(result.status).toBe(64);
    expect(result.stderr).toContain('interpreter');
  });
});
