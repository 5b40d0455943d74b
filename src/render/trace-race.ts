import { itemAt } from '../core/lists.ts';
import type { TraceData } from '../result/trace.ts';
import { displayWidth, printable } from '../text/display.ts';
import { breakText, columnWidths, unbreakable } from './columns.ts';
import { type Diagram, diagramOf, type DiagramLine, type DiagramOptions, type Row } from './diagram.ts';
import { padEnd, wrap } from './layout.ts';
import { LOOP_BEGINS, loopLines } from './loop.ts';

/** The width of kernel mailing lists and commit messages. */
export const RACE_WIDTH = 72;
const GAP = 2;

export interface RaceOptions extends DiagramOptions {
  /** Columns of a line; 72 if absent. */
  readonly width?: number;
  /** `none`: for a page that says itself how to read it, and what there was at the beginning. */
  readonly legend?: 'short' | 'none';
}

interface Column {
  readonly name: string;
  readonly width: number;
}

/**
 * A run as columns for a commit message: one column for each process that takes part, in the order in which they first
 * run, and one line for each step, or more where it does several things.
 * @param ending last lines: what the run shows
 */
export function renderRace(trace: TraceData, ending: readonly string[] = [], options: RaceOptions = {}): string {
  const { width = RACE_WIDTH, legend = 'short' } = options;
  const diagram = diagramOf(trace, options);
  const table = tableOf(diagram, trace, width);
  const out: string[] = [];
  const paragraph = (lines: readonly string[]): void => {
    if (lines.length > 0) out.push(...(out.length === 0 ? [] : ['']), ...lines.flatMap((line) => wrap(line, width)));
  };
  if (legend === 'short' && diagram.start.length > 0) paragraph([`at first: ${diagram.start.join(', ')}`]);
  if (table.length > 0) out.push(...(out.length === 0 ? [] : ['']), ...table);
  paragraph(diagram.notes);
  paragraph(loopLines(trace));
  paragraph(ending.map(printable));
  if (legend === 'short') paragraph(legendOf(diagram));
  return out.map((line) => `${line}\n`).join('');
}

/** How to read what is drawn, for those who see such a diagram for the first time. */
function legendOf({ rows }: Diagram): readonly string[] {
  const lines = rows.flatMap((row) => row.lines);
  const parts = [
    ...(lines.some(({ text }) => text.includes(' -> ')) ? ['->: value read, returned or stored'] : []),
    ...(lines.some(({ mark }) => mark === 'first') ? ['/ | \\: nothing runs in between'] : []),
  ];
  return parts.length === 0 ? [] : [`(${parts.join('; ')})`];
}

function tableOf({ columns: names, rows }: Diagram, trace: TraceData, width: number): readonly string[] {
  if (names.length === 0) return [];
  const columns = layOut(names, rows, width);
  const out: string[] = [
    joinCells(columns.map((one) => padEnd(one.name, one.width))),
    joinCells(columns.map((one) => '-'.repeat(one.width))),
  ];
  let isInLoop = false;
  for (const { column, lines, index } of rows) {
    if (trace.backTo !== undefined && index >= trace.backTo && !isInLoop) {
      out.push(LOOP_BEGINS);
      isInLoop = true;
    }
    const at = columns.findIndex((one) => one.name === column);
    const before = columns.slice(0, at).reduce((sum, one) => sum + one.width + GAP, 0);
    for (const line of lines) {
      const lead = leadOf(line);
      const rest = lead.replaceAll('/', '|').replaceAll('\\', ' ');
      breakText(line.text, itemAt(columns, at).width - displayWidth(lead)).forEach((part, i) => {
        out.push(`${' '.repeat(before)}${i === 0 ? lead : rest}${part}`.trimEnd());
      });
    }
  }
  return out;
}

const marks: Readonly<Record<DiagramLine['mark'], string>> = {
  none: '',
  column: '  ',
  first: '/ ',
  middle: '| ',
  last: '\\ ',
};

function leadOf({ mark, depth }: DiagramLine): string {
  return `${marks[mark]}${'  '.repeat(depth)}`;
}

function joinCells(cells: readonly string[]): string {
  return cells.join(' '.repeat(GAP)).trimEnd();
}

/** Every column as wide as its content; where that is too wide for a line, the widest are narrowed. */
function layOut(names: readonly string[], rows: readonly Row[], width: number): readonly Column[] {
  const widest = (name: string, measure: (text: string) => number): number =>
    Math.max(
      displayWidth(name),
      ...rows
        .filter(({ column }) => column === name)
        .flatMap(({ lines }) => lines.map((line) => displayWidth(leadOf(line)) + measure(line.text))),
    );
  const natural = names.map((name) => widest(name, displayWidth));
  const whole = names.map((name) => widest(name, unbreakable));
  const widths = columnWidths(natural, whole, GAP, width);
  return names.map((name, i) => ({ name, width: Math.max(itemAt(widths, i), displayWidth(name)) }));
}
