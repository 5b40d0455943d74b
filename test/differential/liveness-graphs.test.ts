import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkLiveness, type LivenessProblem } from '../../src/explorer/liveness/check.ts';
import { columnOf, enter } from '../../src/explorer/liveness/column.ts';
import type { StateGraph } from '../../src/explorer/liveness/graph.ts';
import type { Exploration, Finding } from '../../src/explorer/model.ts';
import { FormulaTooLarge } from '../../src/temporal/automaton.ts';
import {
  always,
  and,
  atom,
  conjuncts,
  eventually,
  type Formula,
  holdsOn,
  implies,
  normalForm,
} from '../../src/temporal/formula.ts';
import { violationsOf } from '../../src/temporal/violations.ts';
import * as naive from './naive-liveness.ts';
import { randomFormula, type Twin } from './random-formula.ts';
import type { Decide } from './decide.ts';

/**
 * The search for fair cycles against a naive one, on random graphs that come from no spec. `THPS_RUNS=20` makes it
 * twenty times as many.
 */

const RUNS = Number(process.env['THPS_RUNS'] ?? 1);

const deciding = (g: fc.GeneratorValue): Decide => {
  return (low, high) => g(fc.integer, { min: low, max: high });
};

interface Case {
  readonly graph: naive.PlainGraph;
  /** By number of condition, the states that satisfy it. */
  readonly conditions: readonly (readonly boolean[])[];
  /** Conditions after these: that one of some actors can step. */
  readonly enabled: readonly (readonly number[])[];
  readonly fairness: readonly { readonly actor: number; readonly strong: boolean; readonly condition?: number }[];
}

function randomCase(decide: Decide, count = decide(1, 6)): Case {
  const actors = decide(1, 3);
  const flags = (): boolean[] => Array.from({ length: count }, () => decide(0, 1) === 1);
  return {
    graph: {
      initial: Array.from({ length: Math.min(count, decide(1, 2)) }, (_, i) => i),
      steps: Array.from({ length: count }, () =>
        Array.from({ length: decide(0, 3) }, () => ({ actor: decide(0, actors - 1), to: decide(0, count - 1) })),
      ),
    },
    conditions: Array.from({ length: decide(1, 3) }, flags),
    enabled: [[decide(0, actors - 1)]],
    fairness: Array.from({ length: actors }, (_, actor) => actor).flatMap((actor) => {
      const kind = decide(0, 4);
      if (kind === 0) return [];
      return [{ actor, strong: kind > 2, ...(kind === 2 ? { condition: 0 } : {}) }];
    }),
  };
}

function stateGraph({ graph, conditions, enabled }: Case): StateGraph {
  const first = [0];
  for (const steps of graph.steps) first.push(first.at(-1)! + steps.length);
  const columns = conditions.map((holds) => {
    const column = columnOf(graph.steps.length);
    holds.forEach((h, state) => {
      if (h) enter(column, state);
    });
    return column;
  });
  return {
    count: graph.steps.length,
    initial: graph.initial.length,
    first: Uint32Array.from(first),
    targets: Uint32Array.from(graph.steps.flatMap((steps) => steps.map(({ to }) => to))),
    actors: Uint16Array.from(graph.steps.flatMap((steps) => steps.map(({ actor }) => actor))),
    observed: [...columns, ...enabled.map(() => undefined)],
    keyOf: String,
  };
}

const NOTHING: Exploration = {
  distinct: 0,
  generated: 0,
  depth: 0,
  frontier: 0,
  end: 'complete',
  findings: [],
  stepsRun: [],
  implicationsMet: [],
};

async function check(one: Case, formula: Formula): Promise<Finding | undefined> {
  const problem: LivenessProblem = {
    actors: 3,
    enabled: [...one.conditions.map(() => undefined), ...one.enabled],
    fairness: one.fairness.map(({ actor, strong, condition }) => ({
      actor,
      strength: strong ? 'strong' : 'weak',
      ...(condition === undefined ? {} : { condition: atom(condition) }),
    })),
    properties: [
      {
        property: 0,
        conjuncts: conjuncts(normalForm(formula)).map(violationsOf),
      },
    ],
    range: 1,
    lefts: [],
  };
  return (await checkLiveness(NOTHING, stateGraph(one), problem, [])).findings[0];
}

