import type { Location } from '../text/source.ts';
import { declaredHere, type Diagnostic, diagnostic, type Fix, type Label } from './diagnostic.ts';
import { conversion, conversionFixes, isNumber, tidy } from './conversions.ts';
import { compare, replace, wrap } from './fixes.ts';

/**
 * Messages about types and values: 3xxx up to 3049. Types and values come as they are printed. `because`
 * points at where the expected type comes from.
 */

type Because = Label | undefined;

function also(because: Because): readonly Label[] {
  return because ? [because] : [];
}

/** @param isValue rather than a place, which cannot be converted */
export function wrongType(at: Location, expected: string, found: string, why?: Because, isValue = true): Diagnostic {
  if (expected === found)
    return diagnostic('THPS3001', `this is another '${found}' than the one that is expected here`, {
      at,
      secondary: also(why),
      hint: 'a module that is imported with other constants has types of its own',
    });
  return diagnostic('THPS3001', `this is ${tidy(found)}, and ${expected} is expected here`, {
    at,
    secondary: also(why),
    hint: isValue ? conversion(expected, found) : undefined,
    fixes: isValue ? conversionFixes(at, expected, found) : [],
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
  return diagnostic('THPS3003', `${what} is needed here, and this is ${tidy(found)}`, { at, hint, fixes });
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
        ? 'go through a sequence by its positions: `i in 0..size(s) - 1`'
        : found.startsWith('[')
          ? 'go through a map by its keys: name the key type'
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
  return diagnostic('THPS3003', `a struct is needed here, and this is ${found}`, {
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
      [{ location: rightAt, text: "the set of its values: the '{' behind it opens the block" }],
      `a record in the head of a statement stands in parentheses: \`(${left} { … })\``,
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
    `this is ${tidy(found)}, and the other is ${tidy(other)}`,
    otherAt ? [{ location: otherAt, text: tidy(other) }] : [],
    conversion(other, found),
    conversionFixes(at, other, found),
  );
}

export function overflow(at: Location, interval: { readonly low: number; readonly high: number }): Diagnostic {
  return diagnostic('THPS3005', `this can be ${interval.low}..${interval.high}, and numbers have 32 bits`, {
    at,
    hint: 'give the operands smaller ranges',
  });
}

export function literalTooLarge(at: Location): Diagnostic {
  return diagnostic('THPS3005', 'this is more than a number of 32 bits holds', {
    at,
    hint: 'numbers are -2147483648..2147483647',
  });
}

function division(at: Location, message: string): Diagnostic {
  return diagnostic('THPS3006', message, {
    at,
    hint: '`/` and `%` are defined for a dividend of at least 0 and a divisor above 0, where C and TLA+ agree',
  });
}

export function badDivisor(
  at: Location,
  operator: string,
  interval: { readonly low: number; readonly high: number },
): Diagnostic {
  return division(at, `the divisor of \`${operator}\` is ${tidy(`${interval.low}..${interval.high}`)}: never above 0`);
}

export function badDividend(
  at: Location,
  operator: string,
  interval: { readonly low: number; readonly high: number },
): Diagnostic {
  return division(
    at,
    `the dividend of \`${operator}\` is ${tidy(`${interval.low}..${interval.high}`)}: always negative`,
  );
}

export function notOrdered(at: Location, operator: string, type: string): Diagnostic {
  return diagnostic('THPS3007', `\`${operator}\` has no meaning for ${type}`, {
    at,
    hint: type.startsWith('set of') ? 'a subset is written `forall x in a: x in b`, or `a \\ b == {}`' : undefined,
  });
}

function number(count: number, one: string): string {
  return `${count === 0 ? 'no' : count} ${one}${count === 1 ? '' : 's'}`;
}

function areGiven(count: number): string {
  return `${count === 0 ? 'none is' : `${count} ${count === 1 ? 'is' : 'are'}`} given`;
}

function counts(at: Location, message: string, declared: Location | undefined, hint?: string): Diagnostic {
  return diagnostic('THPS3008', message, { at, secondary: declaredHere(declared), hint });
}

/** `what` with its quotes. */
export function wrongCount(
  at: Location,
  what: string,
  wants: number,
  given: number,
  declared: Location | undefined,
  one = 'argument',
): Diagnostic {
  return counts(at, `${what} takes ${number(wants, one)}, and ${areGiven(given)}`, declared);
}

export function wrongIndexCount(
  at: Location,
  process: string,
  wants: number,
  given: number,
  declared: Location,
): Diagnostic {
  return counts(
    at,
    `'${process}' has ${number(wants, 'index').replace('indexs', 'indices')}, and ${areGiven(given)}`,
    declared,
    wants === 1 && given === 0 ? `say which one: \`${process}[i]\`` : undefined,
  );
}

export function payloadMissing(
  at: Location,
  name: string,
  types: readonly string[],
  declared: Location | undefined,
): Diagnostic {
  return counts(
    at,
    `'${name}' has ${number(types.length, 'part')}: ${types.join(', ')}`,
    declared,
    `write \`${name}(${types.map(() => '…').join(', ')})\``,
  );
}

export function noSuchPosition(at: Location, position: number, size: number): Diagnostic {
  return counts(at, `a tuple of ${size} has no part ${position}`, undefined, 'positions begin at 0');
}

export function tooManyIndices(at: Location): Diagnostic {
  return counts(at, 'a sequence has one index', undefined);
}

export function fieldsMissing(
  at: Location,
  struct: string,
  fields: readonly string[],
  declared: Location | undefined,
): Diagnostic {
  return diagnostic(
    'THPS3009',
    `${fields.map((f) => `'${f}'`).join(', ')} of '${struct}' ${fields.length === 1 ? 'is' : 'are'} missing`,
    {
      at,
      secondary: declaredHere(declared),
      hint: 'only fields with a default value may be left out',
    },
  );
}

export function patternOfOtherType(at: Location, pattern: string, type: string): Diagnostic {
  return diagnostic('THPS3010', `${pattern} never matches ${type}`, { at });
}

export function notExhaustive(at: Location, missing: string): Diagnostic {
  return diagnostic('THPS3011', `this \`match\` leaves out \`${missing}\``, {
    at,
    hint: `add an arm for \`${missing}\`, or \`_\` for all that is left`,
  });
}

export function refutable(at: Location, missing: string, statement: boolean): Diagnostic {
  return diagnostic('THPS3011', `\`let\` leaves out \`${missing}\``, {
    at,
    hint: statement ? 'say what happens then: `let … = e else { … }`' : 'use `match`, which has an arm for each case',
  });
}

export function unreachableArm(at: Location): Diagnostic {
  return diagnostic('THPS3012', 'the arms before it match everything that this one does', {
    at,
    hint: 'take it out, or put it first',
  });
}

export function elseNeverRuns(at: Location): Diagnostic {
  const word = /\s*\belse\s*$/.exec(at.source.text.slice(0, at.span.start));
  return diagnostic('THPS3012', 'the pattern matches everything, so this `else` never runs', {
    at,
    hint: 'take it out',
    fixes: word ? [replace("Remove the 'else'", { ...at, span: { start: word.index, end: at.span.end } }, ';')] : [],
  });
}

export function needsConstant(at: Location, what: string, declared: Location | undefined): Diagnostic {
  return diagnostic('THPS3013', `${what} cannot be used here: this has to be known before the run`, {
    at,
    secondary: declaredHere(declared),
  });
}

export function constantFails(at: Location, message: string): Diagnostic {
  return diagnostic('THPS3014', `this has no value: ${message}`, { at });
}

export function initialisedLater(at: Location, name: string, declared: Location): Diagnostic {
  return diagnostic('THPS3015', `'${name}' has no value yet`, {
    at,
    secondary: [{ location: declared, text: 'gets its value here, later in the text' }],
    hint: 'initial values are worked out in textual order: declare it before, or filter with `init`',
  });
}

function limit(at: Location, message: string, hint?: string): Diagnostic {
  return diagnostic('THPS3016', message, { at, hint });
}

export function tooManyValues(at: Location, count: bigint, type?: string): Diagnostic {
  const shown = count > 10n ** 18n ? `about 2^${count.toString(2).length - 1}` : String(count);
  return limit(
    at,
    `${type ?? 'this set'} has ${shown} values, which are too many to go through`,
    'at most 1048576 can be gone through',
  );
}

export function tooManyKeys(at: Location, count: bigint, type: string): Diagnostic {
  const shown = count > 10n ** 18n ? `about 2^${count.toString(2).length - 1}` : String(count);
  return limit(at, `${type} has ${shown} values, and a map has at most 65536 keys`);
}

export function tooManyParts(at: Location, count: number, most: number): Diagnostic {
  const shown = count < 1e15 ? String(count) : `about 2^${Math.floor(Math.log2(count))}`;
  return limit(
    at,
    `a value of this type has ${shown} parts: ${most} at most`,
    'leave out what the properties do not need',
  );
}

export function badCapacity(at: Location, found: number, most: number): Diagnostic {
  return limit(at, `a sequence holds 0..${most} elements, and this is ${found}`);
}

export function badSymmetricSize(at: Location, found: number, most: number): Diagnostic {
  return limit(at, `a symmetric type has 0..${most} values, and this is ${found}`);
}

export function tooManyRuns(at: Location, check: string, most: number): Diagnostic {
  return limit(at, `'${check}' is more than ${most} runs`, 'go through fewer values in `for`');
}

export function tooManyModules(at: Location, most: number): Diagnostic {
  return limit(
    at,
    `modules import each other in more than ${most} ways`,
    'import fewer modules several times from modules that are imported several times',
  );
}

export function tooLongChain(at: Location, kind: 'function' | 'procedure', name: string, most: number): Diagnostic {
  return limit(
    at,
    `with '${name}' more than ${most} ${kind}s call each other here`,
    kind === 'function'
      ? 'let fewer functions call each other: a quantifier, a sum or a map of all values can say the same'
      : 'let fewer procedures call each other: a loop can do the same',
  );
}

export function tooManyNeeded(at: Location, name: string, most: number): Diagnostic {
  return limit(
    at,
    `with '${name}' more than ${most} declarations in a chain have to be known for this`,
    'declare first what others are made of, and let each be made of few others',
  );
}

export function tooDeepType(at: Location, depth: number, most: number): Diagnostic {
  return limit(
    at,
    `a value of this type has parts within parts, ${depth} deep: ${most} at most`,
    'leave out what the properties do not need',
  );
}

/** Of a declaration that takes more of the stack than there is. */
export function tooDeep(at: Location): Diagnostic {
  return limit(
    at,
    'this is nested too deeply, or what it is made of is',
    'divide it into several declarations, and let each be made of few others',
  );
}

export function recursiveType(at: Location, chain: readonly string[], target: Location): Diagnostic {
  const [first] = chain;
  return diagnostic(
    'THPS3017',
    chain.length <= 2 ? `'${first ?? ''}' contains itself` : `these types contain each other: ${chain.join(' → ')}`,
    {
      at,
      secondary: [{ location: target, text: 'comes back to this' }],
      hint: 'every type is finite: keep the parts in a map, and refer to them by key',
    },
  );
}

export function ordersSymmetric(at: Location, operator: string, type: string): Diagnostic {
  return diagnostic('THPS3018', `\`${operator}\` puts values of '${type}' in an order, and they have none`, {
    at,
    hint: 'values of a symmetric type can be told apart, and nothing else; a range type has an order',
  });
}

function keys(at: Location, message: string, hint?: string): Diagnostic {
  return diagnostic('THPS3019', message, { at, hint });
}

export function wrongKeys(at: Location, expected: string, found: string): Diagnostic {
  return keys(at, `the keys are ${found}, and ${expected} are expected here`);
}

export function keysNotAType(at: Location): Diagnostic {
  return keys(
    at,
    'the keys of a map are all values of a type',
    'write a type name or a range whose bounds are constants',
  );
}

export function chooseSeveral(at: Location): Diagnostic {
  return diagnostic('THPS3020', '`choose` takes one element', { at, hint: 'choose from a set of tuples, or twice' });
}

export function noCompound(at: Location, operator: string, type: string): Diagnostic {
  return diagnostic('THPS3021', `\`${operator}\` has no meaning for ${type}`, {
    at,
    hint: operator === '\\=' ? 'it takes elements out of a set' : '`|=` and `&=` are for bool and for sets',
  });
}

function noValue(at: Location, message: string, hint?: string): Diagnostic {
  return diagnostic('THPS3022', message, { at, hint });
}

export function pickOfNothing(at: Location): Diagnostic {
  return noValue(at, 'this set is empty, so nothing can ever be picked');
}

export function noInitialValue(at: Location, name: string, type: string): Diagnostic {
  return noValue(at, `'${name}' has no initial value: there is none in ${type}`);
}

export function processesNotKnown(at: Location): Diagnostic {
  return diagnostic('THPS3023', 'which processes there are is not known yet', {
    at,
    hint: 'indices and `if` clauses of processes, and constants, must not depend on the type `Process`',
  });
}

export function typeWithoutMeaning(at: Location, name: string): Diagnostic {
  return diagnostic('THPS3024', `the type '${name}' has no definition`, {
    at,
    hint: `write \`type ${name} = …;\`: only a library leaves a type to its importer`,
  });
}
