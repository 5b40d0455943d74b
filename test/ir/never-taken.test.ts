import { describe, expect, it } from 'vitest';
import { exploreSpec } from '../support/compile.ts';

/** What the head of an `if` or `while` binds is gone from the condition where folding shows that it is never true. */
describe('a branch that is never taken', () => {
  it.each([
    'if u is some(z) && (false && (w is some(n) && n == 1)) { x = z; }',
    'if u is some(z) && (w is some(n) && n == 1) && false { x = z; }',
    'if false && (u is some(z) && z == 1) { x = z; }',
    'if u is some(z) && (N == 1 && (w is some(n) && n == 1)) { x = n; } else { x = 0; }',
    'while u is some(z) && (false && (w is some(n) && n == 1)) { x = z; }',
    'if u is some(z) && (false && (w is some(n) && n == 1)) { let k = n; L: x = k; }',
    'atomic { if u is some(z) && (false && (w is some(n) && n == 1)) { x = n; } }',
  ])('needs no value of what is bound in it: %s', async (statement) => {
    const { exploration } = await exploreSpec(`spec s;
const N : 0..1 = 0;
var x : 0..2 = 0;
var u : (0..2)? = some(2);
var w : (0..2)? = some(1);
process p { ${statement} }
invariant untouched = x == 0;
check c;`);
    expect(exploration.findings).toEqual([]);
  });
});
