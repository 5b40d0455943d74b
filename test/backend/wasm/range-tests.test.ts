import { describe, expect, it } from 'vitest';
import { explore } from '../../../src/explorer/bfs.ts';
import { compileOne, exploreWithCode, interpreterOf } from '../../support/compile.ts';

/** Each spec goes right up to the end of a range, or one beyond it. */
const DECLARATIONS = `spec border;
const N : 1..9 = 3;
var x : 0..4 = 0;
var y : 0..4 = 2;
var k : [0..2 -> 0..3] = [_ in 0..2 -> 0];
proc up(ref to: 0..4) { to += 1; }
`;

async function isRangeKept(action: string): Promise<boolean> {
  const { system, run } = compileOne(`${DECLARATIONS}${action}\ncheck all allow deadlock;`);
  for (const exhaustive of [true, false]) {
    const reference = await explore(interpreterOf({ system, run }), { exhaustive });
    expect(await exploreWithCode({ system, run }, { exhaustive })).toEqual(reference);
  }
  const { findings } = await explore(interpreterOf({ system, run }));
  return findings.length === 0;
}

describe('a value at the end of its range', () => {
  it.each([
    ['action a when x < 4 { x += 1; }', 'action a when x <= 4 { x += 1; }'],
    ['action a when x < 4 { x += 1; }', 'action a when x < 4 || y == 2 { x += 1; }'],
    ['action a when x + 2 <= 4 { x += 2; }', 'action a when x + 2 <= 5 { x += 2; } action b when x < 1 { x += 1; }'],
    ['action a when y > 0 { y -= 1; }', 'action a when y >= 0 { y -= 1; }'],
    ['action a when y != 0 { y -= 1; }', 'action a when y != 3 { y -= 1; }'],
    ['action a { if x < 4 { x += 1; } }', 'action a { if x < 4 { y = 1; } x += 1; }'],
    [
      'action a when x < 3 { x += 1; x += 1; }',
      'action a when x < 4 { x += 1; x += 1; } action b when x < 1 { x += 1; }',
    ],
    ['action a(i: 0..2) { if k[i] < N { k[i] += 1; } }', 'action a(i: 0..2) { if k[i] <= N { k[i] += 1; } }'],
    ['action a(i: 0..2) when k[i] < N { k[i] += 1; }', 'action a(i: 0..2) when k[0] < N { k[i] += 1; }'],
    [
      'action a(i: 0..2) when k[i] < N { k[0] = 1; if k[i] < N { k[i] += 1; } }',
      'action a(i: 0..2) when k[i] < N { k[0] = 3; k[i] += 1; }',
    ],
    [
      'action a { var i : 0..2 = 0; for _ in 0..1 { k[i] = 3; i += 1; } }',
      'action a { var i : 0..2 = 0; for _ in 0..2 { k[i] = 3; i += 1; } }',
    ],
    ['action a { pick i in 0..1; k[i + 1] = 1; }', 'action a { pick i in 0..2; k[i + 1] = 1; }'],
    ['process p { atomic { await x < 4; up(x); } }', 'process p { loop { atomic { await x < 5; up(x); } } }'],
    ['process p { atomic { await x < 4; x++; } }', 'process p { loop { await x < 4; x++; skip; x++; x++; } }'],
  ])('is one inside of it, and not beyond: %s', async (inside, beyond) => {
    expect(await isRangeKept(inside)).toBe(true);
    expect(await isRangeKept(beyond)).toBe(false);
  });
});
