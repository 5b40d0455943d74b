import { describe, expect, it } from 'vitest';
import { thps, withFiles } from './run.ts';

/** How far a check looks: `constraint`, `expect complete`. */

const counting = `spec counting;
var x : 0..9 = 0;
action up when x < 9 { x += 1; }
invariant below_two = x < 2;
invariant below_four = x < 4;
`;

/** What both engines report. */
async function report(text: string, words: readonly string[] = []): Promise<{ code: number; text: string }> {
  return withFiles({ 'spec.thps': text }, async (cwd) => {
    const engines = ['wasm', 'interpreter'] as const;
    const [wasm, interpreter] = await Promise.all(
      engines.map((engine) => thps(['check', 'spec.thps', '--trace', 'none', '--engine', engine, ...words], { cwd })),
    );
    expect(wasm).toEqual(interpreter);
    return { code: wasm!.code, text: wasm!.stdout + wasm!.stderr };
  });
}

describe('a check', () => {
  it('ends when everything expected was found, and goes on with `complete`', async () => {
    const ends = await report(`${counting}check c allow deadlock expect violates below_two;`);
    expect(ends.code).toBe(0);
    expect(ends.text).toContain('no violation found: below_four');
    const goesOn = await report(`${counting}check c allow deadlock expect violates below_two, complete;`);
    expect(goesOn.code).toBe(12);
    expect(goesOn.text).toContain('not as expected: invariant below_four is violated');
    const both = await report(
      `${counting}check c allow deadlock expect violates below_two, below_four expect complete;`,
    );
    expect(both.code).toBe(0);
    expect(both.text).toContain('holds: assert, range');
    expect(both.text).toContain('10 distinct states');
  });

  it('that has to be complete is not as expected where a limit ends it', async () => {
    const limited = await report(
      `${counting}check c allow deadlock only below_two expect violates below_two, complete;`,
      ['--max-depth', '4'],
    );
    expect(limited.code).toBe(20);
    expect(limited.text).toContain('incomplete');
  });

  it('with a constraint says what holds within it, and what is beyond', async () => {
    const within = await report(`${counting}check c only below_four constraint x < 3;`);
    expect(within.code).toBe(0);
    expect(within.text).toContain('check c constraint x < 3 only below_four');
    expect(within.text).toContain('holds within the constraint: below_four, assert, range, deadlock');
    expect(within.text).toContain('1 state beyond the constraint, not expanded');
    const never = await report(`${counting}reachable far = x == 9;\ncheck c only far constraint x < 3;`);
    expect(never.text).toContain('never reached within the constraint');
  });

  it('with a constraint that nothing is beyond says so', async () => {
    const all = await report(`${counting}check c only range allow deadlock constraint x < 20;`);
    expect(all.text).toContain('holds: assert, range');
    expect(all.text).toContain('none beyond the constraint');
  });

  it('looks at a state beyond its constraint, and at the step to it', async () => {
    const found = await report(
      `${counting}transition small = x' < 3;\ncheck c only below_four, small constraint x < 4 expect violates below_four in 4 steps, small in 3 steps;`,
    );
    expect(found.code).toBe(0);
  });

  it('refuses a constraint that is no condition of a state', async () => {
    for (const [constraint, message] of [
      ['x', 'THPS3'],
      ["x' < 3", 'THPS'],
      ['always (x < 3)', 'THPS'],
      ['y < 3', 'THPS2001'],
    ] as const) {
      const refused = await report(`${counting}check c constraint ${constraint};`);
      expect(refused.code, constraint).toBe(150);
      expect(refused.text, constraint).toContain(message);
    }
  });
});
