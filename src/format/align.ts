/**
 * Comments behind code stand in one column, as far as that goes. The document printer knows no columns, so
 * the marks below stand in its text where they are to be found, and are taken out here.
 */

export interface Marks {
  /** Before every comment behind code. */
  readonly comment: string;
  /** A line of its own before what begins a new column. */
  readonly section: string;
}

/** Two of the characters that Unicode keeps free for uses like this one, U+FDD0 to U+FDEF, that the text does not have. */
export function marksFor(text: string): Marks {
  const comment = freeFrom(0xfdd0, text);
  return { comment, section: freeFrom(comment.charCodeAt(0) + 1, text) };
}

function freeFrom(first: number, text: string): string {
  let code = first;
  while (text.includes(String.fromCharCode(code))) code++;
  return String.fromCharCode(code);
}

/** No comment is moved further right than this column to stand below others. */
const FURTHEST = 64;

/** Moves the comments of each section into one column. Lines that cannot have it keep their distance of two spaces. */
export function alignComments(text: string, marks: Marks, width: number, tabWidth: number): string {
  return text
    .split(`${marks.section}\n`)
    .map((section) => alignSection(section.split('\n'), marks.comment, width, tabWidth).join('\n'))
    .join('');
}

function alignSection(lines: readonly string[], mark: string, width: number, tabWidth: number): readonly string[] {
  let column = 0;
  for (const line of lines) {
    const end = endOfCode(line, mark, tabWidth);
    if (end !== undefined && end + 2 <= FURTHEST) column = Math.max(column, end + 2);
  }
  return lines.map((line) => {
    const end = endOfCode(line, mark, tabWidth);
    if (end === undefined) return line.trimEnd();
    const [code = '', ...comment] = line.split(mark);
    const words = comment.join('').trimEnd();
    // A comment that would run over the margin moves to the left, up to its code.
    const start = Math.max(end + 2, Math.min(column, width - words.length));
    return `${code.trimEnd()}${' '.repeat(start - end)}${words}`;
  });
}

/** The column behind the code of a line that has a comment behind it. */
function endOfCode(line: string, mark: string, tabWidth: number): number | undefined {
  const at = line.indexOf(mark);
  return at < 0 ? undefined : line.slice(0, at).trimEnd().replaceAll('\t', ' '.repeat(tabWidth)).length;
}
