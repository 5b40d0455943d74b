import { describe, expect, it } from 'vitest';
import { compileOne } from '../support/compile.ts';

const endless: readonly (readonly [string, string])[] = [
  ['back to before a `for`', 'atomic { l: x = 0; for v in {0, 1} { goto l; } }'],
  ['back to before a `for`, perhaps', 'atomic { l: x = 0; for v in {0, 1} { if x == 0 { goto l; } } }'],
  ['back to the label of a `for`', 'atomic { l: for v in {0, 1} { x = v; goto l; } }'],
  ['back to before two of them', 'atomic { l: x = 0; for v in {0, 1} { for w in {0, 1} { if w == v { goto l; } } } }'],
  ['back to before the inner one', 'atomic { for v in {0, 1} { l: x = 0; for w in {0, 1} { goto l; } } }'],
  ['in a procedure', 'atomic { again(); }'],
  ['without any', 'atomic { l: x = 0; goto l; }'],
];

const ending: readonly (readonly [string, string])[] = [
  ['forward out of two of them', 'atomic { for v in {0, 1} { for w in {0, 1} { goto l; } } l: x = 0; }'],
  [
    'on in the outer one',
    'atomic { for v in {0, 1} { for w in {0, 1} { x = w; if w == v { continue; } break; } continue; } }',
  ],
  ['forward within one', 'atomic { for v in {0, 1} { if x == v { goto l; } x = v; l: x = 1; } }'],
  ['back to a label outside', 'l: atomic { x = 1 - x; for v in {0, 1} { goto l; } }'],
];

describe('an atomic block', () => {
  const text = (body: string): string => `spec cycles;
var x : 0..1 = 0;
proc again() { l: x = 0; for v in {0, 1} { goto l; } }
process p { ${body} }
`;

  for (const [where, body] of endless)
    it(`may not go back for ever: ${where}`, () => {
      expect(() => compileOne(text(body))).toThrow('THPS4002 only `for` may repeat inside `atomic`');
    });

  for (const [where, body] of ending)
    it(`may be left or gone through by jumps: ${where}`, () => {
      expect(compileOne(text(body)).diagnostics.filter((one) => one.severity === 'error')).toEqual([]);
    });
});
