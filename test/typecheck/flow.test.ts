import { describe, expect, it } from 'vitest';
import { exploreSpec } from '../support/compile.ts';
import { codesOf } from './support.ts';

/** Where control can come to the end of a procedure with a result, or of the block of a `let … else`. */

const DECLARATIONS = `spec flow;
const OLD : bool = true;
var x : 0..3 = 0;
var o : (0..3)? = none;
`;

function procedure(body: string): string {
  return `${DECLARATIONS}proc f(): 0..3 { ${body} } process p { let r = f(); x = r; }`;
}

const returning = [
  'return x;',
  'if x == 0 { return 1; } return 2;',
  'if x == 0 { return 1; } else { return 2; }',
  'if x == 0 { return 1; } else if x == 1 { return 2; } else { return 3; }',
  'match o { none => { return 0; } some(v) => { return v; } }',
  'either { return 0; } or { return 1; }',
  'loop { if x == 1 { return 1; } }',
  'while true { if x == 1 { return 1; } }',
  'loop { loop { break; } skip; if x == 1 { return 0; } }',
  'atomic { if x == 0 { return 1; } return 2; }',
  'l: if x == 0 { return 1; } goto l;',
  'l: { return 1; }',
  'let some(v) = o else { return 0; } return v;',
  'if OLD { return 1; }',
  'if !OLD { } else { return 1; }',
  'if x == 0 { goto out; } return 1; out: return 2;',
  'return 1; skip;',
  'for v in 0..1 { if v == x { return v; } } return 3;',
  'assert false; return 0;',
];

const falling = [
  '',
  'skip;',
  'if x == 0 { return 1; }',
  'if x == 0 { return 1; } else if x == 1 { return 2; }',
  'if x == 0 { return 1; } else { skip; }',
  'match o { none => { return 0; } some(_) => { } }',
  'either { return 0; } or { skip; }',
  'loop { if x == 1 { break; } return 1; }',
  'while x == 0 { return 1; }',
  'for v in 0..1 { return v; }',
  'atomic { if x == 0 { return 1; } }',
  'l: if x == 0 { return 1; }',
  'let some(v) = o else { return 0; } x = v;',
  'if !OLD { return 1; }',
  'if x == 0 { goto out; } return 1; out: skip;',
  'if x == 0 { goto out; } return 1; out: { }',
  'if some(2) is some(k) { return k; }',
  'loop { atomic { if x == 0 { break; } } return 1; }',
  'assert x == 0;',
];

describe('a procedure with a result', () => {
  it.each(returning)('returns it: %s', async (body) => {
    expect(codesOf(procedure(body))).toEqual([]);
    // Lowering stops with an internal error if control comes to the end after all.
    await expect(exploreSpec(`${procedure(body)} check c allow deadlock;`)).resolves.toBeDefined();
  });

  it.each(falling)('can end without it: %s', (body) => {
    expect(codesOf(procedure(body))).toEqual(['THPS3073']);
  });

  it('is one of a run: another value of a constant may let it end', () => {
    expect(codesOf(`${procedure('if OLD { return 1; }')} check a; check b with OLD = false;`)).toEqual(['THPS3073']);
  });

  it('need not return where it has no result', () => {
    expect(codesOf(`${DECLARATIONS}proc f() { if x == 0 { return; } x = 1; } process p { f(); }`)).toEqual([]);
  });
});

describe('the block of a `let … else`', () => {
  const body = (otherwise: string): string => procedure(`let some(v) = o else { ${otherwise} } return v;`);

  it.each(['return 0;', 'if x == 0 { return 0; } else { return 1; }', 'loop { skip; }', 'l: skip; goto l;'])(
    'leaves: %s',
    (otherwise) => {
      expect(codesOf(body(otherwise))).toEqual([]);
    },
  );

  it.each(['skip;', 'if x == 0 { return 0; }', 'if x == 0 { goto l; } return 0; l: skip;', 'loop { break; }'])(
    'comes back, which is an error: %s',
    (otherwise) => {
      expect(codesOf(body(otherwise))).toEqual(['THPS3059']);
    },
  );
});
