import { describe, expect, it } from 'vitest';
import { compileOne, exploreRun } from '../support/compile.ts';

const PROCESSES = `proc f() { two: x = 1; x = 2; }
process p[i: 0..1] { l: f(); }`;

function spec(rest: string): string {
  return `spec s; var x : 0..2 = 0; ${PROCESSES} ${rest} check c allow deadlock;`;
}

describe('a function that only properties use', () => {
  it.each([
    ['a label', 'fun here(i: 0..1): bool = p[i] at l;', 'here(0) == p[0] at l'],
    ['a label of a procedure', 'fun here(i: 0..1): bool = p[i] at f.two;', 'here(1) == p[1] at f.two'],
    ['a procedure', 'fun here(): bool = p[0] at f;', 'here() == p[0] at f'],
    [
      'a label, through another function that stands later',
      'fun any(): bool = exists i in 0..1: here(i); fun here(i: 0..1): bool = p[i] at l;',
      'any() == (p[0] at l || p[1] at l)',
    ],
  ])('tests %s', async (_, functions, condition) => {
    const text = `${functions} invariant same = ${condition}; invariant wrong = !(${condition});`;
    expect((await exploreRun(compileOne(spec(text)))).violated).toEqual(['wrong']);
  });

  it.each([
    ['terminates when', 'terminates when !here();'],
    ['a transition property', "transition t = here() || !here()';"],
    ['a temporal property', 'temporal t = always (all_done => !here());'],
    ['fair while', 'process q fair while here() { x = 0; }'],
  ])('is used in %s', (_, use) => {
    expect(() => compileOne(spec(`fun here(): bool = p[0] at l; ${use}`))).not.toThrow();
  });

  it.each([
    ['code', 'process q { if here() { x = 0; } }'],
    ['the condition of a process', 'process q when here() { x = 0; }'],
    ['an action', 'action a when here() { x = 0; }'],
    ['a procedure', 'proc g() { if here() { x = 0; } }'],
    ['a function that code uses', 'fun outer(): bool = here(); process q { if outer() { x = 0; } }'],
    ['an initial value', 'var y : bool = here();'],
    ['`init`', 'init here();'],
    ['a constant', 'const Y : bool = here();'],
    ['a constant whose function asks who is done', 'fun d(): bool = p[0] at done; const Y : bool = d();'],
  ])('and is refused in %s', (_, use) => {
    expect(() => compileOne(spec(`fun here(): bool = p[0] at l; ${use}`))).toThrow(
      /code cannot see where another process is|where a process is/,
    );
  });
});

describe('a constant whose function is wrong', () => {
  it('is told of the function alone', () => {
    expect(() => compileOne('spec s; fun f(): bool = zzz; const Y : bool = f(); process p { skip; } check c;')).toThrow(
      /unknown name 'zzz'/,
    );
  });
});

describe('where a process begins', () => {
  it('has no name in properties: the message says what to write', () => {
    expect(() => compileOne(spec('invariant i = !(p[0] at start);'))).toThrow("'p' has no label 'start'");
  });
});

describe('the bounds of a range', () => {
  it.each([
    ['0 + -1..2', -1],
    ['-3 - -2..2', -1],
    ['2 * -1..-1 + 2', -2],
    ['0 + - -1..2', 1],
  ])('take signs behind operators: %s', (type, low) => {
    const { system } = compileOne(`spec s; var v : ${type} in ${type}; process p { v = v; } check c;`);
    expect(system.variables[0]!.type).toMatchObject({ kind: 'int', low });
  });
});
