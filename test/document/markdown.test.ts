import { describe, expect, it } from 'vitest';
import { code, fenced, linkTo, prose, proseLine, table } from '../../src/document/markdown.ts';

describe('a comment of a spec as Markdown', () => {
  it.each([
    ['**The story.** It *may* sleep.', '**The story.** It *may* sleep.'],
    ['page->_refcount and __free_page(page)', String.raw`page->\_refcount and \_\_free_page(page)`],
    ['if (page != *pagep) goto *there;', String.raw`if (page != \*pagep) goto \*there;`],
    ['new_page + i * HPAGE_PMD_NR', String.raw`new_page + i \* HPAGE_PMD_NR`],
    ['**bold and\nlong** and *p', '**bold and\nlong** and \\*p'],
    ['**no end of it\n\nhere**', '\\*\\*no end of it\n\nhere\\*\\*'],
    ['**`alt`** and **the `b` of it**, `*c` and *d', '**`alt`** and **the `b` of it**, `*c` and \\*d'],
    ['* one\n* two', '* one\n* two'],
    ['#include <linux/mm.h>, and a < b', '#include &lt;linux/mm.h>, and a < b'],
    ['&lt; stays &lt;', '&amp;lt; stays &amp;lt;'],
    ['`*p` and `_x`', '`*p` and `_x`'],
    ['as in\n\n    *p = _x;\n\nhere', 'as in\n\n    *p = _x;\n\nhere'],
  ])('%j', (comment, markdown) => {
    expect(prose(comment)).toBe(markdown);
  });

  it('is one line in a cell of a table', () => {
    expect(proseLine('one\ntwo\n   three')).toBe('one two three');
    expect(table(['a', 'b'], [['x | y\nz']], ['b'])).toBe('| a | b |\n| --- | ---: |\n| x \\| y z |  |');
  });
});

describe('code', () => {
  it('may contain backticks', () => {
    expect(code('a`b')).toBe('``a`b``');
    expect(code('`a`')).toBe('`` `a` ``');
    expect(fenced('a\n```\nb\n', 'text')).toBe('````text\na\n```\nb\n````');
  });
});

describe('a link to a heading', () => {
  it('is what GitHub makes of it', () => {
    expect(linkTo('Check mutants[MUT = m1]', 'm1')).toBe('[m1](#check-mutantsmut--m1)');
    expect(linkTo('Invariant no_bad_read', 'x')).toBe('[x](#invariant-no_bad_read)');
  });
});
