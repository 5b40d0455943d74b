import { describe, expect, it } from 'vitest';
import { Forecast } from '../../src/explorer/forecast.ts';

/** Guesses are held against state spaces whose size is known by arithmetic. */

/** What is guessed at each depth of a search whose levels have these sizes. */
function guesses(levels: readonly number[]): readonly (number | undefined)[] {
  const forecast = new Forecast();
  let distinct = 0;
  return levels.map((size, depth) => {
    distinct += size;
    forecast.see({ distinct, depth });
    return forecast.states;
  });
}

/** The states of n independent bits at each distance from one of them: a row of Pascal's triangle. */
function cube(n: number): readonly number[] {
  const row = [1];
  for (let k = 0; k < n; k++) row.push((row[k]! * (n - k)) / (k + 1));
  return row;
}

describe('a forecast', () => {
  it('is within a factor of two when half of a cube is explored, and within a tenth soon after', () => {
    const all = guesses(cube(24));
    expect(all[12]! / 2 ** 24).toBeGreaterThan(0.5);
    expect(all[12]! / 2 ** 24).toBeLessThan(2);
    for (let depth = 16; depth <= 23; depth++) expect(Math.abs(all[depth]! / 2 ** 24 - 1)).toBeLessThan(0.1);
  });

  it('says nothing before there is a trend, and nothing about growth that goes on', () => {
    expect(guesses(cube(24)).slice(0, 5)).toEqual([undefined, undefined, undefined, undefined, undefined]);
    expect(guesses(Array.from({ length: 30 }, (_, k) => 2 ** k)).slice(7)).toEqual(Array(23).fill(undefined));
    expect(new Forecast().states).toBeUndefined();
  });

  it('is a number of states that are known or a larger one', () => {
    let distinct = 0;
    const levels = cube(16);
    for (const [depth, guess] of guesses(levels).entries()) {
      distinct += levels[depth]!;
      if (guess !== undefined) expect(guess).toBeGreaterThanOrEqual(distinct);
    }
  });

  it('bears levels that it does not see, levels without states, and a depth that stands still', () => {
    const forecast = new Forecast();
    for (const [depth, distinct] of [
      [0, 1],
      [3, 40],
      [3, 90],
      [7, 400],
      [8, 400],
      [12, 1500],
      [13, 1600],
      [15, 1700],
      [19, 1750],
      [20, 1755],
    ] as const)
      forecast.see({ distinct, depth });
    expect(forecast.states).toBeGreaterThanOrEqual(1755);
    expect(forecast.states).toBeLessThan(4000);
  });
});
