import { itemAt } from '../core/lists.ts';
import { printableLines } from '../text/display.ts';

/**
 * Comments of specs as Markdown, for pages and for hovers in an editor. Comments are Markdown, written by people who
 * think in C: a tag, a pointer or an underscore from C stands for itself and is not markup. They are untrusted, so they
 * are contained: no HTML, no headings, no pictures (which are loaded from wherever they say), and nothing that extends
 * beyond the end of the comment. Emphasis, code, lists, quotes, tables and links mean what they do in CommonMark.
 */
export function prose(comment: string): string {
  const lines = printableLines(comment.replace(/\r\n?/g, '\n'))
    .replaceAll(placeholder, '<U+F8FF>')
    .replace(/^(?:[ \t]*\n)+/, '')
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/^[ \t]+/, (indent) => indent.replaceAll('\t', '    ')));
  return blocksOf(lines)
    .map((block) => (block.kind === 'code' ? block.text : escapeText(block.text)))
    .join('\n')
    .trim();
}

/** The same on one line, for a table cell. */
export function proseLine(comment: string): string {
  return prose(comment.replace(/\s*\n\s*/g, ' ').trim());
}

/** A code block, without its last line break. */
export function fenced(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${printableLines(text.replace(/\r\n?/g, '\n')).replace(/\n+$/, '')}\n${fence}`;
}

/** Lines that are code, as they go into the page, or other lines. */
interface Block {
  readonly kind: 'code' | 'text';
  readonly text: string;
}

const fence = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})\s*(\w*)/;
const listItem = /^ {0,3}(?:[-+*]|\d{1,9}[.)])(?:\s|$)/;

/**
 * Code is what stands between closed fences, and indented lines that do not continue anything: after a list, where an
 * indented line belongs to the list, they get fences.
 */
function blocksOf(lines: readonly string[]): readonly Block[] {
  const found: Block[] = [];
  let text: string[] = [];
  let isAfterList = false;
  const close = (): void => {
    if (text.length > 0) found.push({ kind: 'text', text: text.join('\n') });
    text = [];
  };
  const closingFence = fencesOf(lines);
  for (let i = 0; i < lines.length; i++) {
    const line = itemAt(lines, i);
    const opening = fence.exec(line);
    const end = opening === null ? -1 : closingFence(i, itemAt(opening, 1));
    if (opening !== null && end > i) {
      close();
      found.push({ kind: 'code', text: fenced(lines.slice(i + 1, end).join('\n'), itemAt(opening, 2)) });
      isAfterList = false;
      i = end;
    } else if (isIndented(line) && (i === 0 || isBlank(itemAt(lines, i - 1)))) {
      close();
      let last = i;
      for (
        let next = i + 1;
        next < lines.length && (isIndented(itemAt(lines, next)) || isBlank(itemAt(lines, next)));
        next++
      )
        if (isIndented(itemAt(lines, next))) last = next;
      const code = lines.slice(i, last + 1);
      const open = code.map((one) => one.slice(4)).join('\n');
      found.push({ kind: 'code', text: isAfterList || i === 0 ? fenced(open, '') : code.join('\n') });
      i = last;
    } else {
      isAfterList ||= listItem.test(line);
      text.push(line);
    }
  }
  close();
  return found;
}

function isBlank(line: string): boolean {
  return line.trim() === '';
}

function isIndented(line: string): boolean {
  return /^ {4}.*\S/.test(line);
}

/** Finds the line that closes the code block that a line opens, or -1. */
function fencesOf(lines: readonly string[]): (from: number, opening: string) => number {
  const closing = lines.flatMap((line, at) => {
    const [, run] = /^ {0,3}(`{3,}|~{3,})\s*$/.exec(line) ?? [];
    return run === undefined ? [] : [{ at, run }];
  });
  // An opening that nothing closed once is not closed further down either.
  const unclosed: string[] = [];
  return (from, opening) => {
    if (unclosed.some((one) => opening.startsWith(one))) return -1;
    const found = closing.find(({ at, run }) => at > from && run.startsWith(opening))?.at ?? -1;
    if (found < 0) unclosed.push(opening);
    return found;
  };
}

/** Stands for code in a paragraph: a private-use character, which no text contains itself. */
const placeholder = '\u{f8ff}';

/** Characters as references, which never begin markup, whatever stands before them. */
function referTo(text: string): string {
  return text.replace(/[^]/gu, (c) => `&#${c.codePointAt(0) ?? 0};`);
}

