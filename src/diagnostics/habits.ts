import type { Location, Source, Span } from '../text/source.ts';
import { spanText } from '../text/source.ts';
import { diagnostic, type Diagnostic, type Fix } from './diagnostic.ts';
import { didYouMean } from './did-you-mean.ts';
import { before, replace, within } from './fixes.ts';
import { article, listed, quoted } from './wording.ts';

/** 1022 to 1045: what people write who come from other languages, and how it is written here. */

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
  return diagnostic('THPS1026', 'a string is not a value', {
    at,
    hint: "strings appear only in imports and messages; declare an 'enum' and use one of its members",
  });
}

export function recordInHead(at: Location): Diagnostic {
  return diagnostic(
    'THPS1027',
    "a record in the head of a statement needs parentheses, or its '{' would open the block",
    {
      at,
      fixes: [replace('Add parentheses', at, `(${spanText(at)})`)],
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
  return diagnostic('THPS1031', `a body assigns with '${name} = …': the prime is for transition properties`, {
    at,
    hint: 'statements run in order, and later ones see what earlier ones wrote',
    fixes: [replace(`Write '${name}'`, at, name)],
  });
}

export function straySemicolon(at: Location): Diagnostic {
  return diagnostic('THPS1032', "this ';' ends nothing: there is none after a block", {
    at,
    fixes: [replace("Remove ';'", at, '')],
  });
}

export function blockExpected(at: Location, after: string, found: string, hint?: string): Diagnostic {
  return diagnostic('THPS1033', `expected '{' after ${after}, found ${found}`, {
    at,
    hint: hint ?? "the branches of 'if', 'while' and the like are always blocks: '{ … }'",
  });
}

/**
 * A statement where a block has to stand.
 * @param body the statement, or the place before it where only its opening brace is missing
 */
export function bracesMissing(
  at: Location,
  after: string,
  found: string,
  body: Location,
  missing: 'both' | 'opening',
): Diagnostic {
  const { start, end } = body.span;
  const edits = [
    { location: { source: at.source, span: { start, end: start } }, text: '{ ' },
    ...(missing === 'opening' ? [] : [{ location: { source: at.source, span: { start: end, end } }, text: ' }' }]),
  ];
  const fix = { title: missing === 'opening' ? "Insert '{'" : 'Add braces', edits };
  return { ...blockExpected(at, after, found), fixes: [fix] };
}

/** @param operand what is changed, if that can be told */
export function prefixIncrement(at: Location, sign: string, operand: Location | undefined): Diagnostic {
  return diagnostic('THPS1034', `'${sign}' comes after what it changes: 'x${sign};'`, {
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

export function repeatedClause(at: Location, clause: string): Diagnostic {
  return diagnostic('THPS1041', `'${clause}' is repeated`, { at, hint: 'join the two' });
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
        ? `there is nothing before this '${written}'`
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

/** @param at where nothing stands */
export function missingComma(at: Location): Diagnostic {
  return expectedComma(at, "',' is missing here", "Insert ','");
}

/** @param at another sign */
export function otherThanComma(at: Location): Diagnostic {
  return expectedComma(at, "',' belongs here", "Write ','");
}

function expectedComma(at: Location, label: string, title: string): Diagnostic {
  return diagnostic('THPS1044', "the parts of this list are separated by ','", {
    at,
    label,
    fixes: [replace(title, at, ',')],
  });
}

export function unknownClause(at: Location, found: string, of: string, clauses: readonly string[]): Diagnostic {
  const near = didYouMean(found, clauses);
  return diagnostic(
    'THPS1045',
    `${quoted(found)} is not a clause of ${of}${near === undefined ? '' : `: did you mean '${near}'?`}`,
    {
      at,
      hint: near === undefined ? `the clauses are ${listed(clauses)}` : undefined,
      fixes: near === undefined ? [] : [replace(`Write '${near}'`, at, near)],
    },
  );
}
