import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exploreRun } from '../support/compile.ts';
import { compileRandom } from './compile-random.ts';

describe('random specs', () => {
  it('are well typed, and explored without an internal error', async () => {
    let explored = 0;
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (g) => {
        const compiled = compileRandom((low, high) => g(fc.integer, { min: low, max: high }));
        fc.pre(compiled !== undefined);
        explored++;
        const { exploration } = await exploreRun(compiled, { limits: { states: 2_000 } });
        expect(exploration.distinct).toBeGreaterThan(0);
      }),
      { numRuns: 150 },
    );
    expect(explored).toBeGreaterThanOrEqual(150);
  });
});
