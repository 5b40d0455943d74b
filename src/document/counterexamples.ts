import type { Expr, FunctionSymbol } from '../core/expression.ts';
import { walkExpression } from '../core/traverse.ts';
import type { TransitionSystem } from '../ir/system.ts';
import type { PropertyVerdict } from '../explorer/verdict.ts';
import { countOf } from '../render/layout.ts';
import { describeEvidence, endingOf } from '../render/report.ts';
import { renderRace } from '../render/trace-race.ts';
import { waitingText } from '../result/statement-text.ts';
import type { NamedData, StateData, TraceData } from '../result/trace.ts';
import { partsOf, valueText } from '../result/values.ts';
import { fenced, prose } from '../render/prose.ts';
import { blocks, code, details, html, linkTo } from '../render/markdown.ts';
import { headingOfProperty } from './names.ts';
import { brokenIn, changesOf, mainViolation } from './runs.ts';
import type { CheckedRun, Subject } from './subject.ts';

/** Columns of a diagram: what fits into a page beside nothing else. */
const WIDTH = 100;

/** Each check with something to tell: what it is about, and how its violations come about. */
export function describeCounterexamples(
  subject: Subject,
  groups: readonly { readonly runs: readonly CheckedRun[] }[],
): string {
  const drawnBefore = new Map<string, CheckedRun>();
  const sections = groups.flatMap(({ runs }, group) =>
    runs.filter((run) => hasSection(run, subject)).map((run) => describeCheck(run, group === 0, drawnBefore, subject)),
  );
  return sections.length === 0 ? '' : blocks(['## Counterexamples', introduction, ...sections]);
}

const introduction = [
  'The shortest run that shows each violation, as kernel developers draw races: a column for each process, a line for each',
  'step (or more, where it does several things at once), and after `->` what a load or a call returned. Under it is what the',
  'property looks at, at the end of the run. Of several violations that a check expects the one that it names first is drawn;',
  'after the names of the others is the length of their shortest runs, in steps, and `thps check` draws them with `--trace race`.',
].join(' ');

export function hasSection(run: CheckedRun, { runs }: Subject): boolean {
  // The documentation of a scenario stands with it.
  if (run.report.run.scenario) return brokenIn(run).length > 0;
  return brokenIn(run).length > 0 || (run.report.run.doc !== undefined && isFirstOfCheck(run, runs));
}

export function headingOf({ report }: CheckedRun): string {
  return `Check ${report.run.name}`;
}

/** A check with `for` is several runs; its comment stands with the first. */
function isFirstOfCheck({ report: { run } }: CheckedRun, runs: readonly CheckedRun[]): boolean {
  return runs.find(({ report }) => report.run.at?.span.start === run.at?.span.start)?.report.run === run;
}

/** @param isOpen the counterexample is shown without a click @param drawnBefore runs that are drawn already */
function describeCheck(
  run: CheckedRun,
  isOpen: boolean,
  drawnBefore: Map<string, CheckedRun>,
  subject: Subject,
): string {
  const { report } = run;
  const changes = changesOf(run);
  const broken = brokenIn(run);
  const main = mainViolation(run);
  // What the check does not expect is drawn as well; the rest follows from the same mistake.
  const drawn = broken.filter((one) => one === main || (one.result === 'violated' && !one.expectViolated));
  const others = broken.filter((one) => one.result === 'violated' && !drawn.includes(one));
  const unreached = broken.filter(({ result }) => result === 'unreached').map(linkToProperty);
  const opened =
    isOpen && report.run.edits.length === 0 ? drawn.find((one) => !drawnBefore.has(tellingOf(one, run))) : undefined;
  return blocks([
    `### ${headingOf(run).replace(/ (.*)$/s, ' `$1`')}`,
    changes.length === 0 ? '' : changes.map(code).join(', '),
    isFirstOfCheck(run, subject.runs) ? prose(report.run.doc ?? '') : '',
    ...drawn.map((property) => describeViolation(property, run, property === opened, drawnBefore)),
    others.length === 0 ? '' : `Violated as well: ${others.map(withSteps).join(', ')}.`,
    unreached.length === 0 ? '' : `No state of this version shows ${unreached.join(' or ')}.`,
  ]);
}

function withSteps(property: PropertyVerdict): string {
  return `${linkToProperty(property)} (${property.steps ?? 0})`;
}

function linkToProperty({ name, kind }: PropertyVerdict): string {
  const title = headingOfProperty(kind, name);
  return title === undefined ? code(name) : linkTo(title, code(name));
}

