import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { counters } from './specs.ts';
import { type Ran, thps, withFiles } from './run.ts';
import { problemsOf } from '../result/schema.ts';

/** `--show`, `--hide` and `--explain`: what is told of a trace besides, or not at all. Both engines tell the same. */

async function check(spec: string, ...words: readonly string[]): Promise<Ran> {
  return withFiles({ 'spec.thps': spec }, async (cwd) => {
    const run = (engine: string): Promise<Ran> => thps(['check', 'spec.thps', '--engine', engine, ...words], { cwd });
    const ran = await run('wasm');
    expect(await run('interpreter')).toEqual(ran);
    return ran;
  });
}

const tutorial = (name: string): string =>
  readFileSync(join(import.meta.dirname, '../../specs/tutorial', name), 'utf8');

/** The sentences under a trace, without their line breaks. */
function why({ stdout }: Ran): readonly string[] {
  const [, ...parts] = stdout.split('\n  why:\n');
  return parts.flatMap((part) =>
    (part.split('\n\n')[0] ?? '')
      .split(/^ {2}- /m)
      .slice(1)
      .map((sentence) => sentence.replace(/\s+/g, ' ').trim()),
  );
}

describe('the option --show', () => {
  it('prints values where they change, also of locals and of types of any kind', async () => {
    const { stdout } = await check(
      counters,
      '--trace',
      'race',
      '--show',
      'counter',
      '--show',
      'adder[1].seen',
      '--show',
      '{counter, 2}',
    );
    expect(stdout).toContain(
      [
        '                    counter  adder[1].seen  {counter, 2}',
        '  0  initial state  0        (no value)     {0, 2}',
        '  2  adder[1]                0',
        '  3  adder[0]       1                       {1, 2}',
        '  4  adder[1]                (no value)',
        '',
      ].join('\n'),
    );
  });

  it.each([
    ['a name that is not there', 'countr', 'THPS2001'],
    ['what is no expression', 'counter +', 'THPS3074'],
    ['what needs two states', "counter'", 'THPS'],
  ])('refuses %s', async (_, expression, code) => {
    const { code: exit, stderr } = await check(counters, '--show', expression);
    expect(exit).toBe(64);
    expect(stderr).toContain(code);
  });

  it('has its values in a report for programs', async () => {
    const { stdout } = await check(counters, '--json', '--show', 'counter', '--explain');
    const result = JSON.parse(stdout) as {
      checks: { properties: { trace?: { shown?: unknown; reasons?: unknown } }[] }[];
    };
    expect(problemsOf(result)).toEqual([]);
    const traces = result.checks[0]!.properties.flatMap(({ trace }) => trace ?? []);
    expect(traces[0]).toMatchObject({ shown: [{ text: 'counter', values: ['0', '0', '0', '1', '1'] }] });
    expect(traces[0]).toMatchObject({
      reasons: [
        { text: 'all_done', value: true, since: 4 },
        { text: 'counter == 2', value: false, since: 0 },
      ],
    });
  });
});

describe('the option --hide', () => {
  it.each([
    ['a variable', 'counter', /counter/],
    ['a local of every process', 'seen', /let seen|seen:/],
    ['a local of one process', 'adder.seen', /let seen|seen:/],
    ['a local of one instance', 'adder[0].seen', /adder\[0\]\.seen/],
  ])('leaves out %s', async (_, name, what) => {
    const { code, stdout } = await check(counters, '--hide', name, '--trace', 'full');
    const trace = stdout.slice(stdout.indexOf('0  initial state'));
    expect(code).toBe(12);
    expect(trace.replace('spec.thps:10  counter = seen + 1', '')).not.toMatch(name === 'counter' ? /counter: / : what);
    // The steps keep their numbers.
    expect(trace).toMatch(/^ {2}4 {2}adder\[1\]: store → done$/m);
  });

  it('leaves out what a process does, but not its steps', async () => {
    const { stdout } = await check(counters, '--hide', 'adder[0]', '--trace', 'full');
    expect(stdout).toMatch(/^ {2}1 {2}adder\[0\]: start → store\n {2}2 {2}adder\[1\]/m);
    expect((await check(counters, '--hide', 'adder[0]', '--trace', 'race')).stdout).not.toMatch(/^adder\[0\]/m);
  });

  it('leaves out calls of a procedure', async () => {
    const { stdout } = await check(
      tutorial('04-the-last-reference.thps'),
      '--check',
      'careless',
      '--trace',
      'race',
      '--hide',
      'free_object,freed_by',
    );
    expect(stdout).toContain('put(object.refs)');
    expect(stdout.slice(stdout.indexOf('lookup[0]  '))).not.toContain('free_object()');
  });

  it('knows the names that there are', async () => {
    const { code, stderr } = await check(counters, '--hide', 'countr');
    expect(code).toBe(64);
    expect(stderr).toContain("there is nothing called 'countr' to hide");
    expect(stderr).toContain("did you mean 'counter'?");
  });
});

