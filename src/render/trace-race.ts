import type { StatementRecord, Trace, TraceStep } from '../trace/trace.ts';
import { displayWidth, printable } from '../text/display.ts';
import { breakText, columnWidths, unbreakable } from './columns.ts';
import { padEnd, wrap } from './layout.ts';
import { LOOP_BEGINS, loopLines } from './loop.ts';
import { type Detail, type Line, traceLines } from './trace-lines.ts';

/** What kernel mailing lists and commit messages are set in. */
export const RACE_WIDTH = 72;
const GAP = 2;
/** The one column of all actions. */
const ACTIONS = 'actions';

export interface RaceOptions {
  /** Columns of a line; 72 if left out. */
  readonly width?: number;
  readonly detail?: Detail;
}

/** What a step shows in its column: nothing if it only moves on within its process. */
interface Cell {
  readonly column: string;
  /** Index of the step. */
  readonly index: number;
  readonly lines: readonly { readonly lead: string; readonly text: string }[];
}

interface Column {
  readonly name: string;
  readonly width: number;
}

/**
 * A run as the columns of a commit message: one column for each process that takes part, in the order in which
 * they first run, and one line (or more, where a step does several things) for each step.
 * @param ending last lines: what the run shows
 */
export function renderRace(trace: Trace, ending: readonly string[] = [], options: RaceOptions = {}): string {
  const { width = RACE_WIDTH, detail = 'calls' } = options;
  const lines = traceLines(trace, detail);
  const bracketed = new Set(trace.steps.filter((_, i) => isBracketed(lines[i]!)).map(columnName));
  const cells = trace.steps
    .map((step, i) => cell(trace, i, lines[i]!, bracketed.has(columnName(step))))
    .filter((one) => one.lines.length > 0);
  const columns = layOut(cells, width);
  const out: string[] = [
    joinCells(columns.map((one) => padEnd(one.name, one.width))),
    joinCells(columns.map((one) => '-'.repeat(one.width))),
  ];
  for (const { column, lines: own, index } of cells) {
    if (index === trace.backTo) out.push(LOOP_BEGINS);
    const at = columns.findIndex((one) => one.name === column);
    const before = columns.slice(0, at).reduce((sum, one) => sum + one.width + GAP, 0);
    for (const { lead, text } of own) {
      const rest = lead.replaceAll('/', '|').replaceAll('\\', ' ');
      breakText(text, columns[at]!.width - displayWidth(lead)).forEach((part, i) => {
        out.push(`${' '.repeat(before)}${i === 0 ? lead : rest}${part}`.trimEnd());
      });
    }
  }
  if (trace.backTo !== undefined) out.push('', ...loopLines(trace).flatMap((line) => wrap(line, width)));
  if (ending.length > 0) out.push('', ...ending.flatMap((line) => wrap(printable(line), width)));
  return out.map((line) => `${line}\n`).join('');
}

function joinCells(cells: readonly string[]): string {
  return cells.join(' '.repeat(GAP)).trimEnd();
}

function columnName(step: TraceStep): string {
  return step.kind === 'action' ? ACTIONS : step.actor;
}

/** Every column as wide as its content; where that is too much for a line, the widest give way. */
function layOut(cells: readonly Cell[], width: number): readonly Column[] {
  const names = [...new Set(cells.map(({ column }) => column))];
  const widest = (name: string, measure: (text: string) => number): number =>
    Math.max(
      displayWidth(name),
      ...cells
        .filter(({ column }) => column === name)
        .flatMap(({ lines }) => lines.map(({ lead, text }) => displayWidth(lead) + measure(text))),
    );
  const natural = names.map((name) => widest(name, displayWidth));
  const whole = names.map((name) => widest(name, unbreakable));
  const widths = columnWidths(natural, whole, GAP, width);
  return names.map((name, i) => ({ name, width: Math.max(widths[i]!, displayWidth(name)) }));
}

function cell(trace: Trace, index: number, lines: readonly Line[], hasBrackets: boolean): Cell {
  const step = trace.steps[index]!;
  const column = columnName(step);
  if (step.kind === 'action') return { column, index, lines: [{ lead: '', text: printable(actionText(step)) }] };
  const isLast = index === trace.steps.length - 1;
  const gutter = hasBrackets ? '  ' : '';
  if (lines.length === 0) return { column, index, lines: isLast ? [{ lead: gutter, text: endOf(step) }] : [] };
  const marks = isBracketed(lines) ? lines.map((_, i) => markAt(i, lines.length)) : lines.map(() => '  ');
  return {
    column,
    index,
    lines: lines.map(({ text, depth }, i) => ({ lead: `${hasBrackets ? marks[i]! : ''}${'  '.repeat(depth)}`, text })),
  };
}

/** The last step of a run, if it did nothing but move on. */
function endOf({ to }: TraceStep): string {
  return to === 'done' ? '(done)' : `(reaches ${to})`;
}

/** The lines of a step that touches what is shared more than once are joined: nothing runs in between. */
function isBracketed(lines: readonly Line[]): boolean {
  return lines.filter(({ touches }) => touches).length > 1;
}

function markAt(line: number, count: number): string {
  return line === 0 ? '/ ' : line === count - 1 ? '\\ ' : '| ';
}

/** An action with its arguments and what it chose. */
function actionText({ actor, records }: TraceStep): string {
  const chosen = records.flatMap((record: StatementRecord) =>
    record.kind === 'pick' && record.chosen !== undefined ? [`${record.name} = ${record.chosen}`] : [],
  );
  return chosen.length === 0 ? actor : `${actor}: ${chosen.join(', ')}`;
}
