import {
  hasChanged,
  type PropertyChange,
  type PropertySummary,
  type RunChange,
  type RunSummary,
} from '../result/compare.ts';
import { printable } from '../text/display.ts';
import { countOf, withCommas } from './layout.ts';
import type { Style } from './style.ts';

/** Steps of a trace that are shown from where it differs. */
const SHOWN = 4;

/** What changed from one version of a spec to the next: a heading for each check of which something did. */
export function renderComparison(changes: readonly RunChange[], style: Style): string {
  const changed = changes.filter(hasChanged);
  const same = changes.length - changed.length;
  const parts = changed.map((change) => `${runLines(change, style).join('\n')}\n`);
  const summary =
    changed.length === 0
      ? `${countOf(changes.length, 'check')}: nothing has changed\n`
      : `${countOf(changes.length, 'check')}: ${changed.length} changed${same === 0 ? '' : `, ${same} the same`}\n`;
  return [...parts, summary].join('\n');
}

function runLines({ name, before, after, properties }: RunChange, style: Style): readonly string[] {
  const title = style.bold(`check ${printable(name)}`);
  if (before === undefined) return [title, `  ${style.green('is new')}${after ? `: ${after.outcome}` : ''}`];
  if (after === undefined) return [title, `  ${style.red('is gone')}: ${before.outcome}`];
  return [
    title,
    ...valueLine('outcome', before.outcome, after.outcome),
    ...valueLine('states', statesOf(before), statesOf(after)),
    ...valueLine('depth', String(before.depth), String(after.depth)),
    ...properties.flatMap((one) => propertyLines(one, style)),
  ];
}

function valueLine(what: string, before: string, after: string): readonly string[] {
  return before === after ? [] : [`  ${what}: ${before} → ${after}`];
}

function statesOf({ states, isComplete }: RunSummary): string {
  return `${withCommas(states)}${isComplete ? '' : '+'}`;
}

function propertyLines({ name, before, after, parting }: PropertyChange, style: Style): readonly string[] {
  const [old, now] = [resultText(before), resultText(after)];
  const heading =
    old === now ? `  ${printable(name)}: ${now}, by another run` : `  ${printable(name)}: ${old} → ${now}`;
  if (parting === undefined) return [heading];
  return [
    heading,
    `    from step ${parting + 1} on:`,
    ...stepLines(before, parting, '-').map(style.red),
    ...stepLines(after, parting, '+').map(style.green),
  ];
}

function resultText(summary: PropertySummary | undefined): string {
  if (summary === undefined) return 'not there';
  const { result, steps } = summary;
  const words = { undecided: 'not decided', witnessed: 'reached', unreached: 'never reached' } as const;
  const text = result in words ? words[result as keyof typeof words] : result;
  return steps === undefined ? text : `${text} in ${countOf(steps, 'step')}`;
}

function stepLines(summary: PropertySummary | undefined, from: number, sign: string): readonly string[] {
  const steps = summary?.trace ?? [];
  const shown = steps.slice(from, from + SHOWN).map((text, i) => `    ${sign} ${from + i + 1}  ${printable(text)}`);
  const more = steps.length - from - SHOWN;
  return more > 0 ? [...shown, `    ${sign} and ${countOf(more, 'more step', 'more steps')}`] : shown;
}
