import { describe, expect, it } from 'vitest';
import { itemAt } from '../../src/core/lists.ts';
import type { Result } from '../../src/result/model.ts';
import { furtherPaths } from '../../src/trace/further-paths.ts';
import { reconstruct } from '../../src/trace/reconstruct.ts';
import * as specs from '../cli/specs.ts';
import { thps, withFiles } from '../cli/run.ts';
import { problemsOf } from '../result/schema.ts';
import { compileOne, exploreRun } from '../support/compile.ts';

/** Who takes the steps of the first path to a property and of all others, in brief. */
async function pathsTo(spec: string, property: string): Promise<readonly string[]> {
  const { system, model, exploration } = await exploreRun(compileOne(spec));
  const number = model.properties.findIndex(({ name }) => name === property);
  const finding = exploration.findings.find((one) => one.property === number);
  if (finding === undefined) throw new Error(`nothing is known of ${property}`);
  const others = furtherPaths(finding, system, model, 100) ?? [];
  return [finding.path, ...others].map((path) => {
    // What is shown is held against the spec: a path that shows nothing would throw.
    const trace = reconstruct(system, model, path, number);
    expect(trace.steps.length).toBe(finding.path.states.length - (finding.path.failingStep === undefined ? 1 : 0));
    return trace.steps.map(({ actor }) => actor).join(' ');
  });
}

const two = (first: string, second: string, property: string): string =>
  `spec two;\nvar x : 0..9 = 0;\nvar y : 0..9 = 0;\nprocess a { ${first} }\nprocess b { ${second} }\n${property}\n`;

describe('further paths', () => {
  it('differ in the order of steps that read and write the same', async () => {
    const race = two('let s = x; x = s + 1;', 'let t = x; x = t + 1;', 'invariant both = all_done => x == 2;');
    // Both load before the first store: two orders of the loads that do not matter, and two orders of the stores.
    expect(await pathsTo(race, 'both')).toEqual(['a b a b', 'a b b a']);
  });

  it('do not differ in steps that have nothing to do with each other', async () => {
    const apart = two('x = 1; x = 2;', 'y = 1; y = 2;', 'invariant never = !all_done;');
    expect(await pathsTo(apart, 'never')).toEqual(['a a b b']);
    // Each order of writing one place is another one: 4! / (2! 2!).
    const together = two('x = 1; x = 2;', 'x = 3; x = 4;', 'invariant never = !all_done;');
    expect(await pathsTo(together, 'never')).toHaveLength(6);
    const elements = `spec elements;
var x : [0..1 -> 0..2] = [_ in 0..1 -> 0];
process p[i: 0..1] { x[i] = 1; x[i] = 2; }
invariant never = !all_done;
`;
    expect(await pathsTo(elements, 'never')).toHaveLength(1);
  });

  it('do not differ in which instance does what', async () => {
    const { stdout } = await withFiles({ 'spec.thps': specs.counters }, (cwd) =>
      thps(['check', 'spec.thps', '--trace', 'race', '--all-traces', '9'], { cwd }),
    );
    expect(stdout).toContain('invariant nothing_lost is violated, in 4 steps:');
    expect(await pathsTo(specs.philosophers, 'deadlock')).toEqual(['philosopher[0] philosopher[1]']);
  });

  it('end as the first one does', async () => {
    const failing = two('x = 1; assert y == 0;', 'y = 1;', '');
    // What comes first, x or y, makes no difference to the assertion.
    expect(await pathsTo(failing, 'assert')).toEqual(['a b a']);
    const steps = two('x = 1; y = 0;', 'y = 5; x = 0;', 'transition up = never_falls(x);');
    expect(await pathsTo(steps, 'up')).toEqual(['a b b']);
    expect(await pathsTo(two('x = 1; x = 2;', 'x = x + 3;', 'reachable three = x == 5;'), 'three')).toEqual(['a a b']);
  });

  it('are in the result, and said to be unknown where there is too much to look at', async () => {
    await withFiles(
      { 'spec.thps': two('x = 1; x = 2;', 'x = 3; x = 4;', 'invariant never = !all_done;') },
      async (cwd) => {
        const words = ['check', 'spec.thps', '--all-traces', '4'];
        const result = JSON.parse((await thps([...words, '--json'], { cwd })).stdout) as Result;
        expect(problemsOf(result)).toEqual([]);
        expect(itemAt(result.checks, 0).properties.find(({ name }) => name === 'never')?.others).toHaveLength(3);
        expect((await thps([...words, '--trace', 'race'], { cwd })).stdout).toContain('in 4 steps (4 of 4):');
      },
    );
    const wide = `spec wide;
var x : [0..5 -> 0..9] = [_ in 0..5 -> 0];
action up(i: 0..5) when x[i] < 9 { x[i] = x[i] + 1; }
invariant low = (sum i in 0..5: x[i]) < 20;
`;
    await withFiles({ 'spec.thps': wide }, async (cwd) => {
      const { stdout } = await thps(['check', 'spec.thps', '--all-traces', '2', '--trace', 'race'], { cwd });
      expect(stdout).toContain('others were not looked for: there are too many steps within this length');
    });
  });

  it('are told apart from what is left out of a race, or moved in it', async () => {
    await withFiles({ 'spec.thps': specs.counters }, async (cwd) => {
      const race = async (...words: readonly string[]): Promise<string> =>
        (await thps(['check', 'spec.thps', '--trace', 'race', ...words], { cwd })).stdout;
      expect(await race('--steps', 'changes')).toContain('left out: 2 steps without a change of shared state');
      expect(await race('--hide', 'seen')).toContain('hidden: seen');
      expect(await race()).not.toMatch(/left out|hidden|moved/);
    });
    const taking = two('let s = x; x = s + 1;', 'let t = x; x = t + 1;', 'invariant sum = all_done => x == 2;');
    await withFiles({ 'spec.thps': taking }, async (cwd) => {
      const words = ['check', 'spec.thps', '--trace', 'race', '--fewest-switches'];
      const moved = 'moved: the steps have the order with the fewest context switches';
      expect((await thps(words, { cwd })).stdout.replaceAll(/\s+/g, ' ')).toContain(moved);
    });
  });
});
