import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { partnersOf } from '../../src/parser/brackets.ts';
import { decisionsOf } from '../../src/parser/decisions.ts';
import { lex } from '../../src/parser/lexer.ts';
import { HasMistakes } from '../../src/parser/recovery.ts';
import { SpecParser } from '../../src/parser/rules/spec-parser.ts';
import { makeSource } from '../../src/text/source.ts';

const texts = ['tree-language.txt', 'tree-grammar.txt'].map((name) =>
  readFileSync(new URL(`../golden/parser/sources/${name}`, import.meta.url), 'utf8'),
);
const whole = new SpecParser();
const decisions = decisionsOf(whole);
const quick = new SpecParser({ decisions });

/** What a parser makes of a text; undefined if it has mistakes. */
function read(parser: SpecParser, text: string): unknown {
  const source = makeSource('s', text);
  const { tokens } = lex(source, 0, text.length);
  try {
    const read = parser.read(source, tokens, partnersOf(tokens), 7);
    return parser.mismatches.length > 0
      ? undefined
      : { ...read, reported: parser.reported, docs: parser.takenDocs.size };
  } catch (error) {
    if (error instanceof HasMistakes) return undefined;
    throw error;
  }
}

describe('a parser that knows what each token decides', () => {
  it('reads texts without mistakes as one that worked it out from the grammar', () => {
    for (const text of texts) {
      expect(read(quick, text)).toBeDefined();
      expect(read(quick, text)).toEqual(read(whole, text));
    }
  });

  it('knows texts with mistakes, whichever token they lack', () => {
    // Every fourth: each is read twice.
    let n = 0;
    const flawed = { quick: 0, whole: 0 };
    for (const text of texts)
      for (const { startOffset, endOffset } of lex(makeSource('s', text), 0, text.length).tokens) {
        if (n++ % 4 !== 0) continue;
        const part = text.slice(0, startOffset) + text.slice(endOffset! + 1);
        const [found, expected] = [read(quick, part), read(whole, part)];
        if (found === undefined) flawed.quick++;
        if (expected === undefined) flawed.whole++;
        expect(found).toEqual(expected);
      }
    expect(flawed.quick).toBeGreaterThan(200);
    expect(flawed.quick).toBe(flawed.whole);
  });

  it('knows them for each place of the grammar', () => {
    expect(Object.keys(decisions).length).toBeGreaterThan(80);
    expect(decisionsOf(quick)).toEqual(decisions);
  });
});
