import { itemAt } from '../core/lists.ts';
import { briefText, callText } from '../result/statement-text.ts';
import type { CallData, QuoteData, StatementData, StepData, TraceData } from '../result/trace.ts';
import { printable } from '../text/display.ts';

/**
 * What a reader of a run is shown, line by line: the rules by which diagrams are drawn. Stores, loads, waits and
 * choices are shown; so is what a condition evaluated to, unless the line above says it; and so is the value of a local
 * that a later line names. A call is one line where no other actor ran during it.
 */

/**
 * `shared`: what touches shared state, and what a reader needs to follow it; calls of library procedures, and other calls
 * that ran in one step, are one line each. `changes`: of these only what changes shared state, or fails. `all`: every
 * statement is shown, also inside calls.
 */
export type Detail = (typeof details)[number];
export const details = ['shared', 'changes', 'all'] as const;

export interface Line {
  readonly text: string;
  /** How many calls that are shown statement by statement contain it. */
  readonly depth: number;
  /** Whether it reads or writes shared state. */
  readonly touches: boolean;
  /** Whether it changes shared state, or fails. */
  readonly changes: boolean;
  /** What the comment of its label quotes; of several lines of one statement, the first has it. */
  readonly quote?: string;
}

/** A line, and the statement with a quote that it belongs to. */
type Draft = Omit<Line, 'quote'> & { readonly quoted?: QuoteData };

/** Lines of each step; none for a step that only moves within its process. */
export function traceLines(trace: TraceData, detail: Detail): readonly (readonly Line[])[] {
  const whole = detail === 'all' ? new Map<number, number>() : wholeCalls(trace);
  const shown = shownRecords(trace, whole);
  const headed = new Set<number>();
  const callOf = (id: number): CallData => itemAt(trace.calls, id);
  return trace.steps.map((step, index) => {
    const lines: Draft[] = [];
    for (const record of step.statements) {
      const surrounding = around(record);
      const one = surrounding.find((call) => whole.has(call));
      if (one !== undefined) {
        if (whole.get(one) !== index || headed.has(one) || record.role === 'ghost') continue;
        headThose(surrounding.slice(0, surrounding.indexOf(one)));
        headed.add(one);
        lines.push({
          text: withResult(callText(callOf(one)), callOf(one).result),
          depth: surrounding.indexOf(one),
          touches: touching(step, one).some(touches),
          changes: touching(step, one).some(changes),
          ...quotedBy(surrounding.slice(0, surrounding.indexOf(one) + 1).map(callOf)),
        });
        continue;
      }
      if (!shown.records.has(record)) continue;
      headThose(surrounding);
      const text = briefText(record, shown.bound.get(record));
      if (text === undefined) continue;
      const isFailing = step.failure !== undefined && record === step.statements.at(-1);
      lines.push({
        text: withResult(text.text, text.result),
        depth: record.stack.length,
        touches: touches(record),
        changes: changes(record) || isFailing,
        ...quotedBy([...surrounding.map(callOf), record]),
      });
    }
    return withQuotes(detail === 'changes' ? lines.filter((line) => line.changes) : lines);

    function headThose(calls: readonly number[]): void {
      calls.forEach((call, depth) => {
        if (headed.has(call)) return;
        headed.add(call);
        lines.push({ text: callText(callOf(call), shown.parameters), depth, touches: false, changes: false });
      });
    }
  });
}

/** The calls that a record belongs to, outermost first, including the one that it begins or ends. */
function around(record: StatementData): readonly number[] {
  return record.kind === 'enter' || record.kind === 'leave' ? [...record.stack, record.call] : record.stack;
}

function touches({ role, reads, writes }: StatementData): boolean {
  return role !== 'ghost' && [...reads, ...writes].some(({ scope }) => scope === 'shared');
}

function changes({ role, writes }: StatementData): boolean {
  return role !== 'ghost' && writes.some(({ scope }) => scope === 'shared');
}

/** The statements of a call that ran in a step. */
function touching(step: StepData, call: number): readonly StatementData[] {
  return step.statements.filter((record) => around(record).includes(call));
}

/** The outermost quote: it stands for all that the statement did. */
function quotedBy(around: readonly (CallData | StatementData)[]): Pick<Draft, 'quoted'> {
  const quoted = around.find(({ quote }) => quote !== undefined)?.quote;
  return quoted === undefined ? {} : { quoted };
}

function withQuotes(lines: readonly Draft[]): readonly Line[] {
  return lines.map(({ quoted, ...line }, i) => {
    const isFirst = quoted?.label !== lines[i - 1]?.quoted?.label;
    return {
      ...line,
      text: printable(line.text),
      ...(quoted === undefined ? {} : { quote: isFirst ? printable(quoted.text) : '' }),
    };
  });
}

