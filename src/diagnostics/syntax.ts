import type { Location, Source, Span } from '../text/source.ts';
import { spanText } from '../text/source.ts';
import { diagnostic, type Diagnostic, type Fix } from './diagnostic.ts';
import { didYouMean } from './did-you-mean.ts';
import { before, lineEnd, remove, replace, within } from './fixes.ts';

/** 1xxx: a text that is not a spec. */

function quoted(text: string): string {
  return text.includes("'") ? `"${text}"` : `'${text}'`;
}

// ----------------------------------------------------------------------------------- characters

export function unexpectedCharacter(at: Location): Diagnostic {
  const text = spanText(at);
  const code = text.codePointAt(0) ?? 0;
  const number = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  const visible = /^[\p{L}\p{N}\p{P}\p{S}]+$/u.test(text) && text.length <= 12;
  const what = visible ? `${quoted(text)} (${number})` : number;
  return diagnostic('THPS1001', `a spec has no use for the character ${what}`, {
    at,
    label: 'not part of the language',
    hint: /\p{L}/u.test(text) ? 'names are made of the letters A to Z and a to z, digits and _' : undefined,
    fixes: [replace('Remove it', at, '')],
  });
}

export function unterminatedComment(at: Location): Diagnostic {
  return diagnostic('THPS1002', 'this comment never ends', {
    at,
    label: 'opened here',
    hint: "close it with '*/'; comments do not nest",
    fixes: [replace('Close it at the end of the line', lineEnd(at), ' */')],
  });
}

export function unterminatedString(at: Location): Diagnostic {
  const end = { source: at.source, span: { start: at.span.end, end: at.span.end } };
  return diagnostic('THPS1003', 'this text has no closing quote on its line', {
    at,
    fixes: [replace('Add the closing quote', end, '"')],
  });
}

export function malformedInteger(at: Location, image: string): Diagnostic {
  return diagnostic('THPS1004', `${quoted(image)} is neither a number nor a name`, {
    at,
    hint: "numbers are decimal ('1_000') or hexadecimal ('0xff'), with single '_' between digits; a name begins with a letter",
  });
}

// ------------------------------------------------------------------------- what was expected

/** Something else was found than the one thing that can stand here. */
export function expectedSomething(
  at: Location,
  wanted: string,
  after: string,
  found: string,
  hint?: string,
): Diagnostic {
  return diagnostic('THPS1005', `expected ${wanted}${after === '' ? '' : ` after ${after}`}, found ${found}`, {
    at,
    hint,
  });
}

/** `instead` is what stands where the `;` belongs, if that is another sign. */
export function missingSemicolon(at: Location, after: string, instead?: Location): Diagnostic {
  const replaced = instead === undefined ? '' : `, found ${quoted(spanText(instead))}`;
  return diagnostic('THPS1006', `expected ';' after ${after}${replaced}`, {
    at: instead ?? at,
    label: instead === undefined ? "';' is missing here" : '',
    fixes: [replace(instead === undefined ? "Insert ';'" : "Write ';'", instead ?? at, ';')],
  });
}

const closing: Readonly<Record<string, string>> = { '{': '}', '(': ')', '[': ']' };

export function unclosedBracket(at: Location, opener: Location, found: string): Diagnostic {
  const open = spanText(opener);
  const close = closing[open] ?? open;
  return diagnostic('THPS1007', `'${open}' is not closed: expected '${close}' before ${found}`, {
    at,
    label: `'${close}' is missing here, or further up`,
    secondary: [{ location: opener, text: 'opened here' }],
    fixes: [replace(`Insert '${close}'`, before(at), open === '{' ? ' }' : close)],
  });
}

export function unopenedBracket(at: Location): Diagnostic {
  const close = spanText(at);
  return diagnostic('THPS1008', `'${close}' closes nothing`, {
    at,
    hint: `remove it, or look for the '${close}' before it that closes too early`,
    fixes: [replace(`Remove '${close}'`, at, '')],
  });
}

export function expectedExpression(at: Location, found: string, after: string): Diagnostic {
  return diagnostic('THPS1009', `expected an expression${after === '' ? '' : ` after ${after}`}, found ${found}`, {
    at,
  });
}

