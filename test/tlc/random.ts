import { compileRandom } from '../differential/compile-random.ts';
import { randomTemporal } from '../differential/random-temporal.ts';
import type { CompiledRun } from '../support/compile.ts';

/** Random specs by their numbers, those of even numbers with temporal properties; undefined where one is refused. */
export function randomRun(number: number): CompiledRun | undefined {
  const decide = chance(number);
  return compileRandom(decide, number % 2 === 0 ? randomTemporal(decide) : undefined);
}

/** Integers from `low` to `high`, the same ones for the same seed (mulberry32). */
function chance(seed: number): (low: number, high: number) => number {
  let state = seed >>> 0;
  return (low, high) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    const fraction = ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    return low + Math.floor(fraction * (high - low + 1));
  };
}
