import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkpointsIn, type Files } from '../../src/explorer/checkpoint.ts';
import type { Checkpoints } from '../../src/explorer/model.ts';

const root = join(import.meta.dirname, '..', '..');
const main = join(root, 'src', 'cli', 'main.ts');
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
  it('gives the result of an undisturbed run, wherever the run was killed', { timeout: 120_000 }, async () => {
    const undisturbed = check('--json');
    for (let round = 0; round < 6; round++) {
      for (let kill = 0; kill < 2; kill++)
        await killed(150 + Math.random() * 250, '--resume', 'snapshots', '--checkpoint-every', '0');
      expect(check('--json', '--resume', 'snapshots').stdout).toBe(undisturbed.stdout);
      rmSync(join(folder, 'snapshots'), { recursive: true, force: true });
    }
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
    const kept = (resume: boolean): Checkpoints =>
      checkpointsIn(
        {
          folder: join(folder, 'snapshots'),
          run: 'grid.default',
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
      ...{ count: 3, expanded: 1, level: 1, levelEnd: 2, generated: 9, findings: [null] },
      ...{ isOrdered: true, marked: [], store: { count: 3 } },
    };
    kept(false).save({ progress, regions });
    room = 20_000_000;
    kept(false).save({ progress: { ...progress, count: 4 }, regions });
    expect(failures).toEqual(['ENOSPC: no space left on device, write']);
    expect(readdirSync(join(folder, 'snapshots'))).toEqual(['grid.default.checkpoint']);
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
