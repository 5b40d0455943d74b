/**
 * Breaks S-expressions into lines: what fits stands on one line, a statement on a line of its own. Widths are known
 * before anything is written, so the work is proportional to the text.
 */
export type Layout =
  | { readonly kind: 'atom'; readonly text: string; readonly width: number }
  /** A comment reaches to the end of its line: nothing stands behind it. */
  | { readonly kind: 'comment'; readonly text: string; readonly width: number }
  | { readonly kind: 'list'; readonly head: string; readonly parts: readonly Layout[]; readonly width: number }
  /** Atoms that share lines as far as there is room. */
  | { readonly kind: 'flow'; readonly parts: readonly Layout[]; readonly width: number }
  | { readonly kind: 'block'; readonly opening: Opening; readonly parts: readonly Layout[]; readonly width: number };

export interface Opening {
  readonly head: string;
  /** What stands behind the head, on its line if there is room. */
  readonly first?: Layout;
  /** Said at the closing parenthesis of a long block. */
  readonly closing?: string;
}

const COLUMNS = 110;
/** Room that is left on a line however deep it is indented. */
const LEAST = 50;
/** Lines of a block from which on its end says what ends. */
const LONG_BLOCK = 12;

export function atom(text: string): Layout {
  return { kind: 'atom', text, width: text.length };
}

export function comment(text: string): Layout {
  return { kind: 'comment', text: `;; ${text}`, width: Infinity };
}

/** On one line if it fits there. */
export function list(head: string, parts: readonly Layout[]): Layout {
  const width = parts.reduce((sum, part) => sum + part.width + 1, head.length + 2);
  return { kind: 'list', head, parts, width };
}

export function flow(parts: readonly Layout[]): Layout {
  const width = parts.reduce((sum, part) => sum + part.width + 1, -1);
  return { kind: 'flow', parts, width };
}

/** Each part on lines of its own, whatever its width. */
export function block(opening: Opening, parts: readonly Layout[]): Layout {
  return { kind: 'block', opening, parts, width: Infinity };
}

/** @param depth steps of indentation */
export function printLayout(layout: Layout, depth: number): string[] {
  const lines: string[] = [];
  write(layout, depth, lines);
  return lines;
}

function write(layout: Layout, depth: number, lines: string[]): void {
  const indent = '  '.repeat(depth);
  const room = Math.max(COLUMNS - indent.length, LEAST);
  if (layout.width <= room || layout.kind === 'atom' || layout.kind === 'comment') {
    const text = flat(layout);
    if (text !== '') lines.push(indent + text);
    return;
  }
  switch (layout.kind) {
    case 'list':
      lines.push(`${indent}(${layout.head}`);
      for (const part of filledLines(layout.parts, room - 2)) write(part, depth + 1, lines);
      // Behind a comment a parenthesis would be part of it.
      if (layout.parts.at(-1)?.width === Infinity) lines.push(`${indent})`);
      else lines.push(`${lines.pop() ?? ''})`);
      return;
    case 'flow':
      for (const part of filledLines(layout.parts, room)) write(part, depth, lines);
      return;
    case 'block':
      writeBlock(layout, depth, lines);
  }
}

function writeBlock({ opening, parts }: Extract<Layout, { kind: 'block' }>, depth: number, lines: string[]): void {
  const indent = '  '.repeat(depth);
  const { head, first, closing } = opening;
  const start = lines.length;
  const opened = `${indent}(${head}`;
  if (first !== undefined && opened.length + 1 + first.width <= Math.max(COLUMNS, indent.length + LEAST)) {
    lines.push(`${opened} ${flat(first)}`.trimEnd());
  } else {
    lines.push(opened);
    if (first !== undefined) write(first, depth + 1, lines);
  }
  for (const part of parts) write(part, depth + 1, lines);
  const isLong = closing !== undefined && lines.length - start >= LONG_BLOCK;
  lines.push(isLong ? `${indent}) ;; ${closing}` : `${indent})`);
}

/** Neighbouring atoms put together as far as there is room. */
function filledLines(parts: readonly Layout[], room: number): readonly Layout[] {
  const lines: Layout[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    if (part.kind === 'atom' && last?.kind === 'atom' && last.width + 1 + part.width <= room)
      lines[lines.length - 1] = atom(`${last.text} ${part.text}`);
    else lines.push(part);
  }
  return lines;
}

function flat(layout: Layout): string {
  switch (layout.kind) {
    case 'atom':
    case 'comment':
      return layout.text;
    case 'list':
      return `(${[layout.head, ...layout.parts.map(flat)].join(' ')})`;
    case 'flow':
      return layout.parts.map(flat).join(' ');
    case 'block':
      throw new Error('a block has lines of its own');
  }
}
