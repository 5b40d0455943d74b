import { describe, expect, it } from 'vitest';
import { compileOne, exploreSpec } from '../support/compile.ts';
import { DECLARATIONS, steps } from './cut-steps.ts';

/** What a state has of a process, and where its control points are: section 5 of the language definition, sentence by sentence. */

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