describe('the option --fewest-switches', () => {
  it('shows the same steps with fewer changes of process', async () => {
    const race = (stdout: string): readonly string[] =>
      [...stdout.matchAll(/^ {2}\d {2}(adder\[\d\])/gm)].map(([, actor = '']) => actor);
    const plain = await check(counters, '--only', 'nothing_lost');
    const fewer = await check(counters, '--only', 'nothing_lost', '--fewest-switches');
    expect(race(plain.stdout)).toEqual(['adder[0]', 'adder[1]', 'adder[0]', 'adder[1]']);
    expect(race(fewer.stdout)).toEqual(['adder[1]', 'adder[0]', 'adder[0]', 'adder[1]']);
    expect(fewer.code).toBe(plain.code);
  });

  it('does not change which race it is', async () => {
    const spec = `${counters}check c only nothing_lost expect violates nothing_lost passing adder.store then adder.store;\n`;
    expect((await check(spec)).code).toBe(0);
    const { code, stdout } = await check(spec, '--fewest-switches');
    expect(code).toBe(0);
    expect(stdout).toContain('the last by adder[1]: counter = 1');
  });
});

describe('the option --explain', () => {
  it('finds the stale value that a store was made of', async () => {
    expect(why(await check(counters, '--explain'))).toEqual([
      '`counter == 2` has been false from the start: counter = 1.',
      '`all_done` became true at step 4, the last one.',
      'counter was set at step 4 by adder[1] (`counter = 1`); before it was 1.',
      'adder[1] made it of counter = 0, which it had read at step 2 (`let seen = counter -> 0`); adder[0] made it 1 at step 3.',
    ]);
  });

  it('finds the condition that was true no longer', async () => {
    const ran = await check(tutorial('03-two-locks.thps'), '--explain', '--trace', 'race', '--check', 'test_then_set');
    expect(why(ran)).toContain(
      'Before, right had found a = none at step 2 (`await a == none`); left made it some(left) at step 3.',
    );
  });

  it('says who took what the others of a deadlock wait for', async () => {
    const ran = await check(tutorial('03-two-locks.thps'), '--explain', '--trace', 'race', '--check', 'opposite_order');
    expect(why(ran)).toEqual([
      'b was set at step 2 by right (`b = some(right)`); before it was none.',
      'a was set at step 1 by left (`a = some(left)`); before it was none.',
    ]);
  });

  it('says of what element a quantified property is false', async () => {
    const spec = `spec s;
var x : [0..2 -> 0..3] = [_ in 0..2 -> 1];
process p { x[1] = 2; x[2] = 0; }
invariant all = forall i in 0..2, j in {1}: x[i] >= j && !(x[i] == 3);
`;
    expect(why(await check(spec, '--explain'))).toEqual([
      'for i = 2, j = 1 `x[2] >= j` became false at step 2, the last one: x[2] = 0.'.replace('for', 'For'),
      'x[2] was set at step 2 by p (`x[2] = 0`); before it was 1.',
    ]);
  });

  it.each([
    ['a disjunction, both sides', 'x > 0 || x < 0', ['`x > 0` became false', '`x < 0` has been false from the start']],
    ['a negation', '!(x == 0 && y)', ['`x == 0` became true', '`y` has been true since step 1']],
    [
      'a conditional, its branch',
      'if y then x == 1 else true',
      ['`y` has been true since step 1', '`x == 1` became false'],
    ],
    [
      'an implication in parentheses',
      'y => (x > 0 => x > 1) && x > 0',
      ['`x > 1` has been false from the start', '`x > 0` has been true from the start', '`y` became true'],
    ],
  ])('takes apart %s', async (_, property, beginnings) => {
    const spec = `spec s;\nvar x : 0..1 = 1;\nvar y : bool = false;\nprocess p { y = true; x = 0; }\ninvariant one = ${property};\n`;
    const sentences = why(await check(spec, '--explain'));
    for (const beginning of beginnings) expect(sentences.filter((one) => one.startsWith(beginning))).toHaveLength(1);
  });

  it('says nothing about a lasso beyond the lasso', async () => {
    const spec =
      'spec s;\nvar x : bool = false;\nprocess p { await x; }\ntemporal t = eventually x;\ncheck c allow deadlock;\n';
    const { code, stdout } = await check(spec, '--explain');
    expect(code).toBe(13);
    expect(stdout).toContain('there is nothing to say beyond the run');
  });

  it('changes nothing of what is printed without it', async () => {
    const plain = await check(counters);
    const explained = await check(counters, '--explain');
    expect(explained.stdout.replace(/\n {2}why:\n(?: {2}.*\n)+/, '')).toBe(plain.stdout);
  });
});
