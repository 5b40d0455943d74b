import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { getHeapStatistics } from 'node:v8';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { boundMemory, containerMemory } from '../../src/driver/memory.ts';
import { withFiles } from './run.ts';

const main = resolve(import.meta.dirname, '../../src/main.ts');
const GIB = 2 ** 30;
const MIB = 2 ** 20;

/** Ten million states, all of them successors of one. */
const wide = `spec wide;
var v : [0..6 -> 0..9] = [_ in 0..6 -> 0];
process p {
  atomic {
    pick a in 0..9; pick b in 0..9; pick c in 0..9; pick d in 0..9; pick e in 0..9; pick f in 0..9; pick g in 0..9;
    v[0] = a; v[1] = b; v[2] = c; v[3] = d; v[4] = e; v[5] = f; v[6] = g;
  }
}
`;

/** Half a million states, whose graph takes more than they do. */
const live = `spec live;
var a : 0..99 = 0;
var b : 0..99 = 0;
var c : 0..49 = 0;
action ia strong fair { a = (a + 1) % 100; }
action ib strong fair { b = (b + 1) % 100; }
action ic strong fair { c = (c + 1) % 50; }
temporal ends = always eventually (a == 0 && b == 0);
temporal again = a == 1 ~> b == 7;
check c allow deadlock;
`;

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The most memory that the process had, in bytes. */
  readonly peak: number;
}

async function check(text: string, options: readonly string[]): Promise<Ended> {
  return withFiles({ 'a.thps': text }, async (cwd) => {
    const child = spawn(process.execPath, [main, 'check', 'a.thps', '--workers', '1', ...options], { cwd });
    let stdout = '';
    let stderr = '';
    let peak = 0;
    child.stdout.on('data', (data: Buffer) => void (stdout += data.toString()));
    child.stderr.on('data', (data: Buffer) => void (stderr += data.toString()));
    const timer = setInterval(() => {
      try {
        const [, kilobytes] =
          /^VmHWM:\s+(\d+)/m.exec(readFileSync(join('/proc', String(child.pid), 'status'), 'utf8')) ?? [];
        peak = Math.max(peak, Number(kilobytes ?? 0) * 1024);
      } catch {
        // It has ended.
      }
    }, 10);
    return new Promise((done) =>
      child.on('close', (code) => {
        clearInterval(timer);
        done({ code, stdout, stderr, peak });
      }),
    );
  });
}

describe('the memory of a container', () => {
  it('is known where it is a limit', () => {
    expect(containerMemory(400 * MIB, 16 * GIB)).toBe(400 * MIB);
    expect(containerMemory(0, 16 * GIB)).toBeUndefined();
    expect(containerMemory(2 ** 64, 16 * GIB)).toBeUndefined();
    expect(containerMemory(16 * GIB, 16 * GIB)).toBeUndefined();
  });

  it('bounds the process as a whole, whatever the user allows', () => {
    for (const limits of [{}, { memory: 2 * GIB }]) {
      const bound = boundMemory(limits, 400 * MIB);
      expect(bound.limits.memory).toBeGreaterThan(300 * MIB);
      expect(bound.limits.memory).toBeLessThan(360 * MIB);
      expect(bound.memory).toBe(bound.limits.memory);
      expect(bound.told).toEqual({ ...limits, container: bound.memory });
      expect(bound.inUse()).toBeGreaterThan(process.memoryUsage().heapTotal);
    }
  });

  it('does not matter where the user allows less', () => {
    const bound = boundMemory({ memory: 200 * MIB, states: 7 }, 400 * MIB);
    expect(bound.limits).toEqual({ memory: 200 * MIB, states: 7 });
    expect(bound).toMatchObject({ memory: 200 * MIB, told: { memory: 200 * MIB, states: 7 } });
  });

  it('is not all taken where there is much of it', () => {
    const bound = boundMemory({}, 64 * GIB);
    expect(bound.memory).toBe(3.5 * GIB);
    expect(bound.limits.memory).toBeGreaterThan(50 * GIB);
    expect(bound.told).toEqual({});
  });

  it('is no limit outside of one: the heap is', () => {
    const bound = boundMemory({ depth: 3 }, undefined);
    const { heap_size_limit: heap } = getHeapStatistics();
    expect(bound.memory).toBeUndefined();
    expect(bound.limits.memory).toBeLessThan(heap);
    expect(bound.told).toEqual({ depth: 3 });
  });
});

describe('a limit of memory', () => {
  it.each(['wasm', 'interpreter'])('ends a run within one state (%s)', async (engine) => {
    const { code, stdout, peak } = await check(wide, ['--max-memory', '180M', '--no-spill', '--engine', engine]);
    expect(stdout).toContain('incomplete: the memory limit was reached');
    expect(code).toBe(20);
    expect(peak).toBeLessThan(200 * MIB);
  });

  it('ends a run while temporal properties are checked', async () => {
    const { code, stdout, peak } = await check(live, ['--max-memory', '130M']);
    expect(stdout).toContain('500,000 distinct states');
    expect(stdout).toContain('incomplete: the memory limit was reached');
    expect(code).toBe(20);
    expect(peak).toBeLessThan(160 * MIB);
  });
});

describe('a limit of addresses', () => {
  const small =
    'spec small;\nvar x : bool = false;\nprocess p { x = true; }\ninvariant no = !x;\ncheck c expect violates no;\n';

  it.each([8, 16])('of %d GB still lets specs be checked', async (gigabytes) => {
    await withFiles({ 'a.thps': small }, (cwd) => {
      const command = `ulimit -v ${gigabytes * 2 ** 20} && exec "${process.execPath}" "${main}" check a.thps`;
      const { status, stdout, stderr } = spawnSync('bash', ['-c', command], { cwd, encoding: 'utf8' });
      expect(stdout).toContain('as expected');
      expect(status).toBe(0);
      // Between little and much, V8 wants more addresses for compiled code than there are.
      if (stderr !== '') expect(stderr).toMatch(/^advice\[THPS0043\].*\n = help: if `ulimit -v` is set, raise it/);
      return Promise.resolve();
    });
  });

  it('starts no threads that there is no room for', async () => {
    const counter = readFileSync(resolve(import.meta.dirname, '../../bench/models/counter.thps'));
    await withFiles({ 'counter.thps': counter }, (cwd) => {
      const words = 'check counter.thps --const K=7 --const MX=6 --workers 4';
      const command = `ulimit -v ${4 * 2 ** 20} && exec "${process.execPath}" "${main}" ${words}`;
      const { status, stdout, stderr } = spawnSync('bash', ['-c', command], { cwd, encoding: 'utf8' });
      expect(stdout).toContain('279,936 distinct states');
      expect(status).toBe(0);
      expect(stderr).toContain('THPS0044');
      return Promise.resolve();
    });
  });
});
