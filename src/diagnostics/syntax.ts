import type { Location } from '../text/source.ts';
import { spanText } from '../text/source.ts';
import { diagnostic, type Diagnostic } from './diagnostic.ts';
import { didYouMean } from './did-you-mean.ts';
import { before, lineEnd, remove, replace } from './fixes.ts';
import { listed, quoted } from './wording.ts';

/** 1001 to 1021: a text that is not a spec. */

// ----------------------------------------------------------------------------------- characters

export function unexpectedCharacter(at: Location): Diagnostic {
  const text = spanText(at);
  const code = text.codePointAt(0) ?? 0;
  const number = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  const visible = /^[\p{L}\p{N}\p{P}\p{S}]+$/u.test(text) && text.length <= 12;
  const what = visible ? `${quoted(text)} (${number})` : number;
  return diagnostic('THPS1001', `unexpected character ${what}`, {
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
  return diagnostic('THPS1003', 'this string has no closing quote on its line', {
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
  return diagnostic('THPS1014', `'${word}' is a reserved word and cannot be a name`, {
    at,
    hint: `choose another name, for instance '${word}_'; only fields may be called that`,
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
  return diagnostic('THPS1015', `'${spanText(at)}' does not begin a declaration: it comes after the name`, {
    at,
    hint: `write 'process p ${fairness} { … }', or 'action a ${fairness} when e { … }'`,
  });
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
      ? "join two comparisons with '&&': 'a < b && b < c'; or add parentheses to compare truth values"
      : 'add parentheses to say which belong together',
    fixes: isOrder ? [replace("Join them with '&&'", before(at), `&& ${middle} `)] : [],
  });
}

export function nestedTooDeeply(at: Location, limit: number): Diagnostic {
  return diagnostic('THPS1020', `more than ${limit} levels of nested blocks or expressions`, {
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
