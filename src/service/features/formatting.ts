import type { Range, TextEdit } from '../data.ts';
import type { Source } from '../../text/source.ts';
import { toOffset, toRange } from '../positions.ts';

/**
 * The lines that a formatter changes, as edits: lines that stay are not touched, so that cursors and breakpoints stay.
 * @param formatted the whole text, formatted
 * @param range only edits that touch it
 */
export function formattingEdits(source: Source, formatted: string, range?: Range): readonly TextEdit[] {
  const before = linesOf(source.text);
  const after = linesOf(formatted);
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  while (
    end < before.length - start &&
    end < after.length - start &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  )
    end++;
  if (start === before.length && start === after.length) return [];
  const hunks = hunksOf(before.slice(start, before.length - end), after.slice(start, after.length - end));
  let offset = before.slice(0, start).join('').length;
  const edits: (TextEdit & { readonly start: number; readonly end: number })[] = [];
  for (const { removed, inserted } of hunks) {
    const old = removed.join('');
    const newText = inserted.join('');
    const span = { start: offset, end: offset + old.length };
    if (old !== newText) edits.push({ range: toRange(source, span), newText, ...span });
    offset = span.end;
  }
  const [from, to] = range ? [toOffset(source, range.start), toOffset(source, range.end)] : [0, source.text.length];
  return edits.filter((e) => e.start <= to && e.end >= from).map(({ range, newText }) => ({ range, newText }));
}

/** Lines with their line breaks. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

interface Hunk {
  readonly removed: readonly string[];
  readonly inserted: readonly string[];
}

/** Longest lists of lines for which the common lines are looked for; above, all of them are one change. */
const MOST_LINES = 1500;

/** What changes between lines that stay, and those lines, in order (a longest common subsequence). */
function hunksOf(before: readonly string[], after: readonly string[]): readonly Hunk[] {
  if (before.length > MOST_LINES || after.length > MOST_LINES) return [{ removed: before, inserted: after }];
  const width = after.length + 1;
  const common = new Uint16Array((before.length + 1) * width);
  for (let i = before.length - 1; i >= 0; i--)
    for (let j = after.length - 1; j >= 0; j--)
      common[i * width + j] =
        before[i] === after[j]
          ? common[(i + 1) * width + j + 1]! + 1
          : Math.max(common[(i + 1) * width + j]!, common[i * width + j + 1]!);
  const hunks: Hunk[] = [];
  let removed: string[] = [];
  let inserted: string[] = [];
  const close = (): void => {
    if (removed.length > 0 || inserted.length > 0) hunks.push({ removed, inserted });
    [removed, inserted] = [[], []];
  };
  for (let i = 0, j = 0; i < before.length || j < after.length;) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      close();
      hunks.push({ removed: [before[i++]!], inserted: [after[j++]!] });
    } else if (j >= after.length || (i < before.length && common[(i + 1) * width + j]! >= common[i * width + j + 1]!))
      removed.push(before[i++]!);
    else inserted.push(after[j++]!);
  }
  close();
  return hunks;
}
