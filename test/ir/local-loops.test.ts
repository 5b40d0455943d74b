import { describe, expect, it } from 'vitest';
import { compileOne, exploreRun, exploreWithCode } from '../support/compile.ts';

/** Loops over locals within one step: they run where something shows that they end, and are refused where nothing does. */

function spec(body: string): string {
  return `spec loops; var x : 0..9 = 0; var y : 0..9 = 0;
fun least(a: 0..9): 1..9 = if a == 0 then 1 else a;
proc count(): 0..9 { var c : 0..9 = 0; while c < 4 { c += 1; } return c; }
process p { ${body} } check c;`;
}

describe('a loop that is seen to end', () => {
  // Counted by hand: the control points, each with the values that the variables can have there.
  const counted: readonly (readonly [what: string, body: string, states: readonly string[], violated?: string])[] = [
    ['counts up to a number', 'var i : 0..3 = 0; while i != 3 { i += 1; } x = i;', ['start', 'done x=3']],
    ['counts down', 'var i : 0..3 = 3; while i > 0 { i -= 1; } x = i + 1;', ['start', 'done x=1']],
    ['counts by more than one', 'var i : 0..9 = 0; while i < 8 { i = i + 2; } x = i;', ['start', 'done x=8']],
    [
      'counts by what is at least one',
      'var i : 0..9 = 0; let k = y; x = 1; while i < 2 { i = i + least(k); } x = i;',
      ['start', 'after the load', 'before x = i', 'done x=2'],
    ],
    [
      'counts in one of the branches, and in the other one as well',
      'var i : 0..9 = 0; while i < 4 { if i % 2 == 0 { i += 1; } else { i = 1 + i; } } x = i;',
      ['start', 'done x=4'],
    ],
    [
      'counts one of two locals in each round',
      'var i : 0..3 = 0; var j : 0..3 = 0; while i + j < 4 { if i > j { j += 1; } else { i += 1; } } x = i;',
      ['start', 'done x=2'],
    ],
    [
      'stands in another one, which sets its counter back',
      'var i : 0..3 = 0; var j : 0..3 = 0; var n : 0..9 = 0; while i < 3 { j = 3; while j > 0 { j -= 1; n += 1; } i += 1; } x = n;',
      ['start', 'done x=9'],
    ],
    [
      'stands in a `for`',
      'var n : 0..9 = 0; for v in 1..3 { var i : 0..3 = 0; while i < v { i += 1; n += 1; } } x = n;',
      ['start', 'done x=6'],
    ],
    [
      'contains a `for`',
      'var n : 0..9 = 0; var i : 0..3 = 0; while i < 2 { for v in 1..3 { n += 1; } i += 1; } x = n;',
      ['start', 'done x=6'],
    ],
    [
      'contains a `for` that is left',
      'var n : 0..9 = 0; var i : 0..3 = 0; while i < 2 { for v in 1..3 { if v == 2 { break; } n += 1; } i += 1; } x = n;',
      ['start', 'done x=2'],
    ],
    ['has no condition', 'var i : 0..3 = 0; loop { if i == 3 { break; } i += 1; } x = i;', ['start', 'done x=3']],
    [
      'goes on early',
      'var n : 0..9 = 0; var i : 0..4 = 0; while i < 4 { i += 1; if i == 2 { continue; } n += i; } x = n;',
      ['start', 'done x=8'],
    ],
    ['stands in a procedure', 'let r = count(); x = r;', ['start', 'done x=4']],
    [
      'stands in a procedure that is called twice',
      'let r = count(); x = r; let s = count(); y = s;',
      ['start', 'before y = s, x=4', 'done'],
    ],
    [
      // Before the store the loop goes to it, after the store on from there to the end.
      'is entered in the middle, behind a store',
      'var i : 0..3 = 0; while i < 3 { if i == 1 { x = 1; } i += 1; } y = i;',
      ['start', 'before y = i, x=1', 'done'],
    ],
    [
      'is entered at one of two places',
      `var i : 0..9 = 0; var n : 0..9 = 0;
while i < 4 { if n == 2 { x = 1; } n += 1; if i == 3 { y = n; } i += 1; } x = i;`,
      // n is i at the top: x = 1 with i = n = 2, then y = 4 with i = 3, then x = 4.
      ['start', 'before y = n', 'before x = i', 'done'],
    ],
    ['leaves the type of its counter', 'var i : 0..3 = 0; while i != 5 { i += 1; } x = i;', ['start'], 'range'],
    [
      'chooses',
      'var i : 0..2 = 0; var n : 0..9 = 0; while i < 2 { pick k in 0..1; n += k; i += 1; } x = n;',
      ['start', 'done x=0', 'done x=1', 'done x=2'],
    ],
    [
      'takes one of two ways, each of which counts',
      'var i : 0..4 = 0; while i < 3 { either { i += 1; } or { i += 2; } } x = i;',
      ['start', 'done x=3', 'done x=4'],
    ],
  ];

  it.each(counted.map(([what, body, states, violation]) => ({ what, body, states, violation })))(
    '$what',
    async (one) => {
      const { body, states, violation } = one;
      const compiled = compileOne(spec(body));
      const { exploration, violated } = await exploreRun(compiled);
      expect(exploration.distinct).toBe(states.length);
      expect(violated).toEqual(violation === undefined ? [] : [violation]);
      const { system, run } = compiled;
      if (/pick|either/.test(body)) await expect(exploreWithCode({ system, run }, {})).rejects.toThrow('no `for`');
      else expect(await exploreWithCode({ system, run }, {})).toEqual(exploration);
    },
  );
});

