import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Exploration, Limits } from '../explorer/model.ts';
import type { Problem, PropertyVerdict } from '../explorer/verdict.ts';
import { inWords, printable } from '../text/display.ts';
import { renderDiagnostics } from './diagnostics-terminal.ts';
import { countOf, withCommas, padEnd, wrap } from './layout.ts';
import { outcomeOf, type CheckReport, type Outcome } from '../driver/report.ts';
import { describeEvidence, describeFinding, describeRun, endingOf, shellWord } from './report.ts';
import type { Trace } from '../trace/trace.ts';
import type { Style } from './style.ts';
import type { Detail } from './trace-lines.ts';
import { renderRace } from './trace-race.ts';
import { place, renderTrace, sourceLine } from './trace-terminal.ts';
import { waitingText } from '../trace/statement-text.ts';
import { vacuityWarnings } from '../driver/vacuity.ts';

const LINE_WIDTH = 78;

/** How much of a report to print. */
export interface ReportOptions {
  readonly style: Style;
  readonly trace: 'full' | 'race' | 'none';
  /** Columns of a race, and how much of it is told. */
  readonly width: number;
  readonly detail: Detail;
  /** Traces of what was expected as well: violations that the check promises, and witnesses. */
  readonly expectedTraces: boolean;
  /** Only what did not come out as expected, in a line each. */
  readonly quiet: boolean;
  /** Every warning with its source. */
  readonly verbose: boolean;
}

/** Warnings that are listed before the others are only counted. */
const LISTED_WARNINGS = 5;
/** Names of checks in such a line. */
const NAMED_CHECKS = 2;

/** One check: heading, verdict, a line for each property, counts, remarks, traces. Ends with a line break, if not empty. */
export function renderReport(report: CheckReport, options: ReportOptions): string {
  const { style } = options;
  const { verdict, run } = report;
  const outcome = outcomeOf(verdict);
  const headline = outcomeColour(outcome, style)(verdictLine(report, outcome));
  if (options.quiet)
    return outcome === 'as expected' ? '' : `${printable(report.file)}: check ${describeRun(run)}: ${headline}\n`;

  const lines = [
    style.bold(`check ${describeRun(run)}`),
    `  ${headline}`,
    ...propertyLines(report, options).map((line) => `  ${line}`),
    `  ${style.dim(countsLine(report))}`,
  ];
  return [
    lines.map((line) => `${line}\n`).join(''),
    ...remarkTexts(report.remarks, options),
    ...traceTexts(report, options),
  ].join('');
}

/** `12 checks: 11 as expected, 1 with an unexpected violation` */
/** @param withErrors how many checks could not be run besides */
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

function verdictLine(report: CheckReport, outcome: Outcome): string {
  const { verdict } = report;
  if (outcome === 'as expected') return 'as expected';
  const sentences = verdict.problems.map((problem) => problemText(problem, report));
  const lead = outcome === 'incomplete' ? 'incomplete' : 'not as expected';
  return `${lead}: ${[...new Set(sentences)].join('; ')}`;
}

function problemText(problem: Problem, { limits, exploration, traces }: CheckReport): string {
  switch (problem.kind) {
    case 'violation':
      return problem.property.result === 'unreached'
        ? `${problem.property.name} is never reached`
        : describeEvidence(problem.property, traces.get(problem.property.name));
    case 'missing':
      return `${problem.name} is not violated`;
    case 'steps':
      return `${problem.property.name} is violated in ${countOf(problem.found, 'step')}, not ${problem.expected}`;
    case 'states':
      return `${countOf(problem.found, 'state')}, not ${problem.expected}`;
    case 'incomplete':
      return endText(problem.end, limits, exploration);
  }
}

/** Why a search ended, and how to go on. */
function endText(end: Exploration['end'], limits: Limits, exploration: Exploration): string {
  switch (end) {
    case 'max-states':
      return `more than ${countOf(limits.states ?? 0, 'state')}; --max-states sets another limit`;
    case 'max-depth':
      return `there are states beyond depth ${limits.depth ?? 0}; --max-depth sets another limit`;
    case 'max-memory':
      return memoryText(limits, exploration);
    case 'interrupted':
      return 'interrupted';
    case 'decided':
      return 'ended when all that was expected had been found';
    case 'violation':
      return 'ended with the violation';
    case 'complete':
      return 'all states explored';
  }
}

