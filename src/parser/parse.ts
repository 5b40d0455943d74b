import type { IToken } from 'chevrotain';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import * as syntax from '../diagnostics/syntax.ts';
import type { Comment, File } from '../syntax/tree.ts';
import { children, type AnyNode } from '../syntax/visit.ts';
import { covering, type Source, type Span } from '../text/source.ts';
import { SpecParser } from './check-rules.ts';
import { describeError } from './describe-error.ts';
import { readHabits } from './habits.ts';
import { lex, type Documentation, type ForeignToken } from './lexer.ts';
import { nestingLimit } from './recovery.ts';

export interface Parsed {
  readonly tree: File;
  readonly comments: readonly Comment[];
  readonly diagnostics: readonly Diagnostic[];
  /** All ids are below it. */
  readonly nodeCount: number;
}

/** What the parser of chevrotain made of a list of tokens. */
let parser: Parser | undefined;

/** One parser serves all texts: it takes some 30 ms to make, so not before there is a text. */
class Parser extends SpecParser {
  run(source: Source, tokens: IToken[], partners: Int32Array): { tree: File; nodeCount: number; failed: boolean } {
    this.partners = partners;
    this.begin(source, tokens);
    let tree: File | undefined;
    try {
      tree = this.file();
    } catch (error) {
      // The stack is limited by the host: whatever the nesting limit, a caller may have used most of it.
      if (!(error instanceof RangeError)) throw error;
      this.report(syntax.nestedTooDeeply({ source, span: { start: 0, end: 0 } }, nestingLimit));
    }
    const failed = this.errors.length > 0 || tree === undefined;
    tree ??= { kind: 'file', id: 0, span: { start: 0, end: 0 }, declarations: [], incomplete: true };
    return { tree, nodeCount: Math.max(1, this.idCount()), failed };
  }

  get found(): readonly Diagnostic[] {
    return this.reported;
  }

  get taken(): ReadonlySet<Documentation> {
    return this.takenDocs;
  }
}

/**
 * The tree of a text, whatever the text: errors are in `diagnostics`, at most the first of each
 * declaration, and the parts of the tree around them are marked `incomplete`. Never throws.
 */
export function parse(source: Source): Parsed {
  const lexed = readHabits(lex(source));
  const { tokens } = lexed;
  const partners = partnersOf(tokens);
  parser ??= new Parser();
  const { tree, nodeCount, failed } = parser.run(source, tokens, partners);
  const whole = { ...tree, span: { start: 0, end: source.text.length } };

  const found: Diagnostic[] = [...lexed.diagnostics, ...parser.found];
  const indexes = failed ? new Map(tokens.map((token, i) => [token.startOffset, i])) : undefined;
  const context = { source, tokens, partners, indexAt: (offset: number) => indexes?.get(offset) ?? tokens.length };
  for (const error of parser.errors) found.push(describeError(error, context));
  if (whole.header === undefined) found.push(headerMissing(source, tokens));
  const starts = whole.declarations.map((d) => d.span.start);
  found.push(...foreignDiagnostics(source, lexed.foreign, starts));

  const comments = [...lexed.comments];
  for (const token of tokens) {
    const documentation = token.payload as Documentation | undefined;
    if (documentation !== undefined && !parser.taken.has(documentation)) comments.push(...documentation.comments);
  }
  comments.sort((a, b) => a.span.start - b.span.start);
  return {
    tree: failed ? nested(whole) : whole,
    comments,
    diagnostics: firstOfEach(found, starts),
    nodeCount,
  };
}

function headerMissing(source: Source, tokens: readonly IToken[]): Diagnostic {
  const first = tokens[0];
  const span = first === undefined ? { start: 0, end: 0 } : { start: first.startOffset, end: first.endOffset! + 1 };
  const file = source.name.replace(/^.*[/\\]/, '').replace(/\.thps$/, '');
  const name = file.replace(/\W/g, '_').replace(/^(?=\d)|^$/, '_');
  return syntax.missingHeader({ source, span }, name === '_' ? 'example' : name);
}

const openers: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** For every token the index of the bracket that belongs to it, or -1. A stray `)` pairs with nothing. */
export function partnersOf(tokens: readonly IToken[]): Int32Array {
  const partners = new Int32Array(tokens.length).fill(-1);
  const open: number[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const image = tokens[i]!.image;
    if (image.length !== 1) continue;
    if (image === '(' || image === '[' || image === '{') open.push(i);
    else if (image === ')' || image === ']' || image === '}') {
      // A brace closes the block it belongs to, whatever is left open inside it.
      let k = open.length - 1;
      const least = image === '}' ? 0 : Math.max(0, open.length - 1);
      while (k >= least && openers[tokens[open[k]!]!.image] !== image) k--;
      if (k < least) continue;
      const partner = open[k]!;
      open.length = k;
      partners[i] = partner;
      partners[partner] = i;
    }
  }
  return partners;
}

/** The index of the declaration that an offset belongs to: the last one that begins before it. */
function declarationAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle]! <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function startOf(diagnostic: Diagnostic): number {
  return diagnostic.primary?.location.span.start ?? 0;
}

/** One mistake shows up as several errors: what follows the first one in a declaration is noise. */
function firstOfEach(found: readonly Diagnostic[], starts: readonly number[]): readonly Diagnostic[] {
  if (found.length === 0) return found;
  const sorted = found.map((d, i) => ({ d, i })).sort((a, b) => startOf(a.d) - startOf(b.d) || a.i - b.i);
  const seen = new Set<number>();
  const result: Diagnostic[] = [];
  for (const { d } of sorted) {
    const declaration = d.code === 'THPS1016' ? -2 : declarationAt(starts, startOf(d));
    if (seen.has(declaration)) continue;
    seen.add(declaration);
    result.push(d);
  }
  return result;
}

function foreignDiagnostics(
  source: Source,
  foreign: readonly ForeignToken[],
  starts: readonly number[],
): readonly Diagnostic[] {
  const groups = new Map<number, ForeignToken[]>();
  for (const entry of foreign) {
    const key = declarationAt(starts, entry.token.startOffset);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [entry]);
    else group.push(entry);
  }
  const spanOf = (token: IToken): Span => ({ start: token.startOffset, end: token.endOffset! + 1 });
  return [...groups.values()].map(([first, ...others]) =>
    syntax.foreignSymbol(
      { source, span: spanOf(first!.token) },
      first!.spelling,
      others
        .filter((o) => o.spelling.instead !== undefined)
        .map((o) => ({ location: { source, span: spanOf(o.token) }, text: o.spelling.instead! })),
    ),
  );
}

/** After errors: widens every node over its parts, which may have been saved from beyond its own end. */
function nested(tree: File): File {
  const visit = (node: AnyNode): Span => {
    let span = node.span;
    for (const child of children(node)) span = covering(span, visit(child));
    (node as { span: Span }).span = span;
    return span;
  };
  visit(tree);
  return tree;
}
