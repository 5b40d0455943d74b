import type { IToken } from 'chevrotain';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import * as syntax from '../diagnostics/syntax.ts';
import type { Comment, Declaration, File } from '../syntax/tree.ts';
import type { Location, Source } from '../text/source.ts';
import { SpecParser } from './check-rules.ts';
import { partnersOf } from './brackets.ts';
import { describeError } from './describe-error.ts';
import { lintDirection } from './direction.ts';
import { readHabits, respellDeclarations } from './habits.ts';
import { lex, type Documentation, type ForeignToken } from './lexer.ts';
import type { Mismatch } from './recognition.ts';
import { nestingLimit } from './recovery.ts';
import { repair } from './repair.ts';
import { declarationWords } from './tokens.ts';

export interface Parsed {
  readonly source: Source;
  readonly tree: File;
  readonly comments: readonly Comment[];
  readonly diagnostics: readonly Diagnostic[];
  /** All ids are below it. */
  readonly nodeCount: number;
}

/** How often a text is read again after mistakes in it were mended; each time costs a whole reading. */
const maximalRepairs = 4;

/** What the parser of chevrotain made of a list of tokens. */
let parser: Parser | undefined;

/** One parser serves all texts: it takes some 30 ms to make, so not before there is a text. */
class Parser extends SpecParser {
  run(source: Source, tokens: IToken[], partners: Int32Array, firstId: number): { tree: File; nodeCount: number } {
    this.partners = partners;
    this.begin(source, tokens, firstId);
    let tree: File | undefined;
    try {
      tree = this.file();
    } catch (error) {
      // The stack is limited by the host: whatever the nesting limit, a caller may have used most of it.
      if (!(error instanceof RangeError)) throw error;
      this.report(syntax.nestedTooDeeply({ source, span: { start: 0, end: 0 } }, nestingLimit));
    }
    tree ??= { kind: 'file', id: 0, span: { start: 0, end: 0 }, declarations: [], incomplete: true };
    if (this.mismatches.length > 0) this.repair(tree);
    return { tree, nodeCount: Math.max(firstId + 1, this.idCount()) };
  }

  get met(): readonly Mismatch[] {
    return this.mismatches;
  }

  get found(): readonly Diagnostic[] {
    return this.reported;
  }

  get taken(): ReadonlySet<Documentation> {
    return this.takenDocs;
  }
}

/** What is made of a range of a text, which is a text of its own to the parser. */
export interface Part {
  readonly tree: File;
  readonly comments: readonly Comment[];
  /** In no order; all of them. */
  readonly found: readonly Found[];
  readonly nodeCount: number;
  readonly tokens: readonly IToken[];
  /** For every token the index of the bracket that belongs to it, or -1. */
  readonly partners: Int32Array;
}

/**
 * The tree of a text, whatever the text: errors are in `diagnostics`, at most the first of each
 * declaration, and the parts of the tree around them are marked `incomplete`. Never throws.
 */
export function parse(source: Source): Parsed {
  const part = parsePart(source, 0, source.text.length, 0);
  const tree = { ...part.tree, span: { start: 0, end: source.text.length } };
  const found = [...part.found];
  if (tree.header === undefined) {
    const d = headerMissing(source, part.tokens);
    found.push({ d, at: startOf(d) });
  }
  return {
    source,
    tree,
    comments: part.comments,
    diagnostics: [...firstOfEach(found, tree.declarations), ...lintDirection(source)],
    nodeCount: part.nodeCount,
  };
}

/**
 * Parses a range of a text, which has to begin between two tokens.
 * @param firstId the least id of its nodes
 */