/** What was full, and what can be done. */
function memoryText(limits: Limits, { spilled, notSpilled }: Exploration): string {
  if (spilled?.failed) {
    const { reason, lacks } = spilled.failed;
    const advice = lacks === 'disk' ? '--spill names another folder' : '--max-memory gives it more';
    return `the memory was full, and the run could not go on with files: ${reason}; ${advice}`;
  }
  const [full, more] = memoryAdvice(limits);
  switch (notSpilled) {
    case 'fingerprints':
      return `${full}; ${more}, and without --fingerprint the run goes on with files`;
    case 'temporal':
      return `${full}; ${more}, and without temporal properties (--only names others) the run goes on with files`;
    case 'checkpoints':
      return `${full}; ${more}, and without --checkpoint the run goes on with files`;
    case 'small':
      return `${full}; ${more}, and from about 256M on the run goes on with files`;
    case undefined:
      break;
  }
  return limits.memory === undefined
    ? `${full}; ${more}, --fingerprint needs less of it, and with --spill FOLDER the run goes on with files`
    : `${full}; ${more}`;
}

/** What was full, and who can give more. */
function memoryAdvice({ memory, container }: Limits): readonly [full: string, more: string] {
  if (container !== undefined) return ['the memory of the container is nearly full', 'a larger one gives it more'];
  return memory === undefined
    ? ['the memory that the engine can use is full', '--max-memory 16G gives it more']
    : ['the memory limit was reached', '--max-memory sets another limit'];
}

/**
 * A line for each property with something to tell; those that came out plainly well share one, unless every
 * property is to have its own.
 */
function propertyLines(
  { verdict: { properties }, lastSteps }: Pick<CheckReport, 'verdict' | 'lastSteps'>,
  { style, verbose }: Pick<ReportOptions, 'style' | 'verbose'>,
): readonly string[] {
  const isPlain = ({ result, expectViolated, kind }: PropertyVerdict): boolean =>
    !verbose &&
    !expectViolated &&
    (result === 'holds' ||
      result === 'allowed' ||
      result === 'witnessed' ||
      (result === 'undecided' && kind !== 'reachable'));
  const own = properties.filter((one) => !isPlain(one));
  const width = Math.max(0, ...own.map(({ name }) => name.length));
  const shared = (heading: string, result: PropertyVerdict['result'], colour: (text: string) => string): string[] => {
    const names = properties
      .filter((one) => isPlain(one) && one.result === result)
      .map(({ name, steps }) => (steps === undefined ? name : `${name} (${steps})`));
    if (names.length === 0) return [];
    const [first = '', ...rest] = wrap(`${heading}: ${names.join(', ')}`, LINE_WIDTH);
    return [`${colour(heading)}${first.slice(heading.length)}`, ...rest];
  };
  return [
    ...own.map(
      (property) => `${padEnd(property.name, width)}  ${resultText(property, lastSteps.get(property.name), style)}`,
    ),
    ...shared('reached (in steps)', 'witnessed', style.green),
    ...shared('holds', 'holds', style.green),
    ...shared('allowed', 'allowed', style.dim),
    ...shared('no violation found', 'undecided', style.dim),
  ];
}

function resultText(property: PropertyVerdict, last: string | undefined, style: Style): string {
  const { expectViolated } = property;
  const by = last === undefined ? '' : `, the last by ${last}`;
  const steps = property.steps === undefined ? '' : ` (${countOf(property.steps, 'step')}${by})`;
  switch (property.result) {
    case 'holds':
      return expectViolated ? style.red('holds, which was not expected') : style.green('holds');
    case 'allowed':
      return style.dim('allowed');
    case 'violated':
      return expectViolated ? style.green(`violated as expected${steps}`) : style.red(`violated${steps}`);
    case 'witnessed':
      return expectViolated ? style.red(`reached${steps}, which was not expected`) : style.green(`reached${steps}`);
    case 'unreached':
      return expectViolated ? style.green('never reached, as expected') : style.red('never reached');
    case 'undecided':
      if (property.kind === 'reachable') return style.yellow('not reached so far');
      return expectViolated ? style.yellow('no violation found') : style.dim('no violation found');
  }
}

