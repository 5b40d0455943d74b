import { describe, expect, it } from 'vitest';
import { successorsOf } from '../../src/ir/effects.ts';
import type { Step } from '../../src/ir/system.ts';
import { spanText } from '../../src/text/source.ts';
import { compileOne, exploreSpec } from '../support/compile.ts';

/** Each sentence of section 5 of the language definition, as a test. */

const DECLARATIONS = `
spec test;
const DEBUG : bool = false;
var x : 0..9 = 0;
var y : 0..9 = 0;
var flag : bool = false;
var cells : [0..1 -> 0..9] = [_ in 0..1 -> 0];
ghost var g : 0..9 = 0;
fun twice(n: 0..4): 0..8 = n * 2;
fun shared(): 0..9 = x;
proc store(v: 0..9) { x = v; }
proc load(): 0..9 { return x; }
proc constant(): 0..9 { return 3; }
proc two() { x = 1; y = 1; }
proc set(ref r: 0..9, v: 0..9) { r = v; }
proc mark() { g = 1; }
`;

/** The steps of process `p` with this body: the name of each control point, then what runs from there. */
function steps(body: string): Record<string, string[]> {
  const { system } = compileOne(`${DECLARATIONS}\nprocess p {\n${body}\n}`);
  const family = system.families[0]!;
  const found: Record<string, string[]> = {};
  for (const point of family.points)
    if (point.step !== undefined) found[point.name] = shownIn(system.steps[point.step]!);
  return found;
}

/** Texts of the statements in a step, in order of control. */
function shownIn(step: Step): string[] {
  const seen = new Set<number>();
  const texts: string[] = [];
  const visit = (index: number): void => {
    const operation = step.operations[index]!;
    if (seen.has(index)) return;
    seen.add(index);
    if (operation.shown) texts.push(spanText(operation.at).replace(/\s+/g, ' '));
    successorsOf(operation).forEach(visit);
  };
  visit(step.entry);
  return texts;
}

/** Only what runs, step by step. */
function cut(body: string): string[][] {
  return Object.values(steps(body));
}

