import { describe, expect, it, vi } from 'vitest';
import type * as Workers from '../../src/explorer/workers.ts';
import { thps, withFiles } from './run.ts';

/** Runs that are long enough for workers to take part: hundreds of thousands of states. */

const files = {
  'grid.thps': `spec grid;
const K : 1..7 = 6;
var c : [0..K - 1 -> 0..8] = [_ in 0..K - 1 -> 0];
action up(i: 0..K - 1) when c[i] < 8 { c[i] += 1; }
invariant below = !(forall i in 0..K - 2: c[i] == 8);
terminates when true;
check all;
check free expect violates below;
`,
};

const threads = vi.hoisted(() => ({ areGone: false }));
vi.mock('../../src/explorer/workers.ts', async (importOriginal) => {
  const original = await importOriginal<typeof Workers>();
  return {
    startThreads: (task: Parameters<typeof original.startThreads>[0]) => {
      if (threads.areGone) throw new Error('the system has no thread left');
      return original.startThreads(task);
    },
  };
});

describe('thps check', () => {
  it('reports the same with any number of workers', async () => {
    threads.areGone = false;
    await withFiles(files, async (cwd) => {
      const run = (...options: string[]) => thps(['check', 'grid.thps', '--json', ...options], { cwd });
      const one = await run('--workers', '1');
      expect(one.code).toBe(12);
      expect((JSON.parse(one.stdout) as { checks: { states: number }[] }).checks[0]?.states).toBeGreaterThan(500_000);
      for (const workers of ['2', '3']) expect(await run('--workers', workers)).toEqual(one);
      expect(await run('--workers', '1', '--fingerprint')).toEqual(await run('--workers', '2', '--fingerprint'));
    });
  });

  it('says when there are no threads, and goes on as one worker', async () => {
    threads.areGone = true;
    await withFiles(files, async (cwd) => {
      const { code, stderr } = await thps(['check', 'grid.thps', '--check', 'free', '--workers', '2'], { cwd });
      await expect(`${stderr}exit code ${code}\n`).toMatchFileSnapshot('../golden/cli/one-worker.golden');
    });
  });

  it('prints the probability that a fingerprint hid a state', async () => {
    await withFiles(
      {
        'a.thps':
          'spec a;\nvar x : 0..1_000_000 = 0;\nvar y : 0..1_000_000 = 0;\naction up when x < 99 { x += 1; y += x; }\nterminates when x == 99;\n',
      },
      async (cwd) => {
        const { stdout } = await thps(['check', 'a.thps', '--fingerprint'], { cwd });
        expect(stdout).toContain(
          '100 distinct states, 100 generated, depth 99, probability that a state was missed 0\n',
        );
        const { stderr, code } = await thps(['check', 'a.thps', '--fingerprint', '--engine', 'interpreter'], { cwd });
        expect(code).toBe(64);
        expect(stderr).toContain('the interpreter keeps no fingerprints');
      },
    );
  });
});
