import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { randomNumbers } from '../../bench/edits.ts';
import { parse, type Parsed } from '../../src/parser/parse.ts';
import { reparse } from '../../src/parser/reparse.ts';
import { makeSource } from '../../src/text/source.ts';
import { flawsOf, parseText } from './support.ts';

const specs = ['tutorial/04-the-last-reference', 'litmus/kernel-lock', 'get_compound_page', 'kernel/page'].map((name) =>
  readFileSync(new URL(`../../specs/${name}.thps`, import.meta.url), 'utf8'),
);

/** What breaks the most: brackets, comments, quotes, words that begin declarations, symbols of other languages. */
const pieces =
  `x | |;|(|)|{|}|[|]|"|'|\n|.|=|1|// |/// d\n|/*|*/|<<|>>|\\in |[]|union |spec s;|var y : bool;|process |}}|{{
  |procces p { }|import |;;|@|@@|const N : 0..3|invariant i = |struct S {|fun f(): bool = |loop {|é`.split('|');

/** A text after random changes in one or two places; what changed in a place is taken back as a whole. */
function* versions(original: string, seed: number): Generator<string, never> {
  const random = randomNumbers(seed);
  const below = (n: number): number => Math.floor(random() * n);
  for (;;) {
    let text = original;
    for (let places = 1 + below(2); places > 0; places--) {
      let at = below(text.length);
      for (let keys = 1 + below(6); keys > 0; keys--) {
        const piece = pieces[below(pieces.length)]!;
        const isCut = random() < 0.3;
        text =
          text.slice(0, at) + (isCut ? '' : piece) + text.slice(at + (isCut ? below(random() < 0.2 ? 400 : 8) : 0));
        at += isCut ? 0 : piece.length;
        yield text;
      }
    }
  }
}

/** A parse without what may differ: the ids, and which version of the text it points into. */
function withoutIds({ tree, comments, diagnostics }: Parsed): unknown {
  return JSON.parse(
    JSON.stringify({ tree, comments, diagnostics }, (key, value: unknown) =>
      key === 'id' || key === 'source' ? undefined : typeof value === 'bigint' ? String(value) : value,
    ),
  );
}

/** How many declarations two parses have in common as they are. */
function shared(a: Parsed, b: Parsed): number {
  const known = new Set(a.tree.declarations);
  return b.tree.declarations.filter((d) => known.has(d)).length;
}

describe('parsing the next version of a text', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('makes of it what parsing it afresh makes (seed %i)', (seed) => {
    const original = specs[seed % specs.length]!;
    let before = parseText(original);
    let count = 0;
    for (const text of versions(original, seed)) {
      if (++count > 150) break;
      const source = makeSource('example.thps', text);
      const again = reparse(source, before);
      expect(withoutIds(again)).toEqual(withoutIds(parse(source)));
      expect(flawsOf(text, again)).toEqual([]);
      const places = again.diagnostics.flatMap((d) =>
        [d.primary, ...d.secondary].map((label) => label?.location.source),
      );
      expect(places.every((place) => place === source)).toBe(true);
      before = again;
    }
  });

  it('takes over all declarations but those around the change', () => {
    const lines = Array.from({ length: 40 }, (_, i) => `const C${i} : 0..99 = ${i};`);
    const text = `spec s;\n${lines.join('\n')}\n`;
    const before = parseText(text);
    const source = makeSource('example.thps', text.replace('C30 : 0..99 = 30', 'C30 : 0..99 = 3'));
    const after = reparse(source, before);
    expect(shared(before, after)).toBe(29);
    // Those behind it keep their ids as well.
    const ids = new Set(before.tree.declarations.map((d) => d.id));
    expect(after.tree.declarations.filter((d) => ids.has(d.id))).toHaveLength(37);
  });

  it('begins anew with the ids when most of them are used up', () => {
    let before = parseText('spec s;\nvar a : bool;\nvar b : bool;\nvar c : bool;\nvar d : bool;\n');
    const highest: number[] = [];
    for (let i = 0; i < 100; i++) {
      const text = before.source.text.replace(/var [ax]\w*/, i % 2 === 0 ? 'var x' : 'var a');
      before = reparse(makeSource('example.thps', text), before);
      highest.push(before.nodeCount);
    }
    expect(Math.max(...highest)).toBeLessThan(200);
    expect(highest.filter((n, i) => n < (highest[i - 1] ?? 0)).length).toBeGreaterThan(2);
  });

  it('takes over what stands between two changes', () => {
    const lines = Array.from({ length: 40 }, (_, i) => `const C${i} : 0..99 = ${i};`);
    const before = parseText(`spec s;\n${lines.join('\n')}\n`);
    lines[5] = 'const C5 : 0..99 = (;';
    lines[30] = 'const : 0..99 = 30;';
    const source = makeSource('example.thps', `spec s;\n${lines.join('\n')}\n`);
    const ids = new Set(before.tree.declarations.map((d) => d.id));
    expect(reparse(source, before).tree.declarations.filter((d) => ids.has(d.id))).toHaveLength(34);
  });
});
