import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { format } from '../../src/format/format.ts';
import { makeSource } from '../../src/text/source.ts';
import { applied, MAIN, open, serviceFor } from './support.ts';

const text = 'spec s;\n\nvar  x : bool = true;\nvar y : bool = true;\nvar  z : bool = true;\n';

describe('formatting', () => {
  it('touches only the lines that change', () => {
    const edits = open(text).service.format(MAIN);
    expect(edits.map((e) => e.range.start.line)).toEqual([2, 4]);
  });

  it('of a range leaves the other lines', () => {
    const line = { start: { line: 4, character: 2 }, end: { line: 4, character: 4 } };
    const edits = open(text).service.format(MAIN, line);
    expect(applied(text, edits)).toBe(text.replace('var  z', 'var z'));
  });

  it('makes what the formatter makes of any layout', () => {
    const spaces = fc.array(fc.constantFrom(' ', '  ', '\n', '\n\n', ' // c\n', ' /* c */ '), {
      minLength: 20,
      maxLength: 20,
    });
    const words = 'spec s ; var x : 0 .. 3 = 0 ; process p { loop { x = 1 ; } }'.split(' ');
    fc.assert(
      fc.property(spaces, (between) => {
        const loose = words.map((word, i) => word + (between[i] ?? ' ')).join('');
        const expected = format(makeSource(MAIN, loose));
        expect({ text: applied(loose, open(loose).service.format(MAIN)) }).toEqual(expected);
      }),
    );
  });

  it('changes nothing in a text that has syntax errors, or that is not there', () => {
    expect(open('spec  s;\nvar  x').service.format(MAIN)).toEqual([]);
    expect(serviceFor().format(MAIN)).toEqual([]);
  });
});
