import { briefText, callText } from '../trace/statement-text.ts';
import type { CallRecord, StatementRecord, Trace, TraceStep } from '../trace/trace.ts';
import { printable } from '../text/display.ts';

/**
 * What a reader of a run is told, line by line: the rules by which diagrams are drawn. Stores, loads, waits and choices
 * are told; so is what a condition found, unless the line above says it; and so is what a local holds, if a later line
 * names it. A call is one line where nobody else ran while it did.
 */

/** `calls`: calls of library procedures, and others that ran in one step, are one line. `all`: every statement is. */
export type Detail = 'calls' | 'all';

export interface Line {
  readonly text: string;
  /** How many calls that are told statement by statement it stands in. */
  readonly depth: number;
  /** It reads or writes what is shared. */
  readonly touches: boolean;
}

/** Lines of each step; none for a step that only moves on within its process. */
export function traceLines(trace: Trace, detail: Detail): readonly (readonly Line[])[] {
  const whole = detail === 'all' ? new Map<CallRecord, number>() : wholeCalls(trace);
  const told = toldRecords(trace, whole);
  const headed = new Set<CallRecord>();
  return trace.steps.map((step, index) => {
    const lines: Line[] = [];
    for (const record of step.records) {
      const surrounding = around(record);
      const one = surrounding.find((call) => whole.has(call));
      if (one) {
        if (whole.get(one) !== index || headed.has(one) || record.role === 'ghost') continue;
        headThose(surrounding.slice(0, surrounding.indexOf(one)));
        headed.add(one);
        lines.push({
          text: withResult(callText(one), one.result),
          depth: surrounding.indexOf(one),
          touches: callTouches(step, one),
        });
        continue;
      }
      if (!told.records.has(record)) continue;
      headThose(surrounding);
      const text = briefText(record, told.bound.get(record));
      if (text)
        lines.push({ text: withResult(text.text, text.result), depth: record.stack.length, touches: touches(record) });
    }
    return lines.map((line) => ({ ...line, text: printable(line.text) }));

    function headThose(calls: readonly CallRecord[]): void {
      calls.forEach((call, depth) => {
        if (headed.has(call)) return;
        headed.add(call);
        lines.push({ text: callText(call, told.parameters), depth, touches: false });
      });
    }
  });
}

/** The calls that a record belongs to, outermost first: the beginning and the end of a call are parts of it. */
function around(record: StatementRecord): readonly CallRecord[] {
  return record.kind === 'enter' || record.kind === 'leave' ? [...record.stack, record.call] : record.stack;
}

function touches({ role, reads, writes }: StatementRecord): boolean {
  return role !== 'ghost' && [...reads, ...writes].some(({ place }) => place.scope === 'shared');
}

function callTouches(step: TraceStep, call: CallRecord): boolean {
  return step.records.some((record) => around(record).includes(call) && touches(record));
}

function withResult(text: string, result: string | undefined): string {
  return result === undefined ? text : `${text} -> ${result}`;
}

// --------------------------------------------------------------------------------------- whole calls

/**
 * Calls that are told in one line, and the step at which they are: those that ended, in which nothing failed, and during
 * which nobody else took a step. A call of the spec's own procedure has to run within one step: it is what is looked at.
 */
function wholeCalls(trace: Trace): Map<CallRecord, number> {
  const spans = new Map<CallRecord, { first?: number; last: number }>();
  trace.steps.forEach(({ records }, index) => {
    for (const record of records)
      for (const call of around(record)) {
        const known = spans.get(call) ?? { last: index };
        // What is local happens at no time of its own.
        if (record.role !== 'local' && record.role !== 'ghost') known.first ??= index;
        known.last = isEnd(record, call) && known.first !== undefined && known.first < index ? known.last : index;
        spans.set(call, known);
      }
  });
  const whole = new Map<CallRecord, number>();
  for (const [call, { first = spans.get(call)!.last, last }] of spans) {
    const isOneStep = first === last;
    if (call.ended && (call.library || isOneStep) && !isInterrupted(trace, first, last) && !fails(trace, call))
      whole.set(call, last);
  }
  return whole;
}

