import { printable, printableLines } from '../text/display.ts';

/** The pieces of a page in Markdown, as CommonMark and the tables of GitHub have it. */

/** A code span; a text with backticks in it gets longer fences. */
export function code(span: string): string {
  const text = printable(span.replace(/\s*[\r\n]\s*/g, ' '));
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const space = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${fence}${space}${text}${space}${fence}`;
}

/** A table. Cells are Markdown on one line; a row with fewer cells than the heading is filled up. */
export function table(
  heading: readonly string[],
  rows: readonly (readonly string[])[],
  numbers: readonly string[] = [],
): string {
  const line = (cells: readonly string[]): string =>
    `| ${heading.map((_, i) => (cells[i] ?? '').replace(/\s*\n\s*/g, ' ').replaceAll('|', String.raw`\|`)).join(' | ')} |`;
  const rule = heading.map((name) => (numbers.includes(name) ? '---:' : '---'));
  return [line(heading), `| ${rule.join(' | ')} |`, ...rows.map(line)].join('\n');
}

/** A part that is opened with a click. @param summary HTML */
export function details(summary: string, body: string, { isOpen = false } = {}): string {
  return `<details${isOpen ? ' open' : ''}>\n<summary>${summary}</summary>\n\n${body}\n\n</details>`;
}

/** A text of any characters in HTML. */
export function html(text: string): string {
  return printableLines(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Blocks with an empty line between them. Empty ones are left out. */
export function blocks(parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join('\n\n');
}

/** A link to a heading. @param page the way to the page that has it; empty for the same page */
export function linkTo(heading: string, text: string, page = ''): string {
  return `[${text}](${page}#${slug(heading)})`;
}

/** The name that GitHub gives to a heading. */
function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_\- ]/gu, '')
    .replaceAll(' ', '-');
}
