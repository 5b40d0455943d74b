import { formatValue } from '../core/values.ts';
import type { CallRecord, Read, StatementRecord, Waiting } from './trace.ts';

/** A statement as it is told: its text, and what came of it. */
export interface StatementText {
  readonly text: string;
  /** `true`, `page(2)`; absent where there is nothing to add. */
  readonly result?: string;
}

/** What ran, whole: for those who follow it in the source. Undefined for what has no text of its own. */
export function fullText(record: StatementRecord): StatementText | undefined {
  switch (record.kind) {
    case 'store':
      return record.update ? updateText(record) : storeText(record, record.expression);
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
    default:
      return briefText(record);
  }
}

/**
 * What happened, briefly: of a store the value, with the place that it was loaded from; of a choice what was chosen.
 * Undefined for what only leads elsewhere.
 * @param named slots of names of a pattern that are told with their values
 */
export function briefText(record: StatementRecord, named: ReadonlySet<number> = new Set()): StatementText | undefined {
  const text = plainText(record);
  const bound =
    record.kind === 'branch' || record.kind === 'match' || record.kind === 'await'
      ? record.writes.filter(({ place }) => named.has(place.slot))
      : [];
  if (text === undefined || bound.length === 0) return text;
  const values = bound.map(({ place, after }) => `${place.path} = ${formatValue(after, place.type)}`);
  return { text: text.text, result: [...(text.result === undefined ? [] : [text.result]), ...values].join(', ') };
}

function plainText(record: StatementRecord): StatementText | undefined {
  switch (record.kind) {
    case 'store':
      if (record.update) return updateText(record);
      return storeText(
        record,
        record.loads || record.form === 'for' ? record.expression : (record.stored ?? record.expression),
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

/** `pick i in Pfn where pages[1].free`: the condition with the element that was chosen. */
export function pickText({ name, set, where }: Extract<StatementRecord, { kind: 'pick' }>): string {
  return `pick ${name} in ${set}${where === undefined ? '' : ` where ${where}`}`;
}

/** `spin_lock(b): await b == none (b = some(p))`, for each way on. */
export function waitingText({ causes }: Waiting): string {
  return causes
    .map(({ text, reads, calls }) => [...calls.map((call) => callText(call)), `${text}${valuesText(reads)}`].join(': '))
    .join(' or ');
}

/** ` (pages[1].locked_by = some(a))`: what a failed assertion looked at; not the indices, whose values it shows. */
function heldText({ reads, names }: StatementRecord): string {
  const looked = reads.filter(({ place }) => place.scope !== 'local' || names.includes(place.slot));
  return valuesText(looked);
}

function valuesText(reads: readonly Read[]): string {
  const texts = reads.map(({ place, value }) => `${place.path} = ${formatValue(value, place.type)}`);
  return texts.length === 0 ? '' : ` (${texts.join(', ')})`;
}

type Store = Extract<StatementRecord, { kind: 'store' }>;

function updateText({ place, update, stored }: Store): StatementText {
  const { operator = '=', operand } = update ?? {};
  return withResult(operand === undefined ? `${place}${operator}` : `${place} ${operator} ${operand}`, stored);
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

/** `page_ref_freeze(pages[2].refcount, 1)` @param named slots of parameters that are told by their names */
export function callText(
  { procedure, arguments: given, into }: CallRecord,
  named: ReadonlySet<number> = new Set(),
): string {
  const texts = given.map(({ parameter, text, slot }) =>
    slot !== undefined && named.has(slot) ? `${parameter} = ${text}` : text,
  );
  return `${into === undefined ? '' : `${into} = `}${procedure}(${texts.join(', ')})`;
}
