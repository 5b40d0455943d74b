import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CannotCompile } from '../../src/backend/wasm/cannot-compile.ts';
import type { CompiledOptions } from '../../src/backend/wasm/search/options.ts';
import type { Exploration } from '../../src/explorer/model.ts';
import { type CompiledRun, exploreWithCode } from '../support/compile.ts';
import { memoryFiles } from '../support/memory-files.ts';
import { twoWorkers } from '../support/crew.ts';
import { compileRandom } from './compile-random.ts';

/**
 * A search that goes on with files reports the same as one that has all states in memory: counts, depth, end,
 * evidence, vacuity. `THPS_RUNS=20` makes it twenty times as many random specs.
 */

const RUNS = Number(process.env['THPS_RUNS'] ?? 1);

async function spilled({ system, run }: CompiledRun, options: CompiledOptions): Promise<Exploration> {
  const files = memoryFiles();
  const found = await exploreWithCode(
    { system, run },
    {
      ...options,
      spill: { ...options.spill, files: () => files },
    },
  );
  expect(files.open()).toBe(0);
  return found;
}

/** Compares the two; says whether there were files. */
async function bothExplore(
  compiled: CompiledRun,
  options: CompiledOptions,
  { states, batch }: { readonly states: number; readonly batch: number },
): Promise<boolean> {
  const { system, run } = compiled;
  const plain = await exploreWithCode({ system, run }, options);
  const { spilled: files, ...found } = await spilled(compiled, {
    ...options,
    spill: { files: memoryFiles, states, batch },
  });
  if (found.end === 'max-memory') {
    expect(files?.failed?.reason).toMatch(/^there is no room for (all initial states|the successors of one state)$/);
    return false;
  }
  expect(found).toEqual(plain);
  if (files) expect(files.bytes).toBeGreaterThan(0);
  return files !== undefined;
}

describe('a search with files', () => {
  it('reports the same as one in memory, on random specs', { timeout: 900_000 * RUNS }, async () => {
    let withFiles = 0;
    let ran = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.gen(),
        fc.boolean(),
        fc.integer({ min: 1, max: 2_000 }),
        fc.integer({ min: 8, max: 120 }),
        fc.integer({ min: 4, max: 120 }),
        async (g, exhaustive, limit, states, batch) => {
          const compiled = compileRandom((low, high) => g(fc.integer, { min: low, max: high }));
          fc.pre(compiled !== undefined);
          const limits = { depth: 12, ...(limit % 2 === 0 ? { states: limit } : { states: 20_000 }) };
          const crew = ran++ % 20 === 0 ? twoWorkers : {};
          try {
            if (await bothExplore(compiled, { ...crew, limits, exhaustive }, { states, batch })) withFiles++;
          } catch (problem) {
            if (!(problem instanceof CannotCompile)) throw problem;
          }
        },
      ),
      { numRuns: 250 * RUNS, endOnFailure: true },
    );
    expect(withFiles).toBeGreaterThan(20 * RUNS);
  });
});
