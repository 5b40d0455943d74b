import type { Span } from '../text/source.ts';
import type { Analysis } from './analysis.ts';

/** Where steps begin in a text. */
export interface StepMark {
  readonly offset: number;
  /** What the steps do, and of whom they are. */
  readonly notes: readonly string[];
  /** `call`: the steps are those of the procedure that is called there. */
  readonly kind: 'step' | 'call';
  /** The text has errors now; the mark is from before. */
  readonly isOld: boolean;
}

/**
 * The marks of documents, each with the text that they are in. While a text has errors nobody knows its steps: the last
 * marks stay then, where the text around them is.
 */
export class StepMarks {
  readonly #known = new Map<string, { text: string; marks: readonly StepMark[] }>();

  /** A text takes the place of the one before it: marks move with what stands behind them. */
  moved(key: string, text: string): void {
    const known = this.#known.get(key);
    if (known === undefined) return;
    const { start, end, shift } = difference(known.text, text);
    known.marks = known.marks.flatMap((mark) => {
      if (mark.offset < start) return [mark];
      return mark.offset >= end ? [{ ...mark, offset: mark.offset + shift }] : [];
    });
    known.text = text;
  }

  forget(key: string): void {
    this.#known.delete(key);
  }

  of(key: string, analysis: Analysis): readonly StepMark[] {
    const { stepNotes: notes, source } = analysis;
    if (notes === undefined) {
      const known = this.#known.get(key);
      return known?.text === source.text ? known.marks.map((mark) => ({ ...mark, isOld: true })) : [];
    }
    const marks = marksOf(analysis);
    this.#known.set(key, { text: source.text, marks });
    return marks;
  }
}

/** The part of a text that another one replaces, and by how much what is behind it moves. */
function difference(before: string, after: string): Span & { readonly shift: number } {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let behind = 0;
  while (
    behind < shorter - start &&
    before.charCodeAt(before.length - 1 - behind) === after.charCodeAt(after.length - 1 - behind)
  )
    behind++;
  return { start, end: before.length - behind, shift: after.length - before.length };
}

function marksOf({ source, stepNotes = [] }: Analysis): readonly StepMark[] {
  const marks = new Map<number, { readonly kind: StepMark['kind']; readonly notes: string[] }>();
  const add = (offset: number, kind: StepMark['kind'], note: string): void => {
    const earlier = marks.get(offset);
    if (earlier === undefined) marks.set(offset, { kind, notes: [note] });
    else if (!earlier.notes.includes(note)) earlier.notes.push(note);
  };
  for (const { at, text } of stepNotes) if (at.source === source) add(at.span.start, 'step', text);
  for (const { calls, text } of stepNotes)
    for (const call of calls) if (call.source === source) add(call.span.start, 'call', text);
  return [...marks].map(([offset, mark]) => ({ offset, ...mark, isOld: false })).sort((a, b) => a.offset - b.offset);
}
