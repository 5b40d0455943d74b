import { isError } from '../diagnostics/diagnostic.ts';
import { diagnosticFrom, type DiagnosticData, type Texts } from '../result/diagnostics.ts';
import type { CheckData, Outcome, PropertyData, Result } from '../result/model.ts';
import { inWords, printable } from '../text/display.ts';
import { renderDiagnostics } from './diagnostics-terminal.ts';
import { countOf, withCommas, padEnd, wrap } from './layout.ts';
import { isExpected, isScenario, titleOfRun } from './report.ts';
import type { Style } from './style.ts';
import { problemText } from './problems.ts';
import type { ReportOptions } from './report-options.ts';
import { place } from './place.ts';
import { lineText, positionAt, type Location } from '../text/source.ts';
import { placeData } from '../result/places.ts';

const LINE_WIDTH = 78;

/** Number of warnings that are listed; the others are only counted. */
const LISTED_WARNINGS = 5;
/** Names of checks listed in such a line. */
const NAMED_CHECKS = 2;

/**
 * One check: heading, verdict, a line for each property, counts, remarks, traces. Ends with a line break unless empty.
 */
export async function renderReport(report: CheckData, texts: Texts, options: ReportOptions): Promise<string> {
  const { style } = options;
  const { outcome } = report;
  const headline = outcomeColour(outcome, style)(verdictLine(report, outcome));
  if (options.quiet)
    return outcome === 'as expected' ? '' : `${printable(report.file)}: ${titleOfRun(report)}: ${headline}\n`;

  const lines = [
    style.bold(titleOfRun(report)),
    `  ${headline}`,
    ...propertyLines(report, options).map((line) => `  ${line}`),
    `  ${style.dim(countsLine(report))}`,
  ];
  return [
    lines.map((line) => `${line}\n`).join(''),
    options.coverage?.(report) ?? '',
    ...remarkTexts(report.remarks, texts, options),
    ...(await traceTexts(report, options)),
  ].join('');
}

/** `12 checks: 11 as expected, 1 with an unexpected violation` */
/** @param withErrors how many other checks could not be run */
export function renderSummary(outcomes: readonly Outcome[], withErrors: number, style: Style): string {
  const words: Record<Outcome, string> = {
    'as expected': 'as expected',
    violated: 'with an unexpected violation',
    unfulfilled: 'without what was expected',
    incomplete: 'incomplete',
  };
  const parts = (['as expected', 'violated', 'unfulfilled', 'incomplete'] as const).flatMap((outcome) => {
    const count = outcomes.filter((one) => one === outcome).length;
    return count === 0 ? [] : [outcomeColour(outcome, style)(`${count} ${words[outcome]}`)];
  });
  if (withErrors > 0) parts.push(style.red(`${withErrors} with errors`));
  return `${countOf(outcomes.length + withErrors, 'check')}: ${parts.join(', ')}\n`;
}

function outcomeColour(outcome: Outcome, style: Style): (text: string) => string {
  switch (outcome) {
    case 'as expected':
      return style.green;
    case 'violated':
    case 'unfulfilled':
      return style.red;
    case 'incomplete':
      return style.yellow;
  }
}

function verdictLine(report: CheckData, outcome: Outcome): string {
  if (outcome === 'as expected') return 'as expected';
  const sentences = report.problems.map((problem) => problemText(problem, report));
  const lead = outcome === 'incomplete' ? 'incomplete' : 'not as expected';
  return `${lead}: ${[...new Set(sentences)].join('; ')}`;
}

/**
 * A line for each property that has something to show; those that simply came out well share one, unless every property
 * is to have its own.
 */
