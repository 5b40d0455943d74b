import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { graphOf } from '../../src/backend/interpreter/graph.ts';
import { interpret } from '../../src/backend/interpreter/model.ts';
import { livenessOf } from '../../src/backend/interpreter/properties.ts';
import { CannotCompile } from '../../src/backend/wasm/cannot-compile.ts';
import { type CompiledOptions, exploreCompiled } from '../../src/backend/wasm/engine.ts';
import { explore } from '../../src/explorer/bfs.ts';
import { checkLiveness } from '../../src/explorer/liveness/check.ts';
import type { ExploreOptions } from '../../src/explorer/model.ts';
import { type CompiledRun, compileSpec } from '../support/compile.ts';
import { readLibrary } from '../support/library.ts';
import { twoWorkers } from '../support/crew.ts';
import { compileRandom, compileUncertain } from './compile-random.ts';
import { randomSteps } from './random-steps.ts';
import { randomTemporal } from './random-temporal.ts';

/**
 * The compiled engine and the reference give the same counts, depth, end, evidence and vacuity. `THPS_RUNS=20` makes
 * it twenty times as many random specs.
 */

const RUNS = Number(process.env['THPS_RUNS'] ?? 1);

const root = join(import.meta.dirname, '..', '..');

async function bothExplore(
  { system, run }: CompiledRun,
  options: ExploreOptions,
  ways: Readonly<Record<string, CompiledOptions>>,
): Promise<'same' | 'not compiled'> {
  const model = interpret(system, run);
  const explored = await explore(model, options);
  const liveness = livenessOf(system, model.properties);
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
      const { missed, ...found } = await exploreCompiled(system, run, interpret(system, run), all);
      expect(found, name).toEqual(reference);
      if (missed !== undefined) expect(missed).toBeLessThan(1e-6);
    }
    return 'same';
  } catch (problem) {
    if (problem instanceof CannotCompile) return 'not compiled';
    throw problem;
  }
}

/** Of runs with more states than this the reference, which is slow, explores only the levels that end before. */
const LARGE = 10_000;

async function affordable({ system, run }: CompiledRun, options: ExploreOptions): Promise<ExploreOptions> {
  const limits = { states: LARGE };
  // Not with the compiled engine: of so few states, to compile takes longer than to explore.
  const { end, depth } = await explore(interpret(system, run), { ...options, limits });
  // Within a level the engines may come upon states in different orders.
  return end === 'max-states' ? { ...options, limits: { depth: depth - 1 } } : options;
}

const oneWorker: Readonly<Record<string, CompiledOptions>> = {
  exact: {},
  fingerprints: { fingerprints: true },
  // The store lies behind the largest table: of small states beyond 4 GiB.
  '64-bit addresses': { memory: 12 * 2 ** 30 },
};
const allWays: Readonly<Record<string, CompiledOptions>> = {
  ...oneWorker,
  'two workers': twoWorkers,
  'two workers, fingerprints': { ...twoWorkers, fingerprints: true },
  'two workers, 64-bit addresses': { ...twoWorkers, memory: 12 * 2 ** 30 },
};

const specWays: Readonly<Record<string, CompiledOptions>> = { ...oneWorker, 'two workers': twoWorkers };

/** Every spec in one way, every fourth by one worker in all ways, every twentieth by threads as well. */
function waysFor(spec: number): Readonly<Record<string, CompiledOptions>> {
  if (spec % 20 === 0) return allWays;
  return spec % 4 === 0 ? oneWorker : { exact: {} };
}

function specsIn(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.name.endsWith('.thps'))
    .map((entry) => join(entry.parentPath, entry.name));
}

describe('the compiled engine', () => {
  it('agrees with the interpreter on random specs', { timeout: 240_000 * RUNS }, async () => {
    const outcomes = { same: 0, 'not compiled': 0 };
    let ran = 0;
    await fc.assert(
      fc.asyncProperty(fc.gen(), fc.boolean(), fc.integer({ min: 1, max: 2_000 }), async (g, exhaustive, states) => {
        const compiled = compileRandom((low, high) => g(fc.integer, { min: low, max: high }));
        fc.pre(compiled !== undefined);
        outcomes[
          await bothExplore(
            compiled,
            { limits: { depth: 8, ...(states % 2 === 0 ? { states } : {}) }, exhaustive },
            waysFor(ran++),
          )
        ]++;
      }),
      // A smaller spec is found by hand faster than by shrinking.
      { numRuns: 500 * RUNS, endOnFailure: true },
    );
    expect(outcomes['not compiled']).toBeLessThan(outcomes.same / 20);
  });

  it('agrees with the interpreter on what lies in its range in random steps', { timeout: 240_000 * RUNS }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (g) => {
        const compiled = compileUncertain(randomSteps((low, high) => g(fc.integer, { min: low, max: high })));
        fc.pre(compiled !== undefined);
        // Up to the first value out of its range, and beyond it.
        for (const exhaustive of [false, true])
          expect(await bothExplore(compiled, { limits: { states: 800 }, exhaustive }, { exact: {} })).toBe('same');
      }),
      { numRuns: 200 * RUNS, endOnFailure: true },
    );
  });

  it('agrees with the interpreter on temporal properties of random specs', { timeout: 240_000 * RUNS }, async () => {
    let checked = 0;
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (g) => {
        const decide = (low: number, high: number): number => g(fc.integer, { min: low, max: high });
        const compiled = compileRandom(decide, randomTemporal(decide));
        fc.pre(compiled !== undefined);
        const ways = checked++ % 20 === 0 ? { exact: {}, 'two workers': twoWorkers } : { exact: {} };
        await bothExplore(compiled, { limits: { states: 2_000 } }, ways);
      }),
      { numRuns: 150 * RUNS, endOnFailure: true },
    );
  });

  for (const file of [...specsIn('specs'), ...specsIn('test/published')]) {
    const text = readFileSync(file, 'utf8');
    if (/^library /m.test(text)) continue;
    it(`agrees with the interpreter on ${file.slice(root.length + 1)}`, { timeout: 480_000 }, async () => {
      // The runs of a spec are much alike: what differs between the ways is seen in every fourth.
      for (const [n, compiled] of compileSpec(text, readLibrary).entries()) {
        const ways = n % 4 === 0 ? specWays : { exact: {} };
        const exhaustive = compiled.run.expect.states !== undefined;
        expect(await bothExplore(compiled, await affordable(compiled, { exhaustive }), ways)).toBe('same');
      }
    });
  }
});
