import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CannotCompile } from '../../src/backend/wasm/cannot-compile.ts';
import { coverageOf } from '../../src/driver/coverage.ts';
import { Tally } from '../../src/driver/tally.ts';
import { explore } from '../../src/explorer/bfs.ts';
import type { Exploration, ExploreOptions, FoundStates } from '../../src/explorer/model.ts';
import type { CoverageData } from '../../src/result/model.ts';
import { type CompiledRun, exploreWithCode, interpreterOf } from '../support/compile.ts';
import { twoWorkers } from '../support/crew.ts';
import { RUNS } from './both-engines.ts';
import { compileRandom } from './compile-random.ts';

interface Covered {
  readonly exploration: Exploration;
  readonly coverage: CoverageData;
  readonly tally: Tally;
}

/** What a search finds, and what it met of the spec. */
async function covered(
  { system, run }: CompiledRun,
  search: (options: ExploreOptions) => Promise<Exploration>,
): Promise<Covered> {
  const model = interpreterOf({ system, run });
  const tally = new Tally(system, model);
  const limits = { depth: 8 };
  const visit = (states: FoundStates): Promise<void> => tally.count(states, {});
  const exploration = await search({ limits, visit });
  return { exploration, tally, coverage: coverageOf(system, exploration, tally, model.problem.isUnasked) };
}

/** The outcomes of each step in all states that are expanded, as traces are made of them. */
async function outcomesOf(compiled: CompiledRun): Promise<readonly number[]> {
  const model = interpreterOf(compiled);
  const taken = compiled.system.steps.map(() => 0);
  const visit = ({ expanded, keyAt }: FoundStates): Promise<void> => {
    for (let state = 0; state < expanded; state++)
      for (const { step, failure } of model.outcomes(keyAt(state))) {
        // An assertion that is expected to fail: the step goes on.
        const property = failure && model.properties[failure.property];
        const goesOn = property?.kind === 'assert' && property.name !== 'assert' && property.expectViolated;
        if (!goesOn) taken[step.id]!++;
      }
    return Promise.resolve();
  };
  await explore(model, { limits: { depth: 8 }, visit });
  return taken;
}

describe('what was met of a spec', () => {
  it('is the same for all engines, and what the search itself has noticed', { timeout: 240_000 * RUNS }, async () => {
    let counted = 0;
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (g) => {
        const compiled = compileRandom((low, high) => g(fc.integer, { min: low, max: high }));
        fc.pre(compiled !== undefined);
        const reference = await covered(compiled, (options) => explore(interpreterOf(compiled), options));
        expect(reference.tally.isComplete).toBe(true);
        expect(reference.tally.steps.map(({ taken }) => taken)).toEqual(await outcomesOf(compiled));
        try {
          for (const how of counted++ % 20 === 0 ? [{}, twoWorkers] : [{}]) {
            const other = await covered(compiled, (options) => exploreWithCode(compiled, { ...options, ...how }));
            expect(other.coverage).toEqual(reference.coverage);
          }
        } catch (problem) {
          if (!(problem instanceof CannotCompile)) throw problem;
          return;
        }
        const { exploration, tally, coverage } = reference;
        expect(exploration.stepsRun).toEqual(tally.steps.map(({ taken }) => taken > 0));
        for (const { met, count } of coverage.implications) if (count !== undefined) expect(met).toBe(count > 0);
      }),
      { numRuns: 30 * RUNS, endOnFailure: true },
    );
    expect(counted).toBeGreaterThan(15);
  });
});
