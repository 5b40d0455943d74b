import { type CompiledRun, compileOne } from '../support/compile.ts';
import type { Decide } from './decide.ts';
import { type Extension, randomSpec } from './random-spec.ts';

/**
 * What may be refused in a random spec: a value that is certainly outside, a division that certainly fails, a choice
 * of certainly nothing, a temporal property that is too large.
 */
const CERTAIN = /^(THPS3002|THPS3006|THPS3022|THPS4007) /;

/** A random spec, compiled; undefined where it is refused for one of these. */
export function compileRandom(decide: Decide, more?: Extension): CompiledRun | undefined {
  return compileUncertain(randomSpec(decide, more));
}

/** A spec that may be refused for one of these. */
export function compileUncertain(text: string): CompiledRun | undefined {
  try {
    return compileOne(text);
  } catch (problem) {
    if (problem instanceof Error && CERTAIN.test(problem.message)) return undefined;
    throw problem;
  }
}
