import type { Comment, Declaration, File } from '../syntax/tree.ts';
import { moved, movedSpan } from '../syntax/move.ts';
import type { Source } from '../text/source.ts';
import { lintDirection } from './direction.ts';
import { firstOfEach, type Found, parse, type Parsed, type Part, parsePart, startOf } from './parse.ts';
import { partnerOf } from './token.ts';

/**
 * Parses the next version of a text, and takes over the declarations that an edit left alone.
 *
 * Before a declaration the parser stands in the file's rule and knows nothing of what it has read, but for brackets
 * that are still open. So two texts that agree from there on up to the end of a declaration, which has no error in it
 * and therefore leaves no bracket open, agree in it. What the parser sees beyond its end are the next tokens: of a row
 * of declarations that stand in both texts the first and the last are parsed again, and have to come out as they were.
 *
 * The result is that of `parse`, but for the ids: what is taken over keeps its own, what is new has ids above them.
 */
export function reparse(source: Source, before: Parsed): Parsed {
  // A text has about one node for four characters. When most ids below are those of old versions, all begin anew: tables
  // by id stay small.
  if (before.nodeCount > 2 * source.text.length) return parse(source);
  return new Reparser(source, before).reparse() ?? parse(source);
}

/** With more errors than that a text is no spec, and what the parser makes of it depends on their number. */
const MAX_FOUND = 100;

/** Old parts that are searched for where a text goes on differently. */
const LOOKAHEAD = 64;

/**
 * Parts `first` to `last` of the old text, which stand in the new one `by` further on. A part is a declaration with
 * all that stands between it and the one before it; behind the last declaration there is one part more, without any.
 */
interface Run {
  first: number;
  last: number;
  readonly by: number;
}

class Reparser {
  readonly #source: Source;
  readonly #before: Parsed;
  /** Where the old parts begin, and the end of the text. */
  readonly #starts: readonly number[];
  readonly #unusable: ReadonlySet<number>;
  readonly #declarations: Declaration[] = [];
  readonly #comments: Comment[] = [];
  readonly #found: Found[] = [];
  #header: File['header'];
  #incomplete = false;
  #nextId: number;
  /** A brace that nothing has closed so far: a later one would belong to it. */
  #isBraceOpen = false;

  constructor(source: Source, before: Parsed) {
    this.#source = source;
    this.#before = before;
    this.#nextId = before.nodeCount;
    const { declarations } = before.tree;
    this.#starts = [0, ...declarations.map((d) => d.span.end), before.source.text.length];
    this.#unusable = unusable(before, this.#starts);
  }