export function expectedStatement(at: Location, found: string, hint?: string): Diagnostic {
  return diagnostic('THPS1010', `${found} does not begin a statement`, { at, hint });
}

export function expectedType(at: Location, found: string): Diagnostic {
  return diagnostic('THPS1011', `expected a type, found ${found}`, {
    at,
    hint: "types are 'bool', '0..3', a name, '[K -> V]', 'set of T', 'seq[n] of T', 'T?' and '(T, U)'",
  });
}

export function expectedPattern(at: Location, found: string): Diagnostic {
  return diagnostic('THPS1012', `expected a pattern, found ${found}`, {
    at,
    hint: "patterns are names, numbers, 'true', 'false', 'none', 'some(p)', 'variant(p)', '(p, q)' and '_'",
  });
}

export function expectedName(at: Location, of: string, found: string, hint?: string): Diagnostic {
  return diagnostic('THPS1013', `expected ${of}, found ${found}`, { at, hint });
}

export function reservedWord(at: Location, word: string): Diagnostic {
  return diagnostic('THPS1014', `'${word}' is a word of the language and cannot be a name`, {
    at,
    hint: `choose another name, for instance '${word}_'; only fields may have any name`,
    fixes: [replace(`Write '${word}_'`, at, `${word}_`)],
  });
}

export function unknownDeclaration(at: Location, found: string, words: readonly string[]): Diagnostic {
  const near = didYouMean(found, words);
  return diagnostic(
    'THPS1015',
    `${quoted(found)} does not begin a declaration${near === undefined ? '' : `: did you mean '${near}'?`}`,
    {
      at,
      hint: near === undefined ? `declarations begin with ${listed(words)}` : undefined,
      fixes: near === undefined ? [] : [replace(`Write '${near}'`, at, near)],
    },
  );
}

/** `fair process p { … }`, as PlusCal has it. */
export function fairBeforeDeclaration(at: Location, fairness: string): Diagnostic {
  return diagnostic('THPS1015', `'${spanText(at)}' does not begin a declaration: it stands behind the name`, {
    at,
    hint: `write 'process p ${fairness} { … }', or 'action a ${fairness} when e { … }'`,
  });
}

function listed(words: readonly string[]): string {
  return words.map((w) => `'${w}'`).join(', ');
}

// --------------------------------------------------------------------------------------- header

export function missingHeader(at: Location, name: string): Diagnostic {
  return diagnostic('THPS1016', "a file begins with 'spec NAME;', or 'library NAME;' if it is only imported", {
    missing: 'header',
    at,
    fixes: [replace(`Insert 'spec ${name};'`, { source: at.source, span: { start: 0, end: 0 } }, `spec ${name};\n\n`)],
  });
}

export function secondHeader(at: Location, first: Location, role: string): Diagnostic {
  return diagnostic('THPS1017', `a file has one header: this '${role}' is the second`, {
    at,
    secondary: [{ location: first, text: 'the first one' }],
    fixes: [remove(`Remove this '${role}'`, at)],
  });
}

export function headerNotFirst(at: Location, role: string): Diagnostic {
  return diagnostic('THPS1018', `'${role}' has to come before every declaration of the file`, {
    at,
    hint: 'move it to the top',
    fixes: [
      {
        title: 'Move it to the top',
        edits: [
          { location: { source: at.source, span: { start: 0, end: 0 } }, text: `${spanText(at)}\n\n` },
          ...remove('', at).edits,
        ],
      },
    ],
  });
}

// ---------------------------------------------------------------------------------- expressions

export function chainedOperator(at: Location, first: Location, operator: string, earlier: string): Diagnostic {
  const comparison = !['~>', '..', 'until'].includes(operator);
  // Truth values have no order: `a < b < c` can mean only one thing.
  const isOrder = /^[<>]=?$/.test(operator) && /^[<>]=?$/.test(earlier);
  const middle = at.source.text.slice(first.span.end, at.span.start).trim();
  return diagnostic('THPS1019', `'${earlier}' and '${operator}' cannot be chained`, {
    at,
    secondary: [{ location: first, text: 'the first one' }],
    hint: comparison
      ? "join two comparisons with '&&': 'a < b && b < c'; or set parentheses to compare truth values"
      : 'set parentheses to say which belongs together',
    fixes: isOrder ? [replace("Join them with '&&'", before(at), `&& ${middle} `)] : [],
  });
}