describe('a state', () => {
  it('gives every local in scope at the control point a value, and no other', () => {
    const { system } = compileOne(`${DECLARATIONS}
process p {
  let a = x;
  { let b = y; x = b; }
  y = a;
}`);
    const family = system.families[0]!;
    const live = family.points.map((p) => p.live.map((slot) => family.slots[slot]!.name));
    expect(live).toEqual([[], ['a'], ['a', 'b'], ['a'], []]);
  });

  it('keeps value parameters, captured indices, results, and what a for still has to visit', () => {
    const { system } = compileOne(`${DECLARATIONS}
process p {
  for i in 0..1 {
    set(cells[i], 3);
  }
}`);
    const family = system.families[0]!;
    const inside = family.points.find((p) => p.frame !== undefined) ?? family.points[1]!;
    const names = inside.live.map((slot) => family.slots[slot]!.name);
    expect(names).toHaveLength(4);
    expect(names).toEqual(expect.arrayContaining(['rest of i', 'i', 'v']));
  });

  it('has no locals at start and at done', () => {
    const { system } = compileOne(`${DECLARATIONS}\nprocess p { let a = x; y = a; }`);
    const { points } = system.families[0]!;
    expect(points[0]!.live).toEqual([]);
    expect(points.at(-1)!.live).toEqual([]);
    expect(points.at(-1)!.name).toBe('done');
  });

  it('has a copy of the control points of a procedure for each call site', () => {
    const names = Object.keys(steps('two(); two();'));
    expect(names).toHaveLength(4);
    expect(new Set(names).size).toBe(4);
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

describe('labels', () => {
  it('next to each other are one control point, and so are the start and a label at the head', () => {
    expect(Object.keys(steps('outer: { inner: x = 1; }'))).toEqual(['inner']);
    expect(Object.keys(steps('loop { again: x = 1; }'))).toEqual(['again']);
  });

  it('of nothing are control points too', () => {
    expect(Object.keys(steps('x = 1; end: '))).toEqual(['start', 'end']);
    expect(Object.keys(steps('first: if DEBUG { x = 1; } second: y = 1;'))).toEqual(['first', 'second']);
  });

  it('hold at every control point of the statement they name, in called procedures too', async () => {
    const { violated } = await exploreSpec(`${DECLARATIONS}
process p { x = 2; l: { y = 2; two(); } y = 3; }
invariant outside = p at l => x != 0 && y <= 2;
invariant inside = x == 1 && y == 2 => p at l;
invariant in_procedure = p at two => p at l;
reachable in_two = p at two && p at l;
`);
    expect(violated).toEqual([]);
  });

  it('of procedures hold at any call', async () => {
    const { stepsTo } = await exploreSpec(`
spec test;
var x : 0..3 = 0;
proc q() { here: x = 1; x = 2; }
process p { q(); x = 0; q(); }
reachable first = p at q.here && x == 0;
reachable after = x == 2;
`);
    // The call is a local statement before the label.
    expect(stepsTo('first')).toBe(1);
    expect(stepsTo('after')).toBe(3);
  });

  it('inside atomic are no control points', () => {
    expect(Object.keys(steps('atomic { a: x = 1; b: y = 1; }'))).toEqual(['start']);
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

describe('enabled', () => {
  it('is a step that meets no false await', async () => {
    const { violated } = await exploreSpec(`${DECLARATIONS}\nprocess p { await flag; }`);
    expect(violated).toEqual(['deadlock']);
  });

  it('is a step that meets no empty pick', async () => {
    const { violated } = await exploreSpec(`${DECLARATIONS}\nprocess p { pick i in { k in 0..3: k < x }; x = i; }`);
    expect(violated).toEqual(['deadlock']);
  });

  it('is disabled by the first false await in atomic, unless a check fails before it', async () => {
    const quiet = await exploreSpec(`${DECLARATIONS}\nprocess p daemon { atomic { await flag; assert false; } }`);
    expect(quiet.violated).toEqual([]);
    const loud = await exploreSpec(`${DECLARATIONS}\nprocess p daemon { atomic { assert flag; await flag; } }`);
    expect(loud.violated).toEqual(['assert']);
  });
});

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

describe('deadlock', () => {
  it('is a state without a step unless every process is done', async () => {
    expect((await exploreSpec('spec t;\nvar x : bool = false;\nprocess p { x = true; }')).violated).toEqual([]);
    expect((await exploreSpec('spec t;\nvar x : bool = false;\nprocess p { await x; }')).violated).toEqual([
      'deadlock',
    ]);
  });

  it('does not count a blocked daemon', async () => {
    const { violated } = await exploreSpec(
      'spec t;\nvar x : bool = false;\nprocess p daemon { await x; }\nprocess q { skip; }',
    );
    expect(violated).toEqual([]);
  });

  it('is there where a process is stopped by when', async () => {
    const { violated } = await exploreSpec('spec t;\nvar x : bool = false;\nprocess p when x { skip; }');
    expect(violated).toEqual(['deadlock']);
  });

  it('is not a spin: a step that changes nothing is a step', async () => {
    const { violated, exploration } = await exploreSpec('spec t;\nvar x : bool = false;\nprocess p { while !x { } }');
    expect(violated).toEqual([]);
    expect(exploration.distinct).toBe(1);
  });

  it('of a spec of actions is decided by terminates when', async () => {
    const spec = (end: string): string => `spec t;\nvar x : 0..2 = 0;\naction up when x < 2 { x++; }\n${end}`;
    expect((await exploreSpec(spec(''))).violated).toEqual(['deadlock']);
    expect((await exploreSpec(spec('terminates when x == 2;'))).violated).toEqual([]);
  });
});
