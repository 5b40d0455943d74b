import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reservedWords, softWords, symbols } from '../../src/parser/tokens.ts';
import { foreignSpellings } from '../../src/parser/foreign.ts';
import { lex } from '../../src/parser/lexer.ts';
import { walk } from '../../src/syntax/visit.ts';
import { makeSource } from '../../src/text/source.ts';
import { flawsOf, parseText } from './support.ts';

const example = readFileSync(new URL('../golden/parser/sources/tree-language.txt', import.meta.url), 'utf8');
const grammar = readFileSync(new URL('../golden/parser/sources/tree-grammar.txt', import.meta.url), 'utf8');

function namesOf(text: string): ReadonlySet<string> {
  const { tree } = parseText(text);
  const names = new Set<string>();
  for (const d of tree.declarations) if ('name' in d && d.name.name !== '') names.add(`${d.kind} ${d.name.name}`);
  return names;
}

const word = fc.constantFrom(
  ...reservedWords.keys(),
  ...softWords.keys(),
  ...symbols.keys(),
  ...foreignSpellings.keys(),
  ...['x', 'S', '_', '0', '0x1f', '"t"', '/// d\n', '// c\n', '\n', '\\in', '{', '}', '(', ')', ';', ';'],
);

describe('parse never fails', () => {
  it('on any string', () => {
    const any = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.string());
    fc.assert(
      fc.property(any, (text) => {
        expect(flawsOf(text, parseText(text))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('on any row of tokens', () => {
    const soup = fc.array(word, { maxLength: 60 }).map((words) => words.join(' '));
    const inside = soup.map((text) => `spec s;\nprocess p {\n${text}\n}\nconst N : 0..3 = 1;\n`);
    const either = fc.oneof(soup, inside);
    fc.assert(
      fc.property(either, (text) => {
        expect(flawsOf(text, parseText(text))).toEqual([]);
      }),
      { numRuns: 1500 },
    );
  });

  it('on strange characters', () => {
    for (const text of ['\0', '\ud800', '\ufeffspec s;', 'spec s;\r\nvar x : bool;\r\n', '\u00a0', '9'.repeat(9000)]) {
      expect(flawsOf(text, parseText(text))).toEqual([]);
    }
    expect(parseText('\ufeffspec s;\r\nvar x : bool;\r').diagnostics).toEqual([]);
  });

  it('on any nesting', () => {
    const openers = [
      '(',
      '[',
      '{',
      '{ x in ',
      'f(',
      '!',
      'if a then ',
      'forall x in S: ',
      'a with { [a] = ',
      'a + ',
      'a => ',
    ];
    const types = ['[', '(', 'set of ', '[T -> '];
    const statements = ['{', 'if a {', 'if a {} else ', 'l: ', 'atomic ', 'match a { b => {', 'either {} or {'];
    for (const depth of [300, 20_000]) {
      const texts = [
        ...openers.map((o) => `spec s;\nassume ${o.repeat(depth)}a;\nconst N : bool;`),
        ...types.map((o) => `spec s;\ntype T = ${o.repeat(depth)}T;\nconst N : bool;`),
        ...statements.map((o) => `spec s;\nprocess p { ${o.repeat(depth)} }`),
        `spec s;\nassume a is ${'some('.repeat(depth)};`,
      ];
      for (const text of texts) expect(flawsOf(text, parseText(text))).toEqual([]);
    }
  });
});

describe('an edited spec', () => {
  for (const [name, text] of Object.entries({ example, grammar })) {
    it(`${name}: survives being cut off anywhere`, () => {
      for (let end = 0; end <= text.length; end += name === 'example' ? 1 : 3) {
        const part = text.slice(0, end);
        const flaws = flawsOf(part, parseText(part));
        if (flaws.length > 0) expect({ end, flaws }).toEqual({ end, flaws: [] });
      }
    });

    it(`${name}: survives the loss of any token`, () => {
      for (const token of lex(makeSource('s', text)).tokens) {
        const part = text.slice(0, token.startOffset) + text.slice(token.endOffset! + 1);
        const flaws = flawsOf(part, parseText(part));
        if (flaws.length > 0) expect({ token: token.image, at: token.startOffset, flaws }).toEqual({});
      }
    });
  }

  it('keeps almost all names of declarations when one token is lost', () => {
    const all = namesOf(example);
    let kept = 0;
    let edits = 0;
    for (const token of lex(makeSource('s', example)).tokens) {
      const rest = namesOf(example.slice(0, token.startOffset) + example.slice(token.endOffset! + 1));
      kept += [...all].filter((n) => rest.has(n)).length;
      edits++;
    }
    expect(kept / edits / all.size).toBeGreaterThan(0.98);
  });

  it('keeps the names of everything that was written before a cut', () => {
    let expected = 0;
    let kept = 0;
    const { tree } = parseText(example);
    for (let end = 0; end < example.length; end += 5) {
      const rest = namesOf(example.slice(0, end));
      for (const d of tree.declarations) {
        if (!('name' in d) || d.name.span.end >= end) continue;
        expected++;
        if (rest.has(`${d.kind} ${d.name.name}`)) kept++;
      }
    }
    expect(kept / expected).toBeGreaterThan(0.99);
  });

  it('reports at most one error for each declaration', () => {
    for (const token of lex(makeSource('s', example)).tokens) {
      const part = example.slice(0, token.startOffset) + example.slice(token.endOffset! + 1);
      expect(parseText(part).diagnostics.length).toBeLessThanOrEqual(3);
    }
  });
});

describe('node ids', () => {
  it('are the same each time, from 0', () => {
    const ids = () => {
      const result: number[] = [];
      walk(parseText(example).tree, (n) => void result.push(n.id));
      return result;
    };
    expect(ids()).toEqual(ids());
    expect(Math.min(...ids())).toBe(0);
    expect(Math.max(...ids())).toBeLessThan(parseText(example).nodeCount);
  });
});
