import { itemAt } from '../../core/lists.ts';
import type { Analysis } from '../analysis.ts';
import type { FoldingRange, Range } from '../data.ts';
import { positionAt, type Span } from '../../text/source.ts';
import { lex } from '../../parser/lexer.ts';
import { toRange } from '../positions.ts';
import { nodesAt, visitAll } from '../tree-path.ts';

/** What can be folded: blocks and declarations of several lines, runs of imports and of comments. */
export function foldingRanges(analysis: Analysis): readonly FoldingRange[] {
  const { source, parsed } = analysis;
  const lineOf = (offset: number): number => positionAt(source, offset).line;
  const found = new Map<number, FoldingRange>();
  const add = (startLine: number, endLine: number, kind: FoldingRange['kind']): void => {
    // The largest of those that begin in one line.
    if (endLine > startLine && (found.get(startLine)?.endLine ?? -1) < endLine)
      found.set(startLine, { startLine, endLine, kind });
  };
  visitAll(parsed.tree, (node) => {
    if (node.kind === 'file' || node.kind === 'if' || node.kind === 'label') return;
    const text = source.text[node.span.end - 1];
    const isClosed = text === '}' || text === ']' || text === ')';
    const last = lineOf(node.span.end);
    // The line of the closing bracket stays visible.
    add(lineOf(node.span.start), isClosed ? last - 1 : last, 'region');
  });
  foldRuns(
    parsed.tree.declarations.filter((d) => d.kind === 'import').map((d) => d.span),
    lineOf,
    (from, to) => add(from, to, 'imports'),
  );
  foldRuns(commentSpans(analysis), lineOf, (from, to) => add(from, to, 'comment'));
  return [...found.values()].sort((a, b) => a.startLine - b.startLine);
}

function commentSpans({ source }: Analysis): readonly Span[] {
  const { comments, tokens } = lex(source);
  const docs = tokens.flatMap(
    (t) => (t.payload as { comments?: readonly { span: Span }[] } | undefined)?.comments ?? [],
  );
  return [...comments, ...docs].map((c) => c.span).sort((a, b) => a.start - b.start);
}

/** Neighbouring spans, each beginning in the line after the one before, as one. */
function foldRuns(
  spans: readonly Span[],
  lineOf: (offset: number) => number,
  add: (from: number, to: number) => void,
): void {
  let from = -1;
  let to = -2;
  for (const span of spans) {
    const start = lineOf(span.start);
    if (start > to + 1) {
      if (from >= 0) add(from, to);
      from = start;
    }
    to = lineOf(span.end);
  }
  if (from >= 0) add(from, to);
}

/** What growing selections from an offset cover, the smallest first. */
export function selectionRanges(analysis: Analysis, offset: number): readonly Range[] {
  const { source, parsed } = analysis;
  const spans: Span[] = [];
  const push = (span: Span): void => {
    const last = spans.at(-1);
    if (last?.start !== span.start || last.end !== span.end) spans.push(span);
  };
  push({ start: 0, end: source.text.length });
  for (const node of nodesAt(parsed.tree, offset)) {
    // Also without the braces.
    const isBlock =
      node.kind === 'block' && source.text[node.span.start] === '{' && node.span.end > node.span.start + 2;
    push(node.span);
    if (isBlock && node.span.start < offset && offset < node.span.end)
      push({ start: node.span.start + 1, end: node.span.end - 1 });
  }
  // A node saved from a syntax error may reach out of the one around it.
  const nested = spans.filter(
    (span, i) => i === 0 || (span.start >= itemAt(spans, i - 1).start && span.end <= itemAt(spans, i - 1).end),
  );
  return nested.reverse().map((span) => toRange(source, span));
}
