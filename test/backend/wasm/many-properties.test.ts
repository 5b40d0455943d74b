import { describe, expect, it } from 'vitest';
import type { CompiledOptions } from '../../../src/backend/wasm/search/options.ts';
import { explore } from '../../../src/explorer/bfs.ts';
import { compileOne, exploreWithCode, interpreterOf } from '../../support/compile.ts';
import { twoWorkers } from '../../support/crew.ts';

/**
 * A function of compiled code tells of 31 properties of states: these are runs with more. Of three invariants, one is
 * violated in a state of its own and two hold; every fourth property is one that is reachable, or not.
 */
function spec(count: number, rest = ''): string {
  const properties = Array.from({ length: count }, (_, i) => {
    const state = `x == ${i % 11} && y == ${(i * 7) % 13}`;
    if (i % 4 === 3) return `reachable p${i} = ${i % 8 === 3 ? state : 'x + y > 50'};`;
    return `invariant p${i} = ${i % 3 === 0 ? `!(${state})` : 'x + y <= 22'};`;
  });
  return `spec many;
var x : 0..10 = 0;
var y : 0..12 = 0;
action right when x < 10 { x += 1; }
action up when y < 12 { y += 1; }
${properties.join('\n')}
${rest}
check all allow deadlock;
`;
}

const ways: Readonly<Record<string, CompiledOptions>> = {
  one: {},
  fingerprints: { fingerprints: true },
  two: twoWorkers,
  'two with fingerprints': { ...twoWorkers, fingerprints: true },
};

describe('more properties of states than bits of a word', () => {
  for (const count of [31, 32, 40, 62, 63, 100])
    for (const exhaustive of [true, false])
      it(`are told apart: ${count}, ${exhaustive ? 'all states' : 'up to the first violation'}`, async () => {
        const { system, run } = compileOne(spec(count));
        const reference = await explore(interpreterOf({ system, run }), { exhaustive });
        // As many as there should be, and not only in the first word.
        const found = reference.findings.map(
          ({ property }) => interpreterOf({ system, run }).properties[property]!.name,
        );
        if (exhaustive) {
          const isFound = (i: number) => (i % 4 === 3 ? i % 8 === 3 : i % 3 === 0);
          const expected = Array.from({ length: count }, (_, i) => i).filter(isFound);
          expect(found.sort()).toEqual(expected.map((i) => `p${i}`).sort());
        }
        for (const [way, options] of Object.entries(ways)) {
          const { missed: _, ...result } = await exploreWithCode(
            { system, run },
            {
              exhaustive,
              ...options,
            },
          );
          expect(result, way).toEqual(reference);
        }
      });

  it.each([5, 33, 70])('ends in a range error where one of them does: after %i others', async (before) => {
    // Nothing is violated before x + y is 13, where the last property has no value.
    const text = spec(0, [...Array.from({ length: before }, (_, i) => `invariant p${i} = x <= 10;`), ''].join('\n'));
    const wrong = text.replace(
      'check all',
      'const T : [0..12 -> bool] = [_ in 0..12 -> true];\ninvariant last = T[x + y];\ncheck all',
    );
    const { system, run } = compileOne(wrong);
    const reference = await explore(interpreterOf({ system, run }), { exhaustive: true });
    expect(reference.findings.map(({ property }) => interpreterOf({ system, run }).properties[property]!.kind)).toEqual(
      ['range'],
    );
    expect(reference.findings[0]!.path.states).toHaveLength(14);
    for (const [way, options] of Object.entries(ways)) {
      const { missed: _, ...result } = await exploreWithCode(
        { system, run },
        {
          exhaustive: true,
          ...options,
        },
      );
      expect(result, way).toEqual(reference);
    }
  });
});
