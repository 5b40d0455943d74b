import { describe, expect, it } from 'vitest';
import { thps, withFiles } from './run.ts';

/** What `only` leaves out, in the file and on the command line, with both engines. */

const asserting = `spec asserting;
var x : 0..3 = 0;
process p {
  x = 1;
  assert small: x < 1, "x is too large";
  x = 2;
  assert also_small: x < 2;
  x = 3;
}
invariant in_range = x <= 3;
`;

async function verdicts(text: string, words: readonly string[] = []): Promise<{ code: number; lines: string }> {
  return withFiles({ 'spec.thps': text }, async (cwd) => {
    const engines = ['wasm', 'interpreter'] as const;
    const [wasm, interpreter] = await Promise.all(
      engines.map((engine) => thps(['check', 'spec.thps', '--trace', 'none', '--engine', engine, ...words], { cwd })),
    );
    expect(wasm).toEqual(interpreter);
    return { code: wasm!.code, lines: wasm!.stdout + wasm!.stderr };
  });
}

describe('a check with `only`', () => {
  it.each([
    ['goes on past a named assertion that it does not name', asserting, 'check c only in_range expect states 4;'],
    [
      'goes on past all but the one that it names',
      asserting,
      'check c only also_small expect violates also_small in 3 steps;',
    ],
    ['goes on past the later one', asserting, 'check c only small expect violates small in 2 steps;'],
    ['takes both', asserting, 'check c only small, also_small expect violates small, also_small;'],
    [
      'does not evaluate the condition of what it leaves out',
      `spec s; var a : [0..1 -> bool] = [_ in 0..1 -> true]; var i : 0..2 = 0;
       process p { i = 2; assert found: a[i]; } invariant ok = i <= 2;`,
      'check c only ok expect states 3;',
    ],
    [
      'leaves out all statements that share a name',
      `spec s; var x : 0..2 = 0;
       process p { x = 1; assert same: x == 0; x = 2; assert same: x == 0; } invariant ok = x <= 2;`,
      'check c only ok expect states 4;',
    ],
    [
      'leaves out an assertion inside of an atomic block',
      `spec s; var x : 0..2 = 0;
       process p { atomic { x = 1; assert inside: x == 0; x = 2; } } invariant ok = x != 1;`,
      'check c only ok expect states 2;',
    ],
    [
      'leaves out an assertion of a procedure that is called twice',
      `spec s; var x : 0..2 = 0;
       proc add() { assert called_once: x == 0; atomic x += 1; } process p { add(); add(); } invariant ok = x <= 2;`,
      'check c only ok expect states 3;',
    ],
    [
      'leaves out an assertion of an action',
      `spec s; var x : 0..2 = 0;
       action up when x < 2 { x += 1; assert low: x < 2; } terminates when x == 2; invariant ok = x <= 2;`,
      'check c only ok expect states 3;',
    ],
    [
      'leaves out an assertion about ghosts',
      `spec s; ghost var g : 0..2 = 0; var x : 0..1 = 0;
       process p { x = 1; g = 2; assert history: g < 2; x = 0; } invariant ok = x <= 1;`,
      'check c only ok expect states 3;',
    ],
    [
      'leaves out an assertion about locals only',
      `spec s; var x : 0..1 = 0; process p { let seen = x; assert unseen: seen == 1; x = 1; } invariant ok = x <= 1;`,
      'check c only ok expect states 3;',
    ],
    [
      'keeps the assertions of a library that it names',
      `spec s; import kernel.lock; var lock : Process? = none; process p { spin_unlock(lock); } invariant ok = true;`,
      'check c only spin_unlock_by_owner expect violates spin_unlock_by_owner in 1 steps;',
    ],
    [
      'leaves out the assertions of a library that it does not name',
      `spec s; import kernel.lock; var lock : Process? = none; process p { spin_unlock(lock); } invariant ok = true;`,
      'check c only ok expect holds;',
    ],
  ])('%s', async (_, spec, check) => {
    expect(await verdicts(`${spec}\n${check}\n`)).toMatchObject({ code: 0 });
  });

  it.each([
    ['an assertion without a name', 'process p { x = 1; assert x == 0; }', 14],
    ['a range error', 'process p { x = 1; x = x + 3; }', 12],
    ['a deadlock', 'process p { x = 1; await x == 0; }', 11],
  ])('still finds %s', async (_, process, code) => {
    const spec = `spec s; var x : 0..3 = 0; ${process} invariant ok = x <= 3;\n`;
    expect((await verdicts(`${spec}check c only ok;`)).code).toBe(code);
    expect((await verdicts(spec, ['--only', 'ok'])).code).toBe(code);
  });

  it('makes the same steps as without it', async () => {
    // The assertion reads shared state, so the step before it ends there.
    const spec = `spec s; var x : 0..1 = 0;
process p { x = 1; let a = 1; assert later: x <= a; let b = a; x = 0; }
process q { x = 1; }
invariant ok = x <= 1;
`;
    const { lines } = await verdicts(`${spec}check all; check few only ok;`);
    const counts = [...lines.matchAll(/[\d,]+ distinct states, .*/g)].map(([text]) => text);
    expect(counts).toHaveLength(2);
    expect(counts[1]).toBe(counts[0]);
  });

  it('says that what it leaves out cannot be violated', async () => {
    const { code, lines } = await verdicts(`${asserting}check c only in_range expect violates small;\n`);
    expect(code).toBe(150);
    expect(lines).toContain("'small' is not among the properties after `only`");
  });
});

describe('the option --only', () => {
  it('goes on past named assertions that it does not name', async () => {
    expect((await verdicts(asserting, ['--only', 'in_range'])).code).toBe(0);
    expect((await verdicts(asserting, ['--only', 'in_range,also_small'])).code).toBe(14);
    expect((await verdicts(asserting)).code).toBe(14);
  });

  it('takes the place of what the check names', async () => {
    expect((await verdicts(`${asserting}check c only in_range;`, ['--only', 'small'])).code).toBe(14);
  });

  it('knows the assertions that it leaves out', async () => {
    const { code, lines } = await verdicts(asserting, ['--only', 'also_smal']);
    expect(code).toBe(64);
    expect(lines).toContain('properties here: in_range, small, also_small');
  });
});
