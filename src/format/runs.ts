import type { Declaration, Statement } from '../syntax/tree.ts';
import type { Writer } from './writer.ts';

/** What is written `const N : T` or `ghost var x : T`. */
type Variable = Extract<Declaration | Statement, { readonly kind: 'const' | 'var' | 'varLocal' }>;

function isVariable(node: Declaration | Statement | undefined): node is Variable {
  return node?.kind === 'const' || node?.kind === 'var' || node?.kind === 'varLocal';
}

/** Length of what stands before the colon. */
function width(node: Variable): number {
  const words = node.kind === 'const' ? 'const' : node.ghost ? 'ghost var' : 'var';
  return words.length + node.name.name.length;
}

/** Whether a node is a variable in the line below what is before it. */
function isBelow(w: Writer, node: Declaration | Statement | undefined): boolean {
  return isVariable(node) && w.isAdjacent(node.span);
}

/** The spaces before the colons of constants and variables that stand in successive lines: the colons form a column. */
export function paddings(
  w: Writer,
  nodes: readonly (Declaration | Statement)[],
): ReadonlyMap<Declaration | Statement, string> {
  const result = new Map<Declaration | Statement, string>();
  for (let start = 0; start < nodes.length;) {
    let end = start + 1;
    while (isVariable(nodes[end - 1]) && isBelow(w, nodes[end])) end++;
    const run = nodes.slice(start, end).filter(isVariable);
    const widest = Math.max(0, ...run.map(width));
    for (const node of run) result.set(node, ' '.repeat(widest - width(node)));
    start = end;
  }
  return result;
}
