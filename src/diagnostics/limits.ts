import type { Location } from '../text/source.ts';
import { type Diagnostic, diagnostic } from './diagnostic.ts';

/** 3016: more than is possible. */

function limit(at: Location, message: string, hint?: string): Diagnostic {
  return diagnostic('THPS3016', message, { at, hint });
}

export function tooManyValues(at: Location, count: bigint, type?: string): Diagnostic {
  const shown = count > 10n ** 18n ? `about 2^${count.toString(2).length - 1}` : String(count);
  return limit(
    at,
    `${type ?? 'this set'} has ${shown} values, which is too many to enumerate`,
    'at most 1048576 can be enumerated',
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
    `a value of this type has ${shown} parts; at most ${most} are allowed`,
    'leave out what the properties do not need',
  );
}

export function badCapacity(at: Location, found: number, most: number): Diagnostic {
  return limit(at, `a sequence holds 0..${most} elements, but this is ${found}`);
}

export function badSymmetricSize(at: Location, found: number, most: number): Diagnostic {
  return limit(at, `a symmetric type has 0..${most} values, but this is ${found}`);
}

export function tooManyRuns(at: Location, check: string, most: number): Diagnostic {
  return limit(at, `'${check}' makes more than ${most} runs`, 'use fewer values in `for`');
}

export function tooManyScenarioSteps(at: Location, most: number): Diagnostic {
  return limit(at, `a scenario has at most ${most} steps`, 'name only the steps that its order depends on');
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
    `with '${name}', more than ${most} ${kind}s call each other here`,
    kind === 'function'
      ? 'let fewer functions call each other: a quantifier, a sum or a map of all values can say the same'
      : 'let fewer procedures call each other: a loop can do the same',
  );
}

export function tooManyNeeded(at: Location, name: string, most: number): Diagnostic {
  return limit(
    at,
    `with '${name}', this depends on a chain of more than ${most} declarations`,
    'declare first what others are made of, and let each be made of few others',
  );
}

export function tooDeepType(at: Location, depth: number, most: number): Diagnostic {
  return limit(
    at,
    `a value of this type is nested ${depth} deep; at most ${most} levels are allowed`,
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