  /** Undefined where something stands in the way, so that the whole text has to be parsed. */
  reparse(): Parsed | undefined {
    const runs = this.#runs();
    if (runs.length === 0) return undefined;
    let left: Run | undefined;
    for (;;) {
      const next = runs[0];
      const isAdjacent = left === undefined && next?.first === 0 && next.by === 0;
      if (!isAdjacent && !this.#parseBetween(left, runs)) return undefined;
      left = runs.shift();
      if (left === undefined) break;
      this.#takeOver(left);
      if (left.last === this.#before.tree.declarations.length) break;
    }
    if (this.#header === undefined || this.#found.length > MAX_FOUND) return undefined;
    const tree: File = {
      kind: 'file',
      id: 0,
      span: { start: 0, end: this.#source.text.length },
      header: this.#header,
      declarations: this.#declarations,
      ...(this.#incomplete ? { incomplete: true } : {}),
    };
    return {
      source: this.#source,
      tree,
      comments: this.#comments,
      diagnostics: [...firstOfEach(this.#found, this.#declarations), ...lintDirection(this.#source)],
      nodeCount: this.#nextId,
    };
  }

  /** Where an old part begins; behind the last one, where the text ends. */
  #start(part: number): number {
    return this.#starts[part] ?? this.#before.source.text.length;
  }

  #textOf(part: number): string {
    return this.#before.source.text.slice(this.#start(part), this.#start(part + 1));
  }

  /** What stands in both texts, without the parts at the ends of each row that are to be parsed again. */
  #runs(): Run[] {
    const { text } = this.#source;
    const parts = this.#starts.length - 1;
    const runs: Run[] = [];
    for (let at = 0, part = 0; part < parts;) {
      const found = this.#next(part, at);
      if (found === undefined) break;
      const by = found.at - this.#start(found.part);
      let last = found.part;
      while (last + 1 < parts && !this.#unusable.has(last + 1)) {
        if (!text.startsWith(this.#textOf(last + 1), this.#start(last + 1) + by)) break;
        last++;
      }
      at = this.#start(last + 1) + by;
      const isStart = found.part === 0 && by === 0;
      const isEnd = last === parts - 1 && at === text.length;
      const run = { first: isStart ? 0 : found.part + 1, last: isEnd ? last : last - 1, by };
      if (run.first <= run.last) runs.push(run);
      part = last + 1;
    }
    return runs;
  }

  /** The next usable old part that stands somewhere in the new text. */
  #next(from: number, at: number): { part: number; at: number } | undefined {
    const { text } = this.#source;
    const declarations = this.#before.tree.declarations.length;
    for (let part = from; part < Math.min(declarations, from + LOOKAHEAD); part++) {
      if (this.#unusable.has(part)) continue;
      const found = text.indexOf(this.#textOf(part), at);
      if (found >= 0) return { part, at: found };
    }
    return undefined;
  }

  /**
   * Parses what stands between what was taken over last and the next run, with the parts beside it. The next run
   * becomes shorter, until its beginning comes out of the new text as it was in the old one.
   */
  #parseBetween(left: Run | undefined, runs: Run[]): boolean {
    const { text } = this.#source;
    const from = left === undefined ? 0 : this.#start(left.last + 1) + left.by;
    for (let step = 1; ; step *= 2) {
      const right = runs[0];
      const to = right === undefined ? text.length : this.#start(right.first) + right.by;
      const part = parsePart(this.#source, from, to, this.#nextId);
      if (from > 0 && (part.tree.header !== undefined || /<<|>>/.test(text.slice(from, to)))) return false;
      if (left !== undefined && !this.#beginsWith(part, left)) return false;
      if (right === undefined || this.#endsWith(part, right)) return this.#add(part);
      right.first += step;
      if (right.first > right.last) runs.shift();
    }
  }

  /** Whether a part begins with the declaration that comes behind a run, as it was. */
  #beginsWith({ tree, found }: Part, { last, by }: Run): boolean {
    const [first] = tree.declarations;
    const was = this.#before.tree.declarations[last + 1];
    if (first === undefined || was === undefined || !isMoved(was, first, by)) return false;
    return found.every(({ d, at }) => at > first.span.end && startOf(d) > first.span.end);
  }

  /** Whether a part ends with the declaration that comes before a run, as it was. */
  #endsWith({ tree, found }: Part, { first, by }: Run): boolean {
    const last = tree.declarations.at(-1);
    const was = this.#before.tree.declarations[first - 1];
    if (last === undefined || was === undefined || !isMoved(was, last, by)) return false;
    const start = this.#start(first - 1) + by;
    const earlier = tree.declarations.at(-2)?.span.end ?? 0;
    return earlier <= start && found.every(({ d, at }) => at < last.span.start && startOf(d) < last.span.start);
  }

  #add(part: Part): boolean {
    const { tree, tokens, partners } = part;
    for (const [i, { image }] of tokens.entries()) {
      if (partnerOf(partners, i) >= 0) continue;
      if (image === '}' && this.#isBraceOpen) return false;
    }
    this.#isBraceOpen ||= tokens.some(({ image }, i) => partnerOf(partners, i) < 0 && /^[{([]$/.test(image));
    this.#header ??= tree.header;
    this.#incomplete ||= tree.incomplete === true;
    this.#declarations.push(...tree.declarations);
    this.#comments.push(...part.comments);
    this.#found.push(...part.found);
    this.#nextId = part.nodeCount;
    return true;
  }

  #takeOver({ first, last, by }: Run): void {
    const { tree, comments } = this.#before;
    if (first === 0) this.#header = tree.header;
    for (let i = first; i <= last; i++) {
      const declaration = tree.declarations[i];
      if (declaration) this.#declarations.push(moved(declaration, by));
    }
    const [start, end] = [this.#start(first), this.#start(last + 1)];
    for (const comment of comments)
      if (start <= comment.span.start && comment.span.start < end)
        this.#comments.push(by === 0 ? comment : { ...comment, span: movedSpan(comment.span, by) });
  }
}

function isMoved(was: Declaration, is: Declaration, by: number): boolean {
  return (
    was.kind === is.kind &&
    was.span.start + by === is.span.start &&
    was.span.end + by === is.span.end &&
    is.incomplete !== true
  );
}

/** Parts with an error in them or beside them. @param starts where parts begin */
function unusable({ source, tree, diagnostics }: Parsed, starts: readonly number[]): ReadonlySet<number> {
  const result = new Set<number>();
  const { declarations } = tree;
  for (const [i, { span, incomplete }] of declarations.entries()) {
    // An error may have made a declaration reach into another one.
    if (span.start < (starts[i] ?? 0)) result.add(i - 1).add(i);
    if (incomplete === true || !/[;}]/.test(source.text.charAt(span.end - 1))) result.add(i);
  }
  for (const d of diagnostics) {
    const at = startOf(d);
    for (const [i, start] of starts.slice(0, -1).entries())
      if (start <= at && at <= (declarations[i + 1]?.span.start ?? source.text.length)) result.add(i);
  }
  return result;
}
