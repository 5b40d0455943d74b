import type { Edit } from '../core/expression.ts';
import { furtherConstants, type Run } from '../core/run.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Exploration, Limits } from '../explorer/model.ts';
import type { PropertyVerdict, Verdict } from '../explorer/verdict.ts';
import { printable } from '../text/display.ts';
import { spanText } from '../text/source.ts';
import { briefText, callText } from '../trace/statement-text.ts';
import type { StatementRecord, Trace } from '../trace/trace.ts';
import { withinText } from './failure.ts';
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

/** A run as its check declares it: `before_patch with GUARD = freeze_refcount, without uptodate`. */
export function describeRun(run: Run): string {
  const constants = furtherConstants(run).map(({ name, value }) => `${name} = ${value}`);
  const parts = [
    ...(constants.length > 0 ? [`with ${constants.join(', ')}`] : []),
    ...run.edits.map(describeEdit),
    ...(run.only === undefined ? [] : [`only ${run.only.join(', ')}`]),
  ];
  return [run.name, ...parts].join(' ');
}

/** `without khugepaged.uptodate`, as it stands in the check. */
export function describeEdit(edit: Edit): string {
  return `${edit.kind} ${spanText(edit.at).replace(/\s+/g, ' ')}`;
}

/** What a trace shows, as its heading and the last line of a race say it. */
export function describeFinding(property: PropertyVerdict): string {
  switch (property.kind) {
    case 'invariant':
      return `invariant ${property.name} is violated`;
    case 'transition':
      return `transition ${property.name} is violated by the last step`;
    case 'reachable':
      return `${property.name} is reached`;
    case 'assert':
      return property.name === 'assert' ? 'an assertion fails' : `assertion ${property.name} fails`;
    case 'range':
      return 'a value is out of range';
    case 'deadlock':
      return 'deadlock: no step is enabled';
    case 'temporal':
      return `temporal property ${property.name} is violated`;
  }
}

/** What a trace shows with its particulars: the value and the place that are out of range, what an assertion says. */
export function describeEvidence(property: PropertyVerdict, trace: Trace | undefined): string {
  const finding = describeFinding(property);
  const failure = trace?.steps.at(-1)?.failure ?? trace?.failure;
  if (trace === undefined || failure === undefined) return finding;
  if (property.kind === 'range') return `${finding}: ${failure.message}`;
  const last = trace.steps.at(-1)?.records.at(-1);
  return property.kind === 'assert' && last?.kind === 'assert' && last.message !== undefined
    ? `${finding}: ${last.message}`
    : finding;
}

/** The last lines of a race: what it shows, and whose call that was in. */
export function endingOf(property: PropertyVerdict, trace: Trace): readonly string[] {
  const failure = trace.steps.at(-1)?.failure;
  const within = failure && withinText(failure);
  return [describeEvidence(property, trace), ...(within === undefined ? [] : [within])];
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

/** A word as a shell takes it. */
export function shellWord(text: string): string {
  return /^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
