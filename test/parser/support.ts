import { dump } from '../../src/syntax/dump.ts';
import type { AnyNode } from '../../src/syntax/tree.ts';
import { children } from '../../src/syntax/visit.ts';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { parse, type Parsed } from '../../src/parser/parse.ts';
import { makeSource } from '../../src/text/source.ts';
import { renderDiagnostic } from '../support/diagnostics.ts';

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

/** A message as a golden file shows it. */
export function showDiagnostic(d: Diagnostic): string {
  return renderDiagnostic(d, { main: 'example.thps', fixes: 'results' });
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
