import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { CompiledOptions } from '../../src/backend/wasm/search/options.ts';
import { explore } from '../../src/explorer/bfs.ts';
import type { Exploration } from '../../src/explorer/model.ts';
import { twoWorkers } from '../support/crew.ts';
import { memoryFiles } from '../support/memory-files.ts';
import { compileOne, exploreWithCode, interpreterOf } from '../support/compile.ts';
import { compileUncertain } from './compile-random.ts';

/**
 * Among the shortest evidence of a property the first in canonical order is told (docs/semantics.md), whatever
 * explores: here several processes race to break the same property, each in a way of its own. `THPS_RUNS=20` makes it
 * twenty times as many random races.
 */

const RUNS = Number(process.env['THPS_RUNS'] ?? 1);

const ways: Readonly<Record<string, CompiledOptions>> = {
  exact: {},
  fingerprints: { fingerprints: true },
  'two workers': twoWorkers,
  files: { spill: { files: memoryFiles, states: 8, batch: 4 } },
};

/** Statements that break something at once, in the state that they lead to, in the step to it, or not at all. */
const breaking = [
  'm[x] = 1;', // A range error of the step: x is 3.
  'y = 3;', // In `i`.
  'y = 2;', // Of `i`, once m[2] is 1.
  'z = 3;', // In `t`, a property of steps, and in `r`, which a state has to satisfy.
  'm[y] = 1;', // Of `i`.
  'assert y == x;',
  'skip;',
  'z = 1;',
  '{ pick k in 0..3; y = k; }',
  'either { y = 3; } or { m[x] = 1; }',
  'await x == 2; m[0] = 1;',
  'atomic { z = 2; m[z] = 1; y = 2; }',
] as const;

function race(bodies: readonly string[], initial = '0'): string {
  return `spec race;
var m : [0..2 -> 0..1] = [_ in 0..2 -> 0];
var x : 0..3 = 3;
var y : 0..3 ${initial};
var z : 0..3 = 0;
${bodies.map((body, i) => `process p${i} { ${body} }`).join('\n')}
invariant i = m[y] == 0;
transition t = m[z'] <= 1 && y' != 1;
reachable r = m[z] == 1 && y == 2;
check c allow deadlock;`;
}

async function agree(text: string, exhaustive: boolean): Promise<Exploration> {
  const compiled = compileUncertain(text)!;
  const { system, run } = compiled;
  const options = { exhaustive, limits: { states: 3_000 } };
  const reference = await explore(interpreterOf({ system, run }), options);
  for (const [name, how] of Object.entries(ways)) {
    const {
      missed: _,
      spilled: __,
      ...found
    } = await exploreWithCode(
      { system, run },
      {
        ...options,
        ...how,
      },
    );
    if (found.end === 'max-memory') continue;
    expect(found, `${name}, of\n${text}`).toEqual(reference);
  }
  return reference;
}

it('tells the first of several range errors, in steps, in states and in properties of steps', async () => {
  const kinds = ['m[x] = 1;', 'y = 3;', 'z = 3;', 'pick k in 0..3; y = k;'];
  for (const a of kinds)
    for (const b of kinds) {
      if (a === b) continue;
      const text = race([a, b], '= 0');
      const { findings } = await agree(text, false);
      const { system, run } = compileOne(text);
      const model = interpreterOf({ system, run });
      const range = findings.find(({ property }) => model.properties[property]!.kind === 'range')!;
      // The first process is to blame: it takes the step.
      const [first, next] = range.path.states;
      const step = range.path.failingStep;
      const blamed = model
        .outcomes(first!)
        .find((one) => (step === undefined ? one.state === next : one.failure !== undefined && one.step.id === step));
      expect(blamed!.actor.number, `${a} ${b}`).toBe(0);
    }
});

it('tells the first range error where a state that may be the first has one', async () => {
  // The third choice fails after the second has led to a state in which `i` does.
  const text = `spec initial; var n : 0..3; var k : 0..1 = n; var q : seq[2] of 0..3 = if n == 1 then [] else [n];
process p { n = 0; } invariant i = head(q) <= 3; check c allow deadlock;`;
  const { findings } = await agree(text, true);
  expect(findings.map(({ path }) => path.states.length)).toEqual([1]);
  await agree(race(['skip;', 'm[x] = 1;'], ''), true);
});

it('tells the same evidence with every engine, of random races', { timeout: 180_000 * RUNS }, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.constantFrom(...breaking), { minLength: 1, maxLength: 2 }), { minLength: 2, maxLength: 4 }),
      fc.boolean(),
      fc.boolean(),
      async (bodies, exhaustive, isFree) => {
        await agree(
          race(
            bodies.map((body) => body.join(' ')),
            isFree ? '' : '= 0',
          ),
          exhaustive,
        );
      },
    ),
    { numRuns: 15 * RUNS, endOnFailure: true },
  );
});
