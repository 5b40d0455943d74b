import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Override } from '../typecheck/modules/requests.ts';
import { FINDINGS, findingNamed, type FindingName } from '../core/findings.ts';
import { badConstantOption, badNumberOption, unknownStrictness } from '../diagnostics/driver.ts';

/** An option's text that does not mean anything; `diagnostic` is what to say. */
export class BadOption extends Error {
  readonly diagnostic: Diagnostic;

  constructor(problem: Diagnostic) {
    super(problem.message);
    this.name = 'BadOption';
    this.diagnostic = problem;
  }
}

/** `1000000`, `1_000_000`, `1e6` */
export function parseCount(option: string, text: string, most = Number.MAX_SAFE_INTEGER): number {
  const digits = text.replaceAll('_', '');
  const count = /^\d+(e\d{1,2})?$/i.test(digits) ? Number(digits) : NaN;
  const isFromOne =
    option === '--max-states' ||
    option === '--states' ||
    option === '--all-traces' ||
    option === '--workers' ||
    option === '--width';
  if (!Number.isSafeInteger(count) || count < (isFromOne ? 1 : 0) || count > most) {
    const wanted = isFromOne ? 'a number from 1 on' : 'a number';
    const isBounded = most < Number.MAX_SAFE_INTEGER;
    throw new BadOption(
      badNumberOption(option, text, isBounded ? `a number from 1 to ${most}` : wanted, isBounded ? most : undefined),
    );
  }
  return count;
}

const units = { '': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4 } as const;

/** `2G`, `512M`, `1.5G`, `800000000`: bytes. */
export function parseSize(option: string, text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([KMGT]?)(?:i?B)?$/i.exec(text);
  const unit = match?.[2]?.toUpperCase() as keyof typeof units | undefined;
  const bytes = match === null || unit === undefined ? NaN : Math.floor(Number(match[1]) * units[unit]);
  if (!Number.isSafeInteger(bytes) || bytes < 1) {
    throw new BadOption(badNumberOption(option, text, 'a size like 2G or 512M'));
  }
  return bytes;
}

/** `N=3`, `pg.N=3`: the text of the value gets its meaning from the type of the constant. */
export function parseConstant(text: string): Override {
  const match = /^\s*([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\s*=(.*)$/s.exec(text);
  const value = match?.[2]?.trim() ?? '';
  if (match?.[1] === undefined || value === '') throw new BadOption(badConstantOption(text));
  return { name: match[1], text: value };
}

/** `P,Q`, given once or more: names, each once. */
export function parseNames(text: string, before: readonly string[] = []): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  return [...new Set([...before, ...names.filter((name) => name !== '')])];
}

/** `never-ran,vacuous`, `THPS5001`, or `all`: findings that make a check fail. */
export function parseFindings(text: string): readonly FindingName[] {
  if (text === 'all') return FINDINGS;
  return parseNames(text).map((name) => {
    const found = byCode[name.replace(/^(?:THPS)?/i, 'THPS')] ?? findingNamed(name.replaceAll('-', '_'));
    if (found === undefined) throw new BadOption(unknownStrictness(name, FINDINGS));
    return found;
  });
}

/** The codes of the warnings about them. */
const byCode: Readonly<Record<string, FindingName>> = {
  THPS5001: 'never_ran',
  THPS5002: 'vacuous',
  THPS5003: 'no_initial_state',
  THPS5004: 'useless_fairness',
};
