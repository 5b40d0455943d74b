import type { Location } from '../text/source.ts';
import { declaredHere, type Diagnostic, diagnostic } from './diagnostic.ts';

/** 3008 and 3009: too few or too many of something. */

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
  return counts(at, `${what} takes ${number(wants, one)}, but ${areGiven(given)}`, declared);
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
  return counts(at, `a tuple of ${size} has no part ${position}`, undefined, 'positions start at 0');
}

export function tooManyIndices(at: Location): Diagnostic {
  return counts(at, 'a sequence takes one index', undefined);
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
