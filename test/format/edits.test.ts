import { describe, expect, it } from 'vitest';
import { formatEdits, style } from '../../src/format/format.ts';
import { makeSource } from '../../src/text/source.ts';

function editsOf(text: string, from = 0, to = text.length): unknown {
  const result = formatEdits(makeSource('a.thps', text), style, { start: from, end: to });
  return 'problems' in result
    ? result.problems.map((one) => one.code)
    : result.edits.map(({ span, text: written }) => [text.slice(span.start, span.end), written]);
}

describe('edits for an editor', () => {
  const text = 'spec  s;\nvar x:bool;\n\n\n\nvar   y : bool;\n';

  it('replace only white space that changes', () => {
    expect(editsOf(text)).toEqual([
      ['  ', ' '],
      ['', ' '],
      ['', ' '],
      ['\n\n\n\n', '\n\n'],
      ['   ', ' '],
    ]);
    expect(editsOf('spec s;\nvar x : bool;\n')).toEqual([]);
  });

  it('of a range leave the rest of the text alone', () => {
    expect(editsOf(text, text.indexOf('var   y'), text.length - 1)).toEqual([
      ['\n\n\n\n', '\n\n'],
      ['   ', ' '],
    ]);
    expect(editsOf(text, 0, 7)).toEqual([['  ', ' ']]);
  });

  it('keep the line breaks of the text', () => {
    expect(editsOf('spec s;\r\n\r\n\r\nvar x : bool;\r\n')).toEqual([['\r\n\r\n\r\n', '\r\n\r\n']]);
  });

  it('move a comment behind what follows it as one part', () => {
    expect(editsOf('spec s // why\n;\nvar x : bool;\n')).toEqual([
      [' ', ''],
      ['// why\n;', ';  // why'],
    ]);
  });

  it('are none where the text has a syntax error', () => {
    expect(editsOf('spec s;\nvar x : ;\n')).toEqual(['THPS1011']);
  });
});
