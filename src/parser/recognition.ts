import type { IParserErrorMessageProvider, IToken, TokenType } from 'chevrotain';
import type { Source } from '../text/source.ts';

/** The tokens of a text with what messages need to know about them. */
export interface TokenContext {
  readonly source: Source;
  readonly tokens: readonly IToken[];
  /** For every token the index of the bracket that belongs to it, or -1. */
  readonly partners: Int32Array;
}

/** What the parser knew when it met an error: the rule, the token types that were expected, and what the rule says of itself. */
export interface Recognition {
  readonly rule: string;
  readonly expected: readonly string[];
  readonly about: string;
}

/** An error of the parser. */
export interface Mismatch extends Recognition {
  /** The token that it did not expect. */
  readonly token: IToken;
}

function firstTokens(paths: readonly (readonly TokenType[])[]): TokenType[] {
  return paths.map((path) => path[0]).filter((type) => type !== undefined);
}

/**
 * chevrotain asks for the text of an error just before it makes the error, and tells only then what it knows. That is kept
 * here for whoever saves the error; the text itself nobody reads.
 */
export class RecognitionKeeper implements IParserErrorMessageProvider {
  private last: Recognition = { rule: '', expected: [], about: '' };

  /** What was known of the error that is being made. */
  get current(): Recognition {
    return this.last;
  }

  private keep(rule: string, expected: readonly TokenType[], about = ''): string {
    this.last = { rule, expected: [...new Set(expected.map((t) => t.name))], about };
    return about;
  }

  buildMismatchTokenMessage({ expected, ruleName }: { expected: TokenType; ruleName: string }): string {
    return this.keep(ruleName, [expected]);
  }

  buildNotAllInputParsedMessage({ ruleName }: { ruleName: string }): string {
    return this.keep(ruleName, [], 'the end of the file');
  }

  buildNoViableAltMessage(options: {
    expectedPathsPerAlt: TokenType[][][];
    ruleName: string;
    customUserDescription?: string | undefined;
  }): string {
    const { expectedPathsPerAlt, ruleName, customUserDescription } = options;
    return this.keep(ruleName, firstTokens(expectedPathsPerAlt.flat()), customUserDescription);
  }

  buildEarlyExitMessage(options: {
    expectedIterationPaths: TokenType[][];
    ruleName: string;
    customUserDescription?: string | undefined;
  }): string {
    const { expectedIterationPaths, ruleName, customUserDescription } = options;
    return this.keep(ruleName, firstTokens(expectedIterationPaths), customUserDescription);
  }
}
