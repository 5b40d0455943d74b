import { describe, expect, it } from 'vitest';
import { habitExplanations } from '../../src/diagnostics/explanations/habits.ts';
import { syntaxExplanations } from '../../src/diagnostics/explanations/syntax.ts';
import { codesOf } from './support.ts';

const pages = { ...syntaxExplanations, ...habitExplanations };

describe('explanations of syntax errors', () => {
  for (const [code, { wrong, right }] of Object.entries(pages)) {
    it(`${code}: the wrong spec gets the code, the right one nothing`, () => {
      expect(codesOf(wrong)).toEqual([code]);
      expect(codesOf(right)).toEqual([]);
    });
  }
});
