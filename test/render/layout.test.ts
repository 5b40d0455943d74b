import { describe, expect, it } from 'vitest';
import { countOf, padEnd, wrap } from '../../src/render/layout.ts';
import { displayWidth, printable } from '../../src/text/display.ts';

describe('the width of a text', () => {
  it.each([
    ['abc', 3],
    ['', 0],
    ['页面', 4],
    ['ｆｕｌｌ', 8],
    ['é', 1],
    ['e\u0301', 1],
    ['한글', 4],
    ['→', 1],
    ['👩‍👩‍👧', 2],
    ['a\u200bb', 2],
  ])('of %o is %i', (text, width) => expect(displayWidth(text)).toBe(width));

  it('is what padding counts', () => expect(padEnd('页', 4)).toBe('页  '));
});

describe('printable text', () => {
  it('has no tabs and no control characters', () => {
    expect(printable('a\tb\tc')).toBe('a   b   c');
    expect(printable('\u0000\u001b\n\u007f\u0085\ud800')).toBe('␀␛␊␡<U+0085><U+D800>');
  });

  it('shows what steers the direction of text or cannot be seen', () => {
    expect(printable('a\u202eb\u2066c\u200fd\u061ce')).toBe('a<U+202E>b<U+2066>c<U+200F>d<U+061C>e');
    expect(printable('\u200b\u2028\ufeff\u{e0041}')).toBe('<U+200B><U+2028><U+FEFF><U+E0041>');
    // Joiners belong to what is written.
    expect(printable('👩‍👩‍👧 e\u0301 页')).toBe('👩‍👩‍👧 e\u0301 页');
  });
});

describe('wrapped text', () => {
  it('breaks at spaces and indents what follows', () => {
    expect(wrap('a bb ccc dddd', 8)).toEqual(['a bb ccc', '  dddd']);
    expect(wrap('short', 10)).toEqual(['short']);
    expect(wrap('', 10)).toEqual(['']);
  });

  it('cuts words that are too long', () => {
    expect(wrap('abcdefghij', 8)).toEqual(['abcdefgh', '  ij']);
    expect(wrap('x abcdefghijklm', 8)).toEqual(['x', '  abcdef', '  ghijkl', '  m']);
  });

  it('comes to an end in a column of nothing', () => {
    expect(wrap('ab cd efghijklmnop', 0).join('').replaceAll(' ', '')).toBe('abcdefghijklmnop');
  });
});

it('counts are written with commas and their plural', () => {
  expect([countOf(1, 'state'), countOf(0, 'state'), countOf(1234567, 'state')]).toEqual([
    '1 state',
    '0 states',
    '1,234,567 states',
  ]);
});
