import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Interpreter } from '../../src/backend/interpreter/model.ts';
import { explore } from '../../src/explorer/bfs.ts';
import { compileSpec, exploreWithCode, interpreterOf } from '../support/compile.ts';
import { RUNS } from './both-engines.ts';

/**
 * Scenarios against their definition: a judge goes through all runs of the spec without any observer and looks for the
 * order in each of them by trying all ways.
 */

const spec = `spec s;
var x : 0..3 = 0;
var y : 0..1 = 0;
process cpu[i: 0..1] {
load:
  let seen = x;
store:
  x = if seen < 3 then seen + 1 else 3;
}
process other {
first:
  y = 1;
second: {
    await x > 0;
    atomic { y = 0; x = 0; }
  }
}
action tick when y == 1 && x < 3 { x = 3; y = 0; }
`;

/** A step of a run: who takes it, and the labels that it begins at. */
interface Taken {
  readonly actor: string;
  readonly labels: ReadonlySet<string>;
}

/** All runs of a spec that has no cycles, up to where nothing can happen any more. */
function runsOf(model: Interpreter): readonly (readonly Taken[])[] {
  const runs: Taken[][] = [];
  const follow = (state: string, before: readonly Taken[]): void => {
    const outcomes = model.outcomes(state).filter((one) => one.state !== undefined);
    if (outcomes.length === 0) runs.push([...before]);
    for (const { actor, step, state: after } of outcomes) {
      const points = actor.kind === 'process' ? actor.family.points : [];
      follow(after!, [...before, { actor: actor.name, labels: new Set([points[step.point]?.name ?? '']) }]);
    }
  };
  model.initialStates({
    successor: (state) => {
      follow(state, []);
    },
    violation: () => undefined,
  });
  return runs;
}

interface Item {
  readonly name: string;
  readonly isNext: boolean;
  readonly before: readonly string[];
}

const names = ['cpu', 'cpu[0]', 'cpu[1]', 'cpu.load', 'cpu[0].load', 'cpu[0].store', 'cpu[1].load', 'cpu[1].store'];
const others = ['cpu.store', 'other', 'other.first', 'other.second', 'tick'];
const anyName = fc.constantFrom(...names, ...others);

function isNamed({ actor, labels }: Taken, name: string): boolean {
  const [who = '', label] = name.split('.');
  return (actor === who || actor.startsWith(`${who}[`)) && (label === undefined || labels.has(label));
}

/** Whether the order is in a run from a position on; `at` counts the steps of the run that have happened. */
function isIn(run: readonly Taken[], order: readonly Item[], at = 0): boolean {
  const [item, ...rest] = order;
  if (!item) return true;
  for (let i = at; i < run.length; i++) {
    if (isNamed(run[i]!, item.name) && isIn(run, rest, i + 1)) return true;
    if (item.isNext || item.before.some((name) => isNamed(run[i]!, name))) return false;
  }
  return false;
}

/** Steps of the shortest run that has the order. */
function shortest(runs: readonly (readonly Taken[])[], order: readonly Item[]): number | undefined {
  const lengths = runs.flatMap((run) => {
    const end = run.findIndex((_, i) => isIn(run.slice(0, i + 1), order));
    return end < 0 ? [] : [end + 1];
  });
  return lengths.length === 0 ? undefined : Math.min(...lengths);
}

const item: fc.Arbitrary<Item> = fc.record({
  name: anyName,
  isNext: fc.boolean(),
  before: fc.array(anyName, { maxLength: 2 }),
});

function written({ name, isNext, before }: Item): string {
  return `${isNext ? 'next ' : ''}${name}${before.length === 0 ? '' : ` before ${before.join(', ')}`};`;
}

describe('a scenario', () => {
  const [plain] = compileSpec(spec);
  const runs = runsOf(interpreterOf(plain!));

  it('is judged by runs of every length', () => {
    expect(new Set(runs.map(({ length }) => length)).size).toBeGreaterThan(1);
    expect(shortest(runs, [{ name: 'cpu[0].store', isNext: false, before: [] }])).toBe(2);
    expect(shortest(runs, [{ name: 'cpu[0].store', isNext: true, before: [] }])).toBeUndefined();
  });

  it('is possible in as many steps as its definition says, in both engines', async () => {
    let [possible, impossible] = [0, 0];
    await fc.assert(
      fc.asyncProperty(fc.array(item, { minLength: 1, maxLength: 4 }), async (order) => {
        const [run] = compileSpec(`${spec}scenario order possible { ${order.map(written).join(' ')} }`);
        const model = interpreterOf(run!);
        const expected = shortest(runs, order);
        for (const found of [await explore(model, {}), await exploreWithCode(run!)]) {
          const finding = found.findings.find(({ property }) => model.properties[property]?.name === 'order');
          expect(finding && finding.path.states.length - 1).toBe(expected);
          expect(found.end).toBe(expected === undefined ? 'complete' : 'decided');
        }
        if (expected === undefined) impossible++;
        else possible++;
      }),
      { numRuns: 60 * RUNS, seed: 1 },
    );
    expect(Math.min(possible, impossible)).toBeGreaterThan(5);
  });
});
