import { describe, expect, it } from 'vitest';
import { exploreCompiled } from '../../src/backend/wasm/search/engine.ts';
import { compileOne, exploreRun, exploreSpec } from '../support/compile.ts';

/**
 * Jumps, and what is still in scope where they lead to (language.md, section 5): a label is a control point outside of
 * its own statement, and a jump backwards over a declaration ends that local. Counted by hand: both engines run
 * what lowering gives them, so that they agree says nothing about it.
 */

interface Counted {
  readonly what: string;
  readonly spec: string;
  /** What the states are. */
  readonly states: readonly string[];
}

const RAISES = 'process r { n = 1; }';

const counted: readonly Counted[] = [
  {
    what: 'a goto out of the block that its label names ends the locals of the block',
    spec: `var n : 0..1 = 0; process q { retry: { let seen = n; if seen <= 1 { goto retry; } } } ${RAISES}`,
    states: ['retry n=0', 'retry n=1, r done'],
  },
  {
    what: 'a goto backwards over a declaration of its own block ends that local',
    spec: `var n : 0..1 = 0; process q { retry: let seen = n; if seen <= 1 { goto retry; } } ${RAISES}`,
    states: ['retry n=0', 'retry n=1, r done'],
  },
  {
    what: 'a goto out of the `for` that its label names ends its variable and what is left to visit',
    spec: 'var x : 0..2 = 0; process p { L: for v in {0, 1} { x = v; goto L; } }',
    states: ['L x=0'],
  },
  {
    what: 'a goto out of nested loops ends what both of them visit',
    spec: `var n : 0..1 = 0;
process p { again: for v in 0..1 { for w in 0..1 { if n == 1 { goto again; } } } } ${RAISES}`,
    // Each time at the `if` but for the first, which runs with the step that starts at the label.
    states: ['again', 'v=0 w=1', 'v=1 w=0', 'v=1 w=1', 'done'].flatMap((s) => [`${s} n=0`, `${s} n=1, r done`]),
  },
  {
    what: 'a goto ends what was picked',
    spec: 'var x : 0..2 = 0; process p { skip; L: if x < 2 { pick v in 0..2; skip; goto L; } }',
    states: ['start', 'L', 'before the pick'],
  },
  {
    what: 'a goto out of a `match` ends the names of its pattern',
    spec: `var o : (0..1)?; var x : 0..1 = 0;
process p { l: match o { none => { goto l; } some(k) => { if k < 1 { goto l; } x = k; } } }`,
    states: ['l none', 'l some(0)', 'l some(1)', 'before x = k, k=1', 'done some(1) x=1'],
  },
  {
    what: 'a goto out of an `if` ends the names of its `is`',
    spec: `var o : (0..1)?; var x : 0..1 = 0;
process p { l: if o is some(k) { if k == 0 { goto l; } x = k; } }`,
    states: ['l none', 'l some(0)', 'l some(1)', 'before x = k', 'done none x=0', 'done some(1) x=1'],
  },
  {
    what: 'a goto out of the `else` of a `let` goes back before it',
    spec: `var o : (0..1)?; var x : 0..1 = 0; process p { l: let some(t) = o else { goto l; } x = t; }`,
    states: ['l none', 'l some(0)', 'l some(1)', 'before x = t, t=0', 't=1', 'done x=0', 'done x=1'],
  },
  {
    what: 'a goto forwards out of a block ends the locals of the block',
    spec: 'var n : 0..1; process p { { let a = n; if a == 0 { goto out; } n = 0; } out: skip; }',
    states: ['start n=0', 'start n=1', 'before n = 0, a=1', 'out n=0', 'done n=0'],
  },
  {
    what: 'a goto in a procedure ends the locals of its own call only',
    spec: `var n : 0..1 = 0; proc get() { retry: { let s = n; if s == 0 { goto retry; } } }
process q { get(); get(); } ${RAISES}`,
    states: ['start n=0', 'first retry n=0', 'start n=1', 'first retry n=1', 'second retry n=1', 'done n=1'],
  },
  {
    what: 'a goto keeps what is declared around the statement that its label names',
    spec: `var n : 0..1; process p { let k = n; l: { let a = n; if a == 1 { goto l; } } n = k; }`,
    // At l with n=1 for ever; with n=0 on to `n = k`, which writes 0.
    states: ['start n=0', 'start n=1', 'l n=0 k=0', 'l n=1 k=1', 'before n = k', 'done'],
  },
  {
    what: 'a goto out of an atomic block to the label of the block starts the next step there',
    spec: 'var x : 0..3 = 0; process p { l: atomic { if x < 3 { x += 1; goto l; } } }',
    states: ['l x=0', 'l x=1', 'l x=2', 'l x=3', 'done x=3'],
  },
  {
    what: 'a goto behind an atomic block does so too',
    spec: 'var x : 0..3 = 0; process p { l: atomic { if x < 3 { x += 1; } } goto l; }',
    states: ['l x=0', 'l x=1', 'l x=2', 'l x=3'],
  },
  {
    what: 'a `continue` out of an atomic block starts the next step at the block',
    spec: 'var x : 0..3 = 0; process p { loop { atomic { if x < 3 { x += 1; continue; } break; } } }',
    states: ['x=0', 'x=1', 'x=2', 'x=3', 'done x=3'],
  },
  {
    what: 'a `break` out of an atomic block leaves the loop around it',
    spec: 'var x : 0..2 = 0; process p { loop { atomic { if x == 2 { break; } x += 1; } } }',
    states: ['x=0', 'x=1', 'x=2', 'done x=2'],
  },
  {
    what: 'a `return` out of an atomic block ends the process',
    spec: 'var x : 0..3 = 0; process p { loop { atomic { if x < 3 { x += 1; continue; } return; } } }',
    states: ['x=0', 'x=1', 'x=2', 'x=3', 'done x=3'],
  },
  {
    what: 'a `return` out of an atomic block of a procedure goes on in the caller',
    spec: `var x : 0..2 = 0;
proc raise(): bool { atomic { if x < 2 { x += 1; return true; } } return false; }
process p { while raise() { } }`,
    // Where it starts the call is still to come.
    states: ['start x=0', 'in raise x=1', 'in raise x=2', 'done x=2'],
  },
  {
    what: 'a `continue` out of an atomic block in a `for` goes on with the next element',
    spec: 'var x : 0..1 = 0; process p { for v in 0..1 { atomic { if v == 0 { continue; } x = 1; } } }',
    states: ['start', 'v=1', 'done'],
  },
  {
    what: 'a goto to a label of an atomic block in a loop stays at the label',
    spec: 'var x : 0..3 = 0; process p { while x < 3 { l: atomic { x += 1; if x < 3 { goto l; } } } }',
    states: ['while x=0', 'l x=0', 'l x=1', 'l x=2', 'while x=3', 'done x=3'],
  },
  {
    what: 'a goto out of an atomic block in a procedure leads to the label of its own call',
    spec: `var x : 0..2 = 0; proc fill() { again: atomic { if x < 2 { x += 1; goto again; } } }
process p { fill(); fill(); }`,
    states: ['start x=0', 'first x=0', 'first x=1', 'first x=2', 'second x=2', 'done x=2'],
  },
  {
    what: 'a goto out of nested atomic blocks leaves both',
    spec: 'var x : 0..2 = 0; process p { l: atomic { atomic { if x < 2 { x += 1; goto l; } } } }',
    states: ['l x=0', 'l x=1', 'l x=2', 'done x=2'],
  },
];

