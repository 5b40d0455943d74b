import { dump } from '../../src/syntax/dump.ts';
import { children, type AnyNode } from '../../src/syntax/visit.ts';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { parse, type Parsed } from '../../src/parser/parse.ts';
import { lineText, makeSource, positionAt, type Location } from '../../src/text/source.ts';

export function parseText(text: string): Parsed {
  return parse(makeSource('example.thps', text));
}

export function codesOf(text: string): readonly string[] {
  return parseText(text).diagnostics.map((d) => d.code);
}

/** The tree of a text that has to be free of errors. */
export function treeOf(text: string): string {
  const { tree, diagnostics } = parseText(text);
  if (diagnostics.length > 0) throw new Error(diagnostics.map((d) => showDiagnostic(d)).join('\n'));
  return dump(tree);
}

/** The dump of one expression, without the declaration around it. */
export function expressionOf(expression: string): string {
  const lines = treeOf(`spec s;\nassume ${expression};\n`).split('\n').slice(5);
  return lines
    .map((l) => l.slice(4))
    .join('\n')
    .trim();
}

function underline({ source, span }: Location, sign: string, text: string): string {
  const { line, column } = positionAt(source, span.start);
  const width = Math.max(1, Math.min(span.end, span.start + lineText(source, line).length - column) - span.start);
  const code = lineText(source, line).replaceAll('\t', ' ');
  return `  ${String(line + 1).padStart(3)} | ${code}\n      | ${' '.repeat(column)}${sign.repeat(width)}${text === '' ? '' : ` ${text}`}`;
}

/** A message as a golden file shows it. */
export function showDiagnostic(d: Diagnostic): string {
  const lines = [`${d.code} ${d.message}`];
  if (d.primary) lines.push(underline(d.primary.location, '^', d.primary.text));
  for (const label of d.secondary) lines.push(underline(label.location, '-', label.text));
  if (d.hint !== undefined) lines.push(`  hint: ${d.hint}`);
  for (const fix of d.fixes) {
    lines.push(`  fix: ${fix.title}: ${JSON.stringify(applyFix(fix.edits)).slice(1, -1)}`);
  }
  return lines.join('\n');
}

/** The text around a fix after it, from the first line it touches to the last. */
function applyFix(edits: Diagnostic['fixes'][number]['edits']): string {
  const source = edits[0]!.location.source;
  let text = source.text;
  const sorted = [...edits].sort((a, b) => b.location.span.start - a.location.span.start);
  for (const { location, text: replacement } of sorted) {
    text = text.slice(0, location.span.start) + replacement + text.slice(location.span.end);
  }
  const first = positionAt(source, sorted[sorted.length - 1]!.location.span.start).line;
  const after = positionAt(source, sorted[0]!.location.span.end).line;
  return text
    .split('\n')
    .slice(first, after + 1)
    .join('\n')
    .trim();
}

/** What is wrong with the shape of a parse: empty for every text, whatever its errors. */
export function flawsOf(text: string, parsed: Parsed): readonly string[] {
  const flaws: string[] = [];
  const ids = new Set<number>();
  const visit = (node: AnyNode, outer: { start: number; end: number }) => {
    const { start, end } = node.span;
    const inside = start >= outer.start && end <= outer.end && start <= end;
    if (!inside) flaws.push(`${node.kind} [${start}, ${end}) is not inside [${outer.start}, ${outer.end})`);
    if (ids.has(node.id)) flaws.push(`${node.kind} has the id ${node.id} of another node`);
    if (node.id < 0 || node.id >= parsed.nodeCount) flaws.push(`${node.kind} has the id ${node.id}`);
    ids.add(node.id);
    for (const child of children(node)) visit(child, node.span);
  };
  const whole = { start: 0, end: text.length };
  visit(parsed.tree, whole);
  for (const d of parsed.diagnostics) {
    for (const location of [d.primary?.location, ...d.secondary.map((l) => l.location)]) {
      if (location === undefined) flaws.push(`${d.code} has no place`);
      else if (location.span.start < 0 || location.span.end > text.length || location.span.start > location.span.end) {
        flaws.push(`${d.code} points outside the text`);
      }
    }
    if (/undefined|\[object|NaN/.test(d.message) && !/undefined|NaN/.test(text)) flaws.push(`${d.code}: ${d.message}`);
  }
  return flaws;
}
