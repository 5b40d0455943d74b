import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CompiledRun } from '../support/compile.ts';
import { compileOne } from '../support/compile.ts';
import { agreeWithReading } from './agree.ts';
import { conversions, PAIRS, PLACES, randomPair } from './conversions.ts';
import { readSpec } from './reading/compare.ts';

/** `THPS_RUNS=20` runs the compiled engine on all of the table, not on every sixth entry. */
const RUNS = Number(process.env['THPS_RUNS'] ?? 1);

/** Certainly outside, or a place that holds what the procedure may not read. */
const REFUSED = /^THPS(3002|3051) /;

function compile(text: string): CompiledRun | undefined {
  try {
    return compileOne(text);
  } catch (problem) {
    if (problem instanceof Error && REFUSED.test(problem.message)) return undefined;
    throw problem;
  }
}

describe('a value of one type where another is expected', () => {
  let ran = 0;
  for (const pair of PAIRS)
    it(`stays what it was, or is a range error: ${pair.from} to ${pair.to}`, async () => {
      let same = 0;
      for (const place of PLACES)
        for (const text of conversions(pair, place)) {
          const compiled = compile(text);
          if (!compiled) continue;
          const engines = RUNS > 1 || ran++ % 6 === 0 ? 'both' : 'interpreter';
          expect(await agreeWithReading(compiled, readSpec(text, 500)[0]!, text, engines), text).toBe('same');
          same++;
        }
      expect(same).toBeGreaterThanOrEqual(PLACES.length - 1);
    });

  it('stays what it was, or is a range error, for random bounds', { timeout: 180_000 * RUNS }, async () => {
    let same = 0;
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (g) => {
        const decide = (low: number, high: number): number => g(fc.integer, { min: low, max: high });
        const pair = randomPair(decide);
        for (const text of conversions(pair, PLACES[decide(0, PLACES.length - 1)]!)) {
          const compiled = compile(text);
          if (!compiled) continue;
          const engines = RUNS > 1 || ran++ % 6 === 0 ? 'both' : 'interpreter';
          const agreed = await agreeWithReading(compiled, readSpec(text, 500)[0]!, text, engines);
          // Some sets of sets are too large for the compiled engine, and left to the interpreter.
          if (agreed === 'same') same++;
          else expect(agreed, text).toBe('not compiled');
        }
      }),
      { numRuns: 150 * RUNS, endOnFailure: true },
    );
    expect(same).toBeGreaterThan(50);
  });
});
