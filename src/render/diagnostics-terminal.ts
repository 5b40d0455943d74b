import { itemAt } from '../core/lists.ts';
import type { Diagnostic, Label, Severity } from '../diagnostics/diagnostic.ts';
import { notesOf } from '../diagnostics/lists.ts';
import { displayWidth, printable } from '../text/display.ts';
import { lineText, positionAt, type Source } from '../text/source.ts';
import { plain, type Style } from './style.ts';

/** Source lines longer than this are cut around what is pointed at, in UTF-16 code units. */
const LONGEST_LINE = 160;
const CUT_BEFORE = 60;

/**
 * Diagnostics as a terminal shows them, in the manner of Rust and Elm: the message, the place, the source line with
 * carets under the exact span, further marks on causes, notes, and what to write instead. Ends with a line break if
 * there is any text.
 */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], style: Style = plain): string {
  return diagnostics.map((one) => `${renderDiagnostic(one, style).join('\n')}\n`).join('\n');
}

/** `2 errors, 1 warning` */
export function countDiagnostics(diagnostics: readonly Diagnostic[]): string {
  const parts: string[] = [];
  for (const severity of ['error', 'warning', 'information'] as const) {
    const count = diagnostics.filter((one) => one.severity === severity).length;
    if (count > 0)
      parts.push(`${count} ${severityName(severity)}${count === 1 || severity === 'information' ? '' : 's'}`);
  }
  return parts.join(', ');
}

function severityName(severity: Severity): string {
  return severity === 'information' ? 'advice' : severity;
}

function severityColour(severity: Severity, style: Style): (text: string) => string {
  switch (severity) {
    case 'error':
      return style.red;
    case 'warning':
      return style.yellow;
    case 'information':
      return style.cyan;
  }
}

/** A label and how it is drawn: carets for the primary one, dashes for the others. */
interface Mark {
  readonly label: Label;
  readonly sign: string;
  readonly colour: (text: string) => string;
}

function renderDiagnostic(diagnostic: Diagnostic, style: Style): readonly string[] {
  const colour = severityColour(diagnostic.severity, style);
  const heading = `${severityName(diagnostic.severity)}[${diagnostic.code}]`;
  const lines = [`${style.bold(colour(heading))}${style.bold(`: ${printable(diagnostic.message)}`)}`];

  const marks: Mark[] = [
    ...(diagnostic.primary ? [{ label: diagnostic.primary, sign: '^', colour }] : []),
    ...diagnostic.secondary.map((label) => ({ label, sign: '-', colour: style.blue })),
  ];
  const gutter = Math.max(0, ...marks.map(({ label }) => String(endPosition(label).line + 1).length));
  const bar = style.blue('|');
  const empty = `${' '.repeat(gutter)} ${bar}`;

  const sources = [...new Set(marks.map(({ label }) => label.location.source))];
  sources.forEach((source, i) => {
    const here = marks.filter(({ label }) => label.location.source === source);
    const { line, column } = startPosition(itemAt(here, 0).label);
    const arrow = style.blue(i === 0 ? '-->' : ':::');
    lines.push(`${' '.repeat(gutter)}${arrow} ${printable(source.name)}:${line + 1}:${column + 1}`, empty);
    for (const row of excerpt(source, here)) {
      if (row.kind === 'gap') lines.push(style.blue('...'));
      else if (row.kind === 'text')
        lines.push(`${style.blue(row.number.padStart(gutter))} ${bar} ${row.text}`.trimEnd());
      else lines.push(`${empty} ${row.text}`);
    }
  });

  const remarks = [
    ...notesOf(diagnostic).map((note) => ['note', note] as const),
    ...(diagnostic.hint === undefined ? [] : [['help', diagnostic.hint] as const]),
  ];
  if (remarks.length > 0 && marks.length > 0) lines.push(empty);
  for (const [word, text] of remarks) {
    const [first = '', ...rest] = text.split('\n').map(printable);
    const indent = `${' '.repeat(gutter)} ${style.blue('=')} `;
    lines.push(`${indent}${style.bold(`${word}:`)} ${first}`);
    for (const line of rest) lines.push(`${' '.repeat(gutter + 4 + word.length)} ${line}`.trimEnd());
  }
  return lines;
}

