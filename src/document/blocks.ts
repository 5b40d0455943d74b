/**
 * Blocks of a document that show results: their first line is a command, and their content is what it prints.
 *
 * - in any file, a fence whose info string names a language and then the command: three backticks, `text thps show …`
 * - in reStructuredText, a comment `.. thps show …` and under it a literal block, or a `code-block`
 */
export interface ResultBlock {
  /** Line of the command, from 0. */
  readonly line: number;
  /** The command without `thps show`. */
  readonly command: string;
  /** Lines of the content: the first, and the one after the last. */
  readonly start: number;
  readonly end: number;
  /** What stands before each line of the content. */
  readonly indent: string;
  /** Of a fence: what ends it. */
  readonly fence?: string;
}

/** Why the block at a line is none. */
export interface BadBlock {
  readonly line: number;
  readonly reason: string;
}

const fenceLine = /^([ \t]*)(`{3,}|~{3,})\s*\w+\s+thps show(?:\s+(.*?))?\s*$/;
const comment = /^([ \t]*)\.\. thps show(?:\s+(.*?))?\s*$/;

export function blocksIn(text: string): { readonly blocks: readonly ResultBlock[]; readonly bad: readonly BadBlock[] } {
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  const blocks: ResultBlock[] = [];
  const bad: BadBlock[] = [];
  for (let line = 0; line < lines.length; line++) {
    const read = fencedAt(lines, line) ?? literalAt(lines, line);
    if (read === undefined) {
      // What stands in another block is only an example.
      line = endOfFence(lines, line) ?? line;
    } else if ('reason' in read) bad.push(read);
    else {
      blocks.push(read);
      line = read.end;
    }
  }
  return { blocks, bad };
}

function fencedAt(lines: readonly string[], line: number): ResultBlock | BadBlock | undefined {
  const [, indent = '', fence = '', command = ''] = fenceLine.exec(lines[line] ?? '') ?? [];
  if (fence === '') return undefined;
  const end = closing(lines, line, fence);
  if (end === undefined) return { line, reason: `nothing ends the block: a line with ${fence} does` };
  return { line, command, start: line + 1, end, indent, fence };
}

function closing(lines: readonly string[], line: number, fence: string): number | undefined {
  const end = lines.findIndex((one, i) => {
    const run = /^\s*(`{3,}|~{3,})\s*$/.exec(one)?.[1];
    return i > line && run?.startsWith(fence) === true;
  });
  return end < 0 ? undefined : end;
}

/** The last line of a fence that begins at a line. */
function endOfFence(lines: readonly string[], line: number): number | undefined {
  const fence = /^\s*(`{3,}|~{3,})/.exec(lines[line] ?? '')?.[1];
  return fence === undefined ? undefined : closing(lines, line, fence);
}

function literalAt(lines: readonly string[], line: number): ResultBlock | BadBlock | undefined {
  const found = comment.exec(lines[line] ?? '');
  if (found === null) return undefined;
  const [, indent = '', command = ''] = found;
  let next = line + 1;
  while (next < lines.length && lines[next]?.trim() === '') next++;
  const opening = lines[next] ?? '';
  if (!/^\s*(?:\.\. code-block::.*|.*::)\s*$/.test(opening))
    return { line, reason: 'under the comment there has to be `::` or a `.. code-block:: text`' };
  let start = next + 1;
  while (/^\s+:[\w-]+:/.test(lines[start] ?? '')) start++;
  let end = start;
  for (let i = start; i < lines.length; i++) {
    const text = lines[i] ?? '';
    if (text.trim() === '') continue;
    if (!text.startsWith(`${indent} `) && !text.startsWith(`${indent}\t`)) break;
    end = i + 1;
  }
  return { line, command, start, end, indent: `${indent}   ` };
}

/** The document with these contents in its blocks. @param contents in the order of the blocks */
export function withContents(text: string, blocks: readonly ResultBlock[], contents: readonly string[]): string {
  const isDos = text.includes('\r\n');
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  for (let i = blocks.length - 1; i >= 0; i--) {
    const block = blocks[i];
    if (block === undefined) continue;
    const { start, end, indent, fence } = block;
    const content = (contents[i] ?? '').replace(/\n+$/, '').split('\n');
    const drawn = content.map((line) => (line === '' ? '' : indent + line));
    // A literal block stands between empty lines.
    const isLast = fence === undefined && lines[end]?.trim() !== '';
    lines.splice(start, end - start, ...(fence === undefined ? [''] : []), ...drawn, ...(isLast ? [''] : []));
  }
  return lines.join(isDos ? '\r\n' : '\n');
}

/** Whether a content would end its fence. */
export function endsFence(content: string, { fence }: ResultBlock): boolean {
  return fence !== undefined && content.split('\n').some((line) => line.trim().startsWith(fence));
}

/** The words of a command line, as between quotes or spaces. */
export function wordsOf(command: string): readonly string[] {
  return (command.match(/(?:'[^']*'|"[^"]*"|\S)+/g) ?? []).map((word) => word.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'));
}
