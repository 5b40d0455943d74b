import type { Run } from '../core/run.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { anotherRace, expectedViolationMissing, wrongStateCount, wrongStepCount } from '../diagnostics/exploration.ts';
import type { Verdict } from '../explorer/verdict.ts';

/** What a check promises and does not hold, at the places in the spec where it is promised. */
export function brokenPromises(run: Run, verdict: Verdict): readonly Diagnostic[] {
  const promise = (name: string): Run['expect']['violated'][number] | undefined =>
    run.expect.violated.find((one) => one.property === name);
  return verdict.problems.flatMap((problem) => {
    switch (problem.kind) {
      case 'violation':
      case 'incomplete':
        return [];
      case 'missing': {
        const at = promise(problem.name)?.at;
        if (at === undefined) return [];
        return [expectedViolationMissing(at, problem.name, whyMissing(problem.property?.result))];
      }
      case 'steps': {
        const at = promise(problem.property.name)?.at;
        return at === undefined ? [] : [wrongStepCount(at, problem.property.name, problem.expected, problem.found)];
      }
      case 'denied':
        // Said with all that the checks of the file never met.
        return [];
      case 'passing': {
        const at = promise(problem.property.name)?.passing[problem.index]?.at;
        return at === undefined ? [] : [anotherRace(at, problem.property.name, problem.missed)];
      }
      case 'states': {
        const at = run.expect.states?.at;
        return at === undefined ? [] : [wrongStateCount(at, problem.expected, problem.found)];
      }
    }
  });
}

function whyMissing(result: Verdict['properties'][number]['result'] | undefined): string {
  switch (result) {
    case undefined:
      return 'this run has no such property';
    case 'holds':
      return 'it holds';
    case 'witnessed':
      return 'a state that satisfies it is reached';
    case 'allowed':
      return 'this run allows it';
    case 'violated':
    case 'unreached':
    case 'undecided':
      return 'no violation was found';
  }
}
