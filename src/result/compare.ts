import { ALWAYS_CHECKED } from '../core/run.ts';
import type { PropertyResult } from '../explorer/verdict.ts';
import type { DiagnosticData } from './diagnostics.ts';
import type { CheckData, Outcome, PropertyData } from './model.ts';
import { briefText } from './statement-text.ts';
import type { StepData } from './trace.ts';

/** What `thps diff --json` prints; `docs/comparison.schema.json` says the same for programs. */
export interface ComparisonResult {
  readonly schema: 1;
  /** Version of thps. */
  readonly version: string;
  /** The exit code of the command; see `thps --help`. */
  readonly exitCode: number;
  /** Errors: why there is nothing to compare. */
  readonly diagnostics: readonly DiagnosticData[];
  readonly checks: readonly (RunChange & { readonly isChanged: boolean })[];
}

/** What has become of a run from one version of a spec to the next. */
export interface RunChange {
  readonly name: string;
  /** Absent where only the other version has it; here and below. */
  readonly before?: RunSummary;
  readonly after?: RunSummary;
  /** Those of which something changed, in the order of the later version. */
  readonly properties: readonly PropertyChange[];
}

export interface RunSummary {
  readonly outcome: Outcome;
  readonly states: number;
  readonly depth: number;
  /** All states were looked at. */
  readonly isComplete: boolean;
}

export interface PropertyChange {
  readonly name: string;
  readonly before?: PropertySummary;
  readonly after?: PropertySummary;
  /** Both have evidence, and the one is another than the other: the step from which on. */
  readonly parting?: number;
}

export interface PropertySummary {
  readonly result: PropertyResult;
  readonly steps?: number;
  /** What each step of its evidence does, where there is some. */
  readonly trace?: readonly string[];
}

/** Whether anything that a reader would see has changed. */
export function hasChanged({ before, after, properties }: RunChange): boolean {
  if (before === undefined || after === undefined || properties.length > 0) return true;
  return (
    before.outcome !== after.outcome ||
    before.states !== after.states ||
    before.depth !== after.depth ||
    before.isComplete !== after.isComplete
  );
}

/** The runs of both versions, those of the later one in its order, then those that are gone. */
export function compare(before: readonly CheckData[], after: readonly CheckData[]): readonly RunChange[] {
  const old = new Map(before.map((report) => [report.name, report]));
  const now = new Set(after.map(({ name }) => name));
  return [
    ...after.map((report) => compareRuns(old.get(report.name), report)),
    ...before.filter(({ name }) => !now.has(name)).map((report) => compareRuns(report, undefined)),
  ];
}

function compareRuns(before: CheckData | undefined, after: CheckData | undefined): RunChange {
  const [old, now] = [before, after].map(
    (report) => new Map(report?.properties.map((one) => [one.name, propertyOf(one)])),
  );
  const names = [...new Set([...(now?.keys() ?? []), ...(old?.keys() ?? [])])];
  return {
    name: after?.name ?? before?.name ?? '',
    ...(before ? { before: summaryOf(before) } : {}),
    ...(after ? { after: summaryOf(after) } : {}),
    // Of a run that only one version has, everything is new or gone.
    properties: before && after ? names.flatMap((name) => compareProperty(name, old?.get(name), now?.get(name))) : [],
  };
}

function compareProperty(
  name: string,
  before: PropertySummary | undefined,
  after: PropertySummary | undefined,
): readonly PropertyChange[] {
  const parting = partingOf(before?.trace, after?.trace);
  const isSame = before?.result === after?.result && before?.steps === after?.steps && parting === undefined;
  if (isSame || (ALWAYS_CHECKED.some((one) => one === name) && isQuiet(before) && isQuiet(after))) return [];
  return [
    {
      name,
      ...(before ? { before } : {}),
      ...(after ? { after } : {}),
      ...(parting === undefined ? {} : { parting }),
    },
  ];
}

/** Nothing was found: for what every spec has it makes no difference whether it was decided. */
function isQuiet(summary: PropertySummary | undefined): boolean {
  return summary === undefined || summary.result === 'holds' || summary.result === 'undecided';
}

/** The index of the first step in which two traces differ. */
function partingOf(before: readonly string[] | undefined, after: readonly string[] | undefined): number | undefined {
  if (before === undefined || after === undefined) return undefined;
  const longer = before.length > after.length ? before : after;
  const at = longer.findIndex((_, i) => before[i] !== after[i]);
  return at < 0 ? undefined : at;
}

function summaryOf({ outcome, states, depth, end }: CheckData): RunSummary {
  return { outcome, states, depth, isComplete: end === 'complete' };
}

function propertyOf({ result, steps, trace }: PropertyData): PropertySummary {
  return {
    result,
    ...(steps === undefined ? {} : { steps }),
    ...(trace === undefined ? {} : { trace: trace.steps.map(stepText) }),
  };
}

/** `cpu0: hits = 1`: names and values alone, so that a line more above it is no difference. */
function stepText({ actor, statements, to }: StepData): string {
  const texts = statements.flatMap((statement) => {
    const text = briefText(statement);
    return text === undefined ? [] : [text.result === undefined ? text.text : `${text.text} -> ${text.result}`];
  });
  const what = texts.length > 0 ? texts.join('; ') : /^line \d+$/.test(to) ? 'goes on' : `reaches ${to}`;
  return `${actor}: ${what}`;
}
