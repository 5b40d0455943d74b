import { displayWidth, printable } from '../text/display.ts';
import type { PlaceData } from '../result/places.ts';
import { callText } from '../result/statement-text.ts';
import type { CallData, NamedData, StatementData, StateData, StepData, TraceData } from '../result/trace.ts';
import { partsOf, valueText } from '../result/values.ts';
import { withinText } from './failure.ts';
import { padEnd } from './layout.ts';
import { LOOP_BEGINS, loopLines } from './loop.ts';
import { place } from './place.ts';
import { plain, type Style } from './style.ts';

/** Values that would make a line longer than this are printed one entry per line. */
const LINE_WIDTH = 100;

/**
 * A run, step by step: who runs, from where to where, each statement with its place and the calls around it,
 * and under them only what changed. Every line is indented by two columns and ends with a line break.
 */
export function renderTrace(trace: TraceData, style: Style = plain): string {
  const begun = new Set<CallData>();
  const callsOf = (ids: readonly number[]): readonly CallData[] => ids.flatMap((id) => trace.calls[id] ?? []);
  const places = trace.steps.flatMap(({ statements }) => statements.flatMap((one) => placesOf(one, callsOf)));
  const width = Math.max(0, ...places.map(displayWidth));
  const number = String(trace.steps.length).length;
  const lines = [
    ...(trace.initial.variables.length === 0 && trace.initial.processes.length === 0
      ? []
      : [heading(0, number, style.bold('initial state'), style), ...initialState(trace.initial)]),
    ...trace.steps.flatMap((step, i) => [
      ...(i === trace.backTo ? [style.cyan(LOOP_BEGINS)] : []),
      heading(i + 1, number, stepTitle(step, style), style),
      ...stepLines(step, trace, { width, begun, callsOf, style }),
    ]),
    ...failureLines(trace.failure, trace, style),
  ];
  lines.push(...loopLines(trace));
  return lines
    .map((line) => `  ${line}`.trimEnd())
    .map((line) => `${line}\n`)
    .join('');
}

/**
 * Steps that can be taken, or states to begin in, each as it would stand in a run, under the number by which it is chosen.
 * @param choices runs of one step, or of none
 */
export function renderChoices(choices: readonly TraceData[], style: Style): string {
  const number = String(choices.length).length;
  const lines = choices.flatMap((trace, i) => {
    const callsOf = (ids: readonly number[]): readonly CallData[] => ids.flatMap((id) => trace.calls[id] ?? []);
    const [step] = trace.steps;
    if (!step) return [heading(i + 1, number, style.bold('begin with'), style), ...initialState(trace.initial)];
    const width = Math.max(0, ...step.statements.flatMap((one) => placesOf(one, callsOf)).map(displayWidth));
    const listing = { width, begun: new Set<CallData>(), callsOf, style };
    return [heading(i + 1, number, stepTitle(step, style), style), ...stepLines(step, trace, listing)];
  });
  return lines.map((line) => `${`  ${line}`.trimEnd()}\n`).join('');
}

/** A state: variables, then where processes are, with their locals. */
export function renderState({ variables, processes }: StateData): string {
  const lines = [
    ...variables.flatMap((variable) => valueLines(variable, variable.ghost === true ? 'ghost ' : '')),
    ...processes.flatMap(({ name, point, locals }) => [
      `${name} at ${point}`,
      ...locals.flatMap((one) => valueLines(one, `${name}.`)),
    ]),
  ];
  return lines.map((line) => `  ${printable(line)}\n`).join('');
}

function heading(index: number, width: number, title: string, style: Style): string {
  return `${style.cyan(String(index).padStart(width))}  ${title}`;
}

function stepTitle(step: StepData, style: Style): string {
  if (step.kind === 'action') return style.bold(step.actor);
  return `${style.bold(step.actor)}${style.dim(`: ${step.from} → ${step.to}`)}`;
}

type CallsOf = (ids: readonly number[]) => readonly CallData[];

function placesOf({ at, stack }: StatementData, callsOf: CallsOf): readonly string[] {
  return [place(at), ...callsOf(stack).map((call) => place(call.at))];
}