export function nestedTooDeeply(at: Location, limit: number): Diagnostic {
  return diagnostic('THPS1020', `more than ${limit} blocks or expressions inside each other`, {
    at,
    label: 'left out from here',
    hint: "move inner parts into a 'fun', a 'proc' or a 'let'",
  });
}

export function chainTooLong(at: Location, limit: number): Diagnostic {
  return diagnostic('THPS1021', `more than ${limit} operators in one expression`, {
    at,
    label: 'left out from here',
    hint: "name parts of it with 'let' or 'fun', or write a quantifier or a sum over a set",
  });
}

export function equalsInExpression(at: Location): Diagnostic {
  return diagnostic('THPS1022', "'=' gives a value; equality is '=='", {
    at,
    fixes: [replace("Write '=='", at, '==')],
  });
}

/** `c ? a : b`; the parts are those that the parser found, for the fix. */
export function ternary(
  at: Location,
  source: Source,
  parts: { condition?: { span: Span }; then?: { span: Span }; otherwise?: { span: Span } },
): Diagnostic {
  const { condition, then, otherwise } = parts;
  const fixes: Fix[] = [];
  if (condition && then && otherwise) {
    const text = (p: { span: Span }) => source.text.slice(p.span.start, p.span.end);
    const whole = { source, span: { start: condition.span.start, end: otherwise.span.end } };
    const written = `(if ${text(condition)} then ${text(then)} else ${text(otherwise)})`;
    fixes.push(replace("Write 'if … then … else'", whole, written));
  }
  return diagnostic('THPS1023', "a choice between two values is 'if c then a else b'", {
    at,
    label: "there is no '? :'",
    fixes,
  });
}

export function nullWord(at: Location): Diagnostic {
  return diagnostic('THPS1024', "'NULL' is written 'none'", {
    at,
    hint: "a type with a 'none' is 'T?', and its other values are 'some(x)'",
    fixes: [replace("Write 'none'", at, 'none')],
  });
}

export function arrowAccess(at: Location): Diagnostic {
  return diagnostic('THPS1025', "a field is read with '.': there are no pointers to follow with '->'", {
    at,
    fixes: [replace("Write '.'", at, '.')],
  });
}

/** `*p` where an operand or a statement begins. */
export function dereference(at: Location): Diagnostic {
  return diagnostic('THPS1025', "there are no pointers to follow with '*'", {
    at,
    hint: "a variable is read and written by its name; what a pointer would choose is an element of a map: 'pages[p]'",
    fixes: [replace("Remove '*'", at, '')],
  });
}

export function textAsValue(at: Location): Diagnostic {
  return diagnostic('THPS1026', 'a text is no value', {
    at,
    hint: "texts stand in imports and messages only; declare an 'enum' and use one of its members",
  });
}

export function recordInHead(at: Location): Diagnostic {
  return diagnostic(
    'THPS1027',
    "a record in the head of a statement stands in parentheses, or its '{' would open the block",
    {
      at,
      fixes: [replace('Set parentheses', at, `(${spanText(at)})`)],
    },
  );
}

export function binderWithoutSet(at: Location, name: string): Diagnostic {
  return diagnostic('THPS1028', `'${name}' needs a set to range over: '${name} in S'`, {
    at,
    hint: 'a type name is the set of its values',
  });
}

export function missingElse(at: Location, opener: Location): Diagnostic {
  return diagnostic('THPS1029', "an 'if' in an expression needs an 'else': it has a value in both cases", {
    at,
    secondary: [{ location: opener, text: "this 'if'" }],
  });
}

// ----------------------------------------------------------------------------------- statements

