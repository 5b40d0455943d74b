import type { Node } from '../syntax/tree.ts';
import { lineText, positionAt, type Source } from '../text/source.ts';

/** What a spec says about its declarations, and between them. */

interface Documented extends Node {
  readonly doc?: string;
}

/** `// ------- checks`: a line across the file, which is no text. */
const divider = /^\s*\/\/+\s*[-=~#*─═]{3}/;
const comment = /^\s*\/\//;

/** Its `///` lines; else `//` lines right above it, else the `//` behind it. */
export function documentation(source: Source, node: Documented): string | undefined {
  if (node.doc !== undefined) return node.doc;
  const first = firstLine(source, node);
  const { line } = positionAt(source, node.span.start);
  if (first < line) return commentText(source, first, line);
  const end = positionAt(source, node.span.end);
  return /^\s*;?\s*\/\/+\s*(.+)$/.exec(lineText(source, end.line).slice(end.column))?.[1];
}

/**
 * The comment that stands for itself above a declaration, with an empty line after it: a heading for what follows.
 * @param before the end of what comes before the declaration, as an offset
 */
export function heading(source: Source, node: Node, before: number): string | undefined {
  const from = positionAt(source, before).line + 1;
  let end = firstLine(source, node);
  while (end > from && lineText(source, end - 1).trim() === '') end--;
  if (end === firstLine(source, node)) return undefined;
  let start = end;
  while (start > from && isPlainComment(lineText(source, start - 1))) start--;
  return start === end ? undefined : commentText(source, start, end);
}

/** The lines of a declaration, comments right above it included. */
export function wholeText(source: Source, node: Node): string {
  const last = positionAt(source, node.span.end).line;
  const lines: string[] = [];
  for (let line = firstLine(source, node); line <= last; line++) lines.push(lineText(source, line));
  return lines.join('\n');
}

/** Whether nothing but a line break stands between two declarations: the comment above the first is for both. */
export function isRightBelow(source: Source, node: Node, above: Node): boolean {
  return firstLine(source, node) === positionAt(source, above.span.end).line + 1;
}

/** Where a declaration begins with the comments right above it. */
function firstLine(source: Source, node: Node): number {
  let { line } = positionAt(source, node.span.start);
  while (line > 0 && comment.test(lineText(source, line - 1)) && !divider.test(lineText(source, line - 1))) line--;
  return line;
}

function isPlainComment(line: string): boolean {
  return comment.test(line) && !/^\s*\/\/\//.test(line) && !divider.test(line);
}

function commentText(source: Source, start: number, end: number): string {
  const lines: string[] = [];
  for (let line = start; line < end; line++) lines.push(lineText(source, line).replace(/^\s*\/\/+ ?/, ''));
  return lines.join('\n');
}
