import { type CompiledRun, compileOne } from '../support/compile.ts';
import { type Decide, randomSpec } from './random-spec.ts';

/**
 * What the type checker may refuse in a random spec: a value that is certainly outside, a division that certainly
 * fails, a choice of certainly nothing.
 */
const CERTAIN = /^(THPS3002|THPS3006|THPS3022) /;

/** A random spec, compiled; undefined where it is refused for one of these. */
export function compileRandom(decide: Decide): CompiledRun | undefined {
  try {
    return compileOne(randomSpec(decide));
  } catch (problem) {
    if (problem instanceof Error && CERTAIN.test(problem.message)) return undefined;
    throw problem;
  }
}
