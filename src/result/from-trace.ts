import type { Location } from '../text/source.ts';
import type {
  CallRecord,
  Failure,
  PlaceView,
  Read,
  StatementRecord,
  StateView,
  Trace,
  Waiting,
  Write,
} from '../trace/trace.ts';
import { placeData } from './places.ts';
import { fullText } from './statement-text.ts';
import type {
  CallData,
  FailureData,
  QuoteData,
  ReadData,
  StatementData,
  StateData,
  StepData,
  TraceData,
  WaitingData,
  WriteData,
} from './trace.ts';
import { valueData } from './values.ts';

/** What the comment of a label quotes about the statement at a place. */
export type Quotes = (at: Location) => QuoteData | undefined;

/** What a trace says, as data that has nothing in common with the spec and the system that it came from. */
export function traceData(trace: Trace, quotes: Quotes = () => undefined): TraceData {
  const { number, calls } = numberCalls(trace, quotes);
  const context: Context = { number, calls, quotes };
  const { initial, steps, failure, waiting, reasons, shown, backTo, loop } = trace;
  return {
    calls,
    initial: stateData(initial),
    steps: steps.map((step): StepData => ({
      actor: step.actor,
      kind: step.kind,
      step: step.step,
      from: step.from,
      to: step.to,
      statements: step.records.map((record) => statementData(record, context)),
      changes: step.changes,
      ...failureData(step.failure, context),
      state: stateData(step.state),
    })),
    ...failureData(failure, context),
    ...(waiting === undefined ? {} : { waiting: waiting.map((one) => waitingData(one, context)) }),
    ...(reasons === undefined
      ? {}
      : { reasons: reasons.map(({ reads, ...rest }) => ({ ...rest, reads: reads.map(readData) })) }),
    ...(shown === undefined
      ? {}
      : { shown: shown.map(({ text, values }) => ({ text, values: values.map((value) => value ?? null) })) }),
    ...(backTo === undefined ? {} : { backTo }),
    ...(loop === undefined ? {} : { loop }),
  };
}

interface Context {
  readonly number: ReadonlyMap<CallRecord, number>;
  readonly calls: readonly CallData[];
  readonly quotes: Quotes;
}

/**
 * The calls of a trace in the order in which it mentions them: what was only tried, to see who waits, took numbers of
 * the trace as well.
 */
function numberCalls(
  { steps, failure, waiting = [] }: Trace,
  quotes: Quotes,
): {
  readonly number: ReadonlyMap<CallRecord, number>;
  readonly calls: readonly CallData[];
} {
  const mentioned = [
    ...steps.flatMap((step) => [
      ...step.records.flatMap((record) => [...record.stack, ...('call' in record ? [record.call] : [])]),
      ...(step.failure?.within?.calls ?? []),
    ]),
    ...(failure?.within?.calls ?? []),
    ...waiting.flatMap(({ causes }) => causes.flatMap(({ calls }) => calls)),
  ];
  const all = [...new Set(mentioned)];
  return {
    number: new Map(all.map((call, id) => [call, id])),
    calls: all.map((call, id): CallData => ({
      id,
      procedure: call.procedure,
      library: call.library,
      arguments: call.arguments,
      at: placeData(call.callAt),
      ...quoteData(call.callAt, quotes),
      ...(call.doc === undefined ? {} : { doc: call.doc }),
      ...(call.into === undefined ? {} : { into: call.into }),
      ended: call.ended,
      ...(call.result === undefined ? {} : { result: call.result }),
    })),
  };
}

function idsOf(calls: readonly CallRecord[], { number }: Context): readonly number[] {
  return calls.flatMap((call) => number.get(call) ?? []);
}

function statementData(record: StatementRecord, context: Context): StatementData {
  const { at, role, stack, reads, writes, names, ...own } = record;
  const base = {
    at: placeData(at),
    role,
    stack: idsOf(stack, context),
    reads: reads.map(readData),
    writes: writes.map(writeData),
    names,
    ...quoteData(at, context.quotes),
  };
  const made: StatementData =
    own.kind === 'enter' || own.kind === 'leave'
      ? { ...own, ...base, call: context.number.get(own.call) ?? 0 }
      : { ...own, ...base };
  const shown = fullText(made, context.calls);
  if (shown === undefined) return made;
  return { ...made, text: shown.text, ...(shown.result === undefined ? {} : { note: shown.result }) };
}

function quoteData(at: Location, quotes: Quotes): { readonly quote?: QuoteData } {
  const quote = quotes(at);
  return quote === undefined ? {} : { quote };
}

function accessData({ path, scope, root, slot, position }: PlaceView): Omit<ReadData, 'value'> {
  return { path, scope, root, slot, whole: position.length === 0 };
}

function readData({ place, value }: Read): ReadData {
  return { ...accessData(place), value: valueData(value, place.type) };
}

function writeData({ place, before, after }: Write): WriteData {
  return {
    ...accessData(place),
    ...(before === undefined ? {} : { before: valueData(before, place.type) }),
    after: valueData(after, place.type),
  };
}

function failureData(failure: Failure | undefined, context: Context): { readonly failure?: FailureData } {
  if (failure === undefined) return {};
  const { message, at, within } = failure;
  return {
    failure: {
      message,
      ...(at === undefined ? {} : { at: placeData(at) }),
      ...(within === undefined ? {} : { within: { actor: within.actor, calls: idsOf(within.calls, context) } }),
    },
  };
}

function waitingData({ actor, at, causes }: Waiting, context: Context): WaitingData {
  return {
    actor,
    at: placeData(at),
    causes: causes.map(({ text, reads, calls }) => ({
      text,
      reads: reads.map(readData),
      calls: idsOf(calls, context),
    })),
  };
}

function stateData({ variables, processes }: StateView): StateData {
  return {
    variables: variables.map(({ name, type, value, ghost }) => ({
      name,
      value: valueData(value, type),
      ...(ghost ? { ghost: true as const } : {}),
    })),
    processes: processes.map(({ name, point, locals }) => ({
      name,
      point,
      locals: locals.map((one) => ({ name: one.name, value: valueData(one.value, one.type) })),
    })),
  };
}
