import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { habitExplanations } from '../../src/diagnostics/explanations/habits.ts';
import { syntaxExplanations } from '../../src/diagnostics/explanations/syntax.ts';
import { codesOf } from './support.ts';

const pages = { ...syntaxExplanations, ...habitExplanations };

describe('explanations of syntax errors', () => {
  const source = readFileSync(new URL('../../src/diagnostics/syntax.ts', import.meta.url), 'utf8');
  const codes = [...new Set(source.match(/THPS1\d{3}/g))].sort();

  it('has a page for every code, and no other', () => {
    expect(Object.keys(pages).sort()).toEqual(codes);
  });

  for (const [code, { wrong, right }] of Object.entries(pages)) {
    it(`${code}: the wrong spec gets the code, the right one nothing`, () => {
      expect(codesOf(wrong)).toEqual([code]);
      expect(codesOf(right)).toEqual([]);
    });
  }
});
