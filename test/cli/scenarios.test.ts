import { describe, expect, it } from 'vitest';
import { type Ran, thps, withFiles } from './run.ts';

/** `scenario NAME { p.l; q.m; }`: an order of steps that has to be possible, or impossible. */

const spec = `spec counter;
const ATOMIC : bool = false;
weak var x : 0..2 = 0;
process cpu[i: 0..1] {
load:
  if !ATOMIC {
    let seen = x;
store:
    x = seen + 1;
  } else {
add:
    atomic x += 1;
  }
}
action reset when x == 2 { x = 0; }
`;

async function check(scenario: string, ...words: readonly string[]): Promise<Ran> {
  return withFiles({ 'spec.thps': `${spec}${scenario}\n` }, async (cwd) => {
    const run = (engine: string): Promise<Ran> => thps(['check', 'spec.thps', ...words, '--engine', engine], { cwd });
    const ran = await run('wasm');
    expect(await run('interpreter')).toEqual(ran);
    return ran;
  });
}

describe('a scenario', () => {
  it.each([
    ['an order that others may interrupt', 'scenario s { cpu[0].load; cpu[0].store; reset; }', 's  possible (5 steps)'],
    ['a race', 'scenario s possible { cpu[0].load; cpu[1].load; cpu[0].store; }', 's  possible (3 steps)'],
    ['any instance', 'scenario s { cpu.store; cpu.store; }', 's  possible (4 steps)'],
    ['the very next step', 'scenario s { cpu[0].load; next cpu[0].store; next cpu[1]; }', 's  possible (3 steps)'],
    ['what does not come before', 'scenario s { reset before cpu[1].store; }', 's  never'],
    ['an order that cannot be', 'scenario s impossible { cpu[0].store; cpu[0].load; }', 's  impossible'],
    ['a step before its first', 'scenario s impossible { next cpu[0].store; }', 's  impossible'],
    ['another constant', 'scenario s impossible with ATOMIC = true { cpu[0]; next cpu[0]; }', 's  impossible'],
    ['a statement left out', 'scenario s without cpu.store { cpu[0].load; cpu[1].load; }', 's  possible (2 steps)'],
    // What memory does by itself may come between any two steps.
    ['weak memory', 'scenario s memory pso { cpu[0].store; next cpu[1].load; next cpu[1]; }', 's  possible (4 steps)'],
  ])('can be about %s', async (_, scenario, line) => {
    const { code, stdout } = await check(scenario);
    if (line === 's  never') {
      expect(code).toBe(12);
      expect(stdout).toContain('not as expected: scenario s is not possible\n');
    } else {
      expect(stdout).toContain(`\n  as expected\n  ${line}\n`);
      expect(code).toBe(0);
    }
  });

  it('that has to be impossible and is not fails with a shortest run', async () => {
    const { code, stdout } = await check('scenario both impossible { cpu.load; cpu.load; }', '--trace', 'race');
    expect(code).toBe(12);
    expect(stdout).toContain(
      'scenario both\n  not as expected: scenario both is possible\n  both  possible (2 steps)\n',
    );
    expect(stdout).toContain('scenario both is possible, in 2 steps:');
  });

  it('adds no state to the checks beside it', async () => {
    const count = async (text: string): Promise<readonly number[]> => {
      const { checks } = JSON.parse((await check(text, '--json')).stdout) as {
        checks: { name: string; states: number }[];
      };
      return checks.filter(({ name }) => name !== 's').map(({ states }) => states);
    };
    const alone = await count('check all; check fixed with ATOMIC = true;');
    expect(alone).toHaveLength(2);
    expect(await count('check all; check fixed with ATOMIC = true; scenario s { cpu[0].load; next cpu[1]; }')).toEqual(
      alone,
    );
  });

  it('looks at nothing but its order, ranges and assertions', async () => {
    const wrong = 'invariant small = x < 1; process q { assert named: false; }\nscenario s { cpu[0].store; }';
    const { code, stdout } = await check(wrong, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      checks: [
        {
          name: 's',
          scenario: { outcome: 'possible', order: ['cpu[0].store'] },
          properties: [
            { name: 's', kind: 'possible', result: 'witnessed', steps: 2 },
            { name: 'assert' },
            { name: 'range' },
            { name: 'deadlock', result: 'allowed' },
          ],
        },
      ],
    });
  });

  it('is a column of the table, a check to choose, and a witness to draw', async () => {
    const both =
      'check c; scenario s { cpu[0].load; cpu[1].load; }\nscenario never impossible { cpu[0].store; cpu[0].load; }';
    const table = (await check(both, '--table')).stdout;
    expect(table).toMatch(/ s +- +possible 2 +-\n/);
    expect(table).toMatch(/ never +- +- +impossible\n/);
    expect((await check(both, '--check', 's', '--trace', 'race')).stdout).not.toContain('check c');
    await withFiles({ 'spec.thps': `${spec}${both}\n` }, async (cwd) => {
      const { stdout: result } = await thps(['check', 'spec.thps', '--json', '--trace', 'race'], { cwd });
      const { stdout } = await thps(['show', '-', '--check', 's', '--as', 'race'], { cwd, stdin: result });
      expect(stdout).toContain('scenario s is possible');
      const page = await thps(['doc', 'spec.thps', '--out', 'page.md'], { cwd });
      expect(page.code).toBe(0);
    });
  });

  it('is refused where its steps happen at too many places', async () => {
    const long = `process long {${' skip;'.repeat(2100)} }\nscenario s {${' long;'.repeat(100)} }`;
    const { code, stderr } = await check(long);
    expect(code).toBe(150);
    expect(stderr).toContain('error[THPS4003]: this scenario becomes too large');
    const longer = await check(`scenario s {${' reset;'.repeat(101)} }`);
    expect(longer.stderr).toContain('error[THPS3016]: a scenario has at most 100 steps');
  });

  it('says where a step is none', async () => {
    const { code, stderr, stdout } = await check('scenario s impossible with ATOMIC = true { cpu[0].store; }');
    expect(code).toBe(0);
    expect(stderr + stdout).toContain("warning[THPS6002]: no step of this run is 'cpu[0].store'");
  });
});
