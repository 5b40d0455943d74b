import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { infixOperators, operators, prefixOperators } from '../../grammar/operators.ts';
import { SpecParser } from '../../src/parser/rules/spec-parser.ts';
import { reservedWords, softWords, symbols } from '../../src/parser/tokens.ts';
import { expressionOf } from './support.ts';

function read(name: string): string {
  return readFileSync(new URL(`../../grammar/${name}`, import.meta.url), 'utf8');
}

// Without comments and character codes.
const ebnf = read('thps.ebnf').replace(/\/\*[^]*?\*\/|#x[0-9A-F]+/g, '');
const productions = new Map(
  [...ebnf.matchAll(/^(\w+)\s*::=([^]*?)(?=^\w+\s*::=|$(?![^]))/gm)].map((m) => [m[1]!, m[2]!]),
);
const quotedTexts = new Set([...ebnf.matchAll(/'([^'\n]+)'|"([^"\n]+)"/g)].map((m) => m[1] ?? m[2]!));
/** Productions that the parser has as tokens. */
const lexical = ['Identifier', 'Integer', 'Text', 'infixOperator', 'prefixOperator'];

describe('the rules of the parser', () => {
  it('leave no choice open, are free of left recursion and read something in every repetition', () => {
    expect(() => new SpecParser({ isTested: true })).not.toThrow();
  });

  it('would not pass with a choice that is open', () => {
    class Ambiguous extends SpecParser {
      readonly ambiguous = this.rule('ambiguous', () =>
        this.OR([{ ALT: () => this.SUBRULE(this.file) }, { ALT: () => this.SUBRULE2(this.file) }]),
      );

      override performSelfAnalysis(): void {
        if ('ambiguous' in this) super.performSelfAnalysis();
      }
    }
    const parser = new Ambiguous({ isTested: true });
    expect(() => {
      parser.performSelfAnalysis();
    }).toThrow('Ambiguous Alternatives Detected: <1 ,2> in <OR> inside <ambiguous> Rule');
  });
});

describe('thps.ebnf', () => {
  const rules = Object.keys(new SpecParser().getGAstProductions());

  it('has the rules of the parser', () => {
    expect([...productions.keys()].filter((p) => !lexical.includes(p)).sort()).toEqual([...rules].sort());
  });

  it('uses only productions that it has', () => {
    for (const [name, body] of productions) {
      const bare = body.replace(/'[^'\n]+'|"[^"\n]+"|\[[^\]]*\]/g, ' ');
      for (const used of bare.match(/[A-Za-z]\w*/g) ?? [])
        expect(productions.has(used), `${used} in ${name}`).toBe(true);
    }
  });

  it('has every word and every symbol, and no other', () => {
    const words = [...reservedWords.keys(), ...softWords.keys()].filter((w) => w !== 'step');
    const own = [...words, ...symbols.keys(), '!in'].filter((w) => w !== '"');
    expect([...quotedTexts].filter((q) => !own.includes(q) && !['_', '0', '"', '\\'].includes(q))).toEqual([]);
    expect(own.filter((w) => !quotedTexts.has(w))).toEqual([]);
  });

  it('lists the operators of the table', () => {
    const listed = (name: string) => [...productions.get(name)!.matchAll(/'([^'\n]+)'/g)].map((m) => m[1]!).sort();
    expect(listed('infixOperator')).toEqual([...infixOperators.keys()].sort());
    expect(listed('prefixOperator')).toEqual([...prefixOperators.keys()].sort());
  });
});

describe('thps.tmLanguage.json', () => {
  const tm = read('thps.tmLanguage.json');

  it('colours every word', () => {
    for (const word of [...reservedWords.keys(), ...softWords.keys()]) expect(tm).toMatch(new RegExp(`\\b${word}\\b`));
  });

  it('is JSON whose patterns are regular expressions', () => {
    const check = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      for (const [key, part] of Object.entries(value)) {
        if (['match', 'begin', 'end'].includes(key)) expect(() => new RegExp(part as string, 'u')).not.toThrow();
        else check(part);
      }
    };
    check(JSON.parse(tm));
    check(JSON.parse(read('language-configuration.json')));
  });
});

describe('the precedence table', () => {
  const infix = operators.filter((o) => o.position === 'infix');

  it('decides how two different operators group', () => {
    for (const first of infix) {
      for (const second of infix) {
        if (first.precedence === second.precedence) continue;
        const [head] = expressionOf(`a ${first.text} b ${second.text} c`).split('\n');
        const looser = first.precedence < second.precedence ? first : second;
        expect(head).toBe(`binary operator=${JSON.stringify(looser.text)}`);
      }
    }
  });

  it('decides how an operator groups with itself', () => {
    for (const { text, associativity } of infix) {
      if (associativity === 'none') continue;
      const lines = expressionOf(`a ${text} b ${text} c`).split('\n');
      expect(lines.includes('  name c')).toBe(associativity === 'left');
    }
  });

  it.each([
    ['!getter[g] at lookup', '!(getter[g] at lookup)'],
    ['always a => b', '(always a) => b'],
    ['always eventually p', 'always (eventually p)'],
    ['eventually x == 3', 'eventually (x == 3)'],
    ['p at l ~> !q at m', '(p at l) ~> (!(q at m))'],
    ['0..1 union 3..4', '(0..1) union (3..4)'],
    ['-a * b', '(-a) * b'],
    ['subset A union B', '(subset A) union B'],
    ['a in subset B', 'a in (subset B)'],
    ['a && forall x in S: b => c', 'a && (forall x in S: (b => c))'],
    ['a => b => c', 'a => (b => c)'],
    ['request => waiting until granted', 'request => (waiting until granted)'],
    ['x is small(i) && i > 0', '(x is small(i)) && (i > 0)'],
    ['let x = a in b in S', 'let x = a in (b in S)'],
    ['if a then b else c + d', 'if a then b else (c + d)'],
    ["(p at l)' || a[i]'.f", "((p at l)') || ((a[i])'.f)"],
  ])('%s is %s', (plain, grouped) => {
    const bare = (text: string) =>
      expressionOf(text)
        .split('\n')
        .filter((l) => !l.trim().startsWith('parenthesized'))
        .map((l) => l.trim());
    expect(bare(plain)).toEqual(bare(grouped));
  });
});
