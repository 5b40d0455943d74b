import { describe, expect, it } from 'vitest';
import { compileOne, exploreSpec } from '../support/compile.ts';
import { cut, DECLARATIONS } from './cut-steps.ts';

/** What single statements do as steps: section 5 of the language definition, sentence by sentence. */

describe('atomic', () => {
  const refuse = (body: string): (() => void) => {
    return () => compileOne(`${DECLARATIONS}\nproc spin() { while x < 3 { x = 3; } }\nprocess p { ${body} }`);
  };

  it('contains no loop but for, also none by goto or in a procedure', () => {
    expect(refuse('atomic { while x < 3 { x = 3; } }')).toThrow('THPS4002');
    expect(refuse('atomic { loop { x = 3; } }')).toThrow('THPS4002');
    expect(refuse('atomic { again: x = 1; if y == 0 { goto again; } }')).toThrow('THPS4002');
    expect(refuse('atomic { spin(); }')).toThrow('THPS4002');
    expect(refuse('atomic { for i in 0..1 { cells[i] = 1; } }')).not.toThrow();
  });

  it('is needed for a cycle without a step nowhere else', () => {
    expect(refuse('var a : 0..1 = 0; loop { a = 1 - a; }')).toThrow('THPS4001');
    expect(refuse('loop { pick i in 0..1; }')).toThrow('THPS4001');
    expect(refuse('loop { here: }')).not.toThrow();
  });
});

describe('statements', () => {
  it('atomic is one step, and what leaves it goes on with local statements', () => {
    expect(cut('var a : 0..1 = 0; loop { atomic { x = 1; y = 1; break; } } a = 1; y = 2;')).toEqual([
      ['var a : 0..1 = 0;', 'x = 1;', 'y = 1;', 'a = 1;'],
      ['y = 2;'],
    ]);
  });

  it('a single let in atomic binds in the enclosing block', () => {
    expect(cut('atomic let v = x + y; y = v;')).toEqual([['let v = x + y;'], ['y = v;']]);
  });

  it('the step that runs return binds the result and goes on', () => {
    expect(cut('var a : 0..9 = 0; let r = load(); a = r; y = a;')).toEqual([
      ['var a : 0..9 = 0;', 'return x;', 'a = r;'],
      ['y = a;'],
    ]);
  });

  it('calls in a while head run at each test', async () => {
    const { violated, exploration } = await exploreSpec(`
spec test;
var x : 0..3 = 0;
proc less(): bool { return x < 3; }
process p { while less() { atomic x++; } }
invariant bound = x <= 3;
`);
    expect(violated).toEqual([]);
    // start (0..3), before x++ (0..2), done (3)
    expect(exploration.distinct).toBe(8);
  });

  it('skip is a step that changes nothing but the control point', async () => {
    const { exploration } = await exploreSpec('spec test;\nprocess p { skip; skip; }');
    expect(exploration.distinct).toBe(3);
  });

  it('ref indices are evaluated once, at the call', async () => {
    const { violated } = await exploreSpec(`
spec test;
var i : 0..1 = 0;
var cells : [0..1 -> 0..3] = [_ in 0..1 -> 0];
proc put(ref r: 0..3) { i = 1; r = 2; }
process p { put(cells[i]); }
invariant first = p at done => cells[0] == 2 && cells[1] == 0;
`);
    expect(violated).toEqual([]);
  });

  it('writes through ref are checked against the argument', async () => {
    const { violated } = await exploreSpec(`
spec test;
var small : 0..1 = 0;
proc put(ref r: 0..3, v: 0..3) { r = v; }
process p { put(small, 2); }
`);
    expect(violated).toEqual(['range']);
  });
});