function propertyLines(
  report: CheckData,
  { style, verbose }: Pick<ReportOptions, 'style' | 'verbose'>,
): readonly string[] {
  const { properties } = report;
  const within = scopeOf(report);
  const isPlain = (property: PropertyData): boolean => {
    const { result, expectViolated, kind } = property;
    return (
      !verbose &&
      !expectViolated &&
      !isScenario(property) &&
      (result === 'holds' ||
        result === 'allowed' ||
        result === 'witnessed' ||
        (result === 'undecided' && kind !== 'reachable'))
    );
  };
  const own = properties.filter((one) => !isPlain(one));
  const width = Math.max(0, ...own.map(({ name }) => name.length));
  const shared = (heading: string, result: PropertyData['result'], colour: (text: string) => string): string[] => {
    const names = properties
      .filter((one) => isPlain(one) && one.result === result)
      .map(({ name, steps }) => (steps === undefined ? name : `${name} (${steps})`));
    if (names.length === 0) return [];
    const [first = '', ...rest] = wrap(`${heading}: ${names.join(', ')}`, LINE_WIDTH);
    return [`${colour(heading)}${first.slice(heading.length)}`, ...rest];
  };
  return [
    ...own.map((property) => `${padEnd(property.name, width)}  ${resultText(property, within, style)}`),
    ...shared('reached (in steps)', 'witnessed', style.green),
    ...shared(`holds${within}`, 'holds', style.green),
    ...shared('allowed', 'allowed', style.dim),
    ...shared('no violation found', 'undecided', style.dim),
  ];
}

/** What a verdict about all states is about, where a constraint has kept some of them from being reached. */
function scopeOf({ beyond = 0 }: CheckData): string {
  return beyond > 0 ? ' within the constraint' : '';
}

/** @param within what is said of all states is said of these */
function resultText(property: PropertyData, within: string, style: Style): string {
  const { expectViolated, lastStep: last } = property;
  const by = last === undefined ? '' : `, the last by ${last}`;
  const steps = property.steps === undefined ? '' : ` (${countOf(property.steps, 'step')}${by})`;
  if (isScenario(property)) return scenarioText(property, within, style);
  switch (property.result) {
    case 'holds':
      return expectViolated ? style.red(`holds${within}, which was not expected`) : style.green(`holds${within}`);
    case 'allowed':
      return style.dim('allowed');
    case 'violated':
      return expectViolated ? style.green(`violated as expected${steps}`) : style.red(`violated${steps}`);
    case 'witnessed':
      return expectViolated ? style.red(`reached${steps}, which was not expected`) : style.green(`reached${steps}`);
    case 'unreached':
      return expectViolated ? style.green(`never reached${within}, as expected`) : style.red(`never reached${within}`);
    case 'undecided':
      if (property.kind === 'reachable') return style.yellow('not reached so far');
      return expectViolated ? style.yellow('no violation found') : style.dim('no violation found');
  }
}

/** What came of a scenario, green where it is what has to come. */
function scenarioText({ kind, result, steps }: PropertyData, within: string, style: Style): string {
  const happens = `possible (${countOf(steps ?? 0, 'step')})`;
  switch (result) {
    case 'witnessed':
      return style.green(happens);
    case 'violated':
      return style.red(happens);
    case 'holds':
      return style.green(`impossible${within}`);
    case 'unreached':
      return style.red(`impossible${within}`);
    case 'allowed':
    case 'undecided':
      return kind === 'possible' ? style.yellow('not found so far') : style.dim('not found so far');
  }
}

function countsLine(report: CheckData): string {
  const { states, generated, depth, beyond, end, frontier, missed, spilled, effort } = report;
  const parts = [countOf(states, 'distinct state'), `${withCommas(generated)} generated`, `depth ${depth}`];
  if (beyond !== undefined && (beyond > 0 || end === 'complete'))
    parts.push(
      beyond === 0 ? 'none beyond the constraint' : `${countOf(beyond, 'state')} beyond the constraint, not expanded`,
    );
  if (end !== 'complete' && frontier > 0) parts.push(`${countOf(frontier, 'state')} not explored further`);
  if (missed !== undefined) parts.push(`probability that a state was missed ${probability(missed)}`);
  if (spilled !== undefined && spilled.states > 0)
    parts.push(`${countOf(spilled.states, 'state')} in files of ${memory(spilled.bytes)}`);
  if (effort !== undefined) parts.push(duration(effort.milliseconds), memory(effort.bytes));
  return parts.join(', ');
}

