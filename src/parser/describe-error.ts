import type { IToken } from 'chevrotain';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import * as syntax from '../diagnostics/syntax.ts';
import * as habits from '../diagnostics/habits.ts';
import { lineText, positionAt, type Location, type Source } from '../text/source.ts';
import { explainHabit, wantsStatement } from './habit-words.ts';
import type { Recognition, TokenContext } from './recognition.ts';
import { declarationWords, reservedWords } from './tokens.ts';
import { endOf, imageAt, partnerOf, placeOf } from './token.ts';

function locate(source: Source, token: IToken | undefined): Location {
  if (token === undefined || Number.isNaN(token.startOffset)) {
    const end = source.text.trimEnd().length;
    return { source, span: { start: end, end } };
  }
  return placeOf(source, token);
}

function after(source: Source, token: IToken | undefined): Location {
  const at = token === undefined ? 0 : endOf(token);
  return { source, span: { start: at, end: at } };
}

function shown(token: IToken | undefined): string {
  if (token === undefined || Number.isNaN(token.startOffset)) return 'the end of the file';
  const image = token.image.length > 30 ? `${token.image.slice(0, 30)}…` : token.image;
  return image.includes("'") ? `"${image}"` : `'${image}'`;
}

/** Where a line is unfinished, the caret belongs to its end, not to the start of the next one. */
function placeOfError(context: TokenContext, index: number): Location {
  const { source, tokens } = context;
  const [before, actual] = [tokens[index - 1], tokens[index]];
  const isBroken = before !== undefined && actual !== undefined && lineOf(context, before) !== lineOf(context, actual);
  return isBroken ? after(source, before) : locate(source, actual);
}

/** Says in the author's words what the parser met. */
export function describeError(recognition: Recognition, index: number, context: TokenContext): Diagnostic {
  const { source, tokens } = context;
  const actual = tokens[index];
  const before = tokens[index - 1];
  const [only = '', ...others] = recognition.expected;
  const expected = others.length === 0 ? only : '';

  const place = placeOfError(context, index);

  const habit = explainHabit(context, index, recognition);
  if (habit !== undefined) return habit;

  const listed = wantedInList(recognition, expected, before, actual);
  if (listed === 'pattern') return syntax.expectedPattern(place, shown(actual));
  if (listed === 'expression') {
    return syntax.expectedExpression(place, shown(actual), shown(before));
  }
  const opener = unclosed(context, index, expected, recognition.rule);
  if (opener !== undefined) {
    return syntax.unclosedBracket(after(source, before), locate(source, opener), shown(actual));
  }
  if (actual !== undefined && isClosing(actual) && (context.partners[index] ?? -1) < 0) {
    return syntax.unopenedBracket(locate(source, actual));
  }
  if (expected === 'NameLike' || expected === 'Word') return nameError(context, recognition, index, place);
  if (actual !== undefined && isReservedName(recognition, actual) && !beginsDeclaration(context, index)) {
    return syntax.reservedWord(locate(source, actual), actual.image);
  }
  const clause = unknownClause(context, recognition, index, expected);
  if (clause !== undefined) return clause;
  if (expected === 'Semicolon' && actual?.image !== '[' && before?.image !== 'seq') {
    const comma = actual?.image === ',' && recognition.rule === 'field';
    const instead = comma ? locate(source, actual) : undefined;
    return syntax.missingSemicolon(after(source, before), shown(before), instead);
  }
  if (actual?.image === ';' && (recognition.rule === 'enumDeclaration' || recognition.rule === 'unionDeclaration')) {
    return habits.otherThanComma(locate(source, actual));
  }
  return describeExpected(recognition, expected, index, context);
}

/** Says what was expected in the place of a token. */
function describeExpected(
  recognition: Recognition,
  expected: string,
  index: number,
  context: TokenContext,
): Diagnostic {
  const { source, tokens } = context;
  const actual = tokens[index];
  const before = tokens[index - 1];
  const place = placeOfError(context, index);
  if (recognition.about === 'an expression') {
    return syntax.expectedExpression(place, shown(actual), before === undefined ? '' : shown(before));
  }
  if (wantsStatement(recognition)) {
    return syntax.expectedStatement(locate(source, actual), shown(actual), insteadOfStatement(before, actual));
  }
  if (recognition.about === 'a type') return syntax.expectedType(place, shown(actual));
  if (recognition.about === 'a pattern') return syntax.expectedPattern(place, shown(actual));
  if ((recognition.rule === 'file' || recognition.rule === 'declaration') && actual !== undefined) {
    return syntax.unknownDeclaration(locate(source, actual), actual.image, declarationWords);
  }
  if (recognition.rule === 'block' && expected === 'LeftBrace') {
    const parens = actual?.image === '(' ? "the instances of a process are 'process p[i: T] { … }'" : undefined;
    return habits.blockExpected(place, shown(before), shown(actual), parens);
  }
  if ((recognition.rule === 'binderGroup' || recognition.rule === 'binder') && expected === 'In') {
    return habits.binderWithoutSet(locate(source, before), before?.image ?? 'x');
  }
  if (recognition.rule === 'ifExpression' && expected === 'Else') {
    return habits.missingElse(after(source, before), locate(source, opening(context, index, 'if') ?? before));
  }
  if (actual?.image === 'of' && before?.image === 'seq') {
    const hint = "a sequence has a capacity: 'seq[4] of T'";
    return syntax.expectedSomething(locate(source, actual), "'['", shown(before), shown(actual), hint);
  }
  const wanted = recognition.about === '' ? wantedText(recognition) : recognition.about;
  const follows = before === undefined ? '' : shown(before);
  const hint = hints[`${recognition.rule} ${expected}`];
  return syntax.expectedSomething(place, wanted, follows, shown(actual), hint);
}

