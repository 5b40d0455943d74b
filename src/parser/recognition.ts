import type { IParserErrorMessageProvider, IToken, TokenType } from 'chevrotain';
import type { Source } from '../text/source.ts';

/** The tokens of a text with what messages need to know about them. */
export interface TokenContext {
  readonly source: Source;
  readonly tokens: readonly IToken[];
  /** For every token the index of the bracket that belongs to it, or -1. */
  readonly partners: Int32Array;
}

/**
 * What the parser knew when it met an error. chevrotain's exceptions carry a message only, so the facts
 * travel in it: the rule, the token types that were expected, and what the rule says about itself.
 */
export interface Recognition {
  readonly rule: string;
  readonly expected: readonly string[];
  readonly about: string;
}

function encode(rule: string, expected: readonly TokenType[], about: string | undefined): string {
  const recognition: Recognition = { rule, expected: [...new Set(expected.map((t) => t.name))], about: about ?? '' };
  return JSON.stringify(recognition);
}

export function recognitionOf(message: string): Recognition {
  return JSON.parse(message) as Recognition;
}

function firstTokens(paths: readonly (readonly TokenType[])[]): TokenType[] {
  return paths.map((path) => path[0]).filter((type) => type !== undefined);
}

export const errorTexts: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected, ruleName }) => encode(ruleName, [expected], undefined),
  buildNotAllInputParsedMessage: ({ ruleName }) => encode(ruleName, [], 'the end of the file'),
  buildNoViableAltMessage: ({ expectedPathsPerAlt, ruleName, customUserDescription }) =>
    encode(ruleName, firstTokens(expectedPathsPerAlt.flat()), customUserDescription),
  buildEarlyExitMessage: ({ expectedIterationPaths, ruleName, customUserDescription }) =>
    encode(ruleName, firstTokens(expectedIterationPaths), customUserDescription),
};
