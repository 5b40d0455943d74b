import { describe, expect, it } from 'vitest';
import { graphOf } from '../../src/backend/interpreter/graph.ts';
import type { CompiledOptions } from '../../src/backend/wasm/search/options.ts';
import { explore } from '../../src/explorer/bfs.ts';
import { checkLiveness } from '../../src/explorer/liveness/check.ts';
import type { Checkpoints, Exploration, Snapshot } from '../../src/explorer/model.ts';
import { judge } from '../../src/explorer/verdict.ts';
import { type CompiledRun, compileOne, compileSpec, exploreWithCode, interpreterOf } from '../support/compile.ts';
import { crew } from '../support/crew.ts';
import { memoryFiles } from '../support/memory-files.ts';

/** `constraint`: states beyond it are looked at, and not expanded. */

/** Three counters up to 9, of which all with a sum below 12 are expanded. */
const grid = compileOne(`spec grid;
var c : [0..2 -> 0..9] = [_ in 0..2 -> 0];
constraint (sum i in 0..2: c[i]) < 12;
action up(i: 0..2) when c[i] < 9 { c[i] += 1; }
invariant low = (sum i in 0..2: c[i]) <= 12;
reachable first_beyond = c[0] == 9 && c[1] == 3;
check all;
`);

/** Sums of three numbers up to 9, by counting. */
function countOf(wanted: (sum: number) => boolean): number {
  let count = 0;
  for (let i = 0; i < 1_000; i++) if (wanted((i % 10) + (Math.trunc(i / 10) % 10) + Math.trunc(i / 100))) count++;
  return count;
}

function withoutFiles({ spilled, ...result }: Exploration): Exploration {
  expect(spilled?.failed).toBeUndefined();
  return result;
}

/** Keeps the snapshot of the first pause, or goes on from it. */
function checkpoints(kept: { snapshot?: Snapshot }): Checkpoints {
  const { snapshot } = kept;
  return {
    load: () =>
      snapshot && {
        progress: structuredClone(snapshot.progress),
        read(regions) {
          regions.forEach((region, i) => {
            region.set(snapshot.regions[i]!);
          });
        },
        refuse(reason) {
          throw new Error(reason);
        },
      },
    isDue: () => snapshot === undefined && kept.snapshot === undefined,
    save({ progress, regions }) {
      kept.snapshot ??= { progress, regions: regions.map((one) => one.slice()) };
    },
  };
}

describe('a constraint', () => {
  it('lets states beyond it be found, counted and not expanded, in every way to explore', async () => {
    const reference = await explore(interpreterOf(grid));
    expect(reference.distinct).toBe(countOf((sum) => sum <= 12));
    expect(reference.beyond).toBe(countOf((sum) => sum === 12));
    expect(reference.end).toBe('complete');
    const ways: readonly CompiledOptions[] = [{}, { fingerprints: true }, crew(2), crew(3)];
    for (const way of ways) {
      const { missed, ...found } = await exploreWithCode(grid, way);
      expect(missed === undefined).toBe(way.fingerprints !== true);
      expect(found).toEqual(reference);
    }
    const spill = { states: 60, files: () => memoryFiles() };
    expect(withoutFiles(await exploreWithCode(grid, { spill }))).toEqual(reference);
  });

  it('is counted on after a snapshot', async () => {
    const kept: { snapshot?: Snapshot } = {};
    await exploreWithCode(grid, { checkpoints: checkpoints(kept) });
    expect(kept.snapshot).toBeDefined();
    expect(await exploreWithCode(grid, { checkpoints: checkpoints(kept) })).toEqual(await exploreWithCode(grid));
  });

  it('is no promise: nothing is decided by it, and a state beyond it is no deadlock', async () => {
    const { exploration, names } = await verdicts(`spec s;
      var x : 0..9 = 0;
      constraint x < 3;
      process p { loop { await x < 3; x += 1; } }
      invariant low = x <= 3;
      invariant lower = x < 3;
      check all expect violates lower;`);
    expect(exploration.end).toBe('decided');
    expect(names).toEqual({
      low: 'undecided',
      lower: 'violated',
      assert: 'undecided',
      range: 'undecided',
      deadlock: 'undecided',
    });
  });

  it('holds of nothing where it has no value', async () => {
    const { names } = await verdicts(`spec s;
      var q : seq[2] of 0..1 = [1];
      constraint head(q) == 1;
      action shorter when size(q) > 0 { q = tail(q); }
      check all only range expect violates range in 1 steps;`);
    expect(names['range']).toBe('violated');
  });

  it('keeps no step asleep that is looked up at a state beyond it', async () => {
    // One order of the two steps leads through a state that is not expanded.
    const run = compileOne(`spec s;
      var a : 0..3 = 0;
      var b : 0..3 = 0;
      constraint !(a == 1 && b == 0);
      action left when a < 3 { a += 1; }
      action right when b < 3 { b += 1; }
      terminates when true;
      check all;`);
    const reference = await explore(interpreterOf(run));
    // All with b > 0, and (0, 0) and (1, 0).
    expect(reference.distinct).toBe(4 * 3 + 2);
    expect(await exploreWithCode(run)).toEqual(reference);
  });

  it('restricts temporal properties to the behaviours that stay within it, in both engines', async () => {
    const spec = (constraint: string): string => `spec s;
      var x : 0..5 = 0;
      ${constraint}
      action up fair when x < 5 { x += 1; }
      action zero when x > 0 { x = 0; }
      temporal ends = eventually always (x == 5);
      temporal returns = always eventually (x == 0);
      temporal never_low = always (x >= 1 => eventually (x == 3));
      check all;`;
    // Without it, `zero` need not happen, and may happen again and again.
    expect(await temporal(spec(''))).toEqual(['ends', 'returns', 'never_low']);
    // `up` has to happen at 2 and leads beyond: whoever stays within goes back to 0, again and again, and never comes to 3.
    expect(await temporal(spec('constraint x < 3;'))).toEqual(['ends', 'never_low']);
  });

  it('of a check is added to those of the spec', async () => {
    const text = `spec s;
      var x : 0..9 = 0;
      var y : 0..9 = 0;
      constraint x < 3;
      action across when x < 9 { x += 1; }
      action up when y < 9 { y += 1; }
      check spec_alone;
      check both constraint y < 2 constraint x + y < 3;`;
    const counts = await Promise.all(
      compileSpec(text).map(async (run) => {
        const { distinct, beyond } = await exploreWithCode(run);
        return [distinct, beyond];
      }),
    );
    expect(counts).toEqual([
      [40, 10],
      [9, 4],
    ]);
  });
});

async function verdicts(text: string): Promise<{ exploration: Exploration; names: Record<string, string> }> {
  const run = compileOne(text);
  const model = interpreterOf(run);
  const exploration = await explore(model);
  expect(await exploreWithCode(run)).toEqual(exploration);
  const { properties } = judge(model.properties, exploration, { violated: [] });
  return { exploration, names: Object.fromEntries(properties.map(({ name, result }) => [name, result])) };
}

/** Names of the temporal properties that are violated. */
async function temporal(text: string): Promise<readonly string[]> {
  const run: CompiledRun = compileOne(text);
  const model = interpreterOf(run);
  const liveness = model.problem.liveness!;
  const reference = await checkLiveness(
    await explore(model),
    await graphOf(run.system, model),
    liveness,
    model.implicationsMet,
  );
  expect(await exploreWithCode(run, { liveness })).toEqual(reference);
  return reference.findings.flatMap(({ property }) => {
    const { name, kind } = model.properties[property]!;
    return kind === 'temporal' ? [name] : [];
  });
}