/** @param nextAt what follows it: an operator or `;` */
export function notAStatement(at: Location, nextAt: Location): Diagnostic {
  const text = spanText(at);
  const next = spanText(nextAt);
  const short = text.length <= 40 && !text.includes('\n') ? quoted(text) : 'this';
  const name = /^[A-Za-z_][\w.]*$/.test(text);
  const comparison = next === '==' || next === '<=' || next === '>=';
  const fixes = comparison ? [replace("Write 'await'", before(at), 'await ')] : [];
  if (next === '==') fixes.unshift(replace("Write '='", nextAt, '='));
  return diagnostic('THPS1030', `${short} alone does nothing`, {
    at,
    fixes,
    hint: comparison
      ? `an assignment is '${text} = …', a condition to wait for 'await ${text} ${next} …'`
      : `an assignment is ${quoted(`${name ? text : 'x'} = …`)}${name ? `, a call '${text}()'` : ''}`,
  });
}

export function primedAssignment(at: Location, bare: Location): Diagnostic {
  const name = spanText(bare);
  return diagnostic('THPS1031', `the body of a step assigns '${name} = …': the prime is for transition properties`, {
    at,
    hint: 'statements run in order, and later ones see what earlier ones wrote',
    fixes: [replace(`Write '${name}'`, at, name)],
  });
}

export function straySemicolon(at: Location): Diagnostic {
  return diagnostic('THPS1032', "this ';' ends nothing: blocks have none behind them", {
    at,
    fixes: [replace("Remove ';'", at, '')],
  });
}

export function blockExpected(at: Location, after: string, found: string, hint?: string): Diagnostic {
  return diagnostic('THPS1033', `expected '{' after ${after}, found ${found}`, {
    at,
    hint: hint ?? "the branches of 'if', 'while' and their like are always blocks: '{ … }'",
  });
}

/**
 * A statement where a block has to stand.
 * @param body the statement, or the place before it where its closing brace is there
 */
export function bracesMissing(
  at: Location,
  after: string,
  found: string,
  body: Location,
  isClosed: boolean,
): Diagnostic {
  const { start, end } = body.span;
  const edits = [
    { location: { source: at.source, span: { start, end: start } }, text: '{ ' },
    ...(isClosed ? [] : [{ location: { source: at.source, span: { start: end, end } }, text: ' }' }]),
  ];
  const fix = { title: isClosed ? "Insert '{'" : 'Set braces', edits };
  return { ...blockExpected(at, after, found), fixes: [fix] };
}

/** @param operand what is changed, if that can be told */
export function prefixIncrement(at: Location, sign: string, operand: Location | undefined): Diagnostic {
  return diagnostic('THPS1034', `'${sign}' stands behind what it changes: 'x${sign};'`, {
    at,
    fixes: operand
      ? [
          replace(
            `Write 'x${sign}'`,
            { ...at, span: { start: at.span.start, end: operand.span.end } },
            `${spanText(operand)}${sign}`,
          ),
        ]
      : [],
  });
}

export function localInCStyle(at: Location, type: string, name: string): Diagnostic {
  return diagnostic(
    'THPS1035',
    `a local is declared with 'var ${name} : T = …;', or 'let ${name} = …;' if it does not change`,
    {
      at,
      label: `'${type} ${name}' is C`,
    },
  );
}

/** `int x = 0;` between declarations. */
export function variableInCStyle(at: Location, type: string, name: string): Diagnostic {
  return diagnostic('THPS1035', `shared state is declared with 'var ${name} : T = …;'`, {
    at,
    label: `'${type} ${name}' is C`,
    hint: "T is a range of numbers ('0..7'), 'bool', or a type that is declared with 'type', 'enum', 'struct' or 'union'",
  });
}

/** `int f() { … }` between declarations. */
export function functionInCStyle(at: Location, type: string, name: string): Diagnostic {
  return diagnostic('THPS1035', `a procedure is declared with 'proc ${name}(x: T): U { … }'`, {
    at,
    label: `'${type} ${name}(…)' is C`,
    hint: "it may change state and take steps; a value that is only computed is 'fun f(x: T): U = e;'",
  });
}

export function promelaWord(at: Location, word: string, instead: string): Diagnostic {
  return diagnostic('THPS1036', `'${word}' is not a word of this language: ${instead}`, { at });
}

export function elseIf(at: Location, word: string): Diagnostic {
  return diagnostic('THPS1037', `'${word}' is written 'else if'`, {
    at,
    fixes: [replace("Write 'else if'", at, 'else if')],
  });
}

// --------------------------------------------------------------------------------- declarations

