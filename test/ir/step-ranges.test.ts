import { describe, expect, it } from 'vitest';
import { rangesIn } from '../../src/ir/analysis/step-ranges.ts';
import { intervalOf } from '../../src/ir/analysis/value-ranges.ts';
import { spanText } from '../../src/text/source.ts';
import { compileOne } from '../support/compile.ts';

const DECLARATIONS = `spec test;
var x : 0..9 = 0;
var y : 0..9 = 0;
var z : 0..90 = 0;
var c : [0..3 -> 0..9] = [_ in 0..3 -> 0];
var p : [0..3 -> 0..3] = [_ in 0..3 -> 0];
var o : (0..9)? = none;
proc load(ref r: 0..9): 0..9 { return r; }
`;

/** The interval of the value that is assigned to `z`, by assignments in textual order. */
function assigned(action: string): string[] {
  const { system } = compileOne(`${DECLARATIONS}${action}\ncheck all allow deadlock;`);
  const found: { readonly at: number; readonly text: string }[] = [];
  for (const step of system.steps) {
    const owner =
      step.owner.kind === 'action' ? system.actions[step.owner.action]! : system.families[step.owner.family]!;
    const ranges = rangesIn(step, owner.slots);
    step.operations.forEach((operation, i) => {
      const { at } = operation;
      if (operation.kind !== 'assign' || !/^z\b/.test(spanText(at))) return;
      const known = ranges[i];
      if (!known) return;
      const { low, high } = intervalOf(operation.value, known);
      found.push({ at: at.span.start, text: `${low}..${high}` });
    });
  }
  return found.sort((a, b) => a.at - b.at).map(({ text }) => text);
}

describe('what is known of a number in a step', () => {
  it.each([
    ['comes from the guard', 'action a when x < 4 { z = x + 1; }', ['1..4']],
    ['comes from both sides of a comparison', 'action a when x < y { z = x; z = y; }', ['0..8', '1..9']],
    ['comes from a sum', 'action a when x + 2 <= y { z = x; z = y; }', ['0..7', '2..9']],
    ['comes from a negation', 'action a when !(x >= 4 || y != 3) { z = x; z = y; }', ['0..3', '3..3']],
    ['comes from an interval', 'action a when x in 2..y && y < 5 { z = x; }', ['2..9']],
    ['comes from a value that it is not', 'action a when x != 0 { z = x - 1; }', ['0..8']],
    ['comes from a branch', 'action a { if x < 4 { z = x; } else { z = x; } z = x; }', ['0..3', '4..9', '0..9']],
    ['comes from what was assigned', 'action a { x = 3; z = x + 1; if y < 3 { x = y; } z = x; }', ['4..4', '0..3']],
    ['comes from an assertion', 'action a { assert x > 7; z = x; }', ['8..9']],
    ['does not come from one that may fail', 'action a { assert big: x > 7; z = x; }', ['0..9']],
    ['ends with an assignment', 'action a when x < 4 { x = y; z = x; }', ['0..9']],
    ['is of one element', 'action a(i: 0..3) when c[i] < 4 { z = c[i]; z = c[0]; }', ['0..3', '0..9']],
    ['ends with an assignment to any element', 'action a(i: 0..3) when c[i] < 4 { c[0] = 9; z = c[i]; }', ['0..9']],
    ['ends when the index changes', 'action a { var i : 0..3 = 1; if c[i] < 4 { i = 2; z = c[i]; } }', ['0..9']],
    ['is of an element that was assigned', 'action a(i: 0..3) { c[i] = 4; z = c[i]; }', ['4..4']],
    ['is not of an element that finds itself', 'action a { p[p[0]] = 2; z = p[p[0]]; }', ['0..3']],
    [
      'is of an element that another one finds',
      'action a when c[p[0]] < 4 { z = c[p[0]]; p[1] = 1; z = c[p[0]]; }',
      ['0..3', '0..9'],
    ],
    [
      'is given up in a loop that counts',
      'action a { var n : 0..9 = 0; for _ in 0..3 { z = n; n += 1; } z = n; }',
      ['0..9', '0..9'],
    ],
    [
      'outlasts a loop that does not write it',
      'action a when x < 4 { for i in 0..3 { z = x; } z = x; }',
      ['0..3', '0..3'],
    ],
    ['is not of the variable of a loop', 'action a { for i in 0..3 { if i > 1 { z = i; } z = i; } }', ['2..3', '0..3']],
    ['is what all ways have in common', 'action a { either { x = 2; } or { x = 5; } z = x; }', ['2..5']],
    ['comes from a choice', 'action a when y < 5 { pick i in 1..y where i != 1; z = i; }', ['2..4']],
    ['comes from a conditional expression', 'action a { z = if x < 9 then x + 1 else 0; }', ['0..9']],
    [
      'is not of a name that a pattern binds',
      'action a when x < 2 { if o is some(x1) && x1 > 3 { z = x1; } }',
      ['0..9'],
    ],
    ['goes through a call', 'process q { atomic { await x < 4; z = load(x); } }', ['0..3']],
    ['does not outlast a step', 'process q { atomic { await x < 4; } z = x; }', ['0..9']],
    ['is nothing where control never comes', 'action a when x > 4 { if x < 3 { z = x; } }', ['5..9']],
  ])('%s', (_, action, expected) => {
    expect(assigned(action)).toEqual(expected);
  });
});
