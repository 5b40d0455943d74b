import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CompiledOptions } from '../../src/backend/wasm/search/options.ts';
import { twoWorkers } from '../support/crew.ts';
import { bothExplore, exact, oneWorker, RUNS } from './both-engines.ts';
import { compileRandom, compileUncertain } from './compile-random.ts';
import { randomSteps } from './random-steps.ts';
import { randomTemporal } from './random-temporal.ts';

/**
 * The compiled engine and the reference give the same counts, depth, end, evidence and vacuity. `THPS_RUNS=20` makes
 * it twenty times as many random specs.
 */

const allWays: Readonly<Record<string, CompiledOptions>> = {
  ...oneWorker,
  'two workers': twoWorkers,
  'two workers, fingerprints': { ...twoWorkers, fingerprints: true },
  'two workers, 64-bit addresses': { ...twoWorkers, memory: 12 * 2 ** 30 },
};

/** Every spec in one way, every fourth by one worker in all ways, every twentieth by threads as well. */
function waysFor(spec: number): Readonly<Record<string, CompiledOptions>> {
  if (spec % 20 === 0) return allWays;
  return spec % 4 === 0 ? oneWorker : { exact };
}

describe('the compiled engine', () => {
  it('agrees with the interpreter on random specs', { timeout: 900_000 * RUNS }, async () => {
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
      { numRuns: 350 * RUNS, endOnFailure: true },
    );
    expect(outcomes['not compiled']).toBeLessThan(outcomes.same / 20);
  });

  it('agrees with the interpreter on what lies in its range in random steps', { timeout: 900_000 * RUNS }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (g) => {
        const compiled = compileUncertain(randomSteps((low, high) => g(fc.integer, { min: low, max: high })));
        fc.pre(compiled !== undefined);
        // Up to the first value out of its range, and beyond it.
        for (const exhaustive of [false, true])
          expect(await bothExplore(compiled, { limits: { states: 800 }, exhaustive }, { exact })).toBe('same');
      }),
      { numRuns: 200 * RUNS, endOnFailure: true },
    );
  });

  it('agrees with the interpreter on temporal properties of random specs', { timeout: 900_000 * RUNS }, async () => {
    let checked = 0;
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (g) => {
        const decide = (low: number, high: number): number => g(fc.integer, { min: low, max: high });
        const compiled = compileRandom(decide, randomTemporal(decide));
        fc.pre(compiled !== undefined);
        const ways = checked++ % 20 === 0 ? { exact, 'two workers': twoWorkers } : { exact };
        await bothExplore(compiled, { limits: { states: 2_000 } }, ways);
      }),
      { numRuns: 150 * RUNS, endOnFailure: true },
    );
  });
});