/**
 * Backticks up to the next run of the same length in the same paragraph, with the backslashes before them, or any other
 * backticks. No line in between begins with what could begin something else, and three or more, which could be a fence,
 * are on one line.
 */
const codeSpan =
  /(?<!`)(\\*)(?:(`{1,2})(?!`)((?:(?!\n\s*(?:[>#+*=~|<\n-]|\d+[.)]|$))[^]){0,1000}?[^`])\2(?!`)|(`{3,})(?!`)([^\n]{0,1000}?[^`\n])\4(?!`))|\\*`+/g;

function escapeText(text: string): string {
  const kept: string[] = [];
  const open = text.replace(
    codeSpan,
    (whole, slashes?: string, short?: string, inside?: string, long?: string, line?: string) => {
      const run = short ?? long;
      kept.push(run === undefined ? referTo(whole) : referTo(slashes ?? '') + run + (inside ?? line ?? '') + run);
      return placeholder;
    },
  );
  let next = 0;
  return escapeStray(open).replaceAll(placeholder, () => kept[next++] ?? '');
}

/** The beginning of a line, inside quotes and lists. */
const lineStart = String.raw`^((?:[ \t]|>|(?:[-+*]|\d{1,9}[.)])(?=[ \t]))*)`;

function escapeStray(text: string): string {
  const atStart = (what: string): RegExp => new RegExp(lineStart + what, 'gm');
  const refer = (_: string, before: string, what: string): string => before + referTo(what);
  const escaped = text
    .replace(/&(?=#?\w+;)/g, '&amp;')
    .replace(/<(?=[\w/!?])/g, '&lt;')
    // Pictures, and links that run something
    .replace(/!(?=\[)/g, referTo)
    .replace(/(?<=\])\((?=\s*[a-z][a-z0-9+.-]*:)(?!\s*(?:https?|mailto):)/gi, referTo)
    // Definitions of links and footnotes, headings with number signs, unclosed fences
    .replace(atStart(String.raw`(\[)(?=[^\]]*\]:)`), refer)
    .replace(atStart(String.raw`(#{1,6})(?=\s|$)`), refer)
    .replace(atStart('(~~~+)'), refer)
    // Underlines of headings, and those of tables
    .replace(/^([ \t>]*)([=-])(?=[=\-|: \t]*$)/gm, refer)
    .replace(/^([ \t>]*)([|:])(?=[=\-|: \t]*-[=\-|: \t]*$)/gm, refer)
    // `_refcount` and `__free_page_ok` do not begin italics
    .replace(/(?<![\p{L}\p{N}_\\])_+|_+(?![\p{L}\p{N}_])/gu, (run) => run.replaceAll('_', String.raw`\_`));
  return escapeAsterisks(escaped);
}

/** `*pagep` and `a * b`: asterisks that enclose nothing. Those of `**The story.**` and of lists are kept. */
function escapeAsterisks(text: string): string {
  const paragraphs = [...text.matchAll(/\n\s*\n/g)].map(({ index }) => index);
  let paragraph = 0;
  const runs = [...text.matchAll(/\*+/g)].map(({ 0: run, index }) => {
    while (paragraph < paragraphs.length && itemAt(paragraphs, paragraph) < index) paragraph++;
    const [before, after] = [text[index - 1] ?? ' ', text[index + run.length] ?? ' '];
    return {
      run,
      index,
      paragraph,
      opens: /[\s("'[]/.test(before) && /\S/.test(after),
      closes: /\S/.test(before) && !/\w/.test(after),
    };
  });
  // For each run, the next one of its length that can close it, found from the end backwards.
  const closings = new Map<string, (typeof runs)[number]>();
  const closingOf = runs
    .toReversed()
    .map((one) => {
      const closing = closings.get(one.run);
      if (one.closes) closings.set(one.run, one);
      return closing;
    })
    .reverse();
  const kept = new Set(
    [...text.matchAll(/^(?: {0,3})\*(?= )/gm)].map(({ 0: bullet, index }) => index + bullet.length - 1),
  );
  runs.forEach((opening, i) => {
    if (!opening.opens || kept.has(opening.index)) return;
    const closing = closingOf[i];
    if (closing?.paragraph === opening.paragraph) kept.add(opening.index).add(closing.index);
  });
  return text.replace(/\*+/g, (run, index: number) => (kept.has(index) ? run : run.replaceAll('*', String.raw`\*`)));
}
