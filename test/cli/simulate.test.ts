import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SimulationResult } from '../../src/result/simulation.ts';
import { problemsOf } from '../result/schema.ts';
import * as specs from './specs.ts';
import { type Ran, thps, withFiles } from './run.ts';

/** `thps simulate`. That what it shows is a run of the spec is judged by the replay, which refuses anything else. */

function simulate(spec: string, ...words: readonly string[]): Promise<Ran> {
  return withFiles({ 'spec.thps': spec }, (cwd) =>
    thps(['simulate', 'spec.thps', '--trace', 'race', ...words], { cwd }),
  );
}

/** What does not depend on how fast it was, and on how many threads there were. */
function comparable({ code, stdout, stderr }: Ran): unknown {
  return { code, stderr, stdout: stdout.replace(/^ {2}[\d,]+ walks?, [^]*?(?=^ {2}again)/gm, '') };
}

const bounded = ['--walks', '40', '--seed', '7', '--depth', '50'];

describe('thps simulate', () => {
  it('says what it found as data', async () => {
    const { code, stdout } = await simulate(specs.counters, ...bounded, '--json');
    const result = JSON.parse(stdout) as SimulationResult;
    expect(problemsOf(result, 'simulation')).toEqual([]);
    expect(result.exitCode).toBe(code);
    const [check] = result.checks;
    expect(check).toMatchObject({ file: 'spec.thps', places: { never: [] } });
    const lost = check?.properties.find(({ name }) => name === 'nothing_lost');
    expect(lost?.found).toMatchObject({ steps: 4 });
    expect(lost?.found?.trace?.steps).toHaveLength(4);
  });

  it('finds a race, and says how to repeat the walk', async () => {
    const { code, stdout } = await simulate(specs.counters, ...bounded, '--workers', '1');
    expect(code).toBe(12);
    expect(stdout).toMatch(/not as expected: nothing_lost\n/);
    expect(stdout).toMatch(/nothing_lost +violated in walk \d+, in 4 steps\n/);
    expect(stdout).toContain('invariant nothing_lost is violated, in 4 steps:');
    const command = /again: thps (.*)$/m.exec(stdout)?.[1]?.split(' ') ?? [];
    expect(command).toContain('--walk');
    const again = await withFiles({ 'spec.thps': specs.counters }, (cwd) =>
      thps([...command, '--trace', 'race', '--workers', '1'], { cwd }),
    );
    expect(again.code).toBe(12);
    expect(again.stdout.slice(again.stdout.indexOf('invariant'))).toBe(stdout.slice(stdout.indexOf('invariant')));
  });

  it.each([
    ['a race', specs.counters],
    ['a deadlock', specs.philosophers],
    ['nothing', specs.vacuous],
  ])('finds the same with one thread and with three: %s', async (_, spec) => {
    const one = await simulate(spec, ...bounded, '--workers', '1');
    // Walks that may be long are left to the threads from the beginning.
    const words = [...bounded, '--depth', '50000', '--workers', '3'];
    const three = await simulate(spec, ...words);
    expect(comparable({ ...three, stdout: three.stdout.replace('--depth 50000', '--depth 50') })).toEqual(
      comparable(one),
    );
  });

  it.each([
    ['a deadlock', specs.philosophers, 11, 'deadlock: no step is enabled'],
    ['an assertion', specs.asserting, 14, 'an assertion fails: x is too large'],
    ['a range error', specs.outOfRange, 12, 'value 4 for x is outside 0..3'],
    [
      'a transition',
      'spec s;\nvar x : 0..3 = 0;\nprocess p { x = 2; x = 1; }\ntransition up = never_falls(x);\n',
      12,
      'transition up is violated by the last step',
    ],
    [
      'no initial state that is in range',
      'spec s;\nvar n : 0..3 = 3;\nvar x : 0..3 = n + 1;\nprocess p { x = 0; }\n',
      12,
      'out of range',
    ],
  ])('finds %s', async (_, spec, code, text) => {
    const ran = await simulate(spec, ...bounded, '--workers', '1');
    expect(ran.code).toBe(code);
    expect(ran.stdout).toContain(text);
  });

  it('finds nothing where everything holds, and says that this proves nothing', async () => {
    const { code, stdout } = await simulate(specs.counters, ...bounded, '--workers', '1', '--only', 'within_limit');
    expect(code).toBe(0);
    expect(stdout).toContain('found no violation, which proves nothing');
    expect(stdout).toContain('40 walks, 160 steps, the longest of 4\n');
    expect(stdout).toContain('--seed 7 --depth 50 --walks 40');
  });

  it('goes far into a spec that has too many states', async () => {
    const { code, stdout } = await simulate(
      `${specs.huge}reachable turned = bits[30] == 3;\n`,
      '--walks',
      '2',
      '--depth',
      '2000',
      '--workers',
      '1',
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/turned {2}reached in walk \d, in [\d,]+ steps/);
    expect(stdout).toContain('2 walks, 4,000 steps');
  });

  it('says what was never taken, what was not reached and what it does not look at', async () => {
    const { stdout } = await simulate(
      `${specs.vacuous}reachable two = x == 2;\ntemporal t = eventually go;\n`,
      ...bounded,
      '--workers',
      '1',
      '--trace',
      'none',
    );
    expect(stdout).toContain('never taken:\n    q  spec.thps:6  await go;');
    expect(stdout).toContain('two  not reached');
    expect(stdout).toContain('not looked at: t');
    expect(stdout).toContain('left sides met: 0 of 1');
  });

  it('ends after the time that it is given', async () => {
    const started = performance.now();
    const { code } = await simulate(specs.huge, '--time', '1', '--depth', '100000000', '--workers', '1');
    expect(code).toBe(0);
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  it('takes what the other commands take', async () => {
    const both = `${specs.counters}check a only within_limit;\ncheck b with LIMIT = 1 only within_limit;\n`;
    expect((await simulate(both, ...bounded, '--check', 'a', '--workers', '1')).code).toBe(0);
    expect((await simulate(both, ...bounded, '--check', 'b', '--workers', '1')).code).toBe(12);
    expect((await simulate(both, ...bounded, '--check', 'a', '--const', 'LIMIT=1', '--workers', '2')).code).toBe(12);
    const asked = await simulate(both, ...bounded, '--check', 'a', '--inv', 'counter < 2', '--workers', '2');
    expect(asked.code).toBe(12);
    expect(asked.stdout).toContain("--inv 'counter < 2' --seed 7");
  });

  it.each([
    [['--check', 'c'], 64, "there is no check 'c'"],
    [['--inv', 'countr'], 64, 'THPS2001'],
    [['--walks', 'many'], 64, '--walks takes a number'],
  ])('says what is wrong with %s', async (words, code, message) => {
    const ran = await simulate(specs.counters, ...bounded, ...words);
    expect(ran.code).toBe(code);
    expect(ran.stderr).toContain(message);
  });

  it('finds nothing in the tutorials that a check of all states does not find', async () => {
    for (const name of ['02-readers-and-a-writer', '05-ticket-lock']) {
      const text = readFileSync(join(import.meta.dirname, '../../specs/tutorial', `${name}.thps`), 'utf8');
      expect((await simulate(text, '--walks', '100', '--depth', '60', '--seed', '1', '--workers', '1')).code).toBe(0);
    }
  });
});
