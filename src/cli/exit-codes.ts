import { isError, type Diagnostic, type DiagnosticClass } from '../diagnostics/diagnostic.ts';
import type { CheckReport } from '../driver/report.ts';

/** Exit codes of `thps`. TLC's numbers where it has one, those of sysexits.h for the rest. */
export const exitCodes = {
  asExpected: 0,
  assumption: 10,
  deadlock: 11,
  safety: 12,
  liveness: 13,
  assertion: 14,
  incomplete: 20,
  unfulfilled: 21,
  outOfDate: 22,
  denied: 23,
  differs: 24,
  usage: 64,
  noInput: 66,
  internal: 70,
  badSpec: 150,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** From the most severe to the least: what hides the others where several things happen in one command. */
const bySeverity: readonly ExitCode[] = [
  exitCodes.internal,
  exitCodes.usage,
  exitCodes.noInput,
  exitCodes.badSpec,
  exitCodes.assumption,
  exitCodes.assertion,
  exitCodes.safety,
  exitCodes.deadlock,
  exitCodes.liveness,
  exitCodes.unfulfilled,
  exitCodes.denied,
  exitCodes.outOfDate,
  exitCodes.differs,
  exitCodes.incomplete,
  exitCodes.asExpected,
];

export function mostSevere(codes: readonly ExitCode[]): ExitCode {
  return bySeverity.find((code) => codes.includes(code)) ?? exitCodes.asExpected;
}

/** What one run contributes. */
export function exitCodeOf({ verdict }: CheckReport): ExitCode {
  return mostSevere(
    verdict.problems.map((problem): ExitCode => {
      switch (problem.kind) {
        case 'violation':
          return violationCode(problem.property.kind);
        case 'missing':
        case 'steps':
        case 'states':
        case 'passing':
          return exitCodes.unfulfilled;
        case 'denied':
          return exitCodes.denied;
        case 'incomplete':
          return exitCodes.incomplete;
      }
    }),
  );
}

export function violationCode(kind: CheckReport['verdict']['properties'][number]['kind']): ExitCode {
  switch (kind) {
    case 'deadlock':
      return exitCodes.deadlock;
    case 'assert':
      return exitCodes.assertion;
    case 'temporal':
      return exitCodes.liveness;
    case 'invariant':
    case 'transition':
    case 'reachable':
    case 'possible':
    case 'impossible':
    case 'range':
      return exitCodes.safety;
  }
}

/** What a message contributes: nothing if it is a warning. */
export function exitCodeOfDiagnostic(diagnostic: Diagnostic): ExitCode {
  return isError(diagnostic) ? codesOfErrors[diagnostic.class] : exitCodes.asExpected;
}

const codesOfErrors: Readonly<Record<DiagnosticClass, ExitCode>> = {
  usage: exitCodes.usage,
  input: exitCodes.noInput,
  stale: exitCodes.outOfDate,
  interrupted: exitCodes.incomplete,
  syntax: exitCodes.badSpec,
  name: exitCodes.badSpec,
  type: exitCodes.badSpec,
  assumption: exitCodes.assumption,
  lowering: exitCodes.badSpec,
  vacuity: exitCodes.badSpec,
  lint: exitCodes.badSpec,
  internal: exitCodes.internal,
};

/** The section of `thps --help`. */
export const exitCodeHelp = `
Exit codes:
    0  everything came out as the checks expect (an expected violation is a success)
   10  an \`assume\` is false
   11  a deadlock that no check expects
   12  an invariant or a transition is violated, a state is not reachable, a scenario is not what it has to be, a value is
       out of range
   13  a temporal property is violated
   14  an assertion fails
   20  incomplete: a limit was reached, Ctrl-C (or SIGTERM, SIGHUP), or a property that cannot be checked yet
   21  an expected violation, its race, number of steps or number of states did not come out
   22  a page is out of date (\`thps doc --check\`), a spec is not formatted (\`thps format --check\`)
   23  a step that never ran, or a property about nothing, where the spec (\`deny\`) or \`--strict\` forbids it
   24  something is different (\`thps diff\`)
   64  wrong use of the command line
   66  a file that is missing, cannot be read or cannot be written; standard output that is full
   70  an error in thps itself
  150  an error in a spec
  129, 130, 143  ended at once by SIGHUP, Ctrl-C or SIGTERM: by a second one, or before there was anything to report
  141  the reader of standard output went away before everything was written, as in \`thps check | head -1\`
Where several apply: 70, 64, 66, 150, 10, 14, 12, 11, 13, 21, 23, 22, 24, 20, in this order.
`;
