import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkLiveness, type LivenessProblem } from '../../src/explorer/liveness/check.ts';
import { columnOf, columnsOf, enabledIn, enter, type StateGraph } from '../../src/explorer/liveness/graph.ts';
import { fairComponents } from '../../src/explorer/liveness/components.ts';
import { lassoIn } from '../../src/explorer/liveness/lasso.ts';
import { Product } from '../../src/explorer/liveness/product.ts';
import type { Exploration, Finding } from '../../src/explorer/model.ts';
import { automatonOf, FormulaTooLarge } from '../../src/temporal/automaton.ts';
import { atom, conjuncts, type Formula, holdsOn, normalForm, not } from '../../src/temporal/formula.ts';
import * as naive from './naive-liveness.ts';
import { randomFormula } from './random-formula.ts';
import type { Decide } from './random-spec.ts';

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

function randomCase(decide: Decide): Case {
  const count = decide(1, 6);
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

function check(one: Case, formula: Formula): Finding | undefined {
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
        conjuncts: conjuncts(normalForm(formula)).map((f) => ({ formula: f, automaton: automatonOf(not(f)) })),
      },
    ],
    range: 1,
    lefts: [],
  };
  return checkLiveness(NOTHING, stateGraph(one), problem, []).findings[0];
}

/** Leaves out formulas that are refused. */
function unlessTooLarge<T>(work: () => T): T {
  try {
    return work();
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

/** Steps to the nearest fair component, by going over all edges again and again. */
function distance(product: Product, { component, fair }: ReturnType<typeof fairComponents>): number {
  const distances = new Map(product.initial.map((node) => [node, 0]));
  for (let changed = true; changed;) {
    changed = false;
    for (const [node, d] of distances) {
      product.edges(node, (target, edge) => {
        const through = d + (product.isStutter(product.stateOf(node), edge) ? 0 : 1);
        if (through >= (distances.get(target) ?? Infinity)) return;
        distances.set(target, through);
        changed = true;
      });
    }
  }
  return Math.min(...[...distances].filter(([node]) => fair.has(component[node]!)).map(([, d]) => d));
}

describe('the search for fair cycles', () => {
  it('agrees with a naive one on random graphs, fairness and formulas', { timeout: 240_000 * RUNS }, () => {
    const outcomes = { violated: 0, holds: 0 };
    const stems = { all: 0, shortest: 0 };
    fc.assert(
      fc.property(fc.gen(), (g) => {
        const decide = deciding(g);
        const one = randomCase(decide);
        const { graph } = one;
        const conditions = [
          ...one.conditions.map((holds) => naive.condition((s) => holds[s]!)),
          ...one.enabled.map((actors) =>
            naive.condition((s) => graph.steps[s]!.some(({ actor }) => actors.includes(actor))),
          ),
        ];
        const fairness = one.fairness.map(({ actor, strong, condition }) => ({
          actor,
          strong,
          condition: (s: number) => condition === undefined || one.conditions[condition]![s]!,
        }));
        const { checked, plain } = randomFormula(decide, conditions);
        fc.pre(naive.untilsIn(plain).length <= 6);
        const finding = unlessTooLarge(() => check(one, checked));
        const shortest = naive.violation(graph, fairness, plain);
        expect(finding !== undefined).toBe(shortest !== undefined);
        outcomes[finding ? 'violated' : 'holds']++;
        if (!finding) return;
        const lasso = plainLasso(finding);
        expect(naive.isViolation(graph, fairness, plain, lasso)).toBe(true);
        expect(lasso.backTo).toBeGreaterThanOrEqual(shortest!);
        stems.all++;
        if (lasso.backTo === shortest) stems.shortest++;
      }),
      { numRuns: 3_000 * RUNS, endOnFailure: process.env['THPS_SHRINK'] === undefined },
    );
    expect(Math.min(outcomes.violated, outcomes.holds)).toBeGreaterThan(500 * RUNS);
    // The automaton may need some steps of the loop to make up its mind, and a short loop may make up for a longer stem.
    expect(stems.shortest / stems.all).toBeGreaterThan(0.95);
  });

  it('takes the shortest way to the nearest fair component', () => {
    fc.assert(
      fc.property(fc.gen(), (g) => {
        const decide = deciding(g);
        const one = randomCase(decide);
        const { checked } = randomFormula(
          decide,
          one.conditions.map(() => naive.constant(true)),
        );
        const automaton = unlessTooLarge(() => automatonOf(checked));
        const graph = stateGraph(one);
        const columns = columnsOf(graph, [...one.conditions.map(() => undefined), ...one.enabled]);
        const enabled = enabledIn(graph, new Set([0, 1, 2]));
        const fairness = one.fairness.map(({ actor, strong }) => ({
          actor,
          strength: strong ? ('strong' as const) : ('weak' as const),
          owed: enabled.get(actor)!,
        }));
        const product = new Product(graph, automaton, columns, fairness);
        const components = fairComponents(product);
        fc.pre(components.fair.size > 0);
        expect(lassoIn(product, components).backTo).toBeLessThanOrEqual(distance(product, components));
      }),
      { numRuns: 500 * RUNS, endOnFailure: process.env['THPS_SHRINK'] === undefined },
    );
  });

  it('accepts with the automaton of a formula the words that satisfy it', { timeout: 240_000 * RUNS }, () => {
    fc.assert(
      fc.property(fc.gen(), (g) => {
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
        expect(unlessTooLarge(() => check(one, checked)) === undefined).toBe(holds);
      }),
      { numRuns: 3_000 * RUNS, endOnFailure: process.env['THPS_SHRINK'] === undefined },
    );
  });
});
