import { describe, expect, it } from 'vitest';
import { compileOne, exploreRun } from '../support/compile.ts';
import { bothExplore, oneWorker } from './both-engines.ts';

/**
 * Values whose codes are as wide as a half or a whole word, or one wider: three of them are stored one after the other
 * between two neighbours, and read back. What a value is stands in the text as the constant that was stored, so that
 * each engine is also judged by itself.
 */
interface Wide {
  readonly type: string;
  readonly values: readonly [string, string, string];
  readonly declarations?: string;
}

const types: readonly (readonly [string, readonly [string, string, string], string?])[] = [
  ['0..255', ['0', '255', '254']],
  ['0..256', ['0', '256', '255']],
  ['-1..254', ['-1', '254', '0']],
  ['-1..255', ['-1', '255', '0']],
  ['0..65534', ['0', '65534', '32768']],
  ['0..65535', ['0', '65535', '32768']],
  ['0..65536', ['0', '65536', '65535']],
  ['-1..65534', ['-1', '65534', '0']],
  ['-1..65535', ['-1', '65535', '0']],
  ['-32768..32767', ['-32768', '32767', '-1']],
  ['-65536..65536', ['-65536', '65536', '-1']],
  ['(0..65534)?', ['none', 'some(65534)', 'some(0)']],
  ['(0..65535)?', ['none', 'some(65535)', 'some(0)']],
  ['0..2147483647', ['0', '2147483647', '65536']],
  ['-2147483648..2147483647', ['-2147483648', '2147483647', '-1']],
  ['(-2147483648..2147483647)?', ['none', 'some(2147483647)', 'some(-2147483648)']],
  ['(0..255, 0..65535)', ['(0, 65535)', '(255, 0)', '(255, 65535)']],
  ['[0..2 -> 0..65535]', ['[i in 0..2 -> 65535]', '[i in 0..2 -> i]', '[i in 0..2 -> 65535 - i]']],
  ['set of 0..30', ['{}', '0..30', '{30}']],
  ['set of 0..31', ['{}', '0..31', '{31}']],
  ['set of 0..32', ['{}', '0..32', '{32}']],
  ['set of -1..63', ['{}', '-1..63', '{-1, 63}']],
  ['seq[3] of 0..65535', ['[]', '[65535, 0, 65535]', '[0]']],
  ['seq[2] of -1..65535', ['[]', '[-1, 65535]', '[65535]']],
  ['E', ['e0', 'e256', 'e255'], `enum E { ${Array.from({ length: 257 }, (_, i) => `e${i}`).join(', ')} }`],
  ['U', ['a', 'b(65535)', 'b(0)'], 'union U { a, b(0..65535) }'],
  [
    'S',
    ['S { a: 0, b: 65535 }', 'S { a: 65535, b: -1 }', 'S { a: 1, b: 0 }'],
    'struct S { a: 0..65535; b: -1..65535; }',
  ],
];

const wide = types.map(([type, values, declarations]): Wide => ({
  type,
  values,
  ...(declarations === undefined ? {} : { declarations }),
}));

function spec({ type, values, declarations = '' }: Wide, wrong?: string): string {
  const [first, second, third] = values;
  return `spec wide;
${declarations}
var before : 0..3 = 1;
var x : ${type} = ${first};
var after : 0..3 = 2;
process p {
  assert x == ${first} && before == 1 && after == 2;
  x = ${second};
  before = 3;
  assert x == ${second} && before == 3 && after == 2;
  x = ${third};
  after = 0;
  assert x == ${wrong ?? third} && before == 3 && after == 0;
  x = ${first};
}
invariant together = x == ${first} || x == ${second} || x == ${third};
`;
}

describe('a value that fills its place is read back as it was stored', () => {
  it.each(wide)('$type', async (one) => {
    for (const [wrong, violated] of [[undefined, []] as const, [one.values[1], ['assert']] as const]) {
      const compiled = compileOne(spec(one, wrong));
      expect(await bothExplore(compiled, {}, oneWorker)).toBe('same');
      expect((await exploreRun(compiled)).violated).toEqual(violated);
    }
  });
});
