import { displayWidth, graphemes } from '../text/display.ts';

/** Text in columns of a terminal. */

/** Pads a text with spaces to a width. */
export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

/** Narrower columns are treated as this wide. */
const NARROWEST = 8;

/** Breaks a text at spaces into lines of a width; lines after the first are indented by two. Long words are cut. */
export function wrap(text: string, columns: number): readonly string[] {
  const width = Math.max(columns, NARROWEST);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const joined = line === '' ? word : `${line} ${word}`;
    if (displayWidth(joined) <= width) {
      line = joined;
      continue;
    }
    if (line.trim() !== '') lines.push(line);
    line = lines.length === 0 ? word : `  ${word}`;
    while (displayWidth(line) > width) {
      const head = takeColumns(line, width);
      lines.push(head);
      line = `  ${line.slice(head.length)}`;
    }
  }
  return line.trim() === '' && lines.length > 0 ? lines : [...lines, line];
}

/**
 * The start of a text that fits into a width: up to a bracket, comma or dot in its second half, or else as long as
 * possible.
 */
function takeColumns(text: string, width: number): string {
  let taken = '';
  for (const { segment } of graphemes(text)) {
    if (displayWidth(taken + segment) > width && taken.trim() !== '') break;
    taken += segment;
  }
  const end = Math.max(taken.lastIndexOf('(') + 1, taken.lastIndexOf(',') + 1, taken.lastIndexOf('.'));
  return end > taken.length / 2 ? taken.slice(0, end) : taken;
}

/** `1 state`, `1,204 states` */
export function countOf(count: number, singular: string, plural = `${singular}s`): string {
  return `${withCommas(count)} ${count === 1 ? singular : plural}`;
}

/** `1,204,331` */
export function withCommas(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}
