import { expect } from 'vitest';
import { graphOf } from '../../src/backend/interpreter/graph.ts';
import { CannotCompile } from '../../src/backend/wasm/cannot-compile.ts';
import type { CompiledOptions } from '../../src/backend/wasm/search/options.ts';
import { SpareMemory } from '../../src/backend/wasm/search/spare-memory.ts';
import { explore } from '../../src/explorer/bfs.ts';
import { checkLiveness } from '../../src/explorer/liveness/check.ts';
import type { ExploreOptions } from '../../src/explorer/model.ts';
import { type CompiledRun, exploreWithCode, interpreterOf } from '../support/compile.ts';

/** How often a campaign is larger than what is tested with every change: `THPS_RUNS=20`. */
export const RUNS = Number(process.env['THPS_RUNS'] ?? 1);

/** Explores with the reference, and in all these ways with the compiled engine: the results have to be the same. */
export async function bothExplore(
  { system, run }: CompiledRun,
  options: ExploreOptions,
  ways: Readonly<Record<string, CompiledOptions>>,
): Promise<'same' | 'not compiled'> {
  const model = interpreterOf({ system, run });
  const explored = await explore(model, options);
  const liveness = model.problem.liveness;
  const reference =
    liveness && explored.end === 'complete'
      ? await checkLiveness(explored, await graphOf(system, model), liveness, model.implicationsMet)
      : explored;
  try {
    for (const [name, how] of Object.entries(ways)) {
      // Fingerprints of states do not say what temporal properties ask about.
      if (liveness && how.fingerprints === true) continue;
      const temporal = liveness ? { liveness } : {};
      const all = { ...options, ...how, ...temporal };
      const { missed, ...found } = await exploreWithCode({ system, run }, all);
      expect(found, name).toEqual(reference);
      if (missed !== undefined) expect(missed).toBeLessThan(1e-6);
    }
    return 'same';
  } catch (problem) {
    if (problem instanceof CannotCompile) return 'not compiled';
    throw problem;
  }
}

/** Most searches have the memory that the one before left. */
export const exact: CompiledOptions = { spare: new SpareMemory() };

/** Ways that one worker has. */
export const oneWorker: Readonly<Record<string, CompiledOptions>> = {
  exact,
  'nothing asleep': { sleep: false },
  fingerprints: { fingerprints: true },
  // The store lies behind the largest table: of small states beyond 4 GiB.
  '64-bit addresses': { memory: 12 * 2 ** 30 },
};