describe('a loop is refused where nothing shows that it ends', () => {
  it.each([
    ['it counts around', 'var i : 0..3 = 0; while i != 3 { i = (i + 1) % 4; } x = i;'],
    ['it counts in one of its branches only', 'var i : 0..3 = 0; while i < 3 { if i != 1 { i += 1; } } x = i;'],
    ['it counts up and down', 'var i : 0..3 = 0; while i < 3 { if i == 2 { i -= 1; } else { i += 1; } } x = i;'],
    ['it counts by nothing, perhaps', 'var i : 0..3 = 0; let k = y; while i < 3 { i += k; } x = i;'],
    ['it goes on before it counts', 'var i : 0..3 = 0; while i < 3 { if i == 1 { continue; } i += 1; } x = i;'],
    ['an inner loop sets its counter back', 'var i : 0..3 = 0; loop { i = 0; while i < 3 { i += 1; } } '],
    ['it sets its counter', 'var i : 0..3 = 0; while i < 3 { i += 1; i = 0; } x = i;'],
    ['a choice sets its counter', 'var i : 0..3 = 0; while i < 3 { i += 1; pick k in 0..3; i = k; } x = i;'],
    [
      'it counts to a number that is too large to wait for',
      'var i : 0..1000000 = 0; while i < 1000000 { i += 1; } x = 1;',
    ],
    ['it only copies', 'var i : 0..3 = 0; var j : 0..3 = 1; while i < 3 { i = j; } x = i;'],
    ['it changes nothing', 'var i : 0..3 = 0; while i < 3 { } x = i;'],
    ['each round of it begins a `for` that is left at once', 'loop { for v in 0..1 { break; } }'],
    ['it only tests', 'var b : bool = true; while b { if b { b = true; } } x = 1;'],
  ])('because %s', (_, body) => {
    expect(() => compileOne(spec(body))).toThrow('THPS4001');
  });

  it.each(['atomic { while x < 3 { x += 1; } }', 'atomic { var i : 0..3 = 0; while i < 3 { i += 1; } }'])(
    'because it is atomic: %s',
    (body) => {
      expect(() => compileOne(spec(body))).toThrow('THPS4002');
    },
  );
});
