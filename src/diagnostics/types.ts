import type { Location } from '../text/source.ts';
import { declaredHere, type Diagnostic, diagnostic, type DiagnosticParts, type Fix, type Label } from './diagnostic.ts';
import { conversion, conversionFixes, isNumber, tidy } from './conversions.ts';
import { compare, replace, wrap } from './fixes.ts';

/**
 * 3001 to 3004, 3007, 3010 to 3012 and 3017 to 3021: types that do not fit. Types and values come as they are printed; `because`
 * points at where the expected type comes from.
 */

type Because = Label | undefined;

function also(because: Because): readonly Label[] {
  return because ? [because] : [];
}

/** Of a value, which might be converted. */
export function wrongType(at: Location, expected: string, found: string, because?: Because): Diagnostic {
  return otherType(at, expected, found, because, {
    hint: conversion(expected, found),
    fixes: conversionFixes(at, expected, found),
  });
}

/** Of what is given for a `ref` parameter, which nothing converts. */
export function wrongTypeOfPlace(at: Location, expected: string, found: string, because?: Because): Diagnostic {
  return otherType(at, expected, found, because, {});
}

function otherType(
  at: Location,
  expected: string,
  found: string,
  because: Because,
  conversions: Pick<DiagnosticParts, 'hint' | 'fixes'>,
): Diagnostic {
  if (expected === found)
    return diagnostic('THPS3001', `this '${found}' is not the one that is expected here`, {
      at,
      secondary: also(because),
      hint: 'a module that is imported with other constants has types of its own',
    });
  return diagnostic('THPS3001', `this is ${tidy(found)}, but ${expected} is expected here`, {
    at,
    secondary: also(because),
    ...conversions,
  });
}

export function valueOutside(at: Location, value: string, type: string, because?: Because): Diagnostic {
  return diagnostic('THPS3002', `${value} is outside ${type}`, { at, secondary: also(because) });
}

export function noOverlap(at: Location, found: string, type: string, because?: Because): Diagnostic {
  return diagnostic(
    'THPS3002',
    tidy(found) === found
      ? `this is in ${found}, which is outside ${type} altogether`
      : `${tidy(found)} is outside ${type}`,
    {
      at,
      secondary: also(because),
    },
  );
}

/** Something of one kind stands where another kind of value is needed. */
function wanted(
  at: Location,
  what: string,
  found: string,
  hint: string | undefined,
  fixes: readonly Fix[] = [],
): Diagnostic {
  return diagnostic('THPS3003', `${what} is needed here, but this is ${tidy(found)}`, { at, hint, fixes });
}

export function notACondition(at: Location, found: string): Diagnostic {
  return wanted(
    at,
    'a condition',
    found,
    isNumber(found) ? 'compare it: `e != 0`' : found.endsWith('?') ? 'write `e != none`, or `e is some(x)`' : undefined,
    isNumber(found) ? [compare(at, '!= 0')] : found.endsWith('?') ? [compare(at, '!= none')] : [],
  );
}

export function notAnInteger(at: Location, found: string): Diagnostic {
  if (found !== 'bool') return wanted(at, 'a number', found, undefined);
  return wanted(at, 'a number', found, 'write `int(e)`', [wrap("Write 'int(…)'", at, 'int(', ')')]);
}

export function notASet(at: Location, found: string): Diagnostic {
  return wanted(
    at,
    'a set',
    found,
    isNumber(found)
      ? 'write `{a, b}`, or a range `a..b`'
      : found.startsWith('seq')
        ? 'go over the positions of a sequence: `i in 0..size(s) - 1`'
        : found.startsWith('[')
          ? 'go over the keys of a map: name the key type'
          : undefined,
  );
}

export function notASetToTakeFrom(at: Location, found: string): Diagnostic {
  return wanted(at, 'a set', found, isNumber(found) ? '`subset` binds tightly: write `subset (a..b)`' : undefined);
}

export function notATuple(at: Location, found: string): Diagnostic {
  return wanted(at, 'a tuple', found, undefined);
}

export function notASequence(at: Location, name: string, found: string): Diagnostic {
  return wanted(
    at,
    name === 'size' ? 'a sequence or a set' : 'a sequence',
    found,
    name === 'size' && found.startsWith('[') ? 'count the keys: `count k in K: true`' : undefined,
  );
}

export function notIndexable(at: Location, found: string): Diagnostic {
  return wanted(at, 'a map or a sequence', found, undefined);
}

export function noFields(at: Location, field: string, found: string): Diagnostic {
  return diagnostic('THPS3003', `there is no field '${field}' in ${found}, which is not a struct`, {
    at,
    hint: found.endsWith('?') ? 'take the value out of the option first: `e is some(x)`, or `match`' : undefined,
  });
}

export function notAStruct(at: Location, found: string, declared: Location): Diagnostic {
  return diagnostic('THPS3003', `a struct is needed here, but this is ${found}`, {
    at,
    secondary: declaredHere(declared),
  });
}

export function notAProcess(at: Location): Diagnostic {
  return diagnostic('THPS3003', 'the name of a process is needed before `at`', {
    at,
    hint: 'write `p at label`, or `p[i] at label` where there are several',
  });
}

function different(
  at: Location,
  message: string,
  secondary: readonly Label[],
  hint: string | undefined,
  fixes: readonly Fix[],
): Diagnostic {
  return diagnostic('THPS3004', message, { at, secondary, hint, fixes });
}

