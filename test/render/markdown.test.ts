import { describe, expect, it } from 'vitest';
import { code, html, linkTo, table } from '../../src/render/markdown.ts';
import { fenced, proseLine } from '../../src/render/prose.ts';

describe('a table', () => {
  it('has a comment in one line of a cell', () => {
    expect(table(['a', 'b'], [[proseLine('x | y\nz')]], ['b'])).toBe('| a | b |\n| --- | ---: |\n| x \\| y z |  |');
  });
});

describe('code', () => {
  it('may contain backticks', () => {
    expect(code('a`b')).toBe('``a`b``');
    expect(code('`a`')).toBe('`` `a` ``');
    expect(fenced('a\n```\nb\n', 'text')).toBe('````text\na\n```\nb\n````');
  });

  it('stays on its line, and shows what cannot be seen', () => {
    expect(code('x // \u202e\n\n= 1')).toBe('`x // <U+202E> = 1`');
    expect(fenced('a\r\n```\u202e', '')).toBe('````\na\n```<U+202E>\n````');
    expect(html('<b>\u202e')).toBe('&lt;b&gt;&lt;U+202E&gt;');
  });
});

describe('a link to a heading', () => {
  it('is what GitHub makes of it', () => {
    expect(linkTo('Check mutants[MUT = m1]', 'm1')).toBe('[m1](#check-mutantsmut--m1)');
    expect(linkTo('Invariant no_bad_read', 'x')).toBe('[x](#invariant-no_bad_read)');
  });
});
