import type { IToken } from 'chevrotain';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import * as syntax from '../diagnostics/syntax.ts';
import * as habits from '../diagnostics/habits.ts';
import type { Comment, Declaration, File } from '../syntax/tree.ts';
import { countWhile } from '../text/search.ts';
import type { Source } from '../text/source.ts';
import { partnersOf } from './brackets.ts';
import { builtDecisions } from './decisions.ts';
import { describeError } from './describe-error.ts';
import { lintDirection } from './direction.ts';
import { readHabits, respellDeclarations } from './habits.ts';
import { documentationOf, lex, type ForeignToken } from './lexer.ts';
import { repair } from './repair.ts';
import { HasMistakes } from './recovery.ts';
import { SpecParser } from './rules/spec-parser.ts';
import { declarationWords } from './tokens.ts';
import { placeOf } from './token.ts';

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

/** One parser serves all texts with mistakes: it takes some 50 ms to make, so not before there is one. */
let whole: SpecParser | undefined;
/** One that is made soon, for texts without; until the other one is there, which reads them as well. */
let quick: SpecParser | undefined;

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
  const words = tokens.filter((_, i) => respelt.has(i));
  const { parser, read } = reading(source, tokens, partners, firstId);
  let { tree, nodeCount } = read;
  const repairs: Diagnostic[] = [];
  for (let round = 0; round < maximalRepairs && parser.mismatches.length > 0; round++) {
    const repaired = repair(source, tokens, partners, parser.mismatches, parser.reported);
    if (repaired === undefined) break;
    tokens = repaired.tokens;
    partners = partnersOf(tokens);
    repairs.push(...repaired.diagnostics);
    ({ tree, nodeCount } = parser.read(source, tokens, partners, firstId));
  }

  const found: Found[] = [];
  const add = (diagnostics: readonly Diagnostic[]) => found.push(...diagnostics.map((d) => ({ d, at: startOf(d) })));
  add(lexed.diagnostics);
  add(foreignDiagnostics(source, lexed.foreign, tree.declarations));
  add(words.map((token) => syntax.unknownDeclaration(placeOf(source, token), token.image, declarationWords)));
  add(repairs);
  if (parser.mismatches.length > 0) {
    const indexes = new Map(tokens.map((token, i) => [token.startOffset, i]));
    const context = { source, tokens, partners };
    for (const error of parser.mismatches) {
      const index = indexes.get(error.token.startOffset) ?? tokens.length;
      // The caret may be on an earlier token, but this is where the parser stood.
      const at = tokens[index]?.startOffset ?? source.text.length;
      found.push({ d: describeError(error, index, context), at });
    }
  }
  add(parser.reported);

  const comments = [...lexed.comments];
  for (const token of tokens) {
    const documentation = documentationOf(token);
    if (documentation !== undefined && !parser.takenDocs.has(documentation)) comments.push(...documentation.comments);
  }
  comments.sort((a, b) => a.span.start - b.span.start);
  return { tree, comments, found, nodeCount, tokens, partners };
}

/** Reads a text, by the parser that knows about mistakes if it has any. */
function reading(...text: Parameters<SpecParser['read']>): {
  readonly parser: SpecParser;
  readonly read: ReturnType<SpecParser['read']>;
} {
  if (!whole && builtDecisions) {
    try {
      quick ??= new SpecParser({ decisions: builtDecisions });
      return { parser: quick, read: quick.read(...text) };
    } catch (error) {
      if (!(error instanceof HasMistakes)) throw error;
      quick = undefined;
    }
  }
  whole ??= new SpecParser();
  return { parser: whole, read: whole.read(...text) };
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
  return countWhile(declarations.length, (i) => (declarations[i]?.span.start ?? Infinity) <= offset) - 1;
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
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const replacements = others.flatMap(({ token, spelling: { instead } }) =>
      instead === undefined ? [] : [{ location: placeOf(source, token), text: instead }],
    );
    return [habits.foreignSymbol(placeOf(source, first.token), first.spelling, replacements)];
  });
}
