import type { Diagnostic, Fix, Label } from '../../src/diagnostics/diagnostic.ts';
import { lineText, positionAt, type Source } from '../../src/text/source.ts';

export interface Shown {
  /** The text that places without a name are in. */
  readonly main: string;
  /** Of each fix its title, or also the lines that it makes. */
  readonly fixes: 'titles' | 'results';
}

/** A diagnostic as golden files show it. */
export function renderDiagnostic(d: Diagnostic, { main, fixes }: Shown): string {
  return [
    `${d.code} ${d.message}`,
    ...(d.primary ? [underlined(d.primary, '^', main)] : []),
    ...d.secondary.map((label) => underlined(label, '-', main)),
    ...d.notes.map((note) => `note: ${note}`),
    ...(d.hint === undefined ? [] : [`hint: ${d.hint}`]),
    ...d.fixes.map((fix) => `fix: ${fix.title}${fixes === 'titles' ? '' : `: ${resultOf(fix)}`}`),
  ].join('\n');
}

/** One line of text, with a mark under the part that is meant. */
function underlined({ location: { source, span }, text }: Label, mark: string, main: string): string {
  const from = positionAt(source, span.start);
  const to = positionAt(source, span.end);
  const line = lineText(source, from.line).replaceAll('\t', ' ');
  const length = Math.max(1, (to.line === from.line ? to.column : line.length) - from.column);
  const number = `${source.name === main ? '' : `${source.name} `}${from.line + 1}`;
  const under = `${' '.repeat(from.column)}${mark.repeat(length)} ${text}`;
  return `${number} | ${line}\n${' '.repeat(number.length)} | ${under}`.trimEnd();
}

/** The lines that a fix changes, as it leaves them. */
function resultOf({ edits }: Fix): string {
  const sorted = edits.toSorted((a, b) => b.location.span.start - a.location.span.start);
  const [last] = sorted;
  const first = sorted.at(-1);
  if (last === undefined || first === undefined) return '';
  const { source } = first.location;
  const lines = applied(source, sorted)
    .split('\n')
    .slice(positionAt(source, first.location.span.start).line, positionAt(source, last.location.span.end).line + 1);
  return JSON.stringify(lines.join('\n').trim()).slice(1, -1);
}

/** @param edits the last in the text first */
function applied({ text }: Source, edits: Fix['edits']): string {
  return edits.reduce(
    (before, { location: { span }, text: inserted }) => before.slice(0, span.start) + inserted + before.slice(span.end),
    text,
  );
}