function countsLine({ exploration, effort }: CheckReport): string {
  const { distinct, generated, depth, end, frontier, missed, spilled } = exploration;
  const parts = [countOf(distinct, 'distinct state'), `${withCommas(generated)} generated`, `depth ${depth}`];
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

function remarkTexts(remarks: readonly Diagnostic[], { style }: ReportOptions): readonly string[] {
  return remarks.length === 0 ? [] : ['\n', indented(renderDiagnostics(remarks, style))];
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}

/** What the checks of a file never met: a line for each place, or with its source where all is wanted. */
export function renderVacuity(
  reports: readonly Pick<CheckReport, 'run' | 'vacuity'>[],
  { style, verbose }: Pick<ReportOptions, 'style' | 'verbose'>,
): string {
  const warnings = vacuityWarnings(reports);
  if (warnings.length === 0) return '';
  if (verbose)
    return indented(
      renderDiagnostics(
        warnings.map(({ warning }) => warning),
        style,
      ),
    );
  const lines = warnings.map(({ warning, checks }) => {
    const heading = style.yellow(`warning[${warning.code}]`);
    const at = warning.primary?.location;
    const where = at === undefined ? '' : `  ${style.dim(`${place(at)}  ${sourceLine(at)}`)}`;
    return `  ${heading}: ${printable(warning.message)}${inSome(checks, reports.length)}${where}\n`;
  });
  const distinct = [...new Set(lines)];
  const listed = distinct.slice(0, LISTED_WARNINGS);
  const more = distinct.length - listed.length;
  if (more > 0)
    listed.push(`  ${style.yellow(`and ${countOf(more, 'more warning', 'more warnings')}; -v prints them all`)}\n`);
  return listed.join('');
}

/** Which of the checks of a file a warning is about: `` where there is one, ` in a and b`, ` in all 12 checks`. */
function inSome(checks: readonly string[], all: number): string {
  if (all === 1) return '';
  if (checks.length === all) return ` in ${all === 2 ? 'both' : `all ${all}`} checks`;
  const named = checks.slice(0, NAMED_CHECKS).map(printable);
  const more = checks.length - named.length;
  return ` in ${inWords(more > 0 ? [...named, countOf(more, 'more check', 'more checks')] : named)}`;
}

function traceTexts(report: CheckReport, options: ReportOptions): readonly string[] {
  if (options.trace === 'none') return [];
  const { style, trace: form } = options;
  const texts: string[] = [];
  for (const property of report.verdict.properties) {
    const trace = report.traces.get(property.name);
    const isExpected = property.expectViolated ? property.result === 'violated' : property.result === 'witnessed';
    if (trace === undefined || (isExpected && !options.expectedTraces)) continue;
    const title = `${describeFinding(property)}, in ${countOf(property.steps ?? 0, 'step')}:`;
    texts.push(`\n  ${style.bold(title)}\n\n`);
    const waiting = property.kind === 'deadlock' ? renderWaiting(trace, style) : '';
    if (form === 'race') {
      texts.push(renderRace(trace, endingOf(property, trace), options), waiting);
    } else {
      texts.push(renderTrace(trace, style), waiting);
      const check = report.run.at === undefined ? '' : ` --check ${shellWord(report.run.check)}`;
      const command = `thps check ${shellWord(printable(report.file))}${check} --trace race`;
      if (!isExpected) texts.push(`\n  ${style.dim(`as the columns of a commit message: ${command}`)}\n`);
    }
  }
  return texts;
}

/** Of a deadlock: where each process that is not done waits, and for what. */
function renderWaiting(trace: Trace, style: Style): string {
  const { waiting = [] } = trace;
  if (waiting.length === 0) return '';
  const lines = waiting.map(
    (one) => `    ${style.bold(one.actor)} waits  ${style.dim(place(one.at))}  ${printable(waitingText(one))}\n`,
  );
  return `\n${lines.join('')}`;
}
