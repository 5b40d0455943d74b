import { describe, expect, it } from 'vitest';
import { explore } from '../../src/explorer/bfs.ts';
import { compileOne, interpreterOf } from '../support/compile.ts';
import { twoWorkers } from '../support/crew.ts';
import { bothExplore, oneWorker } from './both-engines.ts';

/** Far more initial states than anybody can make. */
const DIGITS = Array.from({ length: 20 }, (_, i) => `var v${i} : 0..9 in 0..9;`).join('\n');

const ways = { ...oneWorker, 'two workers': twoWorkers };

describe('initial states beyond a limit', () => {
  it.each([
    ['nothing else', '', 0],
    ['a violation among the first', 'invariant i = v19 != 3;', 1],
    ['a witness among the first', 'reachable r = v19 == 3;', 1],
    ['a value out of its range before the limit', 'init 1 / (7 - v19) >= 0;', 1],
    ['a value out of its range after the limit', 'init 1 / (7 - v17) >= 0;', 0],
  ])('are not made, with %s', async (_, more, findings) => {
    const compiled = compileOne(`spec s; ${DIGITS} ${more} action a { v0 = 0; } check c;`);
    const options = { limits: { states: 500 }, exhaustive: true };
    expect(await bothExplore(compiled, options, ways)).toBe('same');
    const result = await explore(interpreterOf(compiled), options);
    expect(result.findings).toHaveLength(findings);
  });
});
