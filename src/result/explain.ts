import type { PropertyData } from './model.ts';
import { briefText } from './statement-text.ts';
import type { ReadData, ReasonData, StatementData, TraceData, WriteData } from './trace.ts';
import { valueText } from './values.ts';

/** A statement of a run, and where in the run it is. */
interface Event {
  /** The number of the step, from 1. */
  readonly step: number;
  readonly actor: string;
  readonly statement: StatementData;
  /** Its position among all statements of the run. */
  readonly at: number;
}

/** Sentences at most: a longer explanation is none. */
const MOST = 10;

/**
 * Why a run violates a property, in sentences: which part of the property is false, since which step, who stored the values
 * that it reads, and what they went by although another process had changed it in the meantime. Empty where there is
 * nothing to say beyond the run itself, as about a loop.
 */
export function explain(property: PropertyData, trace: TraceData): readonly string[] {
  const events = eventsOf(trace);
  const { reasons = [] } = trace;
  const told = new Set<number>();
  const sentences = [
    // What is false comes first.
    ...falseFirst(reasons).map((reason) => reasonSentence(reason, trace)),
    ...readsToExplain(property, trace, events).flatMap((read) => historyOf(read, events, told)),
  ];
  return [...new Set(sentences)].slice(0, MOST);
}

function falseFirst(reasons: readonly ReasonData[]): readonly ReasonData[] {
  return [...reasons].sort((a, b) => Number(a.value) - Number(b.value));
}

function eventsOf({ steps }: TraceData): readonly Event[] {
  return steps
    .flatMap(({ actor, statements }, i) => statements.map((statement) => ({ step: i + 1, actor, statement })))
    .map((event, at) => ({ ...event, at }));
}

/** `` `counter == 2` has been false from the start: counter = 1. `` */
function reasonSentence({ text, bound, value, reads, since }: ReasonData, { steps }: TraceData): string {
  const binding = bound.length === 0 ? '' : `for ${bound.map((one) => `${one.name} = ${one.text}`).join(', ')} `;
  const held =
    reads.length === 0 ? '' : `: ${reads.map((read) => `${read.path} = ${valueText(read.value)}`).join(', ')}`;
  const what = `${binding}\`${text}\``;
  if (since === 0) return `${what} has been ${value} from the start${held}.`;
  return since === steps.length
    ? `${what} became ${value} at step ${since}, the last one${held}.`
    : `${what} has been ${value} since step ${since}${held}.`;
}

/** What the violation went by: parts of an invariant, a failed assertion, the conditions that processes wait for. */
function readsToExplain(
  { kind }: PropertyData,
  { reasons = [], waiting = [] }: TraceData,
  events: readonly Event[],
): readonly (ReadData & { readonly before: number })[] {
  const end = events.length;
  const last = events.at(-1);
  switch (kind) {
    case 'invariant':
      return falseFirst(reasons).flatMap(({ reads }) => reads.map((read) => ({ ...read, before: end })));
    case 'deadlock':
      return waiting.flatMap(({ causes }) =>
        causes.flatMap(({ reads }) => reads.map((read) => ({ ...read, before: end }))),
      );
    case 'assert':
    case 'range':
      return last === undefined ? [] : last.statement.reads.map((read) => ({ ...read, before: last.at }));
    case 'transition':
      return events
        .filter(({ step }) => step === last?.step)
        .flatMap(({ statement, at }) =>
          statement.writes.map((write) => ({ ...write, value: write.after, before: at + 1 })),
        );
    case 'temporal':
    case 'reachable':
    case 'possible':
    case 'impossible':
      return [];
  }
}

/** Who stored what was read, and what that went by. */
function historyOf(
  read: ReadData & { readonly before: number },
  events: readonly Event[],
  told: Set<number>,
): readonly string[] {
  const writer = events.findLast(({ at, statement }) => at < read.before && statement.writes.some(isOf(read)));
  if (writer === undefined || told.has(writer.at)) return [];
  told.add(writer.at);
  const stored = read.scope === 'local' ? [] : [writtenSentence(read, writer)];
  return [...stored, ...staleReads(writer, events)];
}

function writtenSentence(read: ReadData, { step, actor, statement }: Event): string {
  const write = statement.writes.find(isOf(read));
  const before = write?.before === undefined ? '' : `; before it was ${valueText(write.before)}`;
  return `${write?.path ?? read.path} was set at step ${step} by ${actor} (\`${textOf(statement)}\`)${before}.`;
}

/**
 * What an actor had learned before a statement and what was no longer true then: what the locals that it used were made
 * of, and conditions that it had passed, where another actor changed in between what they had read.
 */
function staleReads(writer: Event, events: readonly Event[]): readonly string[] {
  const own = events.filter(({ actor, at }) => actor === writer.actor && at < writer.at);
  const used = writer.statement.reads.filter(({ scope }) => scope === 'local');
  const loads = used.flatMap((local) => own.findLast(({ statement }) => statement.writes.some(isOf(local))) ?? []);
  const conditions = own.filter(({ statement }) => isCondition(statement)).slice(-CONDITIONS);
  return [
    ...loads.flatMap((learned) =>
      staleIn(learned, writer, events).map(
        ({ read, change }) =>
          `${writer.actor} made it of ${read.path} = ${valueText(read.value)}, which it had read at step ${learned.step} (\`${textOf(learned.statement)}\`); ${change}.`,
      ),
    ),
    ...conditions.flatMap((learned) =>
      staleIn(learned, writer, events).map(
        ({ read, change }) =>
          `Before, ${writer.actor} had found ${read.path} = ${valueText(read.value)} at step ${learned.step} (\`${textOf(learned.statement)}\`); ${change}.`,
      ),
    ),
  ];
}

/** Conditions before a statement that are looked at. */
const CONDITIONS = 2;

function isCondition({ kind }: StatementData): boolean {
  return kind === 'branch' || kind === 'await' || kind === 'match';
}

/** What a statement read of shared state that another actor changed before the actor acted on it. */
function staleIn(
  learned: Event,
  { actor, at }: Event,
  events: readonly Event[],
): readonly { readonly read: ReadData; readonly change: string }[] {
  return learned.statement.reads.flatMap((read) => {
    if (read.scope !== 'shared') return [];
    const change = events.findLast(
      (one) => one.actor !== actor && one.at > learned.at && one.at < at && one.statement.writes.some(isOf(read)),
    );
    const write = change?.statement.writes.find(isOf(read));
    if (change === undefined || write === undefined) return [];
    // Of a part, the whole says more than is wanted; the same value again is no change.
    if (write.path === read.path && valueText(write.after) === valueText(read.value)) return [];
    const place = write.path === read.path ? 'it' : write.path;
    return [{ read, change: `${change.actor} made ${place} ${valueText(write.after)} at step ${change.step}` }];
  });
}

/** Whether a write is of a place, a part of it, or something that it is a part of. */
function isOf({ path, scope, slot }: Pick<ReadData, 'path' | 'scope' | 'slot'>): (write: WriteData) => boolean {
  return (write) =>
    (write.scope === 'local') === (scope === 'local') &&
    write.slot === slot &&
    (write.path === path || isWithin(write.path, path) || isWithin(path, write.path));
}

function isWithin(part: string, whole: string): boolean {
  return part.startsWith(whole) && (part[whole.length] === '.' || part[whole.length] === '[');
}

function textOf(statement: StatementData): string {
  const text = briefText(statement);
  if (text === undefined) return statement.text ?? '';
  return text.result === undefined ? text.text : `${text.text} -> ${text.result}`;
}
