import fc from 'fast-check';
import { lex } from '../../src/parser/lexer.ts';
import { makeSource } from '../../src/text/source.ts';

/** What a careless author may write between two tokens. */
const gaps = [
  ...['', ' ', '  ', '\t', '\n', '\n', '\r\n', '\n\n\n', ' \n  \n\n    '],
  ...[' // why\n', '// no space\n', '\n// a line\n', '\n\n// apart\n\n', '\n//\n', ' // one\n // two\n\n'],
  ...[' /* in line */ ', '/**/', ' /* at the end */\n', '\n/* before */ ', ' /* a */ /* b */ // c  \n'],
  ...['\n/* two\n   lines */\n', ' /*\n * starred\n  * lines\n */\n', ' /* and\n\n on */ '],
  ...['\n/// documentation\n', ' /// behind\n', '\n//// four\n\n\n'],
];

/** Its tokens with other white space between them, and with comments. Its own comments are left out. */
export function scattered(text: string): fc.Arbitrary<string> {
  const { tokens } = lex(makeSource('', text));
  // Most gaps stay as they are in most texts: a comment in every gap would leave no line to be formatted.
  const gap = fc.oneof({ arbitrary: fc.constant(undefined), weight: 12 }, fc.constantFrom(...gaps));
  return fc.array(gap, { minLength: tokens.length + 1, maxLength: tokens.length + 1 }).map((chosen) => {
    let at = 0;
    const parts: string[] = [];
    for (const [i, token] of tokens.entries()) {
      const between = text.slice(at, token.startOffset).replace(/\/\/.*|\/\*[^]*?\*\//g, '');
      const gap = chosen[i] ?? between;
      const joins = gap === '' && /\w$/.test(parts.at(-1) ?? '') && /^\w/.test(token.image);
      parts.push(joins ? ' ' : gap, token.image);
      at = token.endOffset! + 1;
    }
    return parts.join('') + (chosen[tokens.length] ?? '\n');
  });
}

/** The same with all white space as small as possible, or as large. */
export function squeezed(text: string, space: string): string {
  const { tokens } = lex(makeSource('', text));
  return tokens.map((token) => token.image).join(space);
}