function isEnd(record: StatementRecord, call: CallRecord): boolean {
  return record.kind === 'leave' && record.call === call;
}

function isInterrupted({ steps, backTo }: Trace, first: number, last: number): boolean {
  const actor = steps[last]!.actor;
  if (backTo !== undefined && first < backTo && backTo <= last) return true;
  return steps.slice(first, last).some((step) => step.actor !== actor);
}

function fails({ steps }: Trace, call: CallRecord): boolean {
  return steps.at(-1)?.failure?.within?.calls.includes(call) === true;
}

// -------------------------------------------------------------------------------------- what is told

interface Told {
  readonly records: ReadonlySet<StatementRecord>;
  /** Slots of value parameters that a line names. */
  readonly parameters: ReadonlySet<number>;
  /** Slots that a pattern binds and a later line names. */
  readonly bound: ReadonlyMap<StatementRecord, ReadonlySet<number>>;
}

function toldRecords(trace: Trace, whole: ReadonlyMap<CallRecord, number>): Told {
  const records = new Set<StatementRecord>();
  const parameters = new Set<number>();
  const bound = new Map<StatementRecord, ReadonlySet<number>>();
  for (const actor of new Set(trace.steps.map((step) => step.actor))) {
    const own = trace.steps
      .filter((step) => step.actor === actor)
      .flatMap((step) => step.records.map((record) => ({ record, step })))
      .filter(({ record }) => !around(record).some((call) => whole.has(call)) || record.kind === 'leave');
    /** Locals that a later line names. */
    const named = new Set<number>();
    for (let i = own.length - 1; i >= 0; i--) {
      const { record, step } = own[i]!;
      if (around(record).some((call) => whole.has(call))) continue;
      const isFailing = step.failure !== undefined && record === step.records.at(-1);
      const set = record.writes.flatMap(({ place }) =>
        place.scope === 'local' && place.position.length === 0 ? [place.slot] : [],
      );
      const written = record.writes.flatMap(({ place }) => (place.scope === 'local' ? [place.slot] : []));
      const isNamed = written.some((slot) => named.has(slot));
      if (record.kind !== 'store' && record.kind !== 'enter')
        bound.set(record, new Set(set.filter((slot) => named.has(slot))));
      if (record.kind === 'enter') for (const slot of set) if (named.has(slot)) parameters.add(slot);
      if (isFailing || (record.role !== 'ghost' && isTold(record, isNamed, own[i - 1]?.record))) {
        records.add(record);
        for (const slot of set) named.delete(slot);
        for (const slot of record.names) named.add(slot);
      } else for (const slot of set) named.delete(slot);
    }
  }
  return { records, parameters, bound };
}

function isTold(record: StatementRecord, isNamed: boolean, previous: StatementRecord | undefined): boolean {
  switch (record.kind) {
    case 'store':
      return record.role === 'visible' || isNamed || record.form === 'return';
    case 'branch':
      // Whether a loop goes on is seen from what follows.
      if (record.form === 'while' && record.role !== 'visible') return false;
      return record.role === 'visible' || isNamed || !isObvious(record, previous);
    case 'match':
      return record.role === 'visible' || isNamed || !isObvious(record, previous);
    case 'await':
    case 'pick':
      return true;
    case 'next':
      return isNamed;
    case 'assert':
      return record.holds !== true;
    case 'either':
    case 'jump':
    case 'enter':
    case 'leave':
      return false;
  }
}

/** Whether the line above says what a condition found: the value that was loaded, or that a call returned. */
function isObvious(record: StatementRecord, previous: StatementRecord | undefined): boolean {
  if (previous === undefined || (record.kind !== 'branch' && record.kind !== 'match')) return false;
  const { bare } = record;
  if (bare === undefined) return false;
  if (previous.kind === 'leave') return previous.result === bare;
  return (
    previous.role === 'visible' && previous.writes.some(({ place }) => place.slot === bare && place.scope === 'local')
  );
}
