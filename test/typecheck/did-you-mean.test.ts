import { describe, expect, it } from 'vitest';
import { didYouMean } from '../../src/diagnostics/did-you-mean.ts';

describe('the word that was meant', () => {
  it('is looked for among words that people write', () => {
    expect(didYouMean('mapcont', ['mapcount', 'count'])).toBe('mapcount');
    expect(didYouMean('a'.repeat(99), [`${'a'.repeat(98)}b`])).toBe(`${'a'.repeat(98)}b`);
  });

  it('is not looked for where a word fills a page, which would take a minute', { timeout: 10_000 }, () => {
    const page = 'a'.repeat(100_000);
    expect(didYouMean(`${page}b`, [page, `${page}c`])).toBeUndefined();
  });
});
