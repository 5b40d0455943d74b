import { pickText } from '../trace/pick-text.ts';
import type { CallData, ReadData, StatementData, TraceData, WaitingData } from './trace.ts';
import { valueText } from './values.ts';

/** A statement as it is shown: its text, and its result. */
export interface StatementText {
  readonly text: string;
  /** `true`, `page(2)`; absent where there is nothing to add. */
  readonly result?: string;
}

/**
 * What ran, in full: for those who follow it in the source. Undefined for what has no text of its own, as the ends of
 * calls.
 * @param calls those of the run
 */
export function fullText(record: StatementData, calls: TraceData['calls']): StatementText | undefined {
  const text = wholeText(record, calls);
  return text && record.memory === 'stale' ? noted(text, 'old') : text;
}

function wholeText(record: StatementData, calls: TraceData['calls']): StatementText | undefined {
  switch (record.kind) {
    case 'store':
      if (record.memory === 'drained') return drainedText(record);
      return buffered(record, record.update ? updateText(record) : storeText(record, record.expression));
    case 'pick':
      return withResult(
        pickText(record),
        record.chosen === undefined ? undefined : `${record.name} = ${record.chosen}`,
      );
    case 'either':
      return { text: 'either', result: `branch ${record.branch}` };
    case 'jump':
      return { text: record.statement };
    case 'next':
      return undefined;
    case 'enter': {
      const call = calls[record.call];
      return call && { text: callText(call) };
    }
    default:
      return plainText(record);
  }
}

/**
 * What happened, in brief: for a store the value, with the place that it was loaded from; for a choice what was chosen.
 * Undefined for jumps.
 * @param named slots of a pattern's names that are shown with their values
 */
export function briefText(record: StatementData, named: ReadonlySet<number> = new Set()): StatementText | undefined {
  const plain = plainText(record);
  const text = plain && record.memory === 'stale' ? noted(plain, 'old') : plain;
  const bound =
    record.kind === 'branch' || record.kind === 'match' || record.kind === 'await'
      ? record.writes.filter(({ slot }) => named.has(slot))
      : [];
  if (text === undefined || bound.length === 0) return text;
  const values = bound.map(({ path, after }) => `${path} = ${valueText(after)}`);
  return { text: text.text, result: [...(text.result === undefined ? [] : [text.result]), ...values].join(', ') };
}

function plainText(record: StatementData): StatementText | undefined {
  switch (record.kind) {
    case 'store':
      if (record.memory === 'drained') return drainedText(record);
      if (record.update) return buffered(record, updateText(record));
      return buffered(
        record,
        storeText(
          record,
          record.loads || record.form === 'for' ? record.expression : (record.stored ?? record.expression),
        ),
      );
    case 'branch':
      return withResult(
        `${record.form} ${record.condition}`,
        record.result === undefined ? undefined : `${record.result}`,
      );
    case 'match': {
      const { form, pattern = '_', expression, found } = record;
      return withResult(form === 'match' ? `match ${expression}` : `let ${pattern} = ${expression}`, found);
    }
    case 'await':
      return { text: `await ${record.condition}` };
    case 'assert': {
      const name = record.name === undefined ? '' : `${record.name}: `;
      return withResult(
        `assert ${name}${record.condition}`,
        record.holds === false ? `false${heldText(record)}` : undefined,
      );
    }
    case 'pick':
      return { text: `pick ${record.name} = ${record.chosen ?? '?'}` };
    case 'next':
      return { text: `${record.name} = ${record.element}` };
    case 'either':
    case 'jump':
    case 'enter':
    case 'leave':
      return undefined;
  }
}

/** `spin_lock(b): await b == none (b = some(p))`, for each way to continue. */
export function waitingText({ causes }: WaitingData, { calls }: Pick<TraceData, 'calls'>): string {
  return causes
    .map(({ text, reads, calls: around }) =>
      [...around.flatMap((id) => calls[id] ?? []).map((call) => callText(call)), `${text}${valuesText(reads)}`].join(
        ': ',
      ),
    )
    .join(' or ');
}

/** ` (pages[1].locked_by = some(a))`: what a failed assertion read; not the indices, whose values it shows. */
function heldText({ reads, names }: StatementData): string {
  const looked = reads.filter(({ scope, slot }) => scope !== 'local' || names.includes(slot));
  return valuesText(looked);
}

function valuesText(reads: readonly ReadData[]): string {
  const texts = reads.map(({ path, value }) => `${path} = ${valueText(value)}`);
  return texts.length === 0 ? '' : ` (${texts.join(', ')})`;
}

type Store = Extract<StatementData, { kind: 'store' }>;

function updateText({ place, update, stored }: Store): StatementText {
  const { operator = '=', operand } = update ?? {};
  return withResult(operand === undefined ? `${place}${operator}` : `${place} ${operator} ${operand}`, stored);
}

/** `cache[0] = page(2) reaches memory` */
function drainedText({ place, stored = '?' }: Store): StatementText {
  return { text: `${place} = ${stored} reaches memory` };
}

/** With a note where the store only enters a store buffer. */
function buffered(record: Store, text: StatementText): StatementText {
  return record.memory === 'buffered' || record.memory === 'overtaken' ? noted(text, record.memory) : text;
}

function noted({ text, result }: StatementText, note: string): StatementText {
  return { text, result: result === undefined ? note : `${result}, ${note}` };
}

function storeText({ form, place, stored, loads }: Store, value: string): StatementText {
  const result = value === stored ? undefined : stored;
  switch (form) {
    case 'assign':
    case 'update':
      return withResult(`${place} = ${value}`, result);
    case 'let':
    case 'var':
      return withResult(`${form} ${place} = ${value}`, result);
    case 'return':
      return withResult(`return ${value}`, result);
    case 'for':
      return withResult(`for ${place} in ${value}`, loads ? result : undefined);
  }
}

function withResult(text: string, result: string | undefined): StatementText {
  return result === undefined ? { text } : { text, result };
}

/** `page_ref_freeze(pages[2].refcount, 1)` @param named slots of parameters that are shown with their names */
export function callText(
  { procedure, arguments: given, into }: CallData,
  named: ReadonlySet<number> = new Set(),
): string {
  const texts = given.map(({ parameter, text, slot }) =>
    slot !== undefined && named.has(slot) ? `${parameter} = ${text}` : text,
  );
  return `${into === undefined ? '' : `${into} = `}${procedure}(${texts.join(', ')})`;
}
