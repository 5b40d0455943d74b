import { type CheckData, type PropertyData, wantsWitness } from '../result/model.ts';
import { displayWidth, printable } from '../text/display.ts';
import { padEnd, withCommas } from './layout.ts';
import { changesOf, isScenario } from './report.ts';
import type { Style } from './style.ts';

/** The verdicts of several checks side by side. */
export interface VerdictTable {
  /** The checks, in their order: what tells each from the others. */
  readonly columns: readonly string[];
  readonly rows: readonly {
    readonly name: string;
    /** For each check; absent where the property is no part of it. */
    readonly cells: readonly (VerdictCell | undefined)[];
  }[];
}

export interface VerdictCell {
  readonly text: string;
  readonly isExpected: boolean;
}

/** A row for each property that says something, and one each for the outcome and the number of states. */
export function verdictTable(reports: readonly CheckData[]): VerdictTable {
  const names = new Set(reports.flatMap(({ properties }) => properties.map(({ name }) => name)));
  const rows = [...names].map((name) => ({
    name,
    cells: reports.map(({ properties, problems }) => {
      const found = properties.find((one) => one.name === name);
      return found && cellOf(found, problems);
    }),
  }));
  return {
    columns: reports.map(titleOf),
    rows: [
      ...rows.filter(({ name, cells }) => !isAlways(name) || cells.some(saysSomething)),
      {
        name: 'states',
        cells: reports.map(({ states, beyond = 0, end, problems }) => ({
          // Of states beyond a constraint the successors are not known.
          text: `${withCommas(states)}${end === 'complete' && beyond === 0 ? '' : '+'}`,
          isExpected: !problems.some(({ kind }) => kind === 'states'),
        })),
      },
      {
        name: 'as expected',
        cells: reports.map(({ outcome }) => {
          const text = outcome === 'as expected' ? 'yes' : outcome === 'incomplete' ? '?' : 'no';
          return { text, isExpected: outcome === 'as expected' };
        }),
      },
    ],
  };
}

function saysSomething(cell: VerdictCell | undefined): boolean {
  return cell !== undefined && !(cell.isExpected && ['holds', 'allowed', '?'].includes(cell.text));
}

/** What every spec has is only worth a row where it says something. */
function isAlways(name: string): boolean {
  return name === 'assert' || name === 'range' || name === 'deadlock';
}

function titleOf(check: CheckData): string {
  return [check.name, ...changesOf(check)].join(', ');
}

function cellOf(property: PropertyData, problems: CheckData['problems']): VerdictCell {
  const isBlamed = problems.some(
    ({ kind, property: name }) =>
      name === property.name && (kind === 'violation' || kind === 'steps' || kind === 'passing' || kind === 'missing'),
  );
  const isOpen = property.result === 'undecided' && (property.expectViolated || wantsWitness(property.kind));
  return { text: cellText(property), isExpected: !isBlamed && !isOpen };
}

function cellText(property: PropertyData): string {
  const { result, steps } = property;
  if (isScenario(property) && result !== 'undecided')
    return result === 'holds' || result === 'unreached' ? 'impossible' : `possible ${steps ?? ''}`.trimEnd();
  switch (result) {
    case 'holds':
      return 'holds';
    case 'allowed':
      return 'allowed';
    case 'violated':
      return `fails ${steps ?? ''}`.trimEnd();
    case 'witnessed':
      return `reached ${steps ?? ''}`.trimEnd();
    case 'unreached':
      return 'unreached';
    case 'undecided':
      return '?';
  }
}

/**
 * The table as text: the checks are numbered, since their names are long, and named below. Where there are more than fit
 * side by side, there are several tables, one below the other.
 * @param width columns of the terminal
 */
export function renderVerdictTable({ columns, rows }: VerdictTable, { style, width }: TextStyle): string {
  const shown = rows.map(({ name, cells }) => ({ name: printable(name), cells: cells.map(shownCell) }));
  const head = Math.max(...shown.map(({ name }) => displayWidth(name)));
  const widths = columns.map((_, i) =>
    Math.max(String(i + 1).length, ...shown.map(({ cells }) => displayWidth(cells[i]?.text ?? ''))),
  );
  const blocks = blocksOf(widths, width - 2 - head);
  const texts = blocks.map(({ from, to }) => {
    const line = (name: string, cell: (i: number) => string): string =>
      `  ${[padEnd(name, head), ...widths.slice(from, to).map((_, i) => cell(from + i))].join('  ').trimEnd()}\n`;
    const numbers = style.bold(line('', (i) => padEnd(String(i + 1), widths[i] ?? 0)).trimEnd());
    const body = shown.map(({ name, cells }) =>
      line(name, (i) => {
        const { text, isExpected } = cells[i] ?? { text: '', isExpected: true };
        const padded = padEnd(text, widths[i] ?? 0);
        return isExpected ? padded : style.red(padded);
      }),
    );
    return `${numbers}\n${body.join('')}`;
  });
  const legend = columns.map((title, i) => `  ${padEnd(String(i + 1), String(columns.length).length)}  ${title}\n`);
  const signs = keyOf(shown.flatMap(({ cells }) => cells.map(({ text }) => text)));
  return `${texts.join('\n')}\n${legend.map(printableLine).join('')}${signs === '' ? '' : `\n${style.dim(signs)}\n`}`;
}

/** What the signs mean that the table has. */
function keyOf(texts: readonly string[]): string {
  const parts = [
    ...(texts.some((text) => /\d$|\d !$/.test(text) && /^[a-z]/.test(text))
      ? ['a number of steps behind a verdict']
      : []),
    ...(texts.some((text) => text.startsWith('?')) ? ['? not decided when the run ended'] : []),
    ...(texts.some((text) => text.includes('+')) ? ['+ not all states'] : []),
    ...(texts.includes('-') ? ['- no part of the check'] : []),
    ...(texts.some((text) => text.endsWith('!')) ? ['! not as expected'] : []),
  ];
  return parts.length === 0 ? '' : `  ${parts.join('; ')}`;
}

interface TextStyle {
  readonly style: Style;
  readonly width: number;
}

function printableLine(line: string): string {
  return `${printable(line.slice(0, -1))}\n`;
}

/** What is not as expected is marked, for readers without colours too. */
function shownCell(cell: VerdictCell | undefined): VerdictCell {
  if (cell === undefined) return { text: '-', isExpected: true };
  return { ...cell, text: cell.isExpected ? cell.text : `${cell.text} !` };
}

/** Columns that fit side by side, with two spaces before each; at least one at a time. */
export function blocksOf(
  widths: readonly number[],
  room: number,
): readonly { readonly from: number; readonly to: number }[] {
  const blocks: { from: number; to: number }[] = [];
  let used = Infinity;
  for (const [i, width] of widths.entries()) {
    const last = blocks.at(-1);
    if (last !== undefined && used + 2 + width <= room) {
      last.to = i + 1;
      used += 2 + width;
    } else {
      blocks.push({ from: i, to: i + 1 });
      used = 2 + width;
    }
  }
  return blocks;
}