/** Leaves out formulas that are refused. */
async function unlessTooLarge<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (problem) {
    fc.pre(!(problem instanceof FormulaTooLarge));
    throw problem;
  }
}

function plainLasso({ path }: Finding): naive.PlainLasso {
  const { states, actors, backTo } = path;
  return {
    states: states.map(Number),
    actors: states.map((_, i) => actors![i]),
    backTo: backTo!,
  };
}

/** The case as the naive search sees it. */
function plainCase(one: Case): {
  graph: naive.PlainGraph;
  conditions: readonly naive.Ltl[];
  fairness: readonly naive.PlainFairness[];
} {
  const { graph } = one;
  const enabled = (actors: readonly number[]): naive.Ltl =>
    naive.condition((s) => graph.steps[s]!.some(({ actor }) => actors.includes(actor)));
  return {
    graph,
    conditions: [...one.conditions.map((holds) => naive.condition((s) => holds[s]!)), ...one.enabled.map(enabled)],
    fairness: one.fairness.map(({ actor, strong, condition }) => ({
      actor,
      strong,
      condition: (s: number) => condition === undefined || one.conditions[condition]![s]!,
    })),
  };
}

describe('the search for fair cycles', () => {
  it('agrees with a naive one on random graphs, fairness and formulas', { timeout: 900_000 * RUNS }, async () => {
    const outcomes = { violated: 0, holds: 0 };
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (g) => {
        const decide = deciding(g);
        const one = randomCase(decide);
        const { graph, fairness, conditions } = plainCase(one);
        const { checked, plain } = randomFormula(decide, conditions);
        fc.pre(naive.untilsIn(plain).length <= 6);
        const finding = await unlessTooLarge(() => check(one, checked));
        const shortest = naive.violation(graph, fairness, plain);
        expect(finding !== undefined).toBe(shortest !== undefined);
        outcomes[finding ? 'violated' : 'holds']++;
        if (!finding) return;
        const lasso = plainLasso(finding);
        expect(naive.isViolation(graph, fairness, plain, lasso)).toBe(true);
        expect(lasso.backTo).toBeGreaterThanOrEqual(shortest!);
      }),
      { numRuns: 3_000 * RUNS, endOnFailure: process.env['THPS_SHRINK'] === undefined },
    );
    expect(Math.min(outcomes.violated, outcomes.holds)).toBeGreaterThan(500 * RUNS);
  });

  /** Runs a case and tells whether some violation has fewer steps, or as many and ends in a state that is kept. */
  async function compareLength(one: Case, { checked, plain }: Twin): Promise<'shortest' | 'longer' | 'holds'> {
    const { graph, fairness } = plainCase(one);
    const finding = await unlessTooLarge(() => check(one, checked));
    if (!finding) return 'holds';
    const { actors, stutters } = finding.path;
    const best = naive.violationOf(graph, fairness, plain, actors!.length)!;
    if (naive.stepsOf(best) < actors!.length) return 'longer';
    return stutters === (best.actors.at(-1) === undefined) ? 'shortest' : 'longer';
  }

  /** That the formula is violated is decided by the loop alone. */
  const byTheLoop = [
    { checked: eventually, plain: naive.eventually },
    { checked: (f: Formula) => always(eventually(f)), plain: (f: naive.Ltl) => naive.always(naive.eventually(f)) },
    { checked: (f: Formula) => eventually(always(f)), plain: (f: naive.Ltl) => naive.eventually(naive.always(f)) },
  ];

  it('tells a lasso with as few steps as there can be', { timeout: 900_000 * RUNS }, async () => {
    const lengths = { shortest: 0, longer: 0, holds: 0 };
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (g) => {
        const decide = deciding(g);
        const one = randomCase(decide);
        const { checked, plain } = randomFormula(decide, plainCase(one).conditions, 0);
        const kind = byTheLoop[decide(0, 2)]!;
        const result = await compareLength(one, { checked: kind.checked(checked), plain: kind.plain(plain) });
        lengths[result]++;
        expect(result).not.toBe('longer');
      }),
      { numRuns: 2_000 * RUNS, endOnFailure: process.env['THPS_SHRINK'] === undefined },
    );
    expect(lengths.shortest).toBeGreaterThan(500 * RUNS);
  });

  it(
    'hardly ever tells a longer one where a formula is decided by the first rounds of the loop',
    async () => {
      const lengths = { shortest: 0, longer: 0, holds: 0 };
      await fc.assert(
        fc.asyncProperty(fc.gen(), async (g) => {
          const decide = deciding(g);
          const one = randomCase(decide);
          const twin = randomFormula(decide, plainCase(one).conditions);
          fc.pre(naive.untilsIn(twin.plain).length <= 6);
          lengths[await compareLength(one, twin)]++;
        }),
        { numRuns: 2_000 * RUNS, endOnFailure: process.env['THPS_SHRINK'] === undefined },
      );
      expect(lengths.shortest).toBeGreaterThan(300 * RUNS);
      expect(lengths.longer).toBeLessThan(lengths.shortest / 100);
    },
    240_000 * RUNS,
  );

  it(
    'takes many premises of the form (always eventually a) => (always eventually b)',
    { timeout: 900_000 * RUNS },
    async () => {
      const outcomes = { violated: 0, holds: 0 };
      await fc.assert(
        fc.asyncProperty(fc.gen(), async (g) => {
          const decide = deciding(g);
          const count = decide(1, 5);
          const flags = (): boolean[] => Array.from({ length: count }, () => decide(0, 2) === 0);
          const pairs = Array.from({ length: decide(1, 8) }, () => [flags(), flags()] as const);
          const goal = flags();
          const one: Case = { ...randomCase(decide, count), conditions: [...pairs.flat(), goal], enabled: [] };
          const often = (i: number): Formula => always(eventually(atom(i)));
          const premises = pairs.map((_, i) => implies(often(2 * i), often(2 * i + 1)));
          const found = await check(one, implies(premises.reduce(and), often(2 * pairs.length)));
          // What a behaviour visits for ever is a set of states between which it goes to and fro.
          const { graph, fairness } = plainCase(one);
          const isViolation = naive.recurringSets(graph, fairness).some((visited) => {
            const has = (condition: readonly boolean[]): boolean => visited.some((s) => condition[s]);
            return !has(goal) && pairs.every(([a, b]) => !has(a) || has(b));
          });
          expect(found !== undefined).toBe(isViolation);
          outcomes[found ? 'violated' : 'holds']++;
        }),
        { numRuns: 2_000 * RUNS, endOnFailure: process.env['THPS_SHRINK'] === undefined },
      );
      expect(Math.min(outcomes.violated, outcomes.holds)).toBeGreaterThan(300 * RUNS);
    },
  );

  it('accepts with the automaton of a formula the words that satisfy it', { timeout: 900_000 * RUNS }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (g) => {
        const decide = deciding(g);
        const length = decide(1, 6);
        const backTo = decide(0, length - 1);
        const letters = Array.from({ length: 3 }, () => Array.from({ length }, () => decide(0, 1) === 1));
        const { checked, plain } = randomFormula(
          decide,
          letters.map((l) => naive.condition((s) => l[s]!)),
        );
        // Somebody fair goes round for ever; a loop of one state stutters.
        const one: Case = {
          graph: {
            initial: [0],
            steps: letters[0]!.map((_, i) => [{ actor: 0, to: i === length - 1 ? backTo : i + 1 }]),
          },
          conditions: letters,
          enabled: [],
          fairness: [{ actor: 0, strong: false }],
        };
        const holds = holdsOn(checked, length, backTo, (a, i) => letters[a]![i]!);
        const lasso = { states: letters[0]!.map((_, i) => i), actors: letters[0]!.map(() => 0), backTo };
        expect(naive.truthOn(lasso, plain, 0)).toBe(holds);
        expect((await unlessTooLarge(() => check(one, checked))) === undefined).toBe(holds);
      }),
      { numRuns: 3_000 * RUNS, endOnFailure: process.env['THPS_SHRINK'] === undefined },
    );
  });
});
