import type { File } from '../../src/syntax/tree.ts';
import { dump } from '../../src/syntax/dump.ts';

/** Columns of a line. */
const WIDTH = 110;

interface Branch {
  readonly words: string;
  readonly children: Branch[];
}

/**
 * A tree for people who compare it with its text: what fits is on one line, in the manner of Lisp, with names and numbers
 * as they are: `rangeType 0 (binary - OLD 1)`.
 */
export function readableTree(tree: File): string {
  const root: Branch = { words: '', children: [] };
  const path = [root];
  for (const line of dump(tree).trimEnd().split('\n')) {
    const words = line.trimStart();
    const depth = (line.length - words.length) / 2;
    const branch = { words, children: [] };
    path.length = depth + 1;
    path.at(-1)?.children.push(branch);
    path.push(branch);
  }
  return root.children.flatMap((one) => linesOf(one, 0)).join('\n');
}

function linesOf(branch: Branch, depth: number): readonly string[] {
  const indent = '  '.repeat(depth);
  const line = indent + [label(branch), ...branch.children.map(inline)].join(' ');
  if (line.length <= WIDTH && !holdsStatements(branch)) return [line];
  return [indent + label(branch), ...branch.children.flatMap((child) => linesOf(child, depth + 1))];
}

/** These have a line for each part, however short they are. */
function holdsStatements({ words, children }: Branch): boolean {
  return /^(file|block|struct|check)\b/.test(words) || children.some(holdsStatements);
}

function inline(branch: Branch): string {
  const text = [label(branch), ...branch.children.map(inline)].join(' ');
  return text.includes(' ') ? `(${text})` : text;
}

function label({ words, children }: Branch): string {
  const [kind = '', ...rest] = words.split(' ');
  const isName = kind === 'identifier' || kind === 'name' || kind === 'integer';
  const shown = isName && rest.length === 1 && children.length === 0 ? rest : [kind, ...rest];
  return shown.join(' ').replace(/\b(operator|property|quantifier)="(\S+)"/, '$2');
}
