import type { CheckData, PropertyData } from '../result/model.ts';
import { waitingText } from '../result/statement-text.ts';
import type { TraceData } from '../result/trace.ts';
import { printable } from '../text/display.ts';
import { countOf } from './layout.ts';
import { place } from './place.ts';
import { describeFinding, endingOf, isExpected, shellWord } from './report.ts';
import type { ReportOptions } from './report-options.ts';
import { tracesOf } from './selection.ts';
import type { Style } from './style.ts';
import { renderRace } from './trace-race.ts';
import { renderTrace } from './trace-terminal.ts';

/** The counterexamples and witnesses of a report. They are loaded where there are some: most reports have none. */
export function reportTraces(
  report: CheckData,
  shown: readonly PropertyData[],
  options: ReportOptions,
): readonly string[] {
  return shown.flatMap((property) => {
    const all = tracesOf(property);
    const unknown = property.othersUnknown ? [`\n  ${options.style.dim(OTHERS_UNKNOWN)}\n`] : [];
    const drawn = all.flatMap((trace, i) => {
      const which = all.length > 1 ? ` (${i + 1} of ${all.length})` : '';
      return traceParts(report, property, { trace, which }, options);
    });
    return [...drawn, ...unknown];
  });
}

const OTHERS_UNKNOWN = 'others were not looked for: there are too many steps within this length';

/** @param which of several it is */
function traceParts(
  report: CheckData,
  property: PropertyData,
  { trace, which }: { readonly trace: TraceData; readonly which: string },
  options: ReportOptions,
): readonly string[] {
  const { style, trace: form } = options;
  const title = `${describeFinding(property)}, in ${countOf(property.steps ?? 0, 'step')}${which}:`;
  const heading = `\n  ${style.bold(title)}\n\n`;
  const waiting = property.kind === 'deadlock' ? renderWaiting(trace, style) : '';
  const drawn = options.seen?.(trace) ?? trace;
  const under = options.under?.(property, trace) ?? '';
  if (form === 'race') return [heading, renderRace(drawn, endingOf(property, trace), options.race), waiting, under];
  const check = report.at === undefined ? '' : ` --check ${shellWord(report.check)}`;
  const command = `thps check ${shellWord(printable(report.file))}${check} --trace race`;
  const how = report.asked.includes(property.name) ? 'the same command with --trace race' : command;
  const advice = isExpected(property) ? [] : [`\n  ${style.dim(`as columns for a commit message: ${how}`)}\n`];
  return [heading, renderTrace(drawn, style), waiting, under, ...advice];
}

/** For a deadlock: where each unfinished process waits, and for what. */
function renderWaiting(trace: TraceData, style: Style): string {
  const { waiting = [] } = trace;
  if (waiting.length === 0) return '';
  const lines = waiting.map(
    (one) => `    ${style.bold(one.actor)} waits  ${style.dim(place(one.at))}  ${printable(waitingText(one, trace))}\n`,
  );
  return `\n${lines.join('')}`;
}
