import type { CheckData, PropertyData } from '../result/model.ts';
import type { TraceData } from '../result/trace.ts';
import { withinText } from './failure.ts';

/** A run with the word that its declaration begins with: `check before_patch`, `scenario lost_update`. */
export function titleOfRun(run: RunWords): string {
  return `${run.scenario === undefined ? 'check' : 'scenario'} ${describeRun(run)}`;
}

/** A run as its check declares it: `before_patch with GUARD = freeze_refcount, without uptodate`. */
export function describeRun(run: RunWords): string {
  const { name, edits, constraints = [], only: all, asked } = run;
  const further = furtherConstants(run);
  const only = all?.filter((one) => !asked.includes(one));
  const parts = [
    ...(further.length > 0 ? [`with ${further.join(', ')}`] : []),
    ...edits,
    ...constraints.map((one) => `constraint ${one}`),
    ...(only === undefined ? [] : [`only ${only.join(', ')}`]),
  ];
  return [name, ...parts].join(' ');
}

/** `N = 3`: what a run changes of the constants, besides those that are part of its name. */
function furtherConstants({ constants, values }: RunWords): readonly string[] {
  const further = constants.filter((one) => !values.some((value) => value.name === one.name));
  return further.map(({ name, value }) => `${name} = ${value}`);
}

/** What a run changes: constants, then statements that are left out or moved, then how far it looks. */
export function changesOf(run: RunWords): readonly string[] {
  return [...furtherConstants(run), ...run.edits, ...(run.constraints ?? []).map((one) => `constraint ${one}`)];
}

type RunWords = Pick<
  CheckData,
  'name' | 'constants' | 'values' | 'edits' | 'constraints' | 'only' | 'asked' | 'scenario'
>;

/** Whether a property is the order of a scenario. */
export function isScenario({ kind }: Pick<PropertyData, 'kind'>): boolean {
  return kind === 'possible' || kind === 'impossible';
}

/** What there is to say of a property: any engine's verdict has it. */
export type Judged = Pick<PropertyData, 'name' | 'kind'>;

/** Whether a violation is one that the check expects, or what has to be possible is. */
export function isExpected({ expectViolated, result }: PropertyData): boolean {
  return expectViolated ? result === 'violated' : result === 'witnessed';
}

/** What a trace shows, as in its heading and in the last line of a race. */
export function describeFinding(property: Judged): string {
  switch (property.kind) {
    case 'invariant':
      return `invariant ${property.name} is violated`;
    case 'transition':
      return `transition ${property.name} is violated by the last step`;
    case 'reachable':
      return `${property.name} is reached`;
    case 'possible':
    case 'impossible':
      return `scenario ${property.name} is possible`;
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

/** What a trace shows in detail: the value and the place that are out of range, what an assertion says. */
export function describeEvidence(property: Judged, trace: TraceData | undefined): string {
  const finding = describeFinding(property);
  const failure = trace?.steps.at(-1)?.failure ?? trace?.failure;
  if (trace === undefined || failure === undefined) return finding;
  if (property.kind === 'range') return `${finding}: ${failure.message}`;
  const last = trace.steps.at(-1)?.statements.at(-1);
  return property.kind === 'assert' && last?.kind === 'assert' && last.message !== undefined
    ? `${finding}: ${last.message}`
    : finding;
}

/** The last lines of a race: what it shows, and which call that was in. */
export function endingOf(property: Judged, trace: TraceData): readonly string[] {
  const failure = trace.steps.at(-1)?.failure;
  const within = failure && withinText(failure, trace);
  return [describeEvidence(property, trace), ...(within === undefined ? [] : [within])];
}

/** A word quoted for a shell. */
export function shellWord(text: string): string {
  return /^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
