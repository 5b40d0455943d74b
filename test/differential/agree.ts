import { expect } from 'vitest';
import { CannotCompile } from '../../src/backend/wasm/cannot-compile.ts';
import { explore } from '../../src/explorer/bfs.ts';
import type { Exploration, Model } from '../../src/explorer/model.ts';
import { type CompiledRun, exploreWithCode, interpreterOf } from '../support/compile.ts';
import { type Verdict, verdictOf } from './reading/compare.ts';
import type { Reading } from './reading/explore.ts';
import { NotCovered } from './reading/value.ts';

export type Agreement = 'same' | 'not covered' | 'too large' | 'not compiled';

/**
 * Expects that the engines find the states, the depth and the evidence of the reading of the definition. What it
 * says depends on no engine, so that a fault that both share shows.
 */
export async function agreeWithReading(
  { system, run }: CompiledRun,
  read: () => Reading | undefined,
  text: string,
  engines: 'both' | 'interpreter' = 'both',
): Promise<Agreement> {
  let reading: Reading | undefined;
  try {
    reading = read();
  } catch (problem) {
    if (problem instanceof NotCovered) return 'not covered';
    throw problem;
  }
  if (!reading) return 'too large';
  const expected = verdictOf(reading);
  // One that finds more need not go on to find all.
  const options = { exhaustive: true, limits: { states: 2 * reading.states + 100 } };
  const model = interpreterOf({ system, run });
  expect(verdictOfEngine(await explore(model, options), model), `the interpreter on\n${text}`).toEqual(expected);
  if (engines === 'interpreter') return 'same';
  try {
    const found = await exploreWithCode({ system, run }, options);
    expect(verdictOfEngine(found, model), `the compiled engine on\n${text}`).toEqual(expected);
  } catch (problem) {
    if (problem instanceof CannotCompile) return 'not compiled';
    throw problem;
  }
  return 'same';
}

function verdictOfEngine({ distinct, depth, findings }: Exploration, { properties }: Model): Verdict {
  const evidence = findings.flatMap(({ property, kind, path }): readonly [string, number][] => {
    const { name, kind: sort, isBound } = properties[property]!;
    // That there is no witness is no evidence that a path shows.
    if (isBound !== undefined || (sort === 'reachable' && kind === 'violation')) return [];
    return [[name, path.states.length - 1 + (path.failingStep === undefined ? 0 : 1)]];
  });
  return { states: distinct, depth, evidence: Object.fromEntries(evidence) };
}
