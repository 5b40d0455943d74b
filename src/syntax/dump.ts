import type { AnyNode, File } from './tree.ts';
import { children } from './visit.ts';

/** The tree of a file for people: one node per line, indented, with what it holds itself and its place. */
export function dump(tree: File, { positions = false } = {}): string {
  const lines: string[] = [];
  const visit = (node: AnyNode, depth: number) => {
    const place = positions ? ` [${node.span.start}, ${node.span.end})` : '';
    const words = [node.kind, ...own(node), ...(node.incomplete === true ? ['incomplete'] : [])];
    lines.push(`${'  '.repeat(depth)}${words.join(' ')}${place}`);
    for (const child of children(node)) visit(child, depth + 1);
  };
  visit(tree, 0);
  return `${lines.join('\n')}\n`;
}

const structural = new Set(['kind', 'id', 'span', 'incomplete', 'operatorSpan']);

/** The parts of a node that are no nodes: names, numbers, flags. */
function own(node: AnyNode): string[] {
  const words: string[] = [];
  for (const [key, value] of Object.entries(node) as [string, unknown][]) {
    if (structural.has(key)) continue;
    if (value === true) words.push(key);
    else if (typeof value === 'bigint' || typeof value === 'number')
      words.push(`${key === 'value' ? '' : `${key}=`}${value}`);
    else if (typeof value === 'string') words.push(key === 'name' ? value : `${key}=${JSON.stringify(value)}`);
    else if (key === 'value' && value === false) words.push('false');
    else if (key === 'module' || key === 'initial') words.push(...inner(value));
  }
  return words;
}

/** What the plain objects inside imports and variables say. */
function inner(value: unknown): string[] {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return [];
  const kind = String(value.kind);
  return 'file' in value ? [kind, JSON.stringify(value.file)] : [kind];
}
