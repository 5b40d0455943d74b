import { describe, expect, it } from 'vitest';
import { counters } from './specs.ts';
import { type Ran, thps, withFiles } from './run.ts';

/** `--inv` and `--reach`: what a run is asked without being in the spec. Both engines answer alike. */

async function ask(spec: string, words: readonly string[]): Promise<Ran> {
  return withFiles({ 'spec.thps': spec }, async (cwd) => {
    const run = (engine: string): Promise<Ran> =>
      thps(['check', 'spec.thps', '--trace', 'race', '--engine', engine, ...words], { cwd });
    const ran = await run('wasm');
    expect(await run('interpreter')).toEqual(ran);
    return ran;
  });
}

const within = `${counters}check a only within_limit;\n`;

describe('the option --inv', () => {
  it('finds the shortest counterexample of an invariant that is not in the spec', async () => {
    const { code, stdout } = await ask(within, ['--inv', 'all_done => counter == 2']);
    expect(code).toBe(12);
    expect(stdout).toContain("'all_done => counter == 2'  violated (4 steps)");
    // The command for a commit message would not ask.
    expect(stdout).not.toContain('--check a --trace race');
  });

  it('holds where it holds', async () => {
    const { code, stdout } = await ask(within, ['--inv', 'counter <= 2', '--inv', 'counter >= 0']);
    expect(code).toBe(0);
    expect(stdout).toContain("holds: within_limit, 'counter <= 2', 'counter >= 0',");
    expect(stdout).toContain('check a only within_limit\n');
  });

  it('is decided in a check that ends with the violations that it expects', async () => {
    const spec = `spec s;\nvar x : 0..9 = 0;\nprocess p { while x < 9 { atomic x++; } }\ninvariant small = x < 3;\ncheck c expect violates small;\n`;
    expect((await ask(spec, [])).stdout).toContain('7 distinct states');
    const { code, stdout } = await ask(spec, ['--inv', 'x != 8']);
    expect(code).toBe(12);
    expect(stdout).toContain("'x != 8'  violated (16 steps)");
    expect((await ask(spec, ['--inv', 'x <= 9'])).code).toBe(0);
  });

  it('knows the names of imported modules, constants, functions, locals and labels', async () => {
    const spec = `spec s;\nimport kernel.page as pg with MAX_REFS = 2;\nconst N : 0..3 = 2;\nvar r : pg.Refs = 1;\nfun one(): 0..3 = N - 1;\nprocess p {\n  let seen = r;\nl:\n  r = seen;\n}\n`;
    const { code, stderr } = await ask(spec, ['--inv', 'r <= pg.MAX_REFS && one() == 1 && (p at l => p.seen == r)']);
    expect([code, stderr]).toEqual([0, '']);
  });

  it('looks at every run of a sweep, with its constants', async () => {
    const spec = `spec s;\nconst N : 1..3 = 1;\nvar x : 0..3 = 0;\nprocess p { x = N; }\ncheck c for N in {1, 2, 3};\n`;
    const { code, stdout } = await ask(spec, ['--inv', 'x < 3']);
    expect(code).toBe(12);
    expect(stdout).toContain('3 checks: 2 as expected, 1 with an unexpected violation');
  });

  it.each([
    ['a name that is not there', 'countr == 2', 'THPS2001', "did you mean 'counter'?"],
    ['a value', 'counter + 1', 'THPS3003', 'compare it'],
    ['an assignment', 'counter = 1', 'THPS3074', "equality is '=='"],
    ['a declaration', 'true; var y : bool = true', 'THPS3074', "`--inv 'counter <= 2'`"],
    ['nothing', ' ', 'THPS3074', "`--inv 'counter <= 2'`"],
    ['a state after it', "counter' == 1", 'THPS', 'transition'],
  ])('says what is wrong with %s', async (_, expression, code, help) => {
    const { code: exit, stderr } = await ask(within, ['--inv', expression]);
    expect(exit).toBe(64);
    expect(stderr).toContain(`error[${code}`);
    expect(stderr).toContain(help);
    expect(stderr).toContain('--> --inv:2:');
  });
});

describe('the option --reach', () => {
  it('shows a shortest way to a state', async () => {
    const { code, stdout } = await ask(within, ['--reach', 'adder[0] at store && counter == 1']);
    expect(code).toBe(0);
    expect(stdout).toContain("'adder[0] at store && counter == 1' is reached, in 3 steps:");
    expect(stdout).toContain('adder[1]');
  });

  it('fails where there is no such state', async () => {
    const { code, stdout } = await ask(within, ['--reach', 'counter == 3', '--only', 'deadlock']);
    expect(code).toBe(12);
    expect(stdout).toContain("'counter == 3' is never reached");
  });

  it('is asked about beside an invariant of the same text', async () => {
    const { code, stdout } = await ask(within, ['--inv', 'counter < 3', '--reach', 'counter < 3']);
    expect(code).toBe(0);
    expect(stdout).toContain("'counter < 3' (2)");
  });
});
