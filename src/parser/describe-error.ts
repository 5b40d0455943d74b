import type { IRecognitionException, IToken } from 'chevrotain';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import * as syntax from '../diagnostics/syntax.ts';
import type { Location, Source } from '../text/source.ts';
import { explainHabit } from './habit-words.ts';
import { recognitionOf, type Recognition } from './recognition.ts';
import { declarationWords, reservedWords } from './tokens.ts';

/** The token vector with what errors need to know about it. */
export interface TokenContext {
  readonly source: Source;
  readonly tokens: readonly IToken[];
  /** For every token the index of the bracket that belongs to it, or -1. */
  readonly partners: Int32Array;
  /** The index of a token by its start. */
  readonly indexAt: (offset: number) => number;
}

function locate(source: Source, token: IToken | undefined): Location {
  if (token === undefined || Number.isNaN(token.startOffset)) {
    const end = source.text.trimEnd().length;
    return { source, span: { start: end, end } };
  }
  return { source, span: { start: token.startOffset, end: token.endOffset! + 1 } };
}

function after(source: Source, token: IToken | undefined): Location {
  const at = token === undefined ? 0 : token.endOffset! + 1;
  return { source, span: { start: at, end: at } };
}

function shown(token: IToken | undefined): string {
  if (token === undefined || Number.isNaN(token.startOffset)) return 'the end of the file';
  const image = token.image.length > 30 ? `${token.image.slice(0, 30)}…` : token.image;
  return image.includes("'") ? `"${image}"` : `'${image}'`;
}

/** Says in the author's words what the parser met. */
export function describeError(error: IRecognitionException, context: TokenContext): Diagnostic {
  const recognition = recognitionOf(error.message);
  const atEnd = Number.isNaN(error.token.startOffset);
  const index = atEnd ? context.tokens.length : context.indexAt(error.token.startOffset);
  const { source, tokens } = context;
  const actual = tokens[index];
  const before = tokens[index - 1];
  const expected = recognition.expected.length === 1 ? recognition.expected[0]! : '';

  const habit = explainHabit(context, index, recognition);
  if (habit !== undefined) return habit;

  const opener = unclosed(context, index, expected);
  if (opener !== undefined) {
    return syntax.unclosedBracket(after(source, before), locate(source, opener), shown(actual));
  }
  if (actual !== undefined && isClosing(actual) && (context.partners[index] ?? -1) < 0) {
    return syntax.unopenedBracket(locate(source, actual));
  }
  if (expected === 'NameLike' || expected === 'Word') return nameError(context, recognition, actual);
  if (actual !== undefined && isReservedName(recognition, actual)) {
    return syntax.reservedWord(locate(source, actual), actual.image);
  }
  if (expected === 'Semicolon') return syntax.missingSemicolon(after(source, before), shown(before));
  if (recognition.about === 'an expression') {
    return syntax.expectedExpression(locate(source, actual), shown(actual), before === undefined ? '' : shown(before));
  }
  if (recognition.about === 'a statement') return syntax.expectedStatement(locate(source, actual), shown(actual));
  if (recognition.about === 'a type' || recognition.rule === 'rangeType') {
    return syntax.expectedType(locate(source, actual), shown(actual));
  }
  if (recognition.about === 'a pattern') return syntax.expectedPattern(locate(source, actual), shown(actual));
  if (recognition.rule === 'file' || recognition.rule === 'declaration') {
    if (actual === undefined) return syntax.unclosedBracket(after(source, before), locate(source, before), shown(actual));
    return syntax.unknownDeclaration(locate(source, actual), actual.image, declarationWords);
  }
  if (recognition.rule === 'block' && expected === 'LeftBrace') {
    return syntax.blockExpected(locate(source, actual), shown(before), shown(actual));
  }
  if (recognition.rule === 'binderGroup' || recognition.rule === 'binder') {
    return syntax.binderWithoutSet(locate(source, before), before?.image ?? 'x');
  }
  if (recognition.rule === 'ifExpression' && expected === 'Else') {
    return syntax.missingElse(after(source, before), locate(source, opening(context, index, 'if') ?? before));
  }
  const wanted = recognition.about === '' ? wantedText(recognition) : recognition.about;
  return syntax.expectedSomething(locate(source, actual), wanted, before === undefined ? '' : shown(before), shown(actual));
}

/** A keyword where only a name, or only an operand, can stand. */
function isReservedName(recognition: Recognition, actual: IToken): boolean {
  if (!reservedWords.has(actual.image)) return false;
  return recognition.about === 'a type' || (recognition.about === 'an expression' && !operators.has(actual.image));
}

const operators = new Set(['in', 'union', 'intersect', 'until', 'is', 'at', 'with', 'then', 'else', 'where', 'or']);

function nameError(context: TokenContext, recognition: Recognition, actual: IToken | undefined): Diagnostic {
  const place = locate(context.source, actual);
  if (actual !== undefined && reservedWords.has(actual.image)) return syntax.reservedWord(place, actual.image);
  return syntax.expectedName(place, recognition.rule === 'fieldName' ? "a field's name" : 'a name', shown(actual));
}

const tokenTexts: Readonly<Record<string, string>> = {
  NameLike: 'a name',
  Word: 'a name',
  Identifier: 'a name',
  Integer: 'a number',
  Text: 'a text in quotes',
  Reduction: "'count'",
  SetOf: "'set'",
  PrefixOperator: 'an operator',
  InfixOperator: 'an operator',
};

const symbolTexts: Readonly<Record<string, string>> = {
  LeftBrace: '{',
  RightBrace: '}',
  LeftParen: '(',
  RightParen: ')',
  LeftBracket: '[',
  RightBracket: ']',
  Comma: ',',
  Semicolon: ';',
  Colon: ':',
  Dot: '.',
  Question: '?',
  Arrow: '->',
  Equals: '=',
  EqualsEquals: '=',
  Implies: '=>',
  DotDot: '..',
};

function wantedText(recognition: Recognition): string {
  const texts = recognition.expected.map(
    (name) => tokenTexts[name] ?? `'${symbolTexts[name] ?? name.charAt(0).toLowerCase() + name.slice(1)}'`,
  );
  const words = [...new Set(texts)];
  if (words.length === 0) return 'something else';
  if (words.length > 8) return 'something else';
  if (words.length === 1) return words[0]!;
  return `${words.slice(0, -1).join(', ')} or ${words[words.length - 1]!}`;
}

const pairs: Readonly<Record<string, string>> = { '{': 'RightBrace', '(': 'RightParen', '[': 'RightBracket' };

function isClosing(token: IToken): boolean {
  return token.image === '}' || token.image === ')' || token.image === ']';
}

/**
 * The bracket that is to blame for an error: the innermost open one, if its partner was expected here, or
 * if the file, or the declaration around it, ends here.
 */
function unclosed(context: TokenContext, index: number, expected: string): IToken | undefined {
  const { tokens } = context;
  const actual = tokens[index];
  let depth = 0;
  for (let i = index - 1; i >= 0; i--) {
    const token = tokens[i]!;
    if (isClosing(token)) depth++;
    else if (token.image in pairs && --depth < 0) {
      const missing = (context.partners[i] ?? -1) < 0;
      const fits = pairs[token.image] === expected;
      if (fits && actual !== undefined && !missing) return undefined;
      if (fits) return token;
      return missing && actual === undefined ? token : undefined;
    }
  }
  return undefined;
}

/** The last token of that image before an error. */
function opening(context: TokenContext, index: number, image: string): IToken | undefined {
  for (let i = index - 1; i >= 0; i--) if (context.tokens[i]!.image === image) return context.tokens[i];
  return undefined;
}
