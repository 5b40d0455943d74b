import { describe, expect, it } from 'vitest';
import { type Ran, thps, withFiles } from './run.ts';

/** `expect violates P passing p.l then q.m`: an expectation that says which race is meant. */

const spec = `spec counters;
var counter : 0..3 = 0;
process adder[i: 0..1] {
load:
  let seen = counter;
store:
  counter = seen + 1;
}
process reset {
clear:
  counter = 0;
}
action drop when counter == 3 { counter = 0; }
invariant lost = all_done => counter == 2;
`;

async function check(clauses: string): Promise<Ran> {
  return withFiles({ 'spec.thps': `${spec}check c ${clauses};\n` }, async (cwd) => {
    const run = (engine: string): Promise<Ran> =>
      thps(['check', 'spec.thps', '--trace', 'race', '--engine', engine], { cwd });
    const ran = await run('wasm');
    expect(await run('interpreter')).toEqual(ran);
    return ran;
  });
}

// The shortest counterexample: reset first or last, and both add in between. It has five steps.
describe('an expected race', () => {
  it.each([
    ['a label', 'adder.load'],
    ['a process, by any step of it', 'reset'],
    ['labels in the order of the steps', 'adder.load then adder.store'],
    ['as many steps as are named', 'adder then adder then adder then adder'],
  ])('is passed by %s', async (_, passing) => {
    expect(await check(`expect violates lost passing ${passing}`)).toMatchObject({ code: 0 });
  });

  it.each([
    ['a step that it does not take', 'drop', 'drop'],
    ['steps in another order', 'adder.store then adder.load then adder.store then adder.load', 'adder.load'],
    ['more steps than it takes', 'reset.clear then reset', 'reset'],
  ])('is another one with %s', async (_, passing, missed) => {
    const { code, stdout } = await check(`expect violates lost passing ${passing}`);
    expect(code).toBe(21);
    expect(stdout).toContain(`not as expected: the counterexample of lost does not pass ${missed}\n`);
    expect(stdout).toContain('error[THPS5014]');
    // The other race is shown.
    expect(stdout).toContain('invariant lost is violated, in 5 steps:');
  });

  it('points at the one of several equal labels that is not passed', async () => {
    const { stdout } = await check('expect violates lost passing reset then reset');
    expect(stdout).toMatch(/\n +\| +\^{5} expected to be passed/);
    expect(stdout).toMatch(/:15:49\n/);
  });

  it('stands beside a number of steps, other properties and a deadlock', async () => {
    const { code } = await check(
      'expect violates lost in 5 steps passing adder.load then adder.store, deadlock passing reset',
    );
    // There is no deadlock, so that no race of it is missed either.
    expect(code).toBe(21);
  });

  it('says which labels there are', async () => {
    const { code, stderr } = await check('expect violates lost passing adder.stor');
    expect(code).toBe(150);
    expect(stderr).toContain("'adder' has no label 'stor': did you mean 'store'?");
  });
});