const typed = "say which type it has: 'x : T'";

/** What to write, by the rule and the token that was expected in it. */
const hints: Readonly<Record<string, string>> = {
  'varDeclaration Colon': "a variable has a type: 'var x : T = e;'",
  'varStatement Colon': "a variable has a type: 'var x : T = e;'; 'let x = e;' needs none",
  'constDeclaration Colon': "a constant has a type: 'const N : 0..9 = 3;'",
  'field Colon': typed,
  'parameter Colon': typed,
  'funDeclaration Colon': "a function says what it returns: 'fun f(x: T): U = e;'",
  'funDeclaration LeftParen': "a function has parentheses, also without parameters: 'fun f(): T = e;'",
  'parameters LeftParen': "parentheses stand here also without parameters: 'f()'",
  'mapType Arrow': "a map from K to V is '[K -> V]', a sequence 'seq[n] of T'",
  'rangeType DotDot': "a range is 'low..high'",
  'varDeclaration Semicolon': "arrays are maps: 'var a : [0..2 -> T];'",
  'varStatement Equals': "a local has a first value: 'var x : T = e;'",
  'forStatement In': "write 'for x in S { … }'; a range is 'low..high'",
  'pickStatement In': "write 'pick x in S;'",
  'letExpression In': "in an expression it is 'let x = e in e2'; a value with 'in' of its own stands in parentheses",
  'arm Implies': "an arm is 'pattern => { … }'",
  'armExpression Implies': "an arm is 'pattern => value'",
};

const clausesOf: Readonly<Record<string, readonly [of: string, clauses: readonly string[]]>> = {
  checkDeclaration: [
    'a check',
    ['for', 'with', 'without', 'moving', 'only', 'allow deadlock', 'symmetry off', 'expect'],
  ],
  block: ['a process or an action', ['fair', 'strong fair', 'fair while', 'daemon', 'when', 'if']],
  defines: ['a property', ['if', 'during', 'except']],
  expectation: ["'expect'", ['holds', 'violates', 'deadlock', 'states', 'complete']],
  importDeclaration: ['an import', ['as', 'with']],
};

/** A name where a clause could stand: most likely a misspelt one. */
function unknownClause(
  context: TokenContext,
  recognition: Recognition,
  index: number,
  expected: string,
): Diagnostic | undefined {
  const actual = context.tokens[index];
  const rule = context.tokens[index - 1]?.image === 'expect' ? 'expectation' : recognition.rule;
  const clauses = clausesOf[rule];
  if (clauses === undefined || actual?.tokenType.name !== 'Identifier') return undefined;
  if (recognition.rule === 'block' && (expected !== 'LeftBrace' || !inHeader(context, index))) return undefined;
  const word = actual.image;
  // On a new line a `;` was forgotten, rather than a clause misspelt.
  const before = context.tokens[index - 1];
  if (expected === 'Semicolon' && before !== undefined && lineOf(context, before) !== lineOf(context, actual)) {
    return undefined;
  }
  return habits.unknownClause(locate(context.source, actual), word, clauses[0], clauses[1]);
}

/** Whether the token stands between `process` or `action` and the block. */
function inHeader(context: TokenContext, index: number): boolean {
  for (let i = index - 1; i >= 0; i--) {
    const image = imageAt(context.tokens, i);
    if (image === 'process' || image === 'action') return true;
    if (image === '{' || image === '}' || image === ';') return false;
  }
  return false;
}

function lineOf(context: TokenContext, token: IToken): number {
  return positionAt(context.source, token.startOffset).line;
}

/** What was expected at the start of a further part of a list, rather than the end of the list. */
function wantedInList(
  recognition: Recognition,
  expected: string,
  before: IToken | undefined,
  actual: IToken | undefined,
): 'pattern' | 'expression' | undefined {
  if (actual === undefined || actual.image === ';' || isClosing(actual) || before === undefined) return undefined;
  if (reservedWords.has(actual.image)) return undefined;
  const { rule } = recognition;
  const atStart = before.image === ',' || before.image === '{' || before.image === '[';
  if (expected === 'RightBrace' && (rule === 'matchExpression' || rule === 'matchStatement')) {
    return atStart || before.image === '}' ? 'pattern' : undefined;
  }
  return atStart && (rule === 'braces' || rule === 'sequence') ? 'expression' : undefined;
}

