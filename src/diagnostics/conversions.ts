import type { Location } from '../text/source.ts';
import type { Fix } from './diagnostic.ts';
import { compare, wrap } from './fixes.ts';

/** How a value of one type becomes one of another. Types come as they are printed. */

const RANGE = /^-?\d+\.\.-?\d+$/;

/** `2` instead of `2..2`, `none` instead of an option of nothing. */
export function tidy(type: string): string {
  if (type === 'nothing?') return '`none`';
  if (type === 'set of nothing') return '`{}`';
  return type.replace(/^(-?\d+)\.\.(-?\d+)$/, (range, low, high) => (low === high ? String(low) : range));
}

export function isNumber(type: string): boolean {
  return RANGE.test(type);
}

/** What to write where one type stands and another is wanted. */
export function conversion(expected: string, found: string): string | undefined {
  const option = (t: string): string => (isNumber(t) ? `(${t})?` : `${t}?`);
  if (expected.endsWith('?') && (expected === option(found) || (isNumber(found) && expected.startsWith('('))))
    return 'write `some(…)`: a value and an optional value are different things';
  if (found.endsWith('?') && found === option(expected))
    return 'take the value out of the option: `e is some(x)`, or `match`';
  if (expected === 'bool' && isNumber(found)) return 'compare it: `e != 0`';
  if (isNumber(expected) && found === 'bool') return 'write `int(e)`, or `if e then 1 else 0`';
  return undefined;
}

/** The one change that makes a value fit, where `conversion` names it. */
export function conversionFixes(at: Location, expected: string, found: string): readonly Fix[] {
  const hint = conversion(expected, found) ?? '';
  if (hint.startsWith('write `some')) return [wrap("Write 'some(…)'", at, 'some(', ')')];
  if (hint.startsWith('write `int')) return [wrap("Write 'int(…)'", at, 'int(', ')')];
  return hint.startsWith('compare') ? [compare(at, '!= 0')] : [];
}
