import type { IToken, TokenType } from 'chevrotain';
import type { Location, Source, Span } from '../text/source.ts';
import { Identifier, NameLike } from './tokens.ts';

/** @param payload the documentation before it */
export function makeToken(tokenType: TokenType, image: string, start: number, end: number, payload?: unknown): IToken {
  return { image, startOffset: start, endOffset: end - 1, tokenType, tokenTypeIdx: indexOf(tokenType), payload };
}

/** A token read as another type. */
export function retyped(token: IToken, tokenType: TokenType): IToken {
  return { ...token, tokenType, tokenTypeIdx: indexOf(tokenType) };
}

/** The number that chevrotain gives every type of token. */
export function indexOf({ name, tokenTypeIdx }: TokenType): number {
  if (tokenTypeIdx === undefined) throw new Error(`${name} was not made by chevrotain`);
  return tokenTypeIdx;
}

/** Whether a token of a type may be a name. */
export function isName(tokenType: TokenType): boolean {
  return tokenType === Identifier || NameLike.categoryMatchesMap?.[indexOf(tokenType)] === true;
}

/** The offset behind a token. */
export function endOf({ startOffset, endOffset = startOffset }: IToken): number {
  return endOffset + 1;
}

/** Where a token stands; at the start, where it is the end of the text. */
export function spanOf(token: IToken): Span {
  return Number.isNaN(token.startOffset) ? { start: 0, end: 0 } : { start: token.startOffset, end: endOf(token) };
}

export function placeOf(source: Source, token: IToken): Location {
  return { source, span: { start: token.startOffset, end: endOf(token) } };
}

/** The text of a token, empty where there is none. */
export function imageAt(tokens: readonly IToken[], index: number): string {
  return tokens[index]?.image ?? '';
}

/** The index of the bracket that belongs to a token, or -1. */
export function partnerOf(partners: Int32Array, index: number): number {
  return partners[index] ?? -1;
}
