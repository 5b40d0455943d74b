import type { IToken } from 'chevrotain';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import * as habits from '../diagnostics/habits.ts';
import * as syntax from '../diagnostics/syntax.ts';
import { positionAt, type Source } from '../text/source.ts';
import { partnersOf } from './brackets.ts';
import type { Mismatch } from './recognition.ts';
import { asNames, reservedNames } from './reserved-names.ts';
import { declarationWords, LeftBrace, RightBrace } from './tokens.ts';
import { endOf, imageAt, makeToken, partnerOf, placeOf } from './token.ts';

/** Tokens as their author meant them, and what is to be said about it. */
export interface Repaired {
  readonly tokens: IToken[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Mends mistakes of which it is clear what was meant, so that the rest of the text is read as it was meant as well:
 * words of the language as names, and blocks without braces. One mistake is then one message. What is mended in a
 * declaration depends on that declaration alone.
 * @param errors what the parser met
 * @param reported what else it had to say
 * @returns undefined where there is nothing of the kind
 */
export function repair(
  source: Source,
  tokens: readonly IToken[],
  partners: Int32Array,
  errors: readonly Mismatch[],
  reported: readonly Diagnostic[],
): Repaired | undefined {
  const indexes = new Map(tokens.map((token, i) => [token.startOffset, i]));
  const at = (offset: number | undefined): number => indexes.get(offset ?? -1) ?? tokens.length;
  const places = [
    ...errors.map(({ token }) => at(token.startOffset)),
    ...reported.map(({ primary }) => at(primary?.location.span.start)),
  ];
  const words = reservedNames(source, tokens, partners, new Set(places));
  if (words.size > 0) {
    const diagnostics = tokens
      .filter((_, i) => words.has(i))
      .map((token) => syntax.reservedWord(placeOf(source, token), token.image));
    return { tokens: asNames(tokens, words), diagnostics };
  }
  const blocks = errors.flatMap(({ rule, expected, token }) =>
    rule === 'block' && expected.length === 1 && expected[0] === 'LeftBrace' ? [at(token.startOffset)] : [],
  );
  let repaired: Repaired | undefined;
  // From the last to the first, so that the indexes of the others stay what they are.
  for (const index of [...new Set(blocks)].sort((a, b) => b - a)) {
    const current = repaired?.tokens ?? tokens;
    const one = withBraces(source, current, repaired ? partnersOf(current) : partners, index);
    if (one) repaired = { tokens: one.tokens, diagnostics: [...one.diagnostics, ...(repaired?.diagnostics ?? [])] };
  }
  return repaired;
}

/** Words that a statement in the place of a block follows directly, or at the end of their head. */
const heads = new Set(['if', 'else', 'while', 'for', 'loop', 'either', 'or']);

/** Sets braces around the statement that stands where a block has to. */
function withBraces(source: Source, tokens: readonly IToken[], partners: Int32Array, at: number): Repaired | undefined {
  const first = tokens[at];
  if (first === undefined || at === 0 || !/^\w+$/.test(first.image) || !hasHead(tokens, partners, at)) return undefined;
  const end = endOfStatement(tokens, partners, at);
  const last = end === undefined ? undefined : tokens[end];
  if (end === undefined || last === undefined) return undefined;
  const isClosed = closesTooOften(source, tokens, at);
  const open = braceAt(LeftBrace, '{', first.startOffset);
  const close = braceAt(RightBrace, '}', endOf(last));
  // A brace too many is the one that closes the block.
  const repaired = isClosed
    ? [...tokens.slice(0, at), open, ...tokens.slice(at)]
    : [...tokens.slice(0, at), open, ...tokens.slice(at, end + 1), close, ...tokens.slice(end + 1)];
  const span = { start: first.startOffset, end: isClosed ? first.startOffset : endOf(last) };
  return {
    tokens: repaired,
    diagnostics: [
      habits.bracesMissing(
        placeOf(source, first),
        `'${imageAt(tokens, at - 1)}'`,
        `'${first.image}'`,
        { source, span },
        isClosed ? 'opening' : 'both',
      ),
    ],
  };
}

function braceAt(tokenType: IToken['tokenType'], image: string, at: number): IToken {
  return { ...makeToken(tokenType, image, at, at), isInsertedInRecovery: true };
}

/** Whether the declaration around a token has more closing than opening braces. */
function closesTooOften(source: Source, tokens: readonly IToken[], at: number): boolean {
  let from = at;
  while (from > 0 && !beginsDeclaration(source, tokens, from)) from--;
  let to = at;
  while (to < tokens.length && !beginsDeclaration(source, tokens, to)) to++;
  let depth = 0;
  for (const { image } of tokens.slice(from, to)) depth += image === '{' ? 1 : image === '}' ? -1 : 0;
  return depth < 0;
}

/** A word that begins a declaration, first in its line, with a name behind it. */
function beginsDeclaration(source: Source, tokens: readonly IToken[], i: number): boolean {
  const token = tokens[i];
  if (token === undefined || !declarationWords.includes(token.image) || token.image === 'var') return false;
  const before = tokens[i - 1];
  const isFirst = before === undefined || lineOf(source, before) !== lineOf(source, token);
  return isFirst && /^[A-Za-z_]/.test(tokens[i + 1]?.image ?? '');
}

function lineOf(source: Source, token: IToken): number {
  return positionAt(source, token.startOffset).line;
}

/** Whether the statement before the token is one that has a block: `if c`, `else`, `for x in S`. */
function hasHead(tokens: readonly IToken[], partners: Int32Array, at: number): boolean {
  for (let i = at - 1; i >= 0; i--) {
    const image = imageAt(tokens, i);
    if (heads.has(image)) return true;
    if (image === ';' || image === '{') return false;
    if (image === ')' || image === ']' || image === '}') i = partnerOf(partners, i) >= 0 ? partnerOf(partners, i) : i;
  }
  return false;
}

/** The last token of the statement that begins at an index. */
function endOfStatement(tokens: readonly IToken[], partners: Int32Array, at: number): number | undefined {
  for (let i = at; i < tokens.length; i++) {
    const image = imageAt(tokens, i);
    if (image === ';') return i;
    if (image === '}') return undefined;
    const partner = partners[i] ?? -1;
    if (partner <= i) continue;
    i = partner;
    const next = tokens[i + 1]?.image;
    if (image === '{' && next !== 'else' && next !== 'or' && next !== ';' && heads.has(imageAt(tokens, at))) return i;
  }
  return undefined;
}
