import { describe, expect, it } from 'vitest';
import type { CoverageData, Result } from '../../src/result/model.ts';
import * as specs from '../cli/specs.ts';
import { thps, withFiles } from '../cli/run.ts';
import { problemsOf } from '../result/schema.ts';

async function coverageOf(spec: string, ...words: readonly string[]): Promise<CoverageData> {
  return withFiles({ 'spec.thps': spec }, async (cwd) => {
    const { stdout } = await thps(['check', 'spec.thps', '--coverage', '--json', '--workers', '1', ...words], { cwd });
    const result = JSON.parse(stdout) as Result;
    expect(problemsOf(result)).toEqual([]);
    return result.checks[0]!.coverage;
  });
}

/** Statements that go several ways, in one process: each state is easily counted. */
const ways = `spec ways;
var x : 0..2 = 0;
var lock : bool = false;
process p {
  either { x = 1; } or { x = 2; }
  if x == 1 { skip; } else { skip; }
  match x { 0 => { skip; } _ => { skip; } }
  while x > 0 { x = x - 1; }
  await lock;
}
process q { skip; }
action never when x > 2 { x = 0; }
terminates when true;
`;

describe('thps check --coverage', () => {
  for (const engine of ['wasm', 'interpreter'])
    it(`counts how often steps were taken and left sides were met (${engine})`, async () => {
      const { steps, implications, branches } = await coverageOf(specs.counters, '--engine', engine);
      // Of the 14 steps between the 12 states, 6 load and 8 store; in 2 states all are done.
      expect(steps.map(({ counts }) => counts)).toEqual([
        { reached: 6, enabled: 6, taken: 6 },
        { reached: 8, enabled: 8, taken: 8 },
      ]);
      expect(implications.map(({ property, count }) => [property, count])).toEqual([['nothing_lost', 2]]);
      expect(branches).toEqual([]);
    });

  it.each(['wasm', 'interpreter'])('counts left sides in temporal properties (%s)', async (engine) => {
    const spec = `spec timed;
var x : 0..5 = 0;
var y : 0..1 = 0;
process p fair { while x < 5 { x = x + 1; } }
process q fair { y = 1; }
temporal ends = x == 3 ~> x == 5;
temporal each = forall v in 1..2: (x == v && y == 0) ~> x == 5;
temporal inside = always (x > 1 => x > 0);
temporal after = eventually (x == 5) => eventually (y == 1);
temporal can = enabled(p) ~> x == 5;
`;
    const { implications } = await coverageOf(spec, '--engine', engine);
    // Of 24 states, two for each x and y; the left side of \`after\` is about behaviours, that of \`can\` about what can happen next.
    expect(implications.map(({ property, count }) => [property, count])).toEqual([
      ['ends', 4],
      ['each', 4],
      ['inside', 16],
      ['after', undefined],
      ['can', undefined],
    ]);
  });

  it('counts the ways that statements go, and waiting', async () => {
    const { steps, branches = [] } = await coverageOf(ways);
    // Everything twice, since q is before its step or behind it.
    expect(
      branches.map(({ statement, ways: of }) => [statement, of.map(({ name, count }) => `${name} ${count}`)]),
    ).toEqual([
      ['either', ['branch 1 2', 'branch 2 2']],
      ['if', ['true 2', 'false 2']],
      ['match', ['0 0', '_ 4']],
      // With x = 2, x = 1 and x = 0.
      ['while', ['true 4', 'false 2']],
    ]);
    const counted = steps.map(({ at, owner, counts }) => [
      at.line,
      owner,
      counts?.reached,
      counts?.enabled,
      counts?.taken,
    ]);
    expect(counted).toContainEqual([9, 'p', 2, 0, 0]);
    expect(counted).toContainEqual([5, 'p', 2, 2, 4]);
    // An action is everywhere.
    expect(counted).toContainEqual([12, 'action never', undefined, 0, 0]);
  });

  it('counts nothing unless it is told to, and says where it cannot', async () => {
    await withFiles({ 'spec.thps': specs.counters }, async (cwd) => {
      const plain = JSON.parse((await thps(['check', 'spec.thps', '--json'], { cwd })).stdout) as Result;
      expect(plain.checks[0]?.coverage.branches).toBeUndefined();
      expect(plain.checks[0]?.coverage.steps[0]?.counts).toBeUndefined();
      const { stdout } = await thps(['check', 'spec.thps', '--coverage', '--fingerprint'], { cwd });
      // A state of one word is kept as it is.
      expect(stdout).toContain('taken 8');
    });
    await withFiles({ 'spec.thps': specs.huge }, async (cwd) => {
      const words = ['check', 'spec.thps', '--coverage', '--max-states', '200', '--fingerprint'];
      expect((await thps(words, { cwd })).stdout).toContain('coverage was not counted');
    });
  });

  it('shows counts beside the lines of the spec', async () => {
    await withFiles({ 'spec.thps': ways }, async (cwd) => {
      const { stdout } = await thps(['check', 'spec.thps', '--coverage', '--json'], { cwd });
      await withFiles({ 'result.json': stdout }, async (folder) => {
        const page = (await thps(['show', 'result.json', '--as', 'html'], { cwd: folder })).stdout;
        expect(page).toContain('<tr class="met"><td>6</td><td><code>  if x == 1 { skip; } else { skip; }</code></td>');
        expect(page).toContain('p: match: 0 0, _ 4 <strong>never</strong>');
        expect((await thps(['show', 'result.json', '--as', 'text'], { cwd: folder })).stdout).toContain(
          'match: 0 0, _ 4',
        );
      });
    });
  });
});