export function definitionSign(at: Location): Diagnostic {
  return diagnostic('THPS1038', "a declaration gives its value with '='; '==' compares", {
    at,
    fixes: [replace("Write '='", at, '=')],
  });
}

export function definitionWithoutWord(at: Location, name: string): Diagnostic {
  return diagnostic('THPS1039', `a definition begins with a word that says what '${name}' is`, {
    at,
    hint:
      name === 'Init'
        ? "give the variables their first values: 'var x : T = e;'; 'init e;' leaves out some of them"
        : name === 'Next'
          ? "there is no 'Next': every 'action' and every step of a 'process' is part of it"
          : `write 'invariant ${name} = …;' for a property, 'fun ${name}(…): T = …;' for a function, 'action ${name} { … }' for a step`,
  });
}

export function clauseOfTransition(at: Location, clause: string, property: string): Diagnostic {
  return diagnostic('THPS1040', `'${clause}' is for a 'transition': ${article(property)} is about states, not steps`, {
    at,
  });
}

function article(word: string): string {
  return `${/^[aeiou]/.test(word) ? 'an' : 'a'} '${word}'`;
}

export function repeatedClause(at: Location, clause: string): Diagnostic {
  return diagnostic('THPS1041', `'${clause}' stands here twice`, { at, hint: 'join the two' });
}

// ------------------------------------------------------------------------------ other languages

export interface ForeignText {
  readonly written: string;
  readonly instead?: string;
  readonly hint?: string;
  /** In place of the sentence that it is not part of the language. */
  readonly message?: string;
}

/** A symbol of TLA+, C or mathematics. `others` are further ones in the same declaration, for one fix of all. */
export function foreignSymbol(at: Location, text: ForeignText, others: readonly Fix['edits'][number][]): Diagnostic {
  const { written, instead, hint } = text;
  const shown = instead?.trim();
  const message =
    text.message ??
    (shown === undefined
      ? `${quoted(written)} is not part of the language`
      : shown === ''
        ? `nothing stands before this '${written}'`
        : `${quoted(written)} is written '${shown}'`);
  const fixes: Fix[] = [];
  if (instead !== undefined) {
    fixes.push(replace(instead === '' ? `Remove '${written}'` : `Write '${shown}'`, at, instead));
    if (others.length > 0) {
      const all = [{ location: at, text: instead }, ...others];
      fixes.push({ title: `Replace all ${all.length} symbols of other languages in this declaration`, edits: all });
    }
  }
  return diagnostic('THPS1042', message, { at, hint, fixes });
}

/** A word of TLA+ or PlusCal. */
export function foreignWord(at: Location, word: string, language: string, hint: string): Diagnostic {
  return diagnostic('THPS1043', `'${word}' belongs to ${language}`, { at, hint, fixes: wordFixes(at, word) });
}

/** Words that are the same in small letters here. */
const capitals: ReadonlySet<string> = new Set(['SUBSET', 'CHOOSE', 'ASSUME', 'IF', 'THEN', 'ELSE', 'LET', 'IN']);

function wordFixes(at: Location, word: string): readonly Fix[] {
  const small = word.toLowerCase();
  if (capitals.has(word)) return [replace(`Write '${small}'`, at, small)];
  if (word !== 'call') return [];
  const space = /^\s*/.exec(at.source.text.slice(at.span.end))?.[0].length ?? 0;
  return [replace("Remove 'call'", within(at, 0, word.length + space), '')];
}

export function expectedComma(at: Location, instead = false): Diagnostic {
  return diagnostic('THPS1044', "the parts of this list are separated by ','", {
    at,
    label: instead ? "',' belongs here" : "',' is missing here",
    fixes: [replace(instead ? "Write ','" : "Insert ','", at, ',')],
  });
}

export function unknownClause(at: Location, found: string, of: string, clauses: readonly string[]): Diagnostic {
  const near = didYouMean(found, clauses);
  return diagnostic(
    'THPS1045',
    `${quoted(found)} is no clause of ${of}${near === undefined ? '' : `: did you mean '${near}'?`}`,
    {
      at,
      hint: near === undefined ? `the clauses are ${listed(clauses)}` : undefined,
      fixes: near === undefined ? [] : [replace(`Write '${near}'`, at, near)],
    },
  );
}
