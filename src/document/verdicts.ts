import { outcomeOf } from '../driver/report.ts';
import type { PropertyVerdict } from '../explorer/verdict.ts';
import { padEnd, withCommas } from '../render/layout.ts';
import { blocks, code, linkTo, table } from '../render/markdown.ts';
import { isScenario } from '../render/report.ts';
import { fenced, proseLine } from '../render/prose.ts';
import { blocksOf } from '../render/verdict-table.ts';
import { hasSection, headingOf } from './counterexamples.ts';
import { groupsOf, isEndedEarly, missingIn, remarkOnCounts } from './results.ts';
import { brokenIn, changesOf, isBroken } from './runs.ts';
import type { CheckedRun, Subject } from './subject.ts';

/** What comes out of all checks, in one look. */

/** Columns of the table of verdicts. */
const WIDTH = 100;

const HOLDS = '.';

/** The table of verdicts, what holds everywhere, and the checks that its columns stand for. @param page the details */
export function describeVerdicts(subject: Subject, page: string): string {
  const names = rowsOf(subject);
  const columns = subject.runs.flatMap((run, i) => (brokenIn(run).length === 0 ? [] : [{ run, number: i + 1 }]));
  const isWrong = subject.runs.some((run) => outcomeOf(run.report.verdict) !== 'as expected');
  return blocks([
    '## Verdicts',
    columns.length === 0
      ? ''
      : [
          'A row for each property that some check breaks, a column for each check that breaks one, by its number below.',
          'A number is how many steps the shortest violation takes, `.` that there is none, an empty place that the',
          `check does not look at it${hasUnreached(columns) ? '; `-` that what has to be possible is not' : ''}${isWrong ? '; `!` that the check does not expect it' : ''}.`,
          subject.runs.some(isEndedEarly)
            ? 'A search with `+` behind its states ended as soon as everything was found that the check expects: its `.` are those until then.'
            : '',
        ]
          .join(' ')
          .trim(),
    columns.length === 0 ? '' : fenced(matrix(names, columns), 'text'),
    describeRest(subject, names),
    table(['', 'check', 'what differs', 'as the spec says', 'states', 'depth'], checks(subject, page), [
      '',
      'states',
      'depth',
    ]),
    remarkOnCounts(subject),
  ]);
}

interface Column {
  readonly run: CheckedRun;
  /** Of the check, from 1. */
  readonly number: number;
}

function hasUnreached(columns: readonly Column[]): boolean {
  return columns.some(({ run }) => brokenIn(run).some(({ result }) => result === 'unreached'));
}

/** The properties that some check breaks, in the order of the checks. */
function rowsOf({ runs }: Subject): readonly string[] {
  const all = runs.flatMap(({ report }) => report.verdict.properties);
  const broken = new Set(all.filter(isBroken).map(({ name }) => name));
  return [...new Set(all.map(({ name }) => name))].filter((name) => broken.has(name));
}

function matrix(names: readonly string[], columns: readonly Column[]): string {
  const head = Math.max(...names.map((name) => name.length));
  const cells = names.map((name) => columns.map(({ run }) => cellOf(propertyOf(name, run))));
  const widths = columns.map(({ number }, i) =>
    Math.max(String(number).length, ...cells.map((row) => row[i]?.length ?? 0)),
  );
  const parts = blocksOf(widths, WIDTH - head).map(({ from, to }) => {
    const line = (name: string, texts: readonly string[]): string =>
      [padEnd(name, head), ...texts.slice(from, to).map((text, i) => text.padStart(widths[from + i] ?? 0))]
        .join('  ')
        .trimEnd();
    const numbers = columns.map(({ number }) => String(number));
    // A row is where it says something: in a part where nothing breaks a property, it is not there.
    const shown = names.flatMap((name, i) => {
      const row = cells[i] ?? [];
      return row.slice(from, to).some((cell) => cell !== '' && cell !== HOLDS) ? [line(name, row)] : [];
    });
    return [line('', numbers), ...shown].join('\n');
  });
  return parts.join('\n\n');
}

function propertyOf(name: string, { report }: CheckedRun): PropertyVerdict | undefined {
  return report.verdict.properties.find((one) => one.name === name);
}

function cellOf(property: PropertyVerdict | undefined): string {
  if (property === undefined) return '';
  const { result, steps, expectViolated } = property;
  const unexpected = expectViolated ? '' : '!';
  switch (result) {
    case 'violated':
      return `${steps ?? 'yes'}${unexpected}`;
    case 'unreached':
      return `-${unexpected}`;
    case 'holds':
    case 'allowed':
    case 'witnessed':
    case 'undecided':
      return HOLDS;
  }
}

/** `No check violates a, b. Every check reaches c.` */
function describeRest({ runs }: Subject, broken: readonly string[]): string {
  const all = runs.flatMap(({ report }) => report.verdict.properties.filter((one) => !isScenario(one)));
  const scenarios = runs.flatMap(({ report }) => report.verdict.properties.filter(isScenario));
  const possible = scenarios.filter(({ steps }) => steps !== undefined).map(withSteps);
  const impossible = scenarios.filter(({ result }) => result === 'holds' || result === 'unreached').map(withSteps);
  const namesOf = (result: PropertyVerdict['result']): string =>
    [...new Set(all.filter((one) => one.result === result).map(({ name }) => name))]
      .filter((name) => !broken.includes(name))
      .map(code)
      .join(', ');
  const [holding, reached] = [namesOf('holds'), namesOf('witnessed')];
  return [
    holding === '' ? '' : `No check violates ${holding}.`,
    reached === '' ? '' : `Every check that asks for it reaches ${reached}.`,
    possible.length === 0 ? '' : `Scenarios that are possible: ${[...new Set(possible)].join(', ')}.`,
    impossible.length === 0 ? '' : `Scenarios that are not: ${[...new Set(impossible)].join(', ')}.`,
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

/** `lost_update` (4): in how many steps a scenario happens, if it does. */
function withSteps({ name, steps }: PropertyVerdict): string {
  return `${code(name)}${steps === undefined ? '' : ` (${steps})`}`;
}

function checks(subject: Subject, page: string): readonly (readonly string[])[] {
  const numbers = new Map(subject.runs.map((run, i) => [run, i + 1]));
  return groupsOf(subject).flatMap(({ title, runs }) => [
    ...(title === undefined ? [] : [['', `**${proseLine(title.replaceAll('**', ''))}**`]]),
    ...runs.map((run) => {
      const { exploration, verdict } = run.report;
      const name = code(run.report.run.name);
      return [
        String(numbers.get(run)),
        hasSection(run, subject) ? linkTo(headingOf(run), name, page) : name,
        changesOf(run).map(code).join('<br>'),
        [outcomeOf(verdict) === 'as expected' ? '✓' : '✗', ...missingIn(run)].join('<br>'),
        `${withCommas(exploration.distinct)}${isEndedEarly(run) ? '+' : ''}`,
        String(exploration.depth),
      ];
    }),
  ]);
}