describe('jumps', () => {
  it.each(counted)('$what', async ({ spec, states }) => {
    const text = `spec jumps; ${spec} check c allow deadlock;`;
    const { exploration } = await exploreSpec(text);
    expect(exploration.distinct).toBe(states.length);
    const { model } = await exploreRun(compileOne(text));
    expect((await exploreCompiled(model.problem, model, {})).distinct).toBe(states.length);
  });

  it('out of a statement and back to its label read what is stored the next time round', async () => {
    const { violated, exploration, stepsTo } = await exploreSpec(`spec c; union U { a, b } var u : U = b;
process q { retry: { let seen = u; if seen == b { u = a; goto retry; } } }
invariant busy = !(q at done);
check c expect violates busy;`);
    expect(violated).toEqual(['busy']);
    // seen = b; u = a; seen = a
    expect(stepsTo('busy')).toBe(3);
    expect(exploration.distinct).toBe(4);
  });

  it.each([
    ['over a `let` with an `else` from inside it', 'let some(t) = o else { goto m; } skip; m: x = t;'],
    ['over a labelled one', 'goto m; l: let t = x; m: x = t;'],
    ['over an atomic one behind a label', 'goto m; l: atomic let t = x; m: x = t;'],
    ['over a pick', 'if x == 0 { goto m; } pick t in 0..1; m: x = t;'],
  ])('forwards over a declaration are refused: %s', (_, body) => {
    expect(() => compileOne(`spec j; var o : (0..1)? = none; var x : 0..1 = 0; process p { ${body} }`)).toThrow(
      'THPS3056',
    );
  });

  it.each(['atomic { l: if x < 1 { x += 1; goto l; } }', 'atomic { loop { if x == 1 { break; } x += 1; } }'])(
    'within an atomic block are refused: %s',
    (body) => {
      expect(() => compileOne(`spec j; var x : 0..1 = 0; process p { ${body} }`)).toThrow('THPS4002');
    },
  );
});