/** `if s == S {} { … }`: the name of a type at the end of the head of a statement. */
function opensBlock({ source, span }: Location, type: string): boolean {
  return source.text.slice(span.start, span.end) === type && /^\s*\{/.test(source.text.slice(span.end));
}

export function notComparable(
  at: Location,
  left: string,
  right: string,
  leftAt: Location,
  rightAt: Location,
): Diagnostic {
  if (right === `set of ${left}` && opensBlock(rightAt, left)) {
    return different(
      at,
      `${left} and ${right} have no values in common`,
      [{ location: rightAt, text: "the set of its values: the '{' after it opens the block" }],
      `a record in the head of a statement needs parentheses: \`(${left} { … })\``,
      [],
    );
  }
  // A value is compared with an optional one by making it optional as well, on whichever side it stands.
  const ofLeft = conversion(right, left);
  const isLeft = conversion(left, right) === undefined || ofLeft?.startsWith('write `some') === true;
  return different(
    at,
    `${tidy(left)} and ${tidy(right)} have no values in common`,
    [
      { location: leftAt, text: tidy(left) },
      { location: rightAt, text: tidy(right) },
    ],
    isLeft ? ofLeft : conversion(left, right),
    isLeft ? conversionFixes(leftAt, right, left) : conversionFixes(rightAt, left, right),
  );
}

export function notAnElement(at: Location, found: string, element: string, foundAt: Location): Diagnostic {
  return different(
    at,
    `${tidy(found)} is never in a set of ${element}`,
    [{ location: foundAt, text: tidy(found) }],
    conversion(element, found),
    conversionFixes(foundAt, element, found),
  );
}

export function branchesDiffer(at: Location, found: string, other: string, otherAt: Location | undefined): Diagnostic {
  return different(
    at,
    `this is ${tidy(found)}, but the other is ${tidy(other)}`,
    otherAt ? [{ location: otherAt, text: tidy(other) }] : [],
    conversion(other, found),
    conversionFixes(at, other, found),
  );
}

export function notOrdered(at: Location, operator: string, type: string): Diagnostic {
  return diagnostic('THPS3007', `\`${operator}\` has no meaning for ${type}`, {
    at,
    hint: type.startsWith('set of') ? 'a subset is written `forall x in a: x in b`, or `a \\ b == {}`' : undefined,
  });
}

export function patternOfOtherType(at: Location, pattern: string, type: string): Diagnostic {
  return diagnostic('THPS3010', `${pattern} never matches ${type}`, { at });
}

export function notExhaustive(at: Location, missing: string): Diagnostic {
  return diagnostic('THPS3011', `this \`match\` does not cover \`${missing}\``, {
    at,
    hint: `add an arm for \`${missing}\`, or \`_\` for everything else`,
  });
}

export function refutableStatement(at: Location, missing: string): Diagnostic {
  return refutable(at, missing, 'say what happens then: `let … = e else { … }`');
}

export function refutableExpression(at: Location, missing: string): Diagnostic {
  return refutable(at, missing, 'use `match`, which has an arm for each case');
}

function refutable(at: Location, missing: string, hint: string): Diagnostic {
  return diagnostic('THPS3011', `\`let\` does not cover \`${missing}\``, { at, hint });
}

export function unreachableArm(at: Location): Diagnostic {
  return diagnostic('THPS3012', 'the arms before it match everything that this one does', {
    at,
    hint: 'remove it, or put it first',
  });
}

export function elseNeverRuns(at: Location): Diagnostic {
  const word = /\s*\belse\s*$/.exec(at.source.text.slice(0, at.span.start));
  return diagnostic('THPS3012', 'the pattern matches everything, so this `else` never runs', {
    at,
    hint: 'remove it',
    fixes: word ? [replace("Remove the 'else'", { ...at, span: { start: word.index, end: at.span.end } }, ';')] : [],
  });
}

export function recursiveType(at: Location, chain: readonly string[], target: Location): Diagnostic {
  const [first] = chain;
  return diagnostic(
    'THPS3017',
    chain.length <= 2 ? `'${first ?? ''}' contains itself` : `these types contain each other: ${chain.join(' → ')}`,
    {
      at,
      secondary: [{ location: target, text: 'leads back to this' }],
      hint: 'every type is finite: keep the parts in a map, and refer to them by key',
    },
  );
}

export function ordersSymmetric(at: Location, operator: string, type: string): Diagnostic {
  return diagnostic('THPS3018', `\`${operator}\` puts values of '${type}' in an order, but they have none`, {
    at,
    hint: 'values of a symmetric type can be told apart, and nothing else; a range type has an order',
  });
}

function keys(at: Location, message: string, hint?: string): Diagnostic {
  return diagnostic('THPS3019', message, { at, hint });
}

export function wrongKeys(at: Location, expected: string, found: string): Diagnostic {
  return keys(at, `the keys are ${found}, but ${expected} are expected here`);
}

export function keysNotAType(at: Location): Diagnostic {
  return keys(
    at,
    'the keys of a map are all the values of a type',
    'write a type name or a range whose bounds are constants',
  );
}

export function chooseSeveral(at: Location): Diagnostic {
  return diagnostic('THPS3020', '`choose` takes one element', { at, hint: 'choose from a set of tuples, or twice' });
}

export function noCompound(at: Location, operator: string, type: string): Diagnostic {
  return diagnostic('THPS3021', `\`${operator}\` has no meaning for ${type}`, {
    at,
    hint: operator === '\\=' ? 'it removes elements from a set' : '`|=` and `&=` are for bool and for sets',
  });
}
