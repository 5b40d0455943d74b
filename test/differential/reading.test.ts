import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CompiledRun, compileOne, compileSpec } from '../support/compile.ts';
import { readLibrary } from '../support/library.ts';
import { agreeWithReading } from './agree.ts';
import { randomControl } from './random-control.ts';
import { readSpec } from './reading/compare.ts';

/**
 * A third reading of the definition: a small and slow explorer over the syntax tree, which shares nothing with the
 * engines but the parser. `THPS_RUNS=20` makes it twenty times as many random specs.
 */

const RUNS = Number(process.env['THPS_RUNS'] ?? 1);

const root = join(import.meta.dirname, '..', '..');

/** Specs whose number of states was counted by hand. */
const counted: readonly (readonly [what: string, states: number, spec: string])[] = [
  [
    'a goto out of its label ends what was declared behind it',
    2,
    'var n : 0..1 = 0; process q { retry: { let seen = n; if seen <= 1 { goto retry; } } } process r { n = 1; }',
  ],
  [
    'a goto out of its label ends a pick behind it',
    3,
    'var x : 0..2 = 0; process p { skip; L: if x < 2 { pick v in 0..2; skip; goto L; } }',
  ],
  ['a goto out of a for ends it', 1, 'var x : 0..2 = 0; process p { L: for v in {0, 1} { x = v; goto L; } }'],
  ['a goto leaves an atomic block', 5, 'var x : 0..3 = 0; process p { l: atomic { if x < 3 { x += 1; goto l; } } }'],
  [
    'a continue leaves an atomic block',
    5,
    'var x : 0..3 = 0; process p { loop { atomic { if x < 3 { x += 1; continue; } } break; } }',
  ],
  ['start is before what is local', 3, 'var x : 0..1 = 0; process p { let a = 1; l: x = a; }'],
  ['a label at the head is the start', 2, 'var x : 0..1 = 0; process p { l: x = 1; }'],
  ['labels one after the other are one control point', 2, 'var x : 0..1 = 0; process p { k: { l: m: x = 1; } }'],
  ['a label of a procedure is a control point', 3, 'var x : 0..1 = 0; proc f() { l: x = 1; } process p { f(); }'],
  ['a label before nothing is a control point', 4, 'var x : 0..1 = 0; process p { x = 1; k: {} x = 0; l: }'],
  [
    'a label before nothing is one in a loop, and goes round from itself to itself',
    2,
    'var x : 0..1 = 0; process p { x = 1; loop { l: {} } }',
  ],
  [
    'two labels before nothing in a loop are two control points',
    3,
    'var x : 0..1 = 0; process p { x = 1; loop { k: {} l: {} } }',
  ],
  [
    'each call has its own control points, and its results are locals',
    6,
    'var x : 0..1 = 0; proc f(): 0..1 { x = 1; let y = x; return y; } process p { let a = f() + f(); x = a - 1; }',
  ],
  [
    'the result of a call in the head of an if ends with the head',
    // The start, before each skip of the branch, and the end.
    4,
    'proc f(): 0..3 { pick v in 0..3; skip; return v; } process p { if f() % 2 == 0 { skip; skip; } }',
  ],
  [
    'the result of a call in the head of a match ends with the head',
    4,
    'proc f(): 0..3 { pick v in 0..3; skip; return v; } process p { match f() % 2 { 0 => { skip; skip; } _ => {} } }',
  ],
  [
    'the result of a call in the set of a for ends with the evaluation of the set',
    // The start, before the skip with 0..1 and with 1, and the end.
    4,
    'proc f(): 0..3 { pick v in 0..3; skip; return v; } process p { for a in f() % 2..1 { skip; } }',
  ],
  [
    'the result of a call in a let ends with the let',
    // The start, before the skip with 0 and with 1, and the end.
    4,
    'proc f(): 0..3 { pick v in 0..3; skip; return v; } process p { let a = f() % 2; skip; }',
  ],
  [
    'what a for still has to visit is a local',
    // The start, the end, and before the second skip and the third for 0..2, before the second for 1..2.
    5,
    'process p { pick a in 0..1; for v in a..2 { skip; } }',
  ],
  [
    'a constant condition is no statement',
    2,
    'const D : bool = false; var x : 0..1 = 0; process p { if D && x == 1 { skip; } skip; }',
  ],
  [
    'a call with only ghost statements makes no step, whatever it is given',
    2,
    'var x : 0..1 = 0; ghost var g : 0..1 = 0; proc f(v: 0..1, ref r: 0..1) { g = r; } process p { f(x, x); skip; }',
  ],
  [
    'a ghost statement makes no step',
    2,
    'var x : 0..1 = 0; ghost var g : 0..1 = 0; process p { g = x; x = 1; g = x; }',
  ],
  ['a choice is made in the step that needs it', 4, 'var x : 0..2 = 0; process p { pick v in 0..2; x = v; }'],
];

describe('the reading of the definition', () => {
  for (const [what, states, spec] of counted)
    it(`counts by hand: ${what}`, async () => {
      const text = `spec counted;\n${spec}\ncheck all allow deadlock;\n`;
      const read = readSpec(text, 100)[0]!;
      expect(read()?.states).toBe(states);
      expect(await agreeWithReading(compileOne(text), read, text)).toBe('same');
    });

  it('agrees with the engines on the specs of the repository', { timeout: 900_000 }, async () => {
    const outcomes = { same: 0, 'not covered': 0, 'too large': 0, 'not compiled': 0 };
    for (const file of ['specs/litmus', 'specs/tutorial', 'test/published'].flatMap(specsIn)) {
      const text = readFileSync(file, 'utf8');
      const reads = readSpec(text, 700);
      const runs = compileSpec(text, readLibrary);
      expect(runs.length, file).toBe(reads.length);
      for (const [i, read] of reads.entries()) outcomes[await agreeWithReading(runs[i]!, read, file)]++;
    }
    expect(outcomes.same).toBeGreaterThan(50);
    expect(outcomes['not compiled']).toBe(0);
  });

  it('agrees with the engines on random specs about control', { timeout: 900_000 * RUNS }, async () => {
    const outcomes = { same: 0, 'not covered': 0, 'too large': 0, 'not compiled': 0 };
    let ran = 0;
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (g) => {
        const text = randomControl((low, high) => g(fc.integer, { min: low, max: high }));
        const compiled = compileControl(text);
        fc.pre(compiled !== undefined);
        // The engines are compared with each other elsewhere: of small specs to compile takes most of the time.
        const engines = ran++ % 4 === 0 ? 'both' : 'interpreter';
        outcomes[await agreeWithReading(compiled, readSpec(text, 1_000)[0]!, text, engines)]++;
      }),
      { numRuns: 300 * RUNS, endOnFailure: true },
    );
    expect(outcomes['not covered'] + outcomes['not compiled']).toBeLessThan(outcomes.same / 50);
  });
});

function specsIn(folder: string): string[] {
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.thps'))
    .map((name) => join(root, folder, name));
}

/** A random jump may repeat something within `atomic`, which is refused. */
function compileControl(text: string): CompiledRun | undefined {
  try {
    return compileOne(text);
  } catch (problem) {
    if (problem instanceof Error && problem.message.startsWith('THPS4002 ')) return undefined;
    throw problem;
  }
}
