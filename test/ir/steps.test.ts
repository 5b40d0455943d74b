import { describe, expect, it } from 'vitest';
import { compileOne, exploreSpec } from '../support/compile.ts';
import { cut, DECLARATIONS, steps } from './cut-steps.ts';

/** Where a body is cut into steps: section 5 of the language definition, sentence by sentence. */

describe('a statement is visible', () => {
  it('if it reads a shared variable', () => {
    expect(cut('let a = x; let b = y;')).toEqual([['let a = x;'], ['let b = y;']]);
  });

  it('if it writes a shared variable', () => {
    expect(cut('x = 1; y = 1;')).toEqual([['x = 1;'], ['y = 1;']]);
  });

  it('if it reads one through a function', () => {
    expect(cut('let a = shared(); let b = shared();')).toHaveLength(2);
  });

  it('if it writes one through a ref parameter', () => {
    expect(cut('set(x, 1); set(y, 2);')).toEqual([['r = v;'], ['r = v;']]);
  });

  it('if it is await, skip or atomic, whatever it touches', () => {
    expect(cut('skip; skip;')).toHaveLength(2);
    expect(cut('await true; await true;')).toHaveLength(2);
    expect(cut('var a : 0..1 = 0; atomic a = 1; atomic a = 0;')).toHaveLength(2);
  });

  it('of if, while and match by its head alone', () => {
    expect(cut('if flag { }  x = 1;')).toEqual([['if flag'], ['x = 1;']].map((s) => s.map((t) => t)));
    expect(cut('var a : 0..1 = 0; if a == 0 { a = 1; } x = 1;')).toHaveLength(1);
    expect(cut('while x < 3 { skip; }')).toHaveLength(2);
    expect(cut('match x { 0 => { } _ => { } } y = 1;')).toHaveLength(2);
  });

  it('of for by the evaluation of its set, once', () => {
    expect(cut('for i in { k in 0..1: k != x } { var a : 0..1 = i; a = 0; } y = 1;')).toHaveLength(2);
    expect(cut('for i in 0..1 { var a : 0..1 = i; a = 0; } y = 1;')).toHaveLength(1);
  });

  it('of return by its expression', () => {
    expect(cut('let a = load(); y = a;')).toEqual([['return x;'], ['y = a;']]);
    expect(cut('let a = constant(); y = a;')).toEqual([['return 3;', 'y = a;']]);
  });

  it('of a call by all its arguments together', () => {
    const found = cut('store(x + y);');
    expect(found).toHaveLength(2);
    expect(found[1]).toEqual(['x = v;']);
    expect(cut('store(3);')).toEqual([['x = v;']]);
  });
});

describe('a step', () => {
  it('runs local statements, exactly one visible one, then local ones again', () => {
    expect(cut('var a : 0..9 = 1; a = 2; x = a; a = 3; a = 4; y = a;')).toEqual([
      ['var a : 0..9 = 1;', 'a = 2;', 'x = a;', 'a = 3;', 'a = 4;'],
      ['y = a;'],
    ]);
  });

  it('stops before a choice', () => {
    expect(cut('x = 1; pick i in 0..1; y = i;')).toEqual([['x = 1;'], ['pick i in 0..1;', 'y = i;']]);
    expect(cut('x = 1; either { y = 1; } or { y = 2; }')).toEqual([['x = 1;'], ['y = 1;', 'y = 2;']]);
  });

  it('stops before an assert that reads shared state, but not before one that does not', () => {
    expect(cut('x = 1; assert y == 0; y = 1;')).toEqual([['x = 1;'], ['assert y == 0;', 'y = 1;']]);
    expect(cut('let a = x; assert a == 0; y = 1;')).toEqual([['let a = x;', 'assert a == 0;'], ['y = 1;']]);
  });

  it('stops at any label, also before it did anything visible', () => {
    expect(steps('var a : 0..1 = 0; here: a = 1; x = 1; there: a = 0; y = 1;')).toEqual({
      start: ['var a : 0..1 = 0;'],
      here: ['a = 1;', 'x = 1;'],
      there: ['a = 0;', 'y = 1;'],
    });
  });

  it('stops at done', () => {
    const { system } = compileOne(`${DECLARATIONS}\nprocess p { x = 1; }`);
    expect(system.families[0]!.points.map((p) => p.name)).toEqual(['start', 'done']);
  });

  it('runs through choices and asserts before its visible statement', () => {
    expect(cut('pick i in 0..1; cells[i] = 1;')).toEqual([['pick i in 0..1;', 'cells[i] = 1;']]);
    expect(cut('assert x == 0; pick i in 0..1; assert y == 0; cells[i] = 1;')).toHaveLength(1);
  });

  it('never takes a blocked branch of either', async () => {
    const { exploration } = await exploreSpec(`${DECLARATIONS}
process p { either { await flag; x = 1; } or { await !flag; x = 2; } }
invariant second = x != 1;
`);
    expect(exploration.end).toBe('complete');
  });

  it('runs in order: later statements see what earlier ones wrote', async () => {
    const { exploration, violated } = await exploreSpec(`${DECLARATIONS}
process p { atomic { x = 1; y = x; } }
invariant together = x == y;
`);
    expect(violated).toEqual([]);
    expect(exploration.distinct).toBe(2);
  });
});

describe('constants', () => {
  it('are folded before steps are formed: a false one makes no step of the rest of its condition', () => {
    expect(cut('if DEBUG && flag { y = 1; } x = 1;')).toEqual([['x = 1;']]);
  });

  it('keep the names that a pattern binds', async () => {
    const { violated } = await exploreSpec(`${DECLARATIONS}
process p { if some(2) is some(n) && n == 2 { x = n; } }
process q { if some(2) is some(k) && k == 0 { y = 1; } }
invariant bound = y == 0 && (p at done => x == 2);
`);
    expect(violated).toEqual([]);
  });

  it('leave the branch that is taken', () => {
    expect(cut('if !DEBUG { y = 1; } else { x = 2; }')).toEqual([['y = 1;']]);
  });
});

describe('ghosts', () => {
  it('never make or split a step, whatever they read', () => {
    expect(cut('x = 1; g = x + y; y = 1;')).toEqual([['x = 1;', 'g = x + y;'], ['y = 1;']]);
    expect(cut('x = 1; if y == 0 { g = 1; } y = 1;')).toHaveLength(2);
    expect(cut('x = 1; for i in 0..1 { g = i; } y = 1;')).toHaveLength(2);
    expect(cut('x = 1; mark(); y = 1;')).toHaveLength(2);
  });

  it('are not shared state for an assert', () => {
    expect(cut('x = 1; assert g == 0; y = 1;')).toEqual([['x = 1;', 'assert g == 0;'], ['y = 1;']]);
  });
});
