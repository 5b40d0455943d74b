import { describe, expect, it } from 'vitest';
import { explanations } from '../../src/diagnostics/explanations/index.ts';
import { applied, open } from './support.ts';

/** Code, what is wrong in a spec, and what the first fix makes of it. */
const rows: readonly (readonly [code: string, wrong: string, right: string])[] = [
  ['THPS1001', 'var x : bool£;', 'var x : bool;'],
  ['THPS1002', 'var x : bool; /* so far\n', 'var x : bool; /* so far */\n'],
  ['THPS1006', 'var x : bool\nvar y : bool;', 'var x : bool;\nvar y : bool;'],
  ['THPS1007', 'fun f(): 0..9 = (1 + 2;', 'fun f(): 0..9 = (1 + 2);'],
  ['THPS1007', 'process p {\n  loop { skip;\n}', 'process p {\n  loop { skip;\n} }'],
  ['THPS1008', 'var x : bool; }', 'var x : bool; '],
  ['THPS1014', 'var await : bool;', 'var await_ : bool;'],
  ['THPS1015', 'procces p { skip; }', 'process p { skip; }'],
  ['THPS1017', 'spec t;', ''],
  ['THPS1019', 'fun f(x: 0..9): bool = 1 <= x < 5;', 'fun f(x: 0..9): bool = 1 <= x && x < 5;'],
  ['THPS1022', 'invariant i = 1 = 1;', 'invariant i = 1 == 1;'],
  ['THPS1030', 'var x : 0..9 = 0; process p { x == 3; }', 'var x : 0..9 = 0; process p { x = 3; }'],
  ['THPS1032', 'process p { skip; };', 'process p { skip; }'],
  ['THPS1034', 'var a : [0..1 -> 0..9] = [_ in 0..1 -> 0]; process p { ++a[0]; }', '… { a[0]++; }'],
  ['THPS1038', 'invariant i == true;', 'invariant i = true;'],
  ['THPS1042', 'fun f(x: bool): bool = ¬x;', 'fun f(x: bool): bool = !x;'],
  ['THPS1043', 'invariant i = CHOOSE x in 0..3: true;', 'invariant i = choose x in 0..3: true;'],
  ['THPS1043', 'proc q() { skip; } process p { call q(); }', 'proc q() { skip; } process p { q(); }'],
  ['THPS2001', 'var count_of : bool; init cuont_of;', 'var count_of : bool; init count_of;'],
  ['THPS2002', 'invariant i = TRUE;', 'invariant i = true;'],
  ['THPS2002', 'fun f(s: set of 0..3): 0..9 = Cardinality(s);', 'fun f(s: set of 0..3): 0..9 = size(s);'],
  ['THPS2005', 'enum A { a } enum B { a } fun f(): A = a; invariant i = a == a;', '… = A.a == a;'],
  ['THPS2006', 'process p[k: 0..1] { here: skip; } invariant i = !p[0].here;', '… = !p[0] at here;'],
  ['THPS2006', 'process p { here: skip; } invariant i = !p . here;', '… = !p at here;'],
  ['THPS2006', 'fun f(): bool = true; invariant i = f;', 'fun f(): bool = true; invariant i = f();'],
  ['THPS2007', 'process p { here: skip; } invariant i = !(p at hree);', '… = !(p at here);'],
  ['THPS2014', 'enum E { green } fun f(e: E): bool = match e { gren => true };', '… green => true };'],
  ['THPS2050', 'import kernel.pag;', 'import kernel.page;'],
  ['THPS3001', 'var x : (0..3)?; process p { x = 2; }', 'var x : (0..3)?; process p { x = some(2); }'],
  ['THPS3001', 'var x : bool; var n : 0..3; process p { x = n + 1; }', '… = n + 1 != 0; }'],
  ['THPS3001', 'var n : 0..3; var b : bool; process p { n = b; }', '… n = int(b); }'],
  ['THPS3003', 'var n : 0..3; process p { await n; }', 'var n : 0..3; process p { await n != 0; }'],
  ['THPS3003', 'var n : 0..3; process p { await !n; }', 'var n : 0..3; process p { await !(n != 0); }'],
  ['THPS3003', 'var o : Process?; process p { await o; }', '… await o != none; }'],
  ['THPS3003', 'var n : 0..3; var b : bool; process p { n = b + 1; }', '… n = int(b) + 1; }'],
  ['THPS3004', 'var o : Process?; process p { await o == self; }', '… await o == some(self); }'],
  ['THPS3004', 'var o : Process?; process p { await self == o; }', '… await some(self) == o; }'],
  ['THPS3012', 'fun f(): 0..3 = 1; process p { let x = f() else { return; } }', '… { let x = f(); }'],
  ['THPS3063', 'var b : bool; invariant i = always b;', 'var b : bool; temporal i = always b;'],
  ['THPS3064', "var n : 0..3; invariant i = n' >= n;", "var n : 0..3; transition i = n' >= n;"],
  ['THPS3064', "var n : 0..3; transition i = (n' + n)' > n;", "var n : 0..3; transition i = (n + n)' > n;"],
  ['THPS3066', 'action a(ref n: 0..3) { skip; }', 'action a(n: 0..3) { skip; }'],
  ['THPS3066', 'action a daemon { skip; }', 'action a { skip; }'],
  ['THPS3067', 'memory psso;', 'memory pso;'],
  ['THPS3069', 'action a { skip; } transition t during a.here = true;', '… during a = true;'],
];