function describeViolation(
  property: PropertyVerdict,
  run: CheckedRun,
  isOpen: boolean,
  drawnBefore: Map<string, CheckedRun>,
): string {
  const trace = run.report.traces.get(property.name);
  if (trace === undefined) return '';
  const finding = describeEvidence(property, trace);
  const body = drawTrace(trace, property, run);
  const telling = tellingOf(property, run);
  const earlier = drawnBefore.get(telling);
  if (earlier !== undefined) {
    return `${linkToProperty(property)} is violated as in ${linkTo(headingOf(earlier), code(earlier.report.run.name))}, in ${countOf(property.steps ?? 0, 'step')}.`;
  }
  drawnBefore.set(telling, run);
  const summary = `${html(finding)}, in ${countOf(property.steps ?? 0, 'step')}`.replace(
    html(property.name),
    `<code>${html(property.name)}</code>`,
  );
  return details(summary, body, { isOpen });
}

/** Equal for what would be drawn alike. */
function tellingOf(property: PropertyVerdict, run: CheckedRun): string {
  const trace = run.report.traces.get(property.name);
  return `${property.name}\n${trace === undefined ? '' : drawTrace(trace, property, run)}`;
}

/** The beginning where it may differ, the race, and where processes wait in a deadlock. */
export function drawTrace(trace: TraceData, property: PropertyVerdict, { system }: CheckedRun): string {
  const chosen = new Set(
    system.program.initialisers.flatMap((one) => (one.kind === 'choice' ? [one.variable.name] : [])),
  );
  const start = valuesIn(trace.initial, chosen);
  return blocks([
    start.length === 0 ? '' : `It begins with ${start.map(code).join(', ')}.`,
    fenced(
      [
        renderRace(trace, endingOf(property, trace), { width: WIDTH, legend: 'none' }),
        ...evidence(trace, property, system),
      ].join('\n'),
      'text',
    ),
    property.kind === 'deadlock' ? waitingIn(trace) : '',
  ]);
}

/** What shows that a property is violated: the values that it looks at, or what the last step changes. */
function evidence(trace: TraceData, { kind, name }: PropertyVerdict, system: TransitionSystem): readonly string[] {
  const last = trace.steps.at(-1);
  if (kind === 'transition') {
    const changes = last?.changes.filter(({ scope }) => scope !== 'local') ?? [];
    return changes.map(({ path, before, after }) => `${path}: ${before ?? '-'} → ${after ?? '-'}`);
  }
  const body = system.properties.find((one) => one.name === name)?.body;
  if (body === undefined) return [];
  const { variables, places } = lookedAt(body);
  const { variables: values, processes } = last?.state ?? trace.initial;
  return [
    ...values.filter((one) => variables.has(one.name)).flatMap(linesOf),
    ...processes.flatMap((one) => (places ? [`${one.name} at ${one.point}`] : [])),
  ];
}

/** The variables that an expression reads, also through functions, and whether it asks where processes are. */
function lookedAt(expr: Expr): { readonly variables: ReadonlySet<string>; readonly places: boolean } {
  const variables = new Set<string>();
  const functions = new Set<FunctionSymbol>();
  let places = false;
  const look = (part: Expr): boolean => {
    if (part.kind === 'variable') variables.add(part.symbol.name);
    if (part.kind === 'at' || part.kind === 'allDone') places = true;
    if (part.kind === 'call' && !functions.has(part.function)) {
      functions.add(part.function);
      walkExpression(part.function.body, look);
    }
    return true;
  };
  walkExpression(expr, look);
  return { variables, places };
}

/** `cache = [0 → hole, 1 → swap]`; a map of structs has a line for each. */
function linesOf({ name, value }: NamedData): readonly string[] {
  const parts = partsOf(value);
  if (parts.kind !== 'map' || !parts.entries.some(([, of]) => partsOf(of).kind === 'struct'))
    return [`${name} = ${valueText(value)}`];
  return parts.entries.map(([key, of]) => `${name}[${valueText(key)}] = ${valueText(of)}`);
}

function valuesIn({ variables }: StateData, names: ReadonlySet<string>): readonly string[] {
  return variables.filter(({ name }) => names.has(name)).map(({ name, value }) => `${name} = ${valueText(value)}`);
}

function waitingIn(trace: TraceData): string {
  const { waiting = [] } = trace;
  return waiting.map((one) => `- ${code(one.actor)} waits at ${code(waitingText(one, trace))}`).join('\n');
}
