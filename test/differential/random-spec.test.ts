import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CompiledRun, compileOne, exploreRun } from '../support/compile.ts';
import { randomSpec } from './random-spec.ts';

/** What the type checker may refuse in a random spec: a value that is certainly outside, a division that certainly fails, a choice of certainly nothing. */
const CERTAIN = /^(THPS3002|THPS3006|THPS3022) /;

function compileRandom(text: string): CompiledRun | undefined {
  try {
    return compileOne(text);
  } catch (problem) {
    if (problem instanceof Error && CERTAIN.test(problem.message)) return undefined;
    throw problem;
  }
}

describe('random specs', () => {
  it('are well typed, and explored without an internal error', async () => {
    let explored = 0;
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (g) => {
        const compiled = compileRandom(randomSpec((low, high) => g(fc.integer, { min: low, max: high })));
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
