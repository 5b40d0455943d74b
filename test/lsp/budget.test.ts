import { describe, expect, it } from 'vitest';
import { budgetOf } from '../../lsp/server/budget.ts';
import type { Settings } from '../../lsp/protocol.ts';

/** What a client sends is JSON of any shape. */
const settings = (check: unknown): Settings => ({ check }) as Settings;

/** The longest that a timer of Node can wait: with more it goes off at once. */
const LONGEST = (2 ** 31 - 1) / 1000;

describe('the budget of checks in the editor', () => {
  it('is what the user says', () => {
    const check = { maxSeconds: 90, maxStates: 1_000, maxMegabytes: 256 };
    expect(budgetOf(settings(check))).toEqual(check);
    expect(budgetOf({})).toEqual({ maxSeconds: 30, maxStates: 2_000_000, maxMegabytes: 1024 });
  });

  it.each([1e12, 1e308, Infinity, Number.MAX_SAFE_INTEGER, 2 ** 31, 0, -1, -Infinity, 0.001])(
    'stays within reason where a setting is %d',
    (value) => {
      const { maxSeconds, maxStates, maxMegabytes } = budgetOf(
        settings({ maxSeconds: value, maxStates: value, maxMegabytes: value }),
      );
      expect(maxSeconds).toBeGreaterThanOrEqual(1);
      expect(maxSeconds).toBeLessThan(LONGEST / 10);
      expect(Number.isSafeInteger(maxStates) && maxStates >= 1).toBe(true);
      expect(Number.isSafeInteger(maxMegabytes * 2 ** 20) && maxMegabytes >= 64).toBe(true);
    },
  );

  it.each([NaN, null, '30', true, {}, []])('is the default where a setting is %j', (value) => {
    expect(budgetOf(settings({ maxSeconds: value, maxStates: value, maxMegabytes: value }))).toEqual(budgetOf({}));
  });
});
