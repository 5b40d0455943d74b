import { describe, expect, it } from 'vitest';
import { diagnostic, type Diagnostic, type DiagnosticParts } from '../../src/diagnostics/diagnostic.ts';
import { countDiagnostics, renderDiagnostics } from '../../src/render/diagnostics-terminal.ts';
import { ansi } from '../../src/render/style.ts';
import { at, makeSource } from './places.ts';

const text = `spec counter;

/// pages in use
var mapcount : 0..3 = 0;
\tvar tabbed : bool = true;
const 名前 = "页面"; var wide : T;

process p {
  mapcont = 1;
  while x {
    skip;
  }
}
`;
const source = makeSource('specs/counter.thps', text);
const other = makeSource('kernel/page.thps', 'library kernel.page;\n\nproc get(ref r: Refs) { r += 1; }\n');

function one(message: string, parts: DiagnosticParts): Diagnostic {
  return diagnostic('THPS2001', message, parts);
}

/** The rendered text with a frame that keeps spaces at the start of lines. */
function rendered(...diagnostics: readonly Diagnostic[]): string {
  return `\n${renderDiagnostics(diagnostics)}`;
}

describe('a diagnostic on a terminal', () => {
  it('has carets under its span, dashes under what it refers to, and says what to write', () => {
    const message = one("unknown name 'mapcont'", {
      at: at(source, 'mapcont'),
      label: 'not declared',
      secondary: [{ location: at(source, 'mapcount'), text: "'mapcount' is declared here" }],
      notes: ['names are case-sensitive'],
      hint: "did you mean 'mapcount'?",
    });
    expect(rendered(message)).toBe(`
error[THPS2001]: unknown name 'mapcont'
 --> specs/counter.thps:9:3
  |
4 | var mapcount : 0..3 = 0;
  |     -------- 'mapcount' is declared here
...
9 |   mapcont = 1;
  |   ^^^^^^^ not declared
  |
  = note: names are case-sensitive
  = help: did you mean 'mapcount'?
`);
  });

  it('keeps carets under text after tabs', () => {
    expect(rendered(one('m', { at: at(source, 'tabbed') }))).toBe(`
error[THPS2001]: m
 --> specs/counter.thps:5:6
  |
5 |     var tabbed : bool = true;
  |         ^^^^^^
`);
  });

  it('counts two columns for a wide character, in the span and before it', () => {
    expect(
      rendered(one('m', { at: at(source, '"页面"'), secondary: [{ location: at(source, 'wide'), text: 'here' }] })),
    ).toBe(`
error[THPS2001]: m
 --> specs/counter.thps:6:12
  |
6 | const 名前 = "页面"; var wide : T;
  |              ^^^^^^
  |                          ---- here
`);
  });

  it('shows the first and the last line of a longer span', () => {
    expect(rendered(one('m', { at: at(source, 'while x {\n    skip;\n  }\n'), label: 'never ends' }))).toBe(`
error[THPS2001]: m
  --> specs/counter.thps:10:3
   |
10 |   while x {
   |   ^^^^^^^^^
11 |     skip;
12 |   }
   |   ^ never ends
`);
  });

  it('points into another file', () => {
    const message = one('m', { at: at(source, 'skip'), secondary: [{ location: at(other, 'get'), text: 'this one' }] });
    expect(rendered(message)).toBe(`
error[THPS2001]: m
  --> specs/counter.thps:11:5
   |
11 |     skip;
   |     ^^^^
  ::: kernel/page.thps:3:6
   |
 3 | proc get(ref r: Refs) { r += 1; }
   |      --- this one
`);
  });

  it('shows a caret for nothing at the end of a file', () => {
    const end = { source: other, span: { start: other.text.length, end: other.text.length } };
    expect(rendered(one('m', { at: end, label: 'expected a declaration' }))).toBe(`
error[THPS2001]: m
 --> kernel/page.thps:4:1
  |
4 |
  | ^ expected a declaration
`);
  });

  it('without a place is its message and its hint', () => {
    expect(rendered(one("there is no file 'x'", { hint: 'look\nthere' }))).toBe(`
error[THPS2001]: there is no file 'x'
 = help: look
         there
`);
  });

  it('cuts a long line around its span', () => {
    const long = makeSource('long.thps', `${'a '.repeat(5000)}HERE${' b'.repeat(5000)}`);
    const lines = rendered(one('m', { at: at(long, 'HERE') })).split('\n');
    const line = lines.find((row) => row.startsWith('1 |')) ?? '';
    const carets = lines.find((row) => row.includes('^')) ?? '';
    expect(line.length).toBeLessThan(180);
    expect(line.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('HERE');
  });

  it('shows control characters instead of sending them to the terminal', () => {
    const evil = makeSource('evil.thps', 'var x\u001b[2J = \u202e1;');
    expect(rendered(one('bad \u001b]0;title\u0007', { at: at(evil, '=') }))).toBe(`
error[THPS2001]: bad ␛]0;title␇
 --> evil.thps:1:11
  |
1 | var x␛[2J = <U+202E>1;
  |           ^
`);
  });

  it('has colours where they are wanted, and the same text', () => {
    const message = one('m', { at: at(source, 'skip'), label: 'here', hint: 'do' });
    const coloured = renderDiagnostics([message], ansi);
    expect(coloured).toContain('\u001b[');

    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(renderDiagnostics([message]));
  });

  it('names advice and counts by severity', () => {
    const warning = one('w', { severity: 'warning' });
    expect(countDiagnostics([warning, one('e', {}), warning])).toBe('1 error, 2 warnings');
    expect(rendered(one('a', { severity: 'information' }))).toBe('\nadvice[THPS2001]: a\n');
  });
});
