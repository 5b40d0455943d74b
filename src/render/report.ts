import type { Edit } from '../core/expression.ts';
import { furtherConstants, type Run } from '../core/run.ts';
import type { PropertyVerdict } from '../explorer/verdict.ts';
import { spanText } from '../text/source.ts';
import type { Trace } from '../trace/trace.ts';
import { withinText } from './failure.ts';

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

/** A word as a shell takes it. */
export function shellWord(text: string): string {
  return /^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
