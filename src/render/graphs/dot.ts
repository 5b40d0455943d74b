import { breakText } from '../columns.ts';
import { displayWidth, graphemes, printable } from '../../text/display.ts';

/** The language of Graphviz (graphviz.org/doc/info/lang.html), with texts of any characters. */

/** A label of HTML, as opposed to a text. */
export interface Markup {
  readonly html: string;
}

/** A label of lines that begin one below the other, where those of a text are centred. */
interface Left {
  readonly left: readonly string[];
}

type Value = string | number | Markup | Left;
export type Attributes = Readonly<Record<string, Value>>;

function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', String.raw`\"`)
    .replaceAll('&', '&amp;');
}

function valueText(value: Value): string {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return `"${escaped(value).replaceAll('\n', String.raw`\n`)}"`;
  if ('html' in value) return `<${value.html}>`;
  return `"${value.left.map((line) => String.raw`${escaped(line)}\l`).join('')}"`;
}

/** `[label="a", shape=box]`, with a space before it; nothing where there are none. */
function list(attributes: Attributes): string {
  const parts = Object.entries(attributes).map(([name, of]) => `${name}=${valueText(of)}`);
  return parts.length === 0 ? '' : ` [${parts.join(', ')}]`;
}

/** The attributes of a graph, and of all its nodes or edges where it says so. */
export function settings(of: 'graph' | 'node' | 'edge', attributes: Attributes): string {
  return `${of}${list(attributes)};`;
}

export function node(name: string, attributes: Attributes): string {
  return `${name}${list(attributes)};`;
}

export function edge(from: string, to: string, attributes: Attributes): string {
  return `${from} -> ${to}${list(attributes)};`;
}

/** A box with a label around some nodes. */
export function cluster(name: string, attributes: Attributes, statements: readonly string[]): readonly string[] {
  return [
    `subgraph cluster_${name} {`,
    ...[settings('graph', attributes), ...statements].map((one) => `  ${one}`),
    '}',
  ];
}

export function digraph(statements: readonly string[]): string {
  return ['digraph {', ...statements.map((one) => `  ${one}`), '}', ''].join('\n');
}

/** Lines of a label: no text is wider than `columns`, and of long ones at most `most` lines are shown. */
export function labelLines(text: string, columns: number, most = Infinity): readonly string[] {
  const lines = breakText(printable(text), columns);
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most - 1), shortened(lines.slice(most - 1).join(' '), columns)];
}

/** The beginning of a text that is too wide, with a mark. */
export function shortened(text: string, columns: number): string {
  const shown = printable(text);
  if (displayWidth(shown) <= columns) return shown;
  let kept = '';
  for (const { segment } of graphemes(shown)) {
    if (displayWidth(kept + segment) >= columns) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

/** Lines with their beginnings one below the other, where they are a label. */
export function aligned(lines: readonly string[]): Left {
  return { left: lines };
}

/** The label of an arrow, with room between the arrow and its lines. */
export function besideArrow(lines: readonly string[]): Left {
  return aligned(lines.map((line) => ` ${line}`));
}

/** For a hint that is shown beside the pointer: it cannot be empty. */
export function tooltip(lines: readonly string[]): Attributes {
  const text = lines.map(printable).join('\n');
  return text === '' ? {} : { tooltip: text };
}
