/** The pieces of a page in Markdown, as CommonMark and the tables of GitHub have it. */

/** A code span; a text with backticks in it gets longer fences. */
export function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const space = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${fence}${space}${text}${space}${fence}`;
}

/** A block of code, without its last line break. */
export function fenced(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text.replace(/\n+$/, '')}\n${fence}`;
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
export function details(summary: string, body: string, open: boolean): string {
  return `<details${open ? ' open' : ''}>\n<summary>${summary}</summary>\n\n${body}\n\n</details>`;
}

/** A text of any characters in HTML. */
export function html(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Blocks with an empty line between them. Empty ones are left out. */
export function blocks(parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join('\n\n');
}

/** A link to a heading of the same page. */
export function linkTo(heading: string, text: string): string {
  return `[${text}](#${slug(heading)})`;
}

/** The name that GitHub gives to a heading. */
function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_\- ]/gu, '')
    .replaceAll(' ', '-');
}

/**
 * A comment of a spec as Markdown. Comments are Markdown, written by people who think of C: a tag, a pointer or an
 * underscore of C is itself and means nothing. Code spans and indented lines stay as they are.
 */
export function prose(comment: string): string {
  const kept: string[] = [];
  const open = comment.replace(/(?:^ {4}.*$\n?)+|`+[^`]+`+/gm, (verbatim) => {
    kept.push(verbatim);
    return placeholder;
  });
  return escapeStray(open)
    .replaceAll(placeholder, () => kept.shift() ?? '')
    .trim();
}

/** Stands for what is not looked into: a private character, which no text has for its own. */
const placeholder = '\u{f8ff}';

/** The same on one line, for a cell of a table. */
export function proseLine(comment: string): string {
  return prose(comment.replace(/\s*\n\s*/g, ' '));
}

function escapeStray(text: string): string {
  const escaped = text
    .replace(/&(?=#?\w+;)/g, '&amp;')
    .replace(/<(?=[\w/!?])/g, '&lt;')
    // `_refcount` and `__free_page_ok`: not the beginning of something in italics
    .replace(/(?<![\p{L}\p{N}_\\])_+|_+(?![\p{L}\p{N}_])/gu, (run) => run.replaceAll('_', String.raw`\_`));
  return escapeAsterisks(escaped);
}

/** `*pagep` and `a * b`: asterisks that enclose nothing. Those of `**The story.**` and of lists stay. */
function escapeAsterisks(text: string): string {
  const runs = [...text.matchAll(/\*+/g)].map(({ 0: run, index }) => {
    const [before, after] = [text[index - 1] ?? ' ', text[index + run.length] ?? ' '];
    return {
      run,
      index,
      opens: /[\s("'[]/.test(before) && /\S/.test(after),
      closes: /\S/.test(before) && !/\w/.test(after),
    };
  });
  const kept = new Set(
    [...text.matchAll(/^(?: {0,3})\*(?= )/gm)].map(({ 0: bullet, index }) => index + bullet.length - 1),
  );
  runs.forEach((opening, i) => {
    if (!opening.opens || kept.has(opening.index)) return;
    const closing = runs.slice(i + 1).find(({ run, closes }) => closes && run === opening.run);
    if (closing === undefined || /\n\s*\n/.test(text.slice(opening.index, closing.index))) return;
    kept.add(opening.index).add(closing.index);
  });
  return text.replace(/\*+/g, (run, index: number) => (kept.has(index) ? run : run.replaceAll('*', String.raw`\*`)));
}