export function parsePart(source: Source, from: number, to: number, firstId: number): Part {
  const lexed = readHabits(lex(source, from, to));
  let { tokens } = lexed;
  let partners = partnersOf(tokens);
  const respelt = respellDeclarations(tokens, partners);
  const words = [...respelt.keys()].map((i) => tokens[i]!);
  parser ??= new Parser();
  let { tree, nodeCount } = parser.run(source, tokens, partners, firstId);
  const repairs: Diagnostic[] = [];
  for (let round = 0; round < maximalRepairs && parser.met.length > 0; round++) {
    const repaired = repair(source, tokens, partners, parser.met, parser.found);
    if (repaired === undefined) break;
    tokens = repaired.tokens;
    partners = partnersOf(tokens);
    repairs.push(...repaired.diagnostics);
    ({ tree, nodeCount } = parser.run(source, tokens, partners, firstId));
  }

  const found: Found[] = [];
  const add = (diagnostics: readonly Diagnostic[]) => found.push(...diagnostics.map((d) => ({ d, at: startOf(d) })));
  add(lexed.diagnostics);
  add(foreignDiagnostics(source, lexed.foreign, tree.declarations));
  add(words.map((token) => syntax.unknownDeclaration(placeOf(source, token), token.image, declarationWords)));
  add(repairs);
  if (parser.met.length > 0) {
    const indexes = new Map(tokens.map((token, i) => [token.startOffset, i]));
    const context = { source, tokens, partners };
    for (const error of parser.met) {
      const index = indexes.get(error.token.startOffset) ?? tokens.length;
      // The caret may be on an earlier token, but this is where the parser stood.
      const at = tokens[index]?.startOffset ?? source.text.length;
      found.push({ d: describeError(error, index, context), at });
    }
  }
  add(parser.found);

  const comments = [...lexed.comments];
  for (const token of tokens) {
    const documentation = token.payload as Documentation | undefined;
    if (documentation !== undefined && !parser.taken.has(documentation)) comments.push(...documentation.comments);
  }
  comments.sort((a, b) => a.span.start - b.span.start);
  return { tree, comments, found, nodeCount, tokens, partners };
}

function placeOf(source: Source, token: IToken): Location {
  return { source, span: { start: token.startOffset, end: token.endOffset! + 1 } };
}

function headerMissing(source: Source, tokens: readonly IToken[]): Diagnostic {
  const first = tokens[0];
  const file = source.name.replace(/^.*[/\\]/, '').replace(/\.thps$/, '');
  const name = file.replace(/\W/g, '_').replace(/^(?=\d)|^$/, '_');
  const at = first === undefined ? { source, span: { start: 0, end: 0 } } : placeOf(source, first);
  return syntax.missingHeader(at, name === '_' ? 'example' : name);
}

/** The index of the declaration that an offset belongs to: the last one that begins before it. */
function declarationAt(declarations: readonly Declaration[], offset: number): number {
  let low = 0;
  let high = declarations.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (declarations[middle]!.span.start <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

export function startOf(diagnostic: Diagnostic): number {
  return diagnostic.primary?.location.span.start ?? 0;
}

export interface Found {
  readonly d: Diagnostic;
  /** Where the parser, or the lexer, stood. */
  readonly at: number;
}

/** One mistake shows up as several errors: what follows the first one in a declaration is noise. */
export function firstOfEach(found: readonly Found[], declarations: readonly Declaration[]): readonly Diagnostic[] {
  const sorted = found.map((f, i) => ({ ...f, i })).sort((a, b) => a.at - b.at || a.i - b.i);
  const seen = new Set<number>();
  const result: Diagnostic[] = [];
  for (const { d } of sorted) {
    const declaration = d.missing === 'header' ? -2 : declarationAt(declarations, startOf(d));
    if (seen.has(declaration)) continue;
    seen.add(declaration);
    result.push(d);
  }
  return result.sort((a, b) => startOf(a) - startOf(b));
}

function foreignDiagnostics(
  source: Source,
  foreign: readonly ForeignToken[],
  declarations: readonly Declaration[],
): readonly Diagnostic[] {
  const groups = new Map<number, ForeignToken[]>();
  for (const entry of foreign) {
    const key = declarationAt(declarations, entry.token.startOffset);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [entry]);
    else group.push(entry);
  }
  return [...groups.values()].map(([first, ...others]) =>
    syntax.foreignSymbol(
      placeOf(source, first!.token),
      first!.spelling,
      others
        .filter((o) => o.spelling.instead !== undefined)
        .map((o) => ({ location: placeOf(source, o.token), text: o.spelling.instead! })),
    ),
  );
}
