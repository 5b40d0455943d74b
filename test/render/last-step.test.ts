import { describe, expect, it } from 'vitest';
import { lastSharedStep } from '../../src/driver/last-step.ts';
import { traceOf } from '../support/trace.ts';

/** The last shared step of a run that violates `never`. */
async function lastOf(body: string): Promise<string | undefined> {
  return lastSharedStep(await traceOf(`spec s; ${body} check c;`, 'never'));
}

const pages = 'type Pfn = 0..1; var refs : [Pfn -> 0..3] = [_ in Pfn -> 1]; invariant never = refs[1] == 1;';
const put = 'proc put(ref r: 0..3) { let n = r; r = n - 1; }';

describe('the last shared step', () => {
  it.each([
    [`${pages} process p { refs[1] = 2; }`, 'p: refs[1] = 2'],
    [`${pages} process p[i: 1..1] { refs[i] -= 1; }`, 'p[1]: refs[1]--'],
    [`${pages} process p { for i in Pfn { refs[i] = 0; } }`, 'p: refs[1] = 0'],
    [`${pages} process p { pick i in Pfn; refs[i] = 3; }`, 'p: refs[1] = 3'],
    [
      `${pages} process p { var m : Pfn = 0; m = 1; atomic { skip; refs[m] += refs[1 - m]; } }`,
      'p: refs[1] += refs[0]',
    ],
    [`${pages} ${put} process p[i: 0..0] { put(refs[1 - i]); }`, 'p[0]: put(refs[1])'],
    [`${pages} ${put} proc both(q: Pfn) { put(refs[q]); } process p { both(1); }`, 'p: both(1)'],
    [`${pages} action drop(i: Pfn) { refs[i] = 0; }`, 'drop(1): refs[1] = 0'],
    [
      'var x : bool = true; var y : bool = false; process p { let seen = x; y = seen; } invariant never = !y;',
      'p: y = true',
    ],
    [
      'var x : 0..9 = 0; process p { var m : 0..1 = 0; if x == 0 { m = 1; } } invariant never = !(p at done);',
      'p: if x == 0',
    ],
    [
      'var x : set of 0..99 = {}; process p { x = 0..30; } invariant never = x == {};',
      'p: x = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,…',
    ],
  ])('of `%s` is `%s`', async (body, expected) => {
    expect(await lastOf(body)).toBe(expected);
  });
});
