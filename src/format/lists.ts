import { builders, utils } from 'prettier/doc';
import type { Doc } from 'prettier';
import type { Writer } from './writer.ts';

const { fill, group, hardline, indent, line, softline } = builders;

type Print = () => Doc;

/**
 * Parts in brackets: in one line, or in the lines between the brackets. Those that are wide by nature stand with
 * spaces inside the brackets and each in its own line, `plain` ones share lines.
 */
export function bracketed(w: Writer, parts: readonly Print[], style: 'wide' | 'plain'): Doc {
  const open = w.token();
  const edge = () => w.newline('drop', parts.length > 0 && style === 'wide' ? line : softline);
  const first = parts.length === 0 ? '' : edge();
  const pieces = separated(w, parts, () => w.line());
  const inner = style === 'wide' ? pieces : filled(pieces);
  return group([open, indent([first, inner, w.beforeClose()]), edge(), w.token()]);
}

/** Parts and what separates them by turns; a comma goes with the part before it. */
function separated(w: Writer, parts: readonly Print[], separator: Print): Doc[] {
  const pieces: Doc[] = [];
  for (const [i, part] of parts.entries()) {
    if (i > 0) pieces.push(separator());
    const piece = part();
    pieces.push(w.peek() === ',' ? [piece, w.token()] : piece);
  }
  return pieces;
}

interface MembersLayout {
  /** They were in several lines, and stay so. */
  readonly isMultiline: boolean;
  /** They share lines where comments and empty lines do not keep them apart. */
  readonly isPlain?: boolean;
}

/** The parts of a declaration in braces; in one line if they were and that is wide enough. */
export function members(w: Writer, parts: readonly Print[], { isMultiline, isPlain = false }: MembersLayout): Doc {
  const open = w.token('{');
  const base = isMultiline ? hardline : line;
  const first = parts.length === 0 ? '' : w.newline('drop', base);
  const pieces = separated(w, parts, () => w.newline('keep', isPlain && !w.isApart ? line : base));
  const inner = isPlain ? filled(pieces) : pieces;
  return group([
    open,
    indent([first, inner, w.beforeClose(parts.length > 0 ? 'keep' : 'drop')]),
    w.newline('drop', parts.length === 0 ? softline : base),
    w.token('}'),
  ]);
}

/** Parts between commas, without brackets: as many in a line as fit. `part` prints the next one, whichever it is. */
export function row(w: Writer, part: Print): Doc {
  const pieces: Doc[] = [];
  for (;;) {
    const piece = part();
    if (w.peek() !== ',') return indent(filled([...pieces, piece]));
    pieces.push([piece, w.token()], w.line());
  }
}

/**
 * Parts and what separates them by turns: as many in a line as fit. A part with a line break that cannot be undone
 * stands in lines of its own: whether it fits behind another one would depend on where that break is.
 */
export function filled(pieces: readonly Doc[]): Doc {
  const breaks = pieces.map((piece) => utils.willBreak(piece));
  const broken = (separator: Doc) => utils.mapDoc(separator, (one) => (one === line ? hardline : one));
  return fill(pieces.map((piece, i) => (i % 2 === 1 && (breaks[i - 1] || breaks[i + 1]) ? broken(piece) : piece)));
}

/** `=` and what stands behind it: in the same line, or as a whole in the next ones. */
export function defined(w: Writer, value: Print): Doc {
  const sign = w.token();
  return [sign, indent([w.line(), value()])];
}
