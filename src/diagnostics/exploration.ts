import type { Location } from '../text/source.ts';
import { inWords } from '../text/display.ts';
import { type Diagnostic, diagnostic } from './diagnostic.ts';

/**
 * 5001 to 5014: what an exploration found out: properties about nothing, and checks that did not come out as
 * they promise. Violations themselves are not diagnostics: they have traces.
 */

/**
 * @param owners the processes or the action that the step is of
 * @param checks names of the runs of which it is true, at least one; here and below
 */
export function stepNeverRan(at: Location, owners: readonly string[], checks: readonly string[]): Diagnostic {
  return diagnostic('THPS5001', `this step of ${inWords(owners)} never ran`, {
    at,
    severity: 'warning',
    label: 'nothing that is checked says anything about it',
    notes: [inChecks(checks)],
    hint: 'look for a guard or an `await` that cannot come true, or for a constant that rules this out',
  });
}

export function implicationNeverMet(
  at: Location,
  operator: '=>' | '~>',
  property: string,
  checks: readonly string[],
): Diagnostic {
  return diagnostic(
    'THPS5002',
    `the left side of this \`${operator}\` of '${property}' was never true, so it says nothing`,
    {
      at,
      severity: 'warning',
      notes: [inChecks(checks)],
      hint: 'see whether the left side can be reached at all: `reachable some_name = …;`',
    },
  );
}

export function noInitialState(at: Location | undefined, checks: readonly string[]): Diagnostic {
  return diagnostic('THPS5003', 'there is no initial state, so there is nothing to check', {
    ...(at === undefined ? {} : { at }),
    severity: 'warning',
    notes: [inChecks(checks)],
    hint: 'an `init` that no choice of the initial values satisfies, or a `var x in S` with an empty S',
  });
}

/** @param actor a process or an action */
export function fairnessNeverOwed(at: Location, actor: string, checks: readonly string[]): Diagnostic {
  return diagnostic('THPS5004', `this fairness of ${actor} never requires a step`, {
    at,
    severity: 'warning',
    label: 'never true while it can take a step',
    notes: [inChecks(checks)],
    hint: 'temporal properties cannot count on it: see whether the condition is the one that is meant',
  });
}

/** What a warning is true of: `in checks 'a' and 'b', each of which explored every state` */
export function inChecks(checks: readonly string[]): string {
  const names = inWords(checks.map((name) => `'${name}'`));
  return checks.length === 1
    ? `in check ${names}, which explored every state`
    : `in checks ${names}, each of which explored every state`;
}

/** @param reason `it holds`, `this run has no such property` */
export function expectedViolationMissing(at: Location, name: string, reason: string): Diagnostic {
  return diagnostic('THPS5011', `'${name}' was expected to be violated, but ${reason}`, {
    at,
    label: 'promised here',
    hint: 'if this is right, remove it from `expect violates`',
  });
}

export function wrongStepCount(at: Location, name: string, expected: number, found: number): Diagnostic {
  return diagnostic(
    'THPS5012',
    `the shortest counterexample of '${name}' has ${steps(found)}, but ${expected} ${expected === 1 ? 'was' : 'were'} expected`,
    {
      at,
      label: 'promised here',
      hint: `write \`in ${steps(found)}\` if this is right; the last step, which violates it, counts`,
    },
  );
}

/** @param missed steps that it does not pass, or passes only before others that come first */
export function anotherRace(at: Location, name: string, missed: string): Diagnostic {
  return diagnostic(
    'THPS5014',
    `the shortest counterexample of '${name}' does not pass ${missed} here: it is another race`,
    {
      at,
      label: 'expected to be passed',
      hint: 'look at the race: mend what makes it possible if it is not the one that is meant, or name the steps that it takes',
    },
  );
}

export function wrongStateCount(at: Location, expected: number, found: number): Diagnostic {
  return diagnostic('THPS5013', `${found} distinct states were found, but ${expected} were expected`, {
    at,
    label: 'promised here',
    hint: `write \`expect states ${found}\` if the spec was changed on purpose`,
  });
}

function steps(count: number): string {
  return `${count} step${count === 1 ? '' : 's'}`;
}
