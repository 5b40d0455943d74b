import type { Type, Value } from '../core/types.ts';
import { formatValue, valuesOf } from '../core/values.ts';
import { displayWidth, printable } from '../text/display.ts';
import { lineText, positionAt, type Location } from '../text/source.ts';
import { callText, fullText } from '../trace/statement-text.ts';
import type { CallRecord, NamedValue, StatementRecord, StateView, Trace, TraceStep } from '../trace/trace.ts';
import { withinText } from './failure.ts';
import { padEnd } from './layout.ts';
import { LOOP_BEGINS, loopLines } from './loop.ts';
import { plain, type Style } from './style.ts';

/** Values that would make a line longer than this are printed one entry to a line. */
const LINE_WIDTH = 100;

/**
 * A run, step by step: who runs, from where to where, each statement with its place and the calls around it,
 * and under them only what changed. Every line is indented by two columns and ends with a line break.
 */
export function renderTrace(trace: Trace, style: Style = plain): string {
  const begun = new Set<CallRecord>();
  const width = Math.max(0, ...trace.steps.flatMap((step) => step.records.flatMap(placesOf)).map(displayWidth));
  const number = String(trace.steps.length).length;
  const lines = [
    ...(trace.initial.variables.length === 0 && trace.initial.processes.length === 0
      ? []
      : [heading(0, number, style.bold('initial state'), style), ...initialState(trace.initial)]),
    ...trace.steps.flatMap((step, i) => [
      ...(i === trace.backTo ? [style.cyan(LOOP_BEGINS)] : []),
      heading(i + 1, number, stepTitle(step, style), style),
      ...statementLines(step, width, begun, style),
      ...step.changes.map(({ path, before, after, scope }) => {
        const values = `${before ?? '-'} → ${after ?? '-'}`;
        return `        ${scope === 'local' ? style.dim(`${path}: ${values}`) : style.yellow(`${path}: ${values}`)}`;
      }),
      ...failureLines(step.failure, style),
    ]),
    ...failureLines(trace.failure, style),
  ];
  lines.push(...loopLines(trace));
  return lines
    .map((line) => `  ${line}`.trimEnd())
    .map((line) => `${line}\n`)
    .join('');
}

function heading(index: number, width: number, title: string, style: Style): string {
  return `${style.cyan(String(index).padStart(width))}  ${title}`;
}

function stepTitle(step: TraceStep, style: Style): string {
  if (step.kind === 'action') return style.bold(step.actor);
  return `${style.bold(step.actor)}${style.dim(`: ${step.from} → ${step.to}`)}`;
}

/** `specs/collapse_shmem.thps:50` */
export function place(location: Location): string {
  return `${printable(location.source.name)}:${positionAt(location.source, location.span.start).line + 1}`;
}

function placesOf(record: StatementRecord): readonly string[] {
  return [place(record.at), ...record.stack.map((call) => place(call.callAt))];
}

/** The statements of a step, each under the calls that it is in; a call is printed once. */
function statementLines(step: TraceStep, width: number, begun: Set<CallRecord>, style: Style): readonly string[] {
  const lines: string[] = [];
  const open: CallRecord[] = [];
  const line = (at: Location, text: string): void => {
    lines.push(`     ${style.dim(padEnd(place(at), width))}  ${'  '.repeat(open.length)}${text}`);
  };
  const into = (calls: readonly CallRecord[]): void => {
    for (const call of calls.slice(open.length)) {
      line(
        call.callAt,
        `${printable(callText(call, parametersOf(call)))}${begun.has(call) ? style.dim('  (entered earlier)') : ''}`,
      );
      begun.add(call);
      open.push(call);
    }
  };
  for (const record of step.records) {
    if (record.kind === 'leave') {
      if (open.includes(record.call)) open.length = record.stack.length;
      continue;
    }
    if (record.kind === 'enter') {
      // What is only entered is told with its first statement.
      if (record.role !== 'visible') continue;
      into([...record.stack, record.call]);
      continue;
    }
    const statement = fullText(record);
    if (statement === undefined) continue;
    into(record.stack);
    const note = statement.result === undefined ? '' : style.dim(`  (${printable(statement.result)})`);
    line(record.at, `${printable(statement.text)}${note}`);
  }
  return lines;
}

/** Parameters are named, since the statements in a call name them. */
function parametersOf(call: CallRecord): ReadonlySet<number> {
  return new Set(call.arguments.flatMap(({ slot }) => (slot === undefined ? [] : [slot])));
}

function failureLines(failure: Trace['failure'], style: Style): readonly string[] {
  if (failure === undefined) return [];
  const at = failure.at === undefined ? '' : `  (${place(failure.at)})`;
  const within = withinText(failure);
  return [
    `     ${style.red(printable(failure.message))}${style.dim(at)}`,
    ...(within === undefined ? [] : [`     ${style.red(printable(within))}`]),
  ];
}

function initialState(state: StateView): readonly string[] {
  return [
    ...state.variables.flatMap((variable) => valueLines(variable, variable.ghost ? 'ghost ' : '')),
    ...state.processes.flatMap(({ name, locals }) => locals.flatMap((one) => valueLines(one, `${name}.`))),
  ].map((line) => `     ${line}`);
}

/** `name = value`; a long struct or map has a line for each field or entry instead. */
function valueLines({ name, type, value }: NamedValue, prefix: string): readonly string[] {
  const text = `${prefix}${name} = ${formatValue(value, type)}`;
  if (displayWidth(text) <= LINE_WIDTH || typeof value === 'number') return [text];
  const entries = entriesOf(type, value);
  if (entries === undefined) return [text];
  return [`${prefix}${name}:`, ...entries.flatMap((entry) => valueLines(entry, '')).map((line) => `  ${line}`)];
}

function entriesOf(type: Type, value: readonly Value[]): readonly NamedValue[] | undefined {
  if (type.kind === 'struct') return type.fields.map((field, i) => ({ ...field, value: value[i]! }));
  if (type.kind !== 'map') return undefined;
  const keys = valuesOf(type.key);
  return value.map((one, i) => ({ name: `[${formatValue(keys[i]!, type.key)}]`, type: type.value, value: one }));
}

/** The line of source that a location starts in, without its indentation. */
export function sourceLine(location: Location): string {
  return printable(lineText(location.source, positionAt(location.source, location.span.start).line).trim());
}
