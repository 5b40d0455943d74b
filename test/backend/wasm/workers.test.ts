import { describe, expect, it } from 'vitest';
import type { CompiledOptions } from '../../../src/backend/wasm/search/options.ts';
import { explore } from '../../../src/explorer/bfs.ts';
import type { Checkpoints, Exploration, Snapshot } from '../../../src/explorer/model.ts';
import type { StartThreads } from '../../../src/explorer/threads.ts';
import { startThreads } from '../../../src/explorer/workers.ts';
import { compileOne, exploreWithCode, interpreterOf } from '../../support/compile.ts';
import { crew } from '../../support/crew.ts';

const grid = (rest: string): string => `spec grid;
const K : 1..7 = 5;
var c : [0..K - 1 -> 0..6] = [_ in 0..K - 1 -> 0];
action up(i: 0..K - 1) when c[i] < 6 { c[i] += 1; }
${rest}
check all;
`;
const searched = compileOne(
  grid(`terminates when true;
reachable middle = forall i in 0..K - 1: c[i] == 3;
reachable corner = forall i in 0..K - 1: c[i] == 6;`),
);

/** Nothing would be tested if only one worker explored. */
function workers(count: number, options: CompiledOptions = {}, start?: StartThreads): CompiledOptions {
  return { ...crew(count, start), ...options };
}

function compiled(options: CompiledOptions, { system, run } = searched): Promise<Exploration> {
  return exploreWithCode({ system, run }, options);
}

describe('several workers', () => {
  it('find the same as one, with paths through thousands of states', async () => {
    const { system, run } = searched;
    const reference = await explore(interpreterOf({ system, run }));
    for (const options of [{}, workers(2), workers(3), { fingerprints: true }, workers(2, { fingerprints: true })]) {
      const { missed, ...found } = await compiled(options);
      expect(found).toEqual(reference);
      expect(missed === undefined).toBe(options.fingerprints !== true);
    }
  });

  it('end at the same deadlock, and at the same limits', async () => {
    const deadlock = compileOne(grid(''));
    const one = await compiled({}, deadlock);
    expect(one.findings).toHaveLength(1);
    expect(await compiled(workers(2), deadlock)).toEqual(one);
    for (const limits of [{ states: 5_000 }, { states: 16_807 }, { states: 16_806 }, { depth: 11 }])
      expect(await compiled(workers(2, { limits }))).toEqual(await compiled({ limits }));
  });

  it('end with an error when one of them dies, and go on as one when they cannot be started', async () => {
    // An area outside of the memory: the first access is a trap.
    const dying: StartThreads = (task) => startThreads({ ...task, areas: task.areas.map(() => 0xfff0_0000 | 0) });
    await expect(compiled(workers(2, {}, dying))).rejects.toThrow(/a worker ended early/);
    const reasons: string[] = [];
    const none = workers(2, {}, () => {
      throw new Error('no threads are left');
    });
    const result = await compiled({ ...none, workers: { ...none.workers!, failed: (reason) => reasons.push(reason) } });
    expect(result).toEqual(await compiled({}));
    expect(reasons).toEqual(['no threads are left']);
  });
});

/** Snapshots in memory: one after each range of states, and the one to go on from. */
function keeping(snapshots: Snapshot[], from?: Snapshot): Checkpoints {
  return {
    load: () =>
      from && {
        progress: structuredClone(from.progress),
        read(regions) {
          expect(regions.map((r) => r.length)).toEqual(from.regions.map((r) => r.length));
          regions.forEach((region, i) => {
            region.set(from.regions[i]!);
          });
        },
        refuse(reason) {
          throw new Error(reason);
        },
      },
    isDue: () => true,
    save({ progress, regions }) {
      snapshots.push({ progress: structuredClone(progress), regions: regions.map((r) => r.slice()) });
    },
  };
}

describe('a snapshot', () => {
  for (const fingerprints of [false, true])
    it(`of some workers is gone on from with others${fingerprints ? ', with fingerprints' : ''}`, async () => {
      const undisturbed = await compiled({ fingerprints });
      const crews = { one: { fingerprints }, two: workers(2, { fingerprints }), three: workers(3, { fingerprints }) };
      for (const [from, to] of [
        ['one', 'two'],
        ['two', 'one'],
        ['three', 'two'],
        ['two', 'two'],
        ['one', 'one'],
      ] as const) {
        const snapshots: Snapshot[] = [];
        expect(await compiled({ ...crews[from], checkpoints: keeping(snapshots) })).toEqual(undisturbed);
        for (const part of [0, 0.3, 0.7, 0.99]) {
          const snapshot = snapshots[Math.floor(part * snapshots.length)]!;
          const resumed = await compiled({ ...crews[to], checkpoints: keeping([], snapshot) });
          expect(resumed, `${from} to ${to}`).toEqual(undisturbed);
        }
      }
    });
});
