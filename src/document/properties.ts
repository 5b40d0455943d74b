import { itemAt } from '../core/lists.ts';
import type { PropertyVerdict } from '../explorer/verdict.ts';
import type { PropertyDeclaration } from '../syntax/tree.ts';
import { spanText } from '../text/source.ts';
import { countOf } from '../render/layout.ts';
import { isScenario, shellWord } from '../render/report.ts';
import { documentation, heading } from './comments.ts';
import { drawTrace } from './counterexamples.ts';
import { fenced, prose, proseLine } from '../render/prose.ts';
import { blocks, code, details, html, table } from '../render/markdown.ts';
import { headingOfProperty } from './names.ts';
import { isBroken, listOfRuns } from './runs.ts';
import type { CheckedRun, Subject } from './subject.ts';

/** What has to hold, what has to be possible, and in which checks it came out how. */
export function describeProperties(subject: Subject): string {
  const { tree, source } = subject.modules.entry;
  const sections = tree.declarations.flatMap((one, i) => {
    if (one.kind !== 'property') return [];
    const title = heading(source, one, tree.declarations[i - 1]?.span.end ?? 0);
    return [...(title === undefined ? [] : [prose(title)]), describeProperty(one, subject)];
  });
  return blocks(['## Properties', ...sections, describeAsserts(subject)]);
}

/** How a property came out in the runs that look at it. */
export interface Appearance {
  readonly run: CheckedRun;
  readonly verdict: PropertyVerdict;
}

export function appearancesOf(name: string, { runs }: Subject): readonly Appearance[] {
  return runs.flatMap((run) => {
    const verdict = run.report.verdict.properties.find((one) => one.name === name);
    return verdict === undefined ? [] : [{ run, verdict }];
  });
}

function describeProperty(one: PropertyDeclaration, subject: Subject): string {
  const { source } = subject.modules.entry;
  const { name } = one.name;
  const appearances = appearancesOf(name, subject);
  return blocks([
    `### ${(headingOfProperty(one.property, name) ?? name).replace(name, () => code(name))}`,
    prose(documentation(source, one) ?? ''),
    fenced(spanText({ source, span: one.span }), 'thps'),
    summarise(appearances, subject),
    one.property === 'reachable' ? witness(appearances, subject) : '',
  ]);
}

/** `Violated in a (5), b (7). Holds in every other check.` */
function summarise(appearances: readonly Appearance[], subject: Subject): string {
  if (appearances.length === 0) return 'No check looks at it.';
  const broken = appearances.filter(({ verdict }) => isBroken(verdict));
  const fine = appearances.filter(({ verdict }) => !isBroken(verdict));
  const runs = (some: readonly Appearance[]): string =>
    listOfRuns(
      some.map(({ run }) => run),
      subject,
    );
  const { kind } = itemAt(appearances, 0).verdict;
  if (kind === 'reachable') {
    const reached = fine.filter(({ verdict }) => verdict.result === 'witnessed');
    const lengths = reached.map(({ verdict }) => verdict.steps ?? 0);
    const [least, most] = [Math.min(...lengths), Math.max(...lengths)];
    const range = least === most ? countOf(least, 'step') : `${least} to ${countOf(most, 'step')}`;
    return [
      lengths.length === 0 ? '' : `Reached in ${range} in ${runs(reached)}.`,
      broken.length === 0 ? '' : `Never reached in ${runs(broken)}.`,
    ]
      .join(' ')
      .trim();
  }
  const violated = broken.map(({ run, verdict }) => `${code(run.report.run.name)} (${verdict.steps ?? 0})`);
  if (violated.length === 0)
    return `No violation in ${fine.length === subject.runs.length ? 'any check' : runs(fine)}.`;
  const unseen = subject.runs.length - appearances.length;
  const rest = fine.length === 0 ? '' : `No violation in the ${unseen === 0 ? '' : `${fine.length} `}others.`;
  return `Violated (number of steps in parentheses): ${violated.join(', ')}. ${rest}`.trim();
}

/** Lines of a witness that is drawn: that something can happen is seldom a story. */
const LONGEST_WITNESS = 40;

/** The witness of the first check that changes the fewest things. */
export function witness(appearances: readonly Appearance[], { file }: Subject): string {
  const reached = appearances.filter(
    ({ verdict, run }) => verdict.result === 'witnessed' && run.report.traces.has(verdict.name),
  );
  const effort = ({ run: { report } }: Appearance): number =>
    report.run.edits.length * 1000 + report.run.constants.length;
  const [best] = reached.toSorted((a, b) => effort(a) - effort(b));
  const trace = best?.run.report.traces.get(best.verdict.name);
  if (best === undefined || trace === undefined) return '';
  const { run, verdict } = best;
  const summary = `How it ${isScenario(verdict) ? 'happens' : 'is reached'}, in ${countOf(verdict.steps ?? 0, 'step')} of <code>${html(run.report.run.name)}</code>`;
  const drawn = drawTrace(trace, verdict, run);
  if (drawn.split('\n').length <= LONGEST_WITNESS) return details(summary, drawn);
  const { check } = run.report.run;
  const only = isScenario(verdict) ? '' : ` --only ${shellWord(verdict.name)}`;
  const command = `thps check ${shellWord(file)} --check ${shellWord(check)}${only} --trace race`;
  return `${summary}: ${code(command)}.`;
}

/** What holds without being declared as a property: asserts in the code, ranges of types, no deadlock. */
function describeAsserts(subject: Subject): string {
  const names = new Map<string, PropertyVerdict['kind']>();
  for (const { report } of subject.runs)
    for (const { name, kind } of report.verdict.properties)
      if (headingOfProperty(kind, name) === undefined) names.set(name, kind);
  const rows = [...names].map(([name, kind]) => {
    const violated = appearancesOf(name, subject)
      .filter(({ verdict }) => isBroken(verdict))
      .map(({ run, verdict }) => `${code(run.report.run.name)} (${verdict.steps ?? 0})`);
    const allowed = listOfAllowed(appearancesOf(name, subject), subject);
    return [code(name), proseLine(meaningOf(name, kind, subject)), [...violated, ...allowed].join(', ')];
  });
  return blocks([
    '### Asserts and what every spec promises',
    table(['', 'what has to hold', 'violated (steps)'], rows),
  ]);
}

/** `allowed in a, b`: the checks that do not look for deadlock. */
function listOfAllowed(appearances: readonly Appearance[], subject: Subject): readonly string[] {
  const runs = appearances.filter(({ verdict }) => verdict.result === 'allowed').map(({ run }) => run);
  return runs.length === 0 ? [] : [`allowed in ${listOfRuns(runs, subject)}`];
}

function meaningOf(name: string, kind: PropertyVerdict['kind'], subject: Subject): string {
  if (kind === 'range') return 'No value is outside its type, and no index outside its map.';
  if (kind === 'deadlock') return 'Somebody can always go on, until all are done.';
  if (name === 'assert') return 'Every assert without a name.';
  const found = new Map<string, string>();
  for (const { system } of subject.runs)
    for (const { operations } of system.steps)
      for (const one of operations) {
        if (one.kind !== 'assert' || one.name !== name) continue;
        const where = one.frame === undefined ? '' : `${code(`${one.frame.procedure.name}()`)}: `;
        const text = `${where}${code(one.message ?? spanText(one.condition.at))}`;
        found.set(text, text);
      }
  return [...found.values()].join('<br>');
}
