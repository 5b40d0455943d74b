import { describe, expect, it } from 'vitest';
import { breakText, unbreakable } from '../../src/render/columns.ts';

describe('a text in a column', () => {
  it.each<[string, number, readonly string[]]>([
    ['mmu_notifier_invalidate_range_start()', 31, ['mmu_notifier_invalidate_range_', '  start()']],
    ['page_ref_freeze(pages[2].refcount, 1) -> true', 40, ['page_ref_freeze(pages[2].refcount, 1)', '  -> true']],
    ['page_ref_freeze(pages[2].refcount, 1)', 24, ['page_ref_freeze(', '  pages[2].refcount, 1)']],
    ['new_page = Page { refcount: 1, mapping: true }', 40, ['new_page = Page { refcount: 1,', '  mapping: true }']],
    ['pages[2].locked_by_somebody_else = none', 20, ['pages[2]', '  .locked_by_', '  somebody_else =', '  none']],
    ['if seen == 0 -> true', 12, ['if seen == 0', '  -> true']],
    ['a_b_c', 4, ['a_b_', '  c']],
    ['abcdefgh', 5, ['abcde', '  fgh']],
    ['assert unlocked: pages[1].locked_by == none', 30, ['assert unlocked:', '  pages[1].locked_by == none']],
    ['_', 1, ['_']],
  ])('is broken where a reader expects it: %s in %i columns', (text, width, lines) => {
    expect(breakText(text, width)).toEqual(lines);
  });

  it.each(['mmu_notifier_invalidate_range_start()', 'p = Page { refcount: 1, locked_by: none }', 'if x -> none'])(
    'is whole where there is room for its longest piece: %s',
    (text) => {
      const words = text.split(' ').filter((word) => /^\w+$/.test(word));
      const lines = breakText(text, unbreakable(text));
      for (const word of words) expect(lines.some((line) => line.split(/\W+/).includes(word))).toBe(true);
    },
  );
});