function withResult(text: string, result: string | undefined): string {
  return result === undefined ? text : `${text} -> ${result}`;
}

// --------------------------------------------------------------------------------------- whole calls

/**
 * Calls that are shown in one line, and the step at which they are: those that ended, in which nothing failed, and
 * during which no other actor took a step. A call of the spec's own procedure has to run within one step: it is what
 * the reader looks at.
 */
function wholeCalls(trace: TraceData): Map<number, number> {
  const spans = new Map<number, { first?: number; last: number }>();
  trace.steps.forEach(({ statements }, index) => {
    for (const record of statements)
      for (const call of around(record)) {
        const span = spans.get(call) ?? { last: index };
        // Local statements do not occur at a time of their own.
        if (record.role !== 'local' && record.role !== 'ghost') span.first ??= index;
        span.last = isEnd(record, call) && span.first !== undefined && span.first < index ? span.last : index;
        spans.set(call, span);
      }
  });
  const whole = new Map<number, number>();
  for (const [call, span] of spans) {
    const { last } = span;
    const { ended, library } = itemAt(trace.calls, call);
    const first = span.first ?? last;
    const isOneStep = first === last;
    if (ended && (library || isOneStep) && !isInterrupted(trace, first, last) && !fails(trace, call))
      whole.set(call, last);
  }
  return whole;
}

function isEnd(record: StatementData, call: number): boolean {
  return record.kind === 'leave' && record.call === call;
}

function isInterrupted({ steps, backTo }: TraceData, first: number, last: number): boolean {
  const actor = itemAt(steps, last).actor;
  if (backTo !== undefined && first < backTo && backTo <= last) return true;
  return steps.slice(first, last).some((step) => step.actor !== actor);
}

function fails({ steps }: TraceData, call: number): boolean {
  return steps.at(-1)?.failure?.within?.calls.includes(call) === true;
}

// ------------------------------------------------------------------------------------- what is shown

interface Shown {
  readonly records: ReadonlySet<StatementData>;
  /** Slots of value parameters that a line names. */
  readonly parameters: ReadonlySet<number>;
  /** Slots that a pattern binds and that a later line names. */
  readonly bound: ReadonlyMap<StatementData, ReadonlySet<number>>;
}

function shownRecords(trace: TraceData, whole: ReadonlyMap<number, number>): Shown {
  const records = new Set<StatementData>();
  const parameters = new Set<number>();
  const bound = new Map<StatementData, ReadonlySet<number>>();
  for (const actor of new Set(trace.steps.map((step) => step.actor))) {
    const own = trace.steps
      .filter((step) => step.actor === actor)
      .flatMap((step) => step.statements.map((record) => ({ record, step })))
      .filter(({ record }) => !around(record).some((call) => whole.has(call)) || record.kind === 'leave');
    /** Locals that a later line names. */
    const named = new Set<number>();
    for (let i = own.length - 1; i >= 0; i--) {
      const { record, step } = itemAt(own, i);
      if (around(record).some((call) => whole.has(call))) continue;
      const isFailing = step.failure !== undefined && record === step.statements.at(-1);
      const written = record.writes.filter(({ scope }) => scope === 'local');
      const set = written.flatMap(({ whole: isWhole, slot }) => (isWhole ? [slot] : []));
      const isNamed = written.some(({ slot }) => named.has(slot));
      if (record.kind !== 'store' && record.kind !== 'enter')
        bound.set(record, new Set(set.filter((slot) => named.has(slot))));
      if (record.kind === 'enter') for (const slot of set) if (named.has(slot)) parameters.add(slot);
      if (isFailing || (record.role !== 'ghost' && isShown(record, isNamed, own[i - 1]?.record))) {
        records.add(record);
        for (const slot of set) named.delete(slot);
        for (const slot of record.names) named.add(slot);
      } else for (const slot of set) named.delete(slot);
    }
  }
  return { records, parameters, bound };
}

function isShown(record: StatementData, isNamed: boolean, previous: StatementData | undefined): boolean {
  switch (record.kind) {
    case 'store':
      return record.role === 'visible' || isNamed || record.form === 'return';
    case 'branch':
      // Whether a loop continues is clear from what follows.
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

/** Whether the line above shows what a condition found: the value that was loaded, or that a call returned. */
function isObvious(record: StatementData, previous: StatementData | undefined): boolean {
  if (previous === undefined || (record.kind !== 'branch' && record.kind !== 'match')) return false;
  const { bare } = record;
  if (bare === undefined) return false;
  if (previous.kind === 'leave') return previous.result === bare;
  return previous.role === 'visible' && previous.writes.some(({ slot, scope }) => slot === bare && scope === 'local');
}