/** `0`, `3.4e-10` */
function probability(value: number): string {
  return value === 0 ? '0' : value.toExponential(1);
}

/** `0.03 s`, `12.5 s`, `3 min 20 s` */
export function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(2)} s`;
  if (seconds < 120) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}

/** `58 MB`, `3.2 GB` */
export function memory(bytes: number): string {
  return bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

function remarkTexts(all: readonly DiagnosticData[], texts: Texts, { style }: ReportOptions): readonly string[] {
  const remarks = all.map((one) => diagnosticFrom(one, texts));
  return remarks.length === 0 ? [] : ['\n', indented(renderDiagnostics(remarks, style))];
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}

/**
 * What the checks of a file never met: one line for each place, or with its source if everything is wanted.
 * @param count how many checks of the file were run
 */
export function renderVacuity(
  found: Result['neverMet'],
  count: number,
  texts: Texts,
  { style, verbose }: Pick<ReportOptions, 'style' | 'verbose'>,
): string {
  const warnings = found.map(({ warning, checks }) => ({ warning: diagnosticFrom(warning, texts), checks }));
  if (warnings.length === 0) return '';
  if (verbose)
    return indented(
      renderDiagnostics(
        warnings.map(({ warning }) => warning),
        style,
      ),
    );
  const errors = warnings.filter(({ warning }) => isError(warning)).length;
  const sorted = [...warnings].sort((a, b) => Number(isError(b.warning)) - Number(isError(a.warning)));
  const lines = sorted.map(({ warning, checks }) => {
    const colour = isError(warning) ? style.red : style.yellow;
    const heading = colour(`${warning.severity}[${warning.code}]`);
    const at = warning.primary?.location;
    const where = at === undefined ? '' : `  ${style.dim(`${place(placeData(at))}  ${sourceLine(at)}`)}`;
    return `  ${heading}: ${printable(warning.message)}${inSome(checks, count)}${where}\n`;
  });
  // What is denied is listed, however much it is.
  const distinct = [...new Set(lines)];
  const listed = distinct.slice(0, Math.max(LISTED_WARNINGS, errors));
  const more = distinct.length - listed.length;
  if (more > 0)
    listed.push(`  ${style.yellow(`and ${countOf(more, 'more warning', 'more warnings')}; -v prints them all`)}\n`);
  return listed.join('');
}

/** Which of the file's checks a warning is about: `` where there is one, ` in a and b`, ` in all 12 checks`. */
function inSome(checks: readonly string[], all: number): string {
  if (all === 1) return '';
  if (checks.length === all) return ` in ${all === 2 ? 'both' : `all ${all}`} checks`;
  const named = checks.slice(0, NAMED_CHECKS).map(printable);
  const more = checks.length - named.length;
  return ` in ${inWords(more > 0 ? [...named, countOf(more, 'more check', 'more checks')] : named)}`;
}

async function traceTexts(report: CheckData, options: ReportOptions): Promise<readonly string[]> {
  const shown = shownIn(report, options);
  if (shown.length === 0) return [];
  const { reportTraces } = await import('./report-traces.ts');
  return reportTraces(report, shown, options);
}

/** The properties whose traces are printed. */
function shownIn(report: CheckData, options: ReportOptions): readonly PropertyData[] {
  if (options.trace === 'none') return [];
  return report.properties.filter((property) => {
    const isAnother = report.problems.some((one) => one.kind === 'passing' && one.property === property.name);
    const isWanted = options.expectedTraces || isAnother || report.asked.includes(property.name);
    return property.trace !== undefined && (isWanted || !isExpected(property));
  });
}

/** The source line on which a location starts, without its indentation. */
function sourceLine(location: Location): string {
  return printable(lineText(location.source, positionAt(location.source, location.span.start).line).trim());
}
