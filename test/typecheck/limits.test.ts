import { describe, expect, it } from 'vitest';
import { loadModules } from '../../src/modules/modules.ts';
import { makeSource } from '../../src/text/source.ts';
import { planRuns } from '../../src/typecheck/runs/plan.ts';
import { typecheck } from '../../src/typecheck/typecheck.ts';

/** What is wrong with a spec: codes, messages and lines. */
function problemsOf(...declarations: readonly string[]): readonly string[] {
  const text = `spec s;\n${declarations.join('\n')}\n`;
  const { modules, diagnostics } = loadModules(makeSource('s.thps', text), () => undefined);
  const plan = planRuns(modules, []);
  const [request] = plan.requests;
  const found = request ? typecheck(modules, request).diagnostics : [];
  return [...diagnostics, ...plan.diagnostics, ...found]
    .filter((d) => d.severity === 'error')
    .map(({ code, message, primary }) => {
      const line = text.slice(0, primary?.location.span.start ?? 0).split('\n').length;
      return `${line} ${code} ${message}`;
    });
}

const times = (count: number, make: (i: number) => string): string[] =>
  Array.from({ length: count }, (_, i) => make(i));

describe('a chain', () => {
  const functions = (count: number): string[] => [
    'fun f0(x : 0..1): 0..1 = x;',
    ...times(count, (i) => `fun f${i + 1}(x : 0..1): 0..1 = f${i}(x);`),
  ];
  const procedures = (count: number): string[] => [
    'var x : 0..1 = 0;',
    'proc p0() { x = 1; }',
    ...times(count, (i) => `proc p${i + 1}() { p${i}(); }`),
  ];

  it('of functions may have 200, in any order', () => {
    expect(problemsOf(...functions(199))).toEqual([]);
    expect(problemsOf(...functions(200))).toEqual([
      "202 THPS3016 with 'f199', more than 200 functions call each other here",
    ]);
    expect(problemsOf(...functions(199).reverse())).toEqual([]);
    expect(problemsOf(...functions(200).reverse())).toEqual([
      "201 THPS3016 with 'f0', this depends on a chain of more than 200 declarations",
    ]);
  });

  it('of procedures may have 200, in any order', () => {
    expect(problemsOf(...procedures(199), 'process q { p199(); }')).toEqual([]);
    expect(problemsOf(...procedures(200), 'process q { p199(); }')).toEqual([
      "203 THPS3016 with 'p199', more than 200 procedures call each other here",
    ]);
    expect(problemsOf('process q { p199(); }', ...procedures(199).reverse())).toEqual([]);
    expect(problemsOf('process q { p200(); }', ...procedures(200).reverse())[0]).toContain('THPS3016');
  });

  it('of types within types may have 200', () => {
    const options = (count: number): string[] => [
      'type T0 = bool;',
      ...times(count, (i) => `type T${i + 1} = T${i}?;`),
    ];
    expect(problemsOf(...options(199))).toEqual([]);
    expect(problemsOf(...options(200))).toEqual([
      '202 THPS3016 a value of this type is nested 201 deep; at most 200 levels are allowed',
    ]);
    const structs = (count: number): string[] => [
      'struct S0 { a : bool; }',
      ...times(count, (i) => `struct S${i + 1} { a : S${i}; }`),
    ];
    expect(problemsOf(...structs(198))).toEqual([]);
    expect(problemsOf(...structs(200))[0]).toContain('201 deep');
  });

  it('of constants has no limit where each is declared behind what it needs', () => {
    const constants = ['const C0 : 0..1 = 0;', ...times(1000, (i) => `const C${i + 1} : 0..1 = C${i};`)];
    expect(problemsOf(...constants)).toEqual([]);
    expect(problemsOf(...constants.slice(0, 200).reverse())).toEqual([]);
    expect(problemsOf(...constants.slice(0, 202).reverse())[0]).toContain('a chain of more than 200 declarations');
  });
});

describe('a crowd', () => {
  it('of actions may have 65536, of all actions that exist together', () => {
    expect(problemsOf('var x : 0..1 = 0;', 'action a(i : 0..255, j : 0..255) { x = 1; }')).toEqual([]);
    expect(problemsOf('var x : 0..1 = 0;', 'action a(i : 0..255, j : 0..256) { x = 1; }')).toEqual([
      "3 THPS2018 'a' stands for 65792 actions; at most 65536 are allowed",
    ]);
    expect(
      problemsOf('var x : 0..1 = 0;', 'action a(i : 0..255, j : 0..255) { x = 1; }', 'action b { x = 0; }'),
    ).toEqual(["4 THPS2018 with 'b' there are 65537 actions; at most 65536 are allowed"]);
    expect(
      problemsOf('var x : 0..1 = 0;', 'action a(i : 0..255, j : 0..256) if false { x = 1; }', 'action b { x = 0; }'),
    ).toEqual([]);
  });

  it('of processes may have 65536, of all processes together', () => {
    expect(problemsOf('process a[i : 0..65534] { skip; }', 'process b { skip; }')).toEqual([]);
    expect(problemsOf('process a[i : 0..65535] { skip; }', 'process b { skip; }')).toEqual([
      "3 THPS2018 with 'b' there are 65537 processes; at most 65536 are allowed",
    ]);
  });
});

describe('the work on constants', () => {
  const tripling = [
    'fun f0(x : 0..3): 0..3 = (x + 1) % 4;',
    ...times(30, (i) => `fun f${i + 1}(x : 0..3): 0..3 = f${i}(f${i}(f${i}(x)));`),
  ];

  it.each([
    ['calls', [...tripling, 'const C : 0..3 = f30(1);']],
    ['rounds of quantifiers', ['const C : bool = forall a, b, c in 0..999 : a + b + c >= 0;']],
    ['sets', [`const C : 0..9 = size({ (a, b, c) for a, b, c in 0..999 }) % 10;`]],
    ['maps', ['const C : bool = forall a in 0..9999 : [k in 0..9999 -> k][a] == a;']],
    ['ranges', ['const C : bool = forall a in 0..9999 : size(0..9999) > a;']],
    ['subsets', ['const C : bool = forall a in 0..9999 : size(subset (0..15)) > a;']],
  ])('is limited: %s', (_what, declarations) => {
    const [problem] = problemsOf(...declarations);
    expect(problem).toContain('THPS3014 this has no value: this takes too long to evaluate');
  });

  it('is shared by all of them', () => {
    const each = (i: number): string => `const C${i} : bool = forall a, b in 0..1999 : a + b >= 0;`;
    expect(problemsOf(...times(2, each))).toEqual([]);
    expect(problemsOf(...times(3, each))[0]).toContain('takes too long');
  });

  it('suffices for a set of a million', () => {
    expect(problemsOf('const C : 0..1_000_000 = size({ (a, b) for a, b in 0..999 });')).toEqual([]);
  });
});
