import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { explanations } from '../../src/diagnostics/explanations/index.ts';

const folder = new URL('../../src/diagnostics/', import.meta.url);

/** `2001, 2007 to 2010 and 2014` */
function codesIn(text: string): readonly string[] {
  return [...text.matchAll(/\b(\d{4})\b(?: to (\d{4})\b)?/g)].flatMap(([, first = '', last = first]) =>
    Array.from({ length: Number(last) - Number(first) + 1 }, (_, i) => String(Number(first) + i).padStart(4, '0')),
  );
}

const files = readdirSync(folder)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => {
    const text = readFileSync(new URL(name, folder), 'utf8');
    const made = [...text.matchAll(/'THPS(\d{4})'/g)].map(([, code]) => code ?? '');
    return { name, made: [...new Set(made)], comment: /^\/\*\*[^]*?\*\//m.exec(text)?.[0] ?? '' };
  })
  .filter(({ made }) => made.length > 0);

describe('a file of messages', () => {
  it('is one of many', () => expect(files.length).toBeGreaterThan(10));

  it.each(files)('$name says of which codes it is', ({ made, comment }) => {
    const said = codesIn(comment);
    expect(made.filter((code) => !said.includes(code))).toEqual([]);
    // A code that is no longer in use leaves a gap in a range, but the ends of the range are in use.
    const ends = comment.match(/\b\d{4}\b/g) ?? [];
    expect(ends.filter((code) => !made.includes(code))).toEqual([]);
  });

  it.each(files)('$name makes no message that `thps explain` does not know', ({ made }) => {
    expect(made.filter((code) => !(`THPS${code}` in explanations))).toEqual([]);
  });
});
