import { itemAt } from '../core/lists.ts';
import type { StatementData, StepData, TraceData } from '../result/trace.ts';
import { printable } from '../text/display.ts';
import { countOf } from './layout.ts';
import { startOf } from './start.ts';
import { type Detail, type Line, traceLines } from './trace-lines.ts';

/** What a diagram of a run shows, whoever draws it. */
export interface DiagramOptions {
  readonly detail?: Detail;
  /** Names of actors, or of processes with all their instances; all of them if absent. */
  readonly processes?: readonly string[];
  /** `quote`: in place of a statement the line of C that the comment of its label quotes, where it has one. */
  readonly wording?: 'spec' | 'quote';
}

export interface Diagram {
  /** In the order in which they first run. */
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  /** What shared places held at the beginning. */
  readonly start: readonly string[];
  /** What is not as it was found: actors, steps and names that are left out, steps that are moved. */
  readonly notes: readonly string[];
}

/** What one step shows in its column. */
export interface Row {
  readonly column: string;
  /** Index of the step. */
  readonly index: number;
  readonly lines: readonly DiagramLine[];
}

export interface DiagramLine {
  readonly text: string;
  /** How many calls that are shown statement by statement contain it. */
  readonly depth: number;
  /**
   * Where a step touches shared state more than once, its lines are joined: nothing runs in between. `column`: it is
   * alone, in a column where others are not.
   */
  readonly mark: 'none' | 'column' | 'first' | 'middle' | 'last';
}

/** The column shared by all actions. */
const ACTIONS = 'actions';
/** The column of stores that reach memory. */
const MEMORY = 'memory';

/** The rows of a run. A step that only moves within its process has none, unless it is the last one. */
export function diagramOf(trace: TraceData, options: DiagramOptions = {}): Diagram {
  const { detail = 'shared', processes } = options;
  const isShown = (actor: string): boolean =>
    processes === undefined || processes.some((name) => actor === name || /^[^[(]*/.exec(actor)?.[0] === name);
  const lines = traceLines(trace, detail).map((own) => worded(own, options));
  const bracketed = new Set(trace.steps.filter((_, i) => isJoined(itemAt(lines, i))).map(columnOf));
  const rows = trace.steps.flatMap((step, index): readonly Row[] => {
    const column = columnOf(step);
    if (!isShown(step.actor)) return [];
    const isLast = index === trace.steps.length - 1;
    const own = rowLines(step, itemAt(lines, index), isLast);
    const single = bracketed.has(column) ? 'column' : 'none';
    const marks = isJoined(own) ? own.map((_, i) => markAt(i, own.length)) : own.map(() => single);
    const drawn = own.map(({ text, depth }, i) => ({ text, depth, mark: itemAt(marks, i) }));
    return drawn.length === 0 ? [] : [{ column, index, lines: drawn }];
  });
  return {
    columns: [...new Set(rows.map(({ column }) => column))],
    rows,
    start: startOf(trace, isShown),
    notes: notesOn(trace, rows, isShown, options),
  };
}

function notesOn(
  trace: TraceData,
  rows: readonly Row[],
  isShown: (actor: string) => boolean,
  options: DiagramOptions,
): readonly string[] {
  const { hidden = [], isReordered } = trace;
  const drawn = new Set(rows.map(({ index }) => index));
  const all = options.detail === 'changes' ? diagramOf(trace, { ...options, detail: 'shared' }).rows : [];
  const without = all.filter(({ index }) => !drawn.has(index)).length;
  const absent = [...new Set(trace.steps.map(({ actor }) => actor).filter((actor) => !isShown(actor)))];
  return [
    ...(absent.length === 0 ? [] : [`not shown: ${absent.map(printable).join(', ')}`]),
    ...(without === 0 ? [] : [`left out: ${countOf(without, 'step')} without a change of shared state`]),
    ...(hidden.length === 0 ? [] : [`hidden: ${hidden.map(printable).join(', ')}`]),
    ...(isReordered
      ? ['moved: the steps have the order with the fewest context switches, not that in which they were found']
      : []),
  ];
}

/** The store that reaches memory in a step, if it is that. */
function drainedIn({ statements }: StepData): StatementData | undefined {
  return statements.find(({ memory }) => memory === 'drained');
}

function columnOf(step: StepData): string {
  const { kind, actor } = step;
  if (drainedIn(step)) return MEMORY;
  return kind === 'action' ? ACTIONS : actor;
}

function rowLines(step: StepData, lines: readonly Line[], isLast: boolean): readonly Line[] {
  const plain = { depth: 0, touches: false, changes: false };
  if (step.kind === 'action') return [{ ...plain, text: printable(actionText(step)) }];
  if (lines.length > 0 || !isLast) return lines;
  return [{ ...plain, text: step.to === 'done' ? '(done)' : `(reaches ${step.to})` }];
}

/** An action with its arguments and what it chose. */
function actionText(step: StepData): string {
  const { actor, statements } = step;
  const drained = drainedIn(step)?.text;
  if (drained !== undefined) return drained;
  const chosen = statements.flatMap((one) =>
    one.kind === 'pick' && one.chosen !== undefined ? [`${one.name} = ${one.chosen}`] : [],
  );
  return chosen.length === 0 ? actor : `${actor}: ${chosen.join(', ')}`;
}

/** Lines that quote C: what a statement did besides its first line is part of the quote. */
function worded(lines: readonly Line[], { wording = 'spec' }: DiagramOptions): readonly Line[] {
  if (wording === 'spec') return lines;
  return lines.flatMap((line) => {
    const { quote, text } = line;
    if (quote === undefined) return [line];
    if (quote === '') return [];
    // The result of a call says nothing about the condition that it is part of.
    const isCondition = /^(?:if|while)\b/.test(quote) && !/^(?:if|while)\b/.test(text);
    const [, result] = isCondition ? [] : (/ (-> .*)$/.exec(text) ?? []);
    return [{ ...line, text: result === undefined ? quote : `${quote} ${result}` }];
  });
}

function isJoined(lines: readonly Line[]): boolean {
  return lines.filter(({ touches }) => touches).length > 1;
}

function markAt(line: number, count: number): DiagramLine['mark'] {
  return line === 0 ? 'first' : line === count - 1 ? 'last' : 'middle';
}
