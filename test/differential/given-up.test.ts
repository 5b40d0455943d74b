import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { CannotCompile } from '../../src/backend/wasm/cannot-compile.ts';
import type { CompiledOptions } from '../../src/backend/wasm/search/options.ts';
import { explore } from '../../src/explorer/bfs.ts';
import type { Checkpoints, Exploration, ExploreOptions, Snapshot } from '../../src/explorer/model.ts';
import { reconstruct } from '../../src/trace/reconstruct.ts';
import { type CompiledRun, exploreWithCode, interpreterOf } from '../support/compile.ts';
import { RUNS } from './both-engines.ts';
import { compileRandom } from './compile-random.ts';

/**
 * A state that takes long is given up, so that the event loop can turn, and expanded once more: what was expanded of it and
 * of the states before it must leave no mark on the result.
 */

/** Lets the clock jump now and then by more than anybody waits for a state. @param chance one jump in so many looks */
function jumpingClock(seed: number, chance: number): () => number {
  let random = seed;
  let now = 0;
  let jumps = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => {
    random = (Math.imul(random, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    const isJump = (random >>> 8) % chance === 0;
    if (isJump) jumps++;
    now += isJump ? 300 : 0.01;
    return now;
  });
  return () => jumps;
}

/** Snapshots in memory, one after each part of a level. */
function snapshots(): Checkpoints {
  let kept: Snapshot | undefined;
  return {
    isDue: () => true,
    save({ progress, regions }) {
      kept = structuredClone({ progress, regions: regions.map((bytes) => bytes.slice()) });
    },
    load() {
      const saved = kept;
      return (
        saved && {
          progress: saved.progress,
          read(regions) {
            regions.forEach((bytes, i) => {
              bytes.set(saved.regions[i]!);
            });
          },
          refuse(reason) {
            throw new Error(reason);
          },
        }
      );
    },
  };
}

/** Explores, ended by Ctrl-C at the n-th chance, and then goes on from the last snapshot. */
async function interruptedAndResumed(
  { system, run }: CompiledRun,
  options: CompiledOptions,
  n: number,
): Promise<Exploration> {
  const checkpoints = snapshots();
  const controller = new AbortController();
  let chances = 0;
  const breathe = (): void => {
    if (++chances === n) controller.abort();
  };
  const interrupted = { ...options, checkpoints, signal: controller.signal, breathe };
  const found = await exploreWithCode({ system, run }, interrupted);
  if (found.end !== 'interrupted') return found;
  return exploreWithCode({ system, run }, { ...options, checkpoints });
}

/** What came out, with the traces of all evidence. */
function told({ system, run }: CompiledRun, { missed: _, ...found }: Exploration): unknown {
  const interpreter = interpreterOf({ system, run });
  const traces = found.findings.map(({ path, property }) => reconstruct(system, interpreter, path, property));
  return { found, traces };
}

async function expectSame(compiled: CompiledRun, options: ExploreOptions, seed: number): Promise<number> {
  const { system, run } = compiled;
  const expected = told(compiled, await explore(interpreterOf({ system, run }), options));
  // Compiled code looks at the clock after each state, and in each round of its loops.
  const watched = { ...options, fuel: 0 };
  const ways: Readonly<Record<string, () => Promise<Exploration>>> = {
    interpreter: () => explore(interpreterOf({ system, run }), options),
    exact: () => exploreWithCode({ system, run }, watched),
    fingerprints: () => exploreWithCode({ system, run }, { ...watched, fingerprints: true }),
    'interrupted and resumed': () => interruptedAndResumed(compiled, watched, 1 + (seed % 20)),
  };
  let jumps = 0;
  for (const [name, way] of Object.entries(ways)) {
    const jumped = jumpingClock(seed, 20);
    const found = await way();
    vi.restoreAllMocks();
    jumps += jumped();
    expect(told(compiled, found), name).toEqual(expected);
  }
  return jumps;
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a search that gives states up', () => {
  it('reports the same as one that does not, on random specs', { timeout: 180_000 * RUNS }, async () => {
    let jumps = 0;
    await fc.assert(
      fc.asyncProperty(fc.gen(), fc.boolean(), fc.nat(), async (g, exhaustive, seed) => {
        const compiled = compileRandom((low, high) => g(fc.integer, { min: low, max: high }));
        fc.pre(compiled !== undefined);
        const limits = { depth: 8, states: 20 + (seed % 130) };
        try {
          jumps += await expectSame(compiled, { limits, exhaustive }, seed);
        } catch (problem) {
          if (!(problem instanceof CannotCompile)) throw problem;
        }
      }),
      { numRuns: 20 * RUNS, endOnFailure: true },
    );
    expect(jumps).toBeGreaterThan(200 * RUNS);
  });
});
