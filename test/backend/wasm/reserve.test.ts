import { describe, expect, it } from 'vitest';
import { areaMap, FIRST_AREA } from '../../../src/backend/wasm/store/memory-map.ts';
import { planRegions } from '../../../src/backend/wasm/store/regions.ts';
import { planBudget } from '../../../src/backend/wasm/search/reserve.ts';

const MIB = 2 ** 20;

describe('the memory that a user allows', () => {
  it('is enough for states in memory and for what files need, or there are no files', () => {
    for (const words of [1, 2, 3, 10, 100, 900])
      for (const workers of [1, 2, 16, 128])
        for (const allowed of [1, 100, 180, 256, 300, 1_000, 4_000, 16_000, 64_000].map((size) => size * MIB)) {
          const budget = planBudget(words, workers, allowed, 100 * MIB);
          if (!budget) {
            expect(allowed).toBeLessThan((words < 100 ? 256 : 500) * MIB);
            continue;
          }
          expect(budget.bytes + budget.besides).toBeLessThan(allowed - 150 * MIB);
          expect(budget.workers).toBeLessThanOrEqual(workers);
          const areas = budget.workers > 1 ? budget.workers + 1 : 1;
          const begin =
            FIRST_AREA + areas * areaMap({ words, implications: 20, steps: 200, classes: 20, inspectors: 2 }).size;
          const kind = { words, fingerprints: false, shared: areas > 1, wide: false, masks: 1 };
          const { states } = planRegions(begin, budget.bytes, kind, areas);
          expect(states * (words * 4 + 26)).toBeGreaterThan((allowed - 150 * MIB) * 0.1);
          // A byte for each state, and twelve for each that is looked up.
          expect(budget.besides).toBeGreaterThan(0.9 * (states + 12 * Math.min(states, 2 ** 24)));
        }
  });

  it('has room for as many threads as it is large', () => {
    const workers = [256, 512, 2_000, 16_000].map((size) => planBudget(2, 16, size * MIB, 100 * MIB)?.workers);
    expect(workers).toEqual([2, 4, 16, 16]);
    expect(planBudget(2, 2, 512 * MIB, 100 * MIB)?.workers).toBe(2);
  });

  it('does not count what a run before has left', () => {
    expect(planBudget(1, 1, 256 * MIB, 3_000 * MIB)).toEqual(planBudget(1, 1, 256 * MIB, 128 * MIB));
  });

  it('is what 32 bits reach where the user did not say', () => {
    const { bytes, besides } = planBudget(1, 1, undefined, 0)!;
    expect(bytes + besides).toBeGreaterThan(3_400 * MIB);
    expect(bytes + besides).toBeLessThan(3_600 * MIB);
  });
});