interface Listing {
  /** Columns of the places. */
  readonly width: number;
  /** Calls that were printed. */
  readonly begun: Set<CallData>;
  readonly callsOf: CallsOf;
  readonly style: Style;
}

/** The statements of a step, each under the calls that contain it; a call is printed once. */
function statementLines(step: StepData, { width, begun, callsOf, style }: Listing): readonly string[] {
  const lines: string[] = [];
  const open: CallData[] = [];
  const line = (at: PlaceData, text: string): void => {
    lines.push(`     ${style.dim(padEnd(place(at), width))}  ${'  '.repeat(open.length)}${text}`);
  };
  const into = (calls: readonly CallData[]): void => {
    for (const call of calls.slice(open.length)) {
      line(
        call.at,
        `${printable(callText(call, parametersOf(call)))}${begun.has(call) ? style.dim('  (entered earlier)') : ''}`,
      );
      begun.add(call);
      open.push(call);
    }
  };
  for (const record of step.statements) {
    if (record.kind === 'leave') {
      if (open.some(({ id }) => id === record.call)) open.length = record.stack.length;
      continue;
    }
    if (record.kind === 'enter') {
      // A call that is only entered is shown with its first statement.
      if (record.role !== 'visible') continue;
      into(callsOf([...record.stack, record.call]));
      continue;
    }
    const { text, note } = record;
    if (text === undefined) continue;
    into(callsOf(record.stack));
    line(record.at, `${printable(text)}${note === undefined ? '' : style.dim(`  (${printable(note)})`)}`);
  }
  return lines;
}

/** Parameters are named, since the statements in a call name them. */
function parametersOf(call: CallData): ReadonlySet<number> {
  return new Set(call.arguments.flatMap(({ slot }) => (slot === undefined ? [] : [slot])));
}

/** What a step does, what it changes, and why it fails if it does. */
function stepLines(step: StepData, trace: TraceData, listing: Listing): readonly string[] {
  const { style } = listing;
  return [
    ...statementLines(step, listing),
    ...step.changes.map(({ path, before, after, scope }) => {
      const values = `${before ?? '-'} → ${after ?? '-'}`;
      return `        ${scope === 'local' ? style.dim(`${path}: ${values}`) : style.yellow(`${path}: ${values}`)}`;
    }),
    ...failureLines(step.failure, trace, style),
  ];
}

function failureLines(failure: TraceData['failure'], trace: TraceData, style: Style): readonly string[] {
  if (failure === undefined) return [];
  const at = failure.at === undefined ? '' : `  (${place(failure.at)})`;
  const within = withinText(failure, trace);
  return [
    `     ${style.red(printable(failure.message))}${style.dim(at)}`,
    ...(within === undefined ? [] : [`     ${style.red(printable(within))}`]),
  ];
}

function initialState(state: StateData): readonly string[] {
  return [
    ...state.variables.flatMap((variable) => valueLines(variable, variable.ghost === true ? 'ghost ' : '')),
    ...state.processes.flatMap(({ name, locals }) => locals.flatMap((one) => valueLines(one, `${name}.`))),
  ].map((line) => `     ${line}`);
}

/** `name = value`; a long struct or map has a line for each field or entry instead. */
function valueLines({ name, value }: NamedData, prefix: string): readonly string[] {
  const text = `${prefix}${name} = ${valueText(value)}`;
  if (displayWidth(text) <= LINE_WIDTH) return [text];
  const entries = entriesOf(value);
  if (entries === undefined) return [text];
  return [`${prefix}${name}:`, ...entries.flatMap((entry) => valueLines(entry, '')).map((line) => `  ${line}`)];
}

function entriesOf(value: NamedData['value']): readonly NamedData[] | undefined {
  const parts = partsOf(value);
  if (parts.kind === 'struct') return parts.fields.map(([name, of]) => ({ name, value: of }));
  if (parts.kind !== 'map') return undefined;
  return parts.entries.map(([key, of]) => ({ name: `[${valueText(key)}]`, value: of }));
}