/** A keyword where only a name, or only an operand, can stand. */
function isReservedName(recognition: Recognition, actual: IToken): boolean {
  if (!reservedWords.has(actual.image)) return false;
  return recognition.about === 'a type' || (recognition.about === 'an expression' && !operators.has(actual.image));
}

const operators = new Set(['in', 'union', 'intersect', 'until', 'is', 'at', 'with', 'then', 'else', 'where', 'or']);

function nameError(context: TokenContext, recognition: Recognition, index: number, place: Location): Diagnostic {
  const actual = context.tokens[index];
  const before = context.tokens[index - 1];
  if (actual !== undefined && reservedWords.has(actual.image) && !beginsDeclaration(context, index)) {
    return syntax.reservedWord(locate(context.source, actual), actual.image);
  }
  const bare = actual?.image === '(' && (before?.image === 'for' || before?.image === 'pick');
  const close = context.partners[index] ?? -1;
  const ofC = bare && context.tokens.slice(index, close).some(({ image }) => image === ';');
  const hint = !bare
    ? undefined
    : ofC
      ? "write 'for i in low..high { … }'"
      : `without parentheses: '${before.image} x in S'`;
  return syntax.expectedName(
    place,
    recognition.rule === 'fieldName' ? "a field's name" : 'a name',
    shown(actual),
    hint,
  );
}

/** A word that begins a declaration, first in its line and before a name: the text before it is unfinished. */
function beginsDeclaration(context: TokenContext, index: number): boolean {
  const actual = context.tokens[index];
  const before = context.tokens[index - 1];
  const next = context.tokens[index + 1];
  if (actual === undefined || !declarationWords.includes(actual.image)) return false;
  if (before !== undefined && lineOf(context, before) === lineOf(context, actual)) return false;
  return next !== undefined && /^["A-Za-z_]/.test(next.image);
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
  const last = words.pop() ?? '';
  return words.length === 0 ? last : `${words.join(', ')} or ${last}`;
}

const pairs: Readonly<Record<string, string>> = { '{': 'RightBrace', '(': 'RightParen', '[': 'RightBracket' };

function isClosing(token: IToken): boolean {
  return token.image === '}' || token.image === ')' || token.image === ']';
}

/** Rules in which a brace encloses a list of expressions: what is not closed there is the brace itself. */
const braceLists = new Set(['braces', 'record', 'update', 'filter', 'matchExpression']);

/**
 * The bracket that is to blame for an error: the innermost open one, if its partner was expected here, or
 * if the file ends here. Where a closing brace stands further left than the line of its opening one, that
 * brace was meant for an outer block, and the inner one is to blame.
 */
function unclosed(context: TokenContext, index: number, expected: string, rule: string): IToken | undefined {
  const { tokens, partners } = context;
  const actual = tokens[index];
  let misplaced: IToken | undefined;
  for (let i = index - 1; i >= 0; i--) {
    const token = tokens[i];
    if (token === undefined) continue;
    if (isClosing(token)) {
      const partner = partnerOf(partners, i);
      const open = tokens[partner];
      if (open === undefined) continue;
      if (token.image === '}' && closesFurtherLeft(context, open, token)) misplaced = open;
      i = misplaced === open ? i : partner;
    } else if (token.image in pairs && (partners[i] ?? -1) < index) {
      if ((partners[i] ?? -1) >= 0) continue;
      const fits = pairs[token.image] === expected;
      return fits || actual === undefined ? (token.image === '{' ? (misplaced ?? token) : token) : undefined;
    } else if (token.image in pairs) {
      // The partner stands behind the error.
      return pairs[token.image] === expected && (expected !== 'RightBrace' || braceLists.has(rule)) ? token : undefined;
    }
  }
  return undefined;
}

/** Whether a brace that stands first in its line is indented less than the line of its partner. */
function closesFurtherLeft(context: TokenContext, open: IToken, close: IToken): boolean {
  const closing = positionAt(context.source, close.startOffset);
  const line = positionAt(context.source, open.startOffset).line;
  const indent = lineText(context.source, line).search(/\S/);
  return (
    line !== closing.line &&
    closing.column < indent &&
    lineText(context.source, closing.line).search(/\S/) === closing.column
  );
}

/** The last token of that image before an error. */
function opening(context: TokenContext, index: number, image: string): IToken | undefined {
  for (let i = index - 1; i >= 0; i--) if (imageAt(context.tokens, i) === image) return context.tokens[i];
  return undefined;
}

/** What to write in place of words that belong elsewhere. */
function insteadOfStatement(before: IToken | undefined, actual: IToken | undefined): string | undefined {
  if (actual?.image !== 'when') return undefined;
  const wait = "'await CONDITION;'";
  return before?.image === 'atomic'
    ? `only actions have 'when': a step of a process waits with ${wait}, as in 'atomic { await CONDITION; … }'`
    : `only actions have 'when': a process waits with ${wait}`;
}
