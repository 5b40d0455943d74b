import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { graphOf } from '../../src/backend/interpreter/graph.ts';
import { checkLiveness } from '../../src/explorer/liveness/check.ts';
import type { StatePath } from '../../src/explorer/model.ts';
import { reconstruct } from '../../src/trace/reconstruct.ts';
import { type CompiledRun, compileSpec, interpreterOf } from '../support/compile.ts';
import { readLibrary } from '../support/library.ts';
import { compileRandom } from './compile-random.ts';
import * as naive from './naive-liveness.ts';
import { plainSystem, type PlainSystem } from './naive-temporal.ts';
import { randomTemporal } from './random-temporal.ts';

/**
 * Temporal properties of textbook specs and of random ones, checked and decided naively from their typed expressions. `THPS_RUNS=20` makes
 * it twenty times as many random ones.
 */

const RUNS = Number(process.env['THPS_RUNS'] ?? 1);
/** The naive checker is slow. */
const MAX_STATES = 300;
const MAX_NODES = 4_000;

const NOTHING = { distinct: 0, generated: 0, depth: 0, frontier: 0, end: 'complete' as const, stepsRun: [] };

type Outcome = 'holds' | 'violated' | 'range' | 'too large';

/** @throws with the text of the spec where they differ */
async function compareShowing(compiled: CompiledRun): Promise<readonly Outcome[]> {
  try {
    return await compare(compiled);
  } catch (problem) {
    throw new Error(compiled.system.properties[0]?.at.source.text, { cause: problem });
  }
}

async function compare({ system, run }: CompiledRun): Promise<readonly Outcome[]> {
  const model = interpreterOf({ system, run });
  const problem = model.problem.liveness!;
  const plain = plainSystem(system, model, MAX_STATES);
  if (!plain) return ['too large'];
  const exploration = { ...NOTHING, findings: [], implicationsMet: [] };
  const { findings } = await checkLiveness(exploration, await graphOf(system, model), problem, []);
  const nameOf = (property: number): string => model.properties[property]!.name;
  if (plain.fails || findings.some((f) => nameOf(f.property) === 'range')) {
    expect(findings.map((f) => nameOf(f.property))).toEqual(['range']);
    expect(plain.fails).toBe(true);
    expect(reconstruct(system, model, findings[0]!.path, findings[0]!.property).failure).toBeDefined();
    return ['range'];
  }
  return [...plain.formulas].map(([name, formula]): Outcome => {
    if (plain.keys.length * 2 ** naive.untilsIn(formula).length > MAX_NODES) return 'too large';
    const finding = findings.find((f) => nameOf(f.property) === name);
    const shortest = naive.violation(plain.graph, plain.fairness, formula);
    expect(finding ? 'violated' : 'holds', name).toBe(shortest === undefined ? 'holds' : 'violated');
    if (!finding) return 'holds';
    expect(naive.isViolation(plain.graph, plain.fairness, formula, plainLasso(finding.path, plain))).toBe(true);
    expect(finding.path.backTo).toBeGreaterThanOrEqual(shortest!);
    const trace = reconstruct(system, model, finding.path, finding.property, finding.loop);
    expect(trace.steps).toHaveLength(finding.path.actors!.length);
    return 'violated';
  });
}

function plainLasso({ states, actors, backTo }: StatePath, { keys }: PlainSystem): naive.PlainLasso {
  return { states: states.map((key) => keys.indexOf(key)), actors: states.map((_, i) => actors![i]), backTo: backTo! };
}

const litmus = join(import.meta.dirname, '..', '..', 'specs', 'litmus');

describe('temporal properties', () => {
  for (const file of readdirSync(litmus).filter((name) => /^(?!kernel-).*\.thps$/.test(name))) {
    it(`of ${file} come out as a naive checker says`, { timeout: 900_000 }, async () => {
      const runs = compileSpec(readFileSync(join(litmus, file), 'utf8'), readLibrary);
      const outcomes = (await Promise.all(runs.map(compare))).flat();
      expect(outcomes.filter((outcome) => outcome === 'holds' || outcome === 'violated')).not.toEqual([]);
      expect(outcomes).not.toContain('range');
    });
  }

  it('of random specs come out as a naive checker says', { timeout: 900_000 * RUNS }, async () => {
    const outcomes: Record<Outcome, number> = { holds: 0, violated: 0, range: 0, 'too large': 0 };
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (g) => {
        const decide = (low: number, high: number): number => g(fc.integer, { min: low, max: high });
        const compiled = compileRandom(decide, randomTemporal(decide));
        fc.pre(compiled !== undefined);
        for (const outcome of await compareShowing(compiled)) outcomes[outcome]++;
      }),
      { numRuns: 300 * RUNS, endOnFailure: process.env['THPS_SHRINK'] === undefined },
    );
    expect(outcomes.holds).toBeGreaterThan(50 * RUNS);
    expect(outcomes.violated).toBeGreaterThan(50 * RUNS);
  });
});
