import type { Run } from '../core/run.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Exploration, Limits } from '../explorer/model.ts';
import type { Verdict } from '../explorer/verdict.ts';
import { printable } from '../text/display.ts';
import { briefText, callText } from '../trace/statement-text.ts';
import type { StatementRecord, Trace } from '../trace/trace.ts';
import type { Vacuity } from './vacuity.ts';

/** Everything about one run that a medium may show. */
export interface CheckReport {
  /** The spec's file as the user named it. */
  readonly file: string;
  readonly run: Run;
  readonly verdict: Verdict;
  readonly exploration: Exploration;
  readonly limits: Limits;
  /** What the check promises and did not come out, with its place in the file. */
  readonly remarks: readonly Diagnostic[];
  /** What was never met: it is told once for all checks of a file. */
  readonly vacuity: readonly Vacuity[];
  /** By names of properties: counterexamples and witnesses. */
  readonly traces: ReadonlyMap<string, Trace>;
  /** By names of properties that the check expects to be violated: who took the last shared step, and what it was. */
  readonly lastSteps: ReadonlyMap<string, string>;
  /** Present where it is to be shown; it differs from run to run. */
  readonly effort?: { readonly milliseconds: number; readonly bytes: number };
}

/**
 * How a run came out: as it promises; with a violation that it does not promise; without something that it
 * promises; or not known, since it was ended early or has a property that cannot be checked yet.
 */
export type Outcome = 'as expected' | 'violated' | 'unfulfilled' | 'incomplete';

export function outcomeOf({ problems }: Verdict): Outcome {
  if (problems.length === 0) return 'as expected';
  if (problems.some((one) => one.kind === 'violation')) return 'violated';
  if (problems.some((one) => one.kind === 'missing' || one.kind === 'steps' || one.kind === 'states'))
    return 'unfulfilled';
  return 'incomplete';
}

/** Longest statement in a line about a property. */
const STATEMENT = 48;

/**
 * `writer[1]: counter = 1`: the last step that touched what is shared, or the call that it is in, so that a violation
 * by a race that nobody meant is seen for what it is. A loop has no last step.
 */
export function lastSharedStep({ steps, backTo }: Trace): string | undefined {
  if (backTo !== undefined) return undefined;
  for (const { actor, records } of steps.toReversed()) {
    const text = records.flatMap((record) => sharedText(record) ?? []).at(-1);
    if (text !== undefined)
      return `${actor}: ${text.length <= STATEMENT ? text : `${text.slice(0, STATEMENT - 1).trimEnd()}…`}`;
  }
  return undefined;
}

function sharedText(record: StatementRecord): string | undefined {
  if (record.role !== 'visible' && record.role !== 'assert') return undefined;
  const call = record.stack[0] ?? (record.kind === 'enter' || record.kind === 'leave' ? record.call : undefined);
  if (call) return printable(callText(call));
  const statement = record.kind === 'jump' ? { text: record.statement } : briefText(record);
  return statement && printable(statement.text);
}
