import type { CallView, Trace, TraceStep } from '../trace/trace.ts';
import { formatValue } from '../core/values.ts';
import { beganWithin } from './calls.ts';
import { displayWidth, printable } from '../text/display.ts';
import { padEnd, wrap } from './layout.ts';
import { LOOP_BEGINS, loopLines } from './loop.ts';
import { sameStart } from './trace-terminal.ts';

/** What kernel mailing lists and commit messages are set in. */
const LINE_WIDTH = 72;
const GAP = 2;
/** Columns are not made narrower than this to fit into a line. */
const NARROWEST = 14;
/** The one column of all actions. */
const ACTIONS = 'actions';

interface Column {
  readonly name: string;
  readonly width: number;
}

/**
 * A run as the columns of a commit message: one column for each process that takes part, in the order in which
 * they first run, and one line (or more, where a step does several things) for each step.
 * @param ending a last line: what the run shows
 * @param width of a line, in columns
 */
export function renderRace(trace: Trace, ending?: string, width = LINE_WIDTH): string {
  const rows = trace.steps
    .map((step, i) => ({ column: columnName(step), texts: cell(trace, i), index: i }))
    .filter(({ texts }) => texts.length > 0);
  const columns = layOut(rows, width);
  const out: string[] = [
    joinCells(columns.map(({ name, width }) => padEnd(name, width))),
    joinCells(columns.map(({ width }) => '-'.repeat(width))),
  ];
  for (const { column, texts, index } of rows) {
    if (index === trace.backTo) out.push(LOOP_BEGINS);
    const at = columns.findIndex((one) => one.name === column);
    const before = columns.slice(0, at).reduce((sum, { width }) => sum + width + GAP, 0);
    for (const text of texts) {
      for (const line of wrap(text, columns[at]!.width)) out.push(`${' '.repeat(before)}${line}`.trimEnd());
    }
  }
  if (trace.backTo !== undefined) out.push('', ...loopLines(trace).flatMap((line) => wrap(line, LINE_WIDTH)));
  if (ending !== undefined) out.push('', ending);
  return out.map((line) => `${line}\n`).join('');
}

function joinCells(cells: readonly string[]): string {
  return cells.join(' '.repeat(GAP)).trimEnd();
}

function columnName(step: TraceStep): string {
  return step.kind === 'action' ? ACTIONS : step.actor;
}

/** Every column as wide as its content; where that is too much for a line, the widest give way. */
function layOut(
  rows: readonly { readonly column: string; readonly texts: readonly string[] }[],
  width: number,
): readonly Column[] {
  const names = [...new Set(rows.map((row) => row.column))];
  const widths = names.map((name) =>
    Math.max(
      displayWidth(name),
      ...rows.filter((row) => row.column === name).flatMap((row) => row.texts.map(displayWidth)),
    ),
  );
  let excess = widths.reduce((sum, width) => sum + width, 0) + GAP * (names.length - 1) - width;
  for (; excess > 0; excess--) {
    const widest = Math.max(...widths);
    if (widest <= NARROWEST) break;
    widths[widths.indexOf(widest)] = widest - 1;
  }
  return names.map((name, i) => ({ name, width: Math.max(widths[i]!, displayWidth(name)) }));
}

/**
 * What a step did, a line for each thing: calls that it ran from beginning to end, else statements. Nothing for a step
 * that only moves on within its process, unless it is the last one.
 */
function cell(trace: Trace, index: number): readonly string[] {
  const step = trace.steps[index]!;
  if (step.kind === 'action') return [printable(step.actor)];
  const shown = shownThings(trace, index, ['visible', 'choice']);
  if (shown.length > 0 || index < trace.steps.length - 1) return shown;
  const others = shownThings(trace, index, ['local']);
  return others.length > 0 ? others : [`(to ${step.to})`];
}

function shownThings(trace: Trace, index: number, roles: readonly string[]): readonly string[] {
  const step = trace.steps[index]!;
  const texts: string[] = [];
  const choices: string[] = [];
  let lastCall: number | undefined;
  step.statements.forEach((statement, i) => {
    const whole = statement.stack.find((call) => call.ended && beganWithin(trace, index, call));
    const failed = step.failure !== undefined && i === step.statements.length - 1;
    if (!roles.includes(statement.role) && !failed && (whole === undefined || statement.role === 'ghost')) return;
    if (whole !== undefined) {
      if (whole.id !== lastCall)
        texts.push(whole.text.replace(/;$/, '') + (whole.result === undefined ? '' : ` -> ${whole.result}`));
      lastCall = whole.id;
      return;
    }
    lastCall = undefined;
    if (/^skip;?$/.test(statement.text)) return;
    // The call is what the next statement is printed as.
    const isWholeCall = (call: CallView): boolean => call.began && call.ended && sameStart(call.callAt, statement.at);
    if (step.statements[i + 1]?.stack.some(isWholeCall) === true) return;
    if (statement.role === 'choice' && statement.note !== undefined) choices.push(statement.note);
    else texts.push(statement.text.replace(/;$/, '') + (statement.note === undefined ? '' : ` -> ${statement.note}`));
  });
  const values = indexValues(trace, index);
  // What was chosen is a line of its own unless a statement of the step shows it as an index.
  const untold = choices.filter((choice) => !texts.some((text) => text.includes(`[${choice.replace(/ = .*$/s, '')}]`)));
  return [...untold, ...texts].map((text) => printable(substitute(text, values, step)));
}

/**
 * Values that a local has before, during and after a step. Where it has one value, or the step changes the map at one
 * of them, that is the index which a statement of the step meant.
 */
type Candidates = ReadonlyMap<string, readonly string[]>;

function indexValues(trace: Trace, index: number): Candidates {
  const step = trace.steps[index]!;
  const values = new Map<string, readonly string[]>();
  for (const count of [index, index + 1]) {
    const state = count === 0 ? trace.initial : trace.steps[count - 1]!.state;
    const actor = state.processes.find((one) => one.name === step.actor);
    for (const { name, value, type } of [...(actor?.indices ?? []), ...(actor?.locals ?? [])]) {
      const known = values.get(name) ?? [];
      const text = formatValue(value, type);
      if (!known.includes(text)) values.set(name, [...known, text]);
    }
  }
  for (const { role, note } of step.statements) {
    const taken = role === 'choice' ? /^(\w+) = (\S+)$/.exec(note ?? '') : null;
    if (taken !== null) values.set(taken[1]!, [taken[2]!]);
  }
  return values;
}

/** `cache[i] = page(i)` with i = 0: `cache[0] = page(0)`. */
function substitute(text: string, values: Candidates, step: TraceStep): string {
  return text
    .replace(/(\w+)\[([A-Za-z_]\w*)\]/g, (whole, map: string, name: string) => {
      const candidates = values.get(name) ?? [];
      const changed = candidates.filter((one) => step.changes.some(({ path }) => path.startsWith(`${map}[${one}]`)));
      const value = candidates.length === 1 ? candidates[0] : changed.length === 1 ? changed[0] : undefined;
      return value === undefined ? whole : `${map}[${value}]`;
    })
    .replace(/(?<=[(,]\s*)[A-Za-z_]\w*(?=\s*[),])/g, (name) => {
      const candidates = values.get(name) ?? [];
      return candidates.length === 1 ? candidates[0]! : name;
    });
}
