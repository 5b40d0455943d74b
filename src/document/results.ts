import type { PropertyVerdict } from '../explorer/verdict.ts';
import { countOf, withCommas } from '../render/layout.ts';
import { isScenario } from '../render/report.ts';
import { outcomeOf } from '../driver/report.ts';
import { heading } from './comments.ts';
import { hasSection, headingOf } from './counterexamples.ts';
import { proseLine } from '../render/prose.ts';
import { blocks, code, linkTo, table } from '../render/markdown.ts';
import { brokenIn, changesOf } from './runs.ts';
import type { CheckedRun, Subject } from './subject.ts';

const columns = ['check', 'what differs', 'what comes out', 'states', 'depth'];

/** A row for each run of a check, under the headings that the spec has between its checks. */
export function describeResults(subject: Subject): string {
  const rows: string[][] = [];
  for (const { title, runs } of groupsOf(subject)) {
    if (title !== undefined) rows.push([`**${proseLine(title.replaceAll('**', ''))}**`]);
    rows.push(...runs.map((run) => rowOf(run, subject)));
  }
  const isCut = subject.runs.some(isEndedEarly);
  const isWrong = subject.runs.some((run) => outcomeOf(run.report.verdict) !== 'as expected');
  return blocks([
    '## Results',
    [
      'Each check explores every state that its version of the model can reach.',
      `✓ means that it came out as the spec says it has to: for a wrong version, that is a violation${isWrong ? '; ✗ that it did not' : ''}.`,
      'The number after a property is the length of the shortest run that shows it, in steps.',
      isCut ? '+ means that the search ended before that, as soon as everything was decided.' : '',
    ]
      .join(' ')
      .trim(),
    table(columns, rows, ['states', 'depth']),
    remarkOnCounts(subject),
  ]);
}

function rowOf(run: CheckedRun, subject: Subject): string[] {
  const { exploration } = run.report;
  const name = code(run.report.run.name);
  return [
    hasSection(run, subject) ? linkTo(headingOf(run), name) : name,
    changesOf(run).map(code).join('<br>'),
    verdictOf(run),
    `${withCommas(exploration.distinct)}${isEndedEarly(run) ? '+' : ''}`,
    String(exploration.depth),
  ];
}

export function isEndedEarly({ report: { exploration } }: CheckedRun): boolean {
  return exploration.end !== 'complete';
}

/** `✓ everything holds`, `✓ everything holds, deadlock is allowed`, `✓ violated: p (5), q (7)`, and what did not come out. */
function verdictOf(run: CheckedRun): string {
  const { verdict } = run.report;
  const scenario = scenarioOf(run);
  if (scenario !== undefined) return scenario;
  const broken = brokenIn(run);
  const listed = (heading: string, result: PropertyVerdict['result'], isExpected: boolean): readonly string[] => {
    const names = broken
      .filter((one) => one.result === result && one.expectViolated === isExpected)
      .map(({ name, steps }) => code(name) + (steps === undefined ? '' : ` (${steps})`));
    return names.length === 0 ? [] : [`${isExpected ? '' : '**not expected** '}${heading}: ${names.join(', ')}`];
  };
  const found = [true, false].flatMap((isExpected) => [
    ...listed('violated', 'violated', isExpected),
    ...listed('never reached', 'unreached', isExpected),
  ]);
  const missing = missingIn(run);
  const sign = outcomeOf(verdict) === 'as expected' ? '✓' : '✗';
  const allowed = verdict.properties
    .filter(({ result }) => result === 'allowed')
    .map(({ name }) => `, ${name} is allowed`);
  return found.length + missing.length === 0
    ? `${sign} everything holds${allowed.join('')}`
    : `${sign} ${[...found, ...missing].join('<br>')}`;
}

/** `✓ possible (4)`, of the run of a scenario. */
function scenarioOf({ report: { verdict } }: CheckedRun): string | undefined {
  const property = verdict.properties.find(isScenario);
  if (property === undefined) return undefined;
  const { steps, result } = property;
  const isOpen = result === 'undecided' ? 'not found so far' : 'impossible';
  const sign = outcomeOf(verdict) === 'as expected' ? '✓' : '✗';
  return `${sign} ${steps === undefined ? isOpen : `possible (${steps})`}`;
}

/** What the check says has to come out, and did not. */
export function missingIn({ report }: CheckedRun): readonly string[] {
  return report.verdict.problems.flatMap((problem): readonly string[] => {
    switch (problem.kind) {
      case 'missing':
        return [`${code(problem.name)} **is not violated**`];
      case 'steps':
        return [`${code(problem.property.name)} **not in ${countOf(problem.expected, 'step')}**`];
      case 'states':
        return [`**not ${countOf(problem.expected, 'state')}**`];
      case 'passing':
        return [`${code(problem.property.name)} **does not pass ${code(problem.missed)}**`];
      case 'denied':
        return [`**${countOf(problem.findings, 'finding')} denied**`];
      case 'violation':
      case 'incomplete':
        return [];
    }
  });
}

/** `5 checks, 1,234 states in all.` */
export function remarkOnCounts({ runs }: Subject): string {
  const total = runs.reduce((sum, { report }) => sum + report.exploration.distinct, 0);
  return runs.length === 1 ? '' : `${countOf(runs.length, 'check')}, ${countOf(total, 'state')} in all.`;
}

/** Runs in the order of the spec under the comments that stand for themselves between the checks. */
export function groupsOf({
  modules: { entry },
  runs,
}: Subject): readonly { readonly title?: string; readonly runs: readonly CheckedRun[] }[] {
  const groups: { title?: string; runs: CheckedRun[] }[] = [];
  const { declarations } = entry.tree;
  for (const run of runs) {
    const at = run.report.run.at?.span.start ?? 0;
    const index = declarations.findIndex(({ span }) => span.start <= at && at < span.end);
    const node = declarations[index];
    const title = node === undefined ? undefined : heading(entry.source, node, declarations[index - 1]?.span.end ?? 0);
    const last = groups.at(-1);
    if (last === undefined || (title !== undefined && title !== last.title))
      groups.push({ ...(title === undefined ? {} : { title }), runs: [run] });
    else last.runs.push(run);
  }
  return groups;
}
