import { describe, expect, it } from 'vitest';
import { reservedWords } from '../../src/parser/tokens.ts';
import { parseText } from './support.ts';

/** Every word of the language in every place where a name is expected: `@` stands for the word. */

const inP = (s: string): string =>
  `spec s;\nvar x : 0..3 = 0;\nprocess p {\n  x = 2;\n  ${s}\n  x = 3;\n}\nprocess z { x = 1; }\n`;
const top = (s: string): string => `spec s;\nvar x : 0..3 = 0;\n${s}\nprocess z { x = 1; }\n`;
const e = (s: string): string => top(`invariant i = ${s};`);
const places: Readonly<Record<string, string>> = {
  spec: 'spec @;\nvar x : 0..3 = 0;',
  alias: top('import kernel.page as @;'),
  binding: top('import kernel.page with @ = 3;'),
  typeBinding: top('import kernel.page with type @ = Slot;'),
  const: top('const @ : 0..3 = 1;'),
  type: top('type @ = 0..3;'),
  enum: top('enum @ { a, b }'),
  struct: top('struct @ { a: bool; }'),
  union: top('union @ { a, b }'),
  symmetric: top('symmetric @[3];'),
  var: top('var @ : 0..3 = 0;'),
  ghost: top('ghost var @ : 0..3 = 0;'),
  fun: top('fun @(a: 0..3): bool = true;'),
  proc: top('proc @() { skip; }'),
  action: top('action @ { x = 1; }'),
  process: top('process @ { x = 1; }'),
  invariant: top('invariant @ = true;'),
  transition: top('transition @ = true;'),
  temporal: top('temporal @ = true;'),
  reachable: top('reachable @ = true;'),
  check: top('check @;'),
  member: top('enum E { @, b }'),
  member2: top('enum E { a, @ }'),
  variant: top('union U { @, b }'),
  variant2: top('union U { a, @ }'),
  variantP: top('union U { @(0..3), b }'),
  variantP2: top('union U { b, @(0..3) }'),
  funParam: top('fun f(@: 0..3): bool = true;'),
  funParam2: top('fun f(a: bool, @: 0..3): bool = true;'),
  procParam: top('proc f(@: 0..3) { skip; }'),
  refParam: top('proc f(ref @: 0..3) { skip; }'),
  actionParam: top('action f(@: 0..3) { x = 1; }'),
  index: top('process p[@: 0..3] { x = 1; }'),
  index2: top('process p[a: bool, @: 0..3] { x = 1; }'),
  let: inP('let @ = 1;'),
  local: inP('var @ : 0..3 = 1;'),
  pick: inP('pick @ in 0..3;'),
  for: inP('for @ in 0..3 { x = 1; }'),
  label: inP('@: x = 1;'),
  labelBlock: inP('@: { x = 1; }'),
  goto: inP('goto @;'),
  assert: inP('assert @: x == 1;'),
  letSome: inP('let some(@) = x else { return; }'),
  armPattern: inP('match x { @ => { x = 1; } }'),
  armPattern2: inP('match x { 1 => { x = 1; } @ => { x = 1; } }'),
  armSome: inP('match x { some(@) => { x = 1; } _ => {} }'),
  assign: inP('@ = 1;'),
  assignIndex: inP('@[1] = 1;'),
  call: inP('@(x);'),
  value: inP('x = @;'),
  value2: inP('x = x + @;'),
  argument: inP('f(@);'),
  argument2: inP('f(x, @);'),
  indexValue: inP('x = a[@];'),
  setElement: inP('x = {@};'),
  seqElement: inP('x = [1, @];'),
  useType: top('var y : @ = 0;'),
  useTypeKey: top('var y : [@ -> bool] = 0;'),
  forall: e('forall @ in 0..3: true'),
  exists: e('exists a in 0..1, @ in 0..3: true'),
  count: e('count @ in 0..3: true'),
  choose: e('(choose @ in 0..3: true) == 1'),
  filter: e('{ @ in 0..3: true } == {}'),
  image: e('{ 1 for @ in 0..3 } == {}'),
  map: e('[@ in 0..3 -> true] == y'),
  letE: e('let @ = 1 in true'),
  is: e('x is some(@)'),
  matchE: e('match x { @ => true }'),
  at: e('p at @'),
  during: top('transition t during @ = true;'),
  checkFor: top('check c for @ in 0..3;'),
  checkWith: top('check c with @ = 3;'),
  checkWithout0: top('check c without @.l;'),
  only: top('check c only @;'),
  only2: top('check c only a, @;'),
  violates: top('check c expect violates @;'),
  violates2: top('check c expect violates a, @;'),
};

/** Words that mean something in a place, alone or with what follows them there. */
const values = ['true', 'false', 'self', 'none', 'bool'];
const heads = ['if', 'match', 'while', 'for', 'pick', 'return', 'await', 'assert', 'some', 'atomic', 'let'];
const meaningful: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    ['let', 'letSome', 'armPattern', 'armPattern2', 'armSome', 'letE', 'is', 'matchE', 'filter', 'map'].map((place) => [
      place,
      values,
    ]),
  ),
  ...Object.fromEntries(
    ['assign', 'value', 'value2', 'argument', 'argument2', 'indexValue', 'setElement', 'seqElement'].map((place) => [
      place,
      values,
    ]),
  ),
  assignIndex: [...heads, ...values],
  call: [...heads, ...values],
  useType: ['bool'],
  useTypeKey: ['bool'],
  only: ['assert'],
  only2: ['assert'],
  violates: ['assert'],
  violates2: ['assert'],
};

describe('a word of the language in the place of a name', () => {
  it.each(Object.entries(places))('is said to be one: %s', (place, text) => {
    const wrong: string[] = [];
    let tried = 0;
    for (const word of reservedWords.keys()) {
      if (meaningful[place]?.includes(word) === true) continue;
      tried++;
      const { diagnostics } = parseText(text.replace('@', word));
      const shown = diagnostics.map(({ code, primary }) => `${code} at ${primary?.location.span.start}`).join(', ');
      if (shown !== `THPS1014 at ${text.indexOf('@')}`) wrong.push(`${word}: ${shown}`);
    }
    expect(wrong).toEqual([]);
    expect(tried).toBeGreaterThan(35);
  });

  it.each([
    ['fields', 'struct S { @: bool; }\nvar s : S = S { @: true };\ninvariant i = s.@ && (s with { @ = false }) == s;'],
    ['parts of a variant', 'union U { pair(@: bool, other: bool) }'],
  ])('is a name for %s', (_, text) => {
    for (const word of reservedWords.keys())
      expect(parseText(`spec s;\n${text.replaceAll('@', word)}\n`).diagnostics, word).toEqual([]);
  });

  it('leaves the rest of the text as it was meant', () => {
    const { tree, diagnostics } = parseText(`spec s;
union Slot { at(0..1), in, free }
var or : 0..1 = 0;
process p {
loop:
  or = 1;
  let with = or;
}
process q { skip; }
`);
    expect(diagnostics.map(({ code, message }) => `${code} ${message.split(' ')[0]}`)).toEqual([
      "THPS1014 'at'",
      "THPS1014 'or'",
      "THPS1014 'loop'",
    ]);
    expect(tree.declarations.map(({ kind }) => kind)).toEqual(['union', 'var', 'process', 'process']);
    expect(tree.declarations.flatMap((d) => (d.kind === 'process' ? [d.body.statements.length] : []))).toEqual([2, 1]);
    expect(tree.declarations.some((d) => d.incomplete)).toBe(false);
  });
});
