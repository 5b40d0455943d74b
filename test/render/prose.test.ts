import { describe, expect, it } from 'vitest';
import { prose, proseLine } from '../../src/render/prose.ts';

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
    expect(proseLine('    *p = 1;\n\n    q;')).toBe('\\*p = 1; q;');
  });
});

describe('a comment that comes from a stranger', () => {
  it.each([
    // HTML, also where something only looks like code
    ['<img src=x onerror=y>', '&lt;img src=x onerror=y>'],
    ['</details><!-- ', '&lt;/details>&lt;!-- '.trim()],
    ['see\n    <script>x</script>', 'see\n    &lt;script>x&lt;/script>'],
    ['- one\n\n    <b>two</b>', '- one\n\n```\n<b>two</b>\n```'],
    ['a ``<b>` c', 'a &#96;&#96;&lt;b>&#96; c'],
    ['a `x\n- y <b> ` z', 'a &#96;x\n- y &lt;b> &#96; z'],
    ['a `x\n\n<b>` z', 'a &#96;x\n\n&lt;b>&#96; z'],
    ['a \\`<b>` c', 'a &#92;`<b>` c'],
    ['| `a | <b>` |\n|---|---|', '| `a | <b>` |\n&#124;---|---|'],
    // Fences that nothing closes
    ['```\nall that follows', '&#96;&#96;&#96;\nall that follows'],
    ['~~~ c\nall that follows', '&#126;&#126;&#126; c\nall that follows'],
    ['> ~~~\nx', '> &#126;&#126;&#126;\nx'],
    ['````\n```\nx', '&#96;&#96;&#96;&#96;\n&#96;&#96;&#96;\nx'],
    // and such that are closed
    ['```c\n*p = <b>;\n```\n*q', '```c\n*p = <b>;\n```\n\\*q'],
    ['~~~\n```\n<b>\n~~~', '````\n```\n<b>\n````'],
    // Headings
    ['# Results\ntext', '&#35; Results\ntext'],
    ['- ## Results', '- &#35;&#35; Results'],
    ['Results\n=======\n', 'Results\n&#61;======'],
    ['Results\n---\nx', 'Results\n&#45;--\nx'],
    // Pictures, definitions, links that run something
    ['![x](http://evil/x.png)', '&#33;[x](http://evil/x.png)'],
    ['\\![x](http://evil/x.png)', '\\&#33;[x](http://evil/x.png)'],
    ['![x][y]\n\n[y]: http://evil/x.png', '&#33;[x][y]\n\n&#91;y]: http://evil/x.png'],
    ['[x](javascript:y) [x]( command:y) [x](https://z)', '[x]&#40;javascript:y) [x]&#40; command:y) [x](https://z)'],
    // What would be obeyed, and what this is written with
    ['a\u202eb\u001b', 'a&lt;U+202E>b␛'],
    ['a\u{f8ff}`b`', 'a&lt;U+F8FF>`b`'],
    ['    <b>first</b>', '```\n<b>first</b>\n```'],
  ])('stays in its place: %j', (comment, markdown) => {
    expect(prose(comment)).toBe(markdown);
  });
});