describe('quick fixes', () => {
  it.each(rows)('%s: %s', (code, wrong, right) => {
    const text = `spec s;\n${wrong}`;
    const { service, uri } = open(text);
    const one = service.diagnostics(uri).find((d) => d.code === code);
    expect(one?.fixes[0], JSON.stringify(service.diagnostics(uri))).toBeDefined();
    const fixed = applied(text, one!.fixes[0]!.edit[uri]);
    if (right.startsWith('…')) expect(fixed.endsWith(right.slice(2)), fixed).toBe(true);
    else expect(fixed.trimEnd()).toBe(`spec s;\n${right}`.trimEnd());
  });

  it('are not offered where a place of another type is passed by reference', () => {
    const { service, uri } = open(
      'spec s;\nvar x : 0..3;\nproc q(ref r: (0..3)?) { r = none; }\nprocess p { q(x); }\n',
    );
    expect(service.diagnostics(uri).map((d) => [d.code, d.fixes, d.message.includes('Hint')])).toEqual([
      ['THPS3001', [], false],
    ]);
  });

  it('move a header to the top', () => {
    const text = 'var x : bool;\nspec s;\nvar y : bool;\n';
    const { service, uri } = open(text);
    const [one] = service.diagnostics(uri);
    expect(applied(text, one!.fixes[0]!.edit[uri])).toBe('spec s;\n\nvar x : bool;\nvar y : bool;\n');
  });

  it('make a library of an imported spec, in its own file', () => {
    const files = { 'l.thps': '/// Told.\nspec l;\nvar x : bool;\n' };
    const { service, uri } = open('spec s;\nimport "./l.thps";\n', files);
    const [one] = service.diagnostics(uri);
    const edits = one!.fixes[0]!.edit['file:///w/l.thps'];
    expect(applied(files['l.thps'], edits)).toBe('/// Told.\nlibrary l;\nvar x : bool;\n');
  });

  const withFix = Object.entries(explanations).filter(([code, { wrong }]) => {
    const { service, uri } = open(wrong);
    return service.diagnostics(uri).some((d) => d.code === code && d.fixes.length > 0);
  });

  it('there are for many of the wrong specs of the explanations', () => {
    expect(withFix.length).toBeGreaterThan(25);
  });

  it.each(withFix)('%s: the fix of the wrong spec takes the message away', (code, { wrong }) => {
    const { service, uri } = open(wrong);
    const one = service.diagnostics(uri).find((d) => d.code === code);
    service.set(uri, 2, applied(wrong, one!.fixes[0]!.edit[uri]));
    expect(
      service.diagnostics(uri).filter((d) => d.code === code && d.range.start.line === one!.range.start.line),
    ).toEqual([]);
  });
});
