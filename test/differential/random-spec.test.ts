import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileOne, exploreRun } from '../support/compile.ts';
import { randomSpec } from './random-spec.ts';

describe('random specs', () => {
  it('are well typed, and explored without an internal error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (g) => {
        const text = randomSpec((low, high) => g(fc.integer, { min: low, max: high }));
        const compiled = compileOne(text);
        const { exploration } = await exploreRun(compiled, { limits: { states: 2_000 } });
        expect(exploration.distinct).toBeGreaterThan(0);
      }),
      { numRuns: 150 },
    );
  });
});