type Row =
  | { readonly kind: 'gap' }
  | { readonly kind: 'text'; readonly number: string; readonly text: string }
  | { readonly kind: 'marks'; readonly text: string };

/** The lines that the marks are about, in order, each followed by its marks. */
function excerpt(source: Source, marks: readonly Mark[]): readonly Row[] {
  const parts = marks.flatMap((mark) => partsOf(source, mark)).sort((a, b) => a.line - b.line);
  const rows: Row[] = [];
  let previous: number | undefined;
  for (const line of new Set(parts.map((part) => part.line))) {
    if (previous !== undefined && line === previous + 2) rows.push(textRow(source, previous + 1, undefined));
    else if (previous !== undefined && line > previous + 1) rows.push({ kind: 'gap' });
    previous = line;
    const here = parts.filter((part) => part.line === line);
    const cut = cutOf(lineText(source, line), Math.min(...here.map((part) => part.start)));
    rows.push(textRow(source, line, cut));
    for (const part of here) rows.push({ kind: 'marks', text: markText(lineText(source, line), cut, part) });
  }
  return rows;
}

/** The part of one line that a mark covers, from `start` to `end` (columns in code units). */
interface Part {
  readonly mark: Mark;
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A span of several lines is shown by its first and last line. */
function partsOf(source: Source, mark: Mark): readonly Part[] {
  const from = startPosition(mark.label);
  const to = endPosition(mark.label);
  const { text } = mark.label;
  if (from.line === to.line) return [{ mark, line: from.line, start: from.column, end: to.column, text }];
  const first = lineText(source, from.line);
  const last = lineText(source, to.line);
  const indent = last.length - last.trimStart().length;
  return [
    { mark, line: from.line, start: from.column, end: first.trimEnd().length, text: '' },
    { mark, line: to.line, start: Math.min(indent, to.column), end: to.column, text },
  ];
}

function startPosition(label: Label): { readonly line: number; readonly column: number } {
  return positionAt(label.location.source, label.location.span.start);
}

/** The end of a label's span, without trailing white space. */
function endPosition(label: Label): { readonly line: number; readonly column: number } {
  const { source, span } = label.location;
  const trimmed = source.text.slice(span.start, span.end).trimEnd();
  return positionAt(source, trimmed === '' ? span.start : span.start + trimmed.length);
}

interface Cut {
  readonly start: number;
  readonly end: number;
}

function cutOf(text: string, column: number): Cut {
  if (text.length <= LONGEST_LINE) return { start: 0, end: text.length };
  const start = Math.max(0, Math.min(column - CUT_BEFORE, text.length - LONGEST_LINE));
  return { start, end: Math.min(text.length, start + LONGEST_LINE) };
}

function textRow(source: Source, line: number, wanted: Cut | undefined): Row {
  const text = lineText(source, line);
  const cut = wanted ?? cutOf(text, 0);
  const shown = printable(text.slice(cut.start, cut.end));
  return {
    kind: 'text',
    number: String(line + 1),
    text: `${cut.start > 0 ? '…' : ''}${shown}${cut.end < text.length ? '…' : ''}`,
  };
}

function markText(text: string, cut: Cut, part: Part): string {
  const columnsTo = (offset: number): number =>
    (cut.start > 0 ? 1 : 0) +
    displayWidth(printable(text.slice(cut.start, Math.max(cut.start, Math.min(offset, cut.end)))));
  const before = columnsTo(part.start);
  const signs = part.mark.sign.repeat(Math.max(1, columnsTo(part.end) - before));
  const words = part.text === '' ? '' : ` ${printable(part.text)}`;
  return ' '.repeat(before) + part.mark.colour(signs + words);
}
