import { briefText, callText } from '../result/statement-text.ts';
import type { StatementData, TraceData } from '../result/trace.ts';
import { printable } from '../text/display.ts';

/** The longest statement shown in a line about a property. */
const STATEMENT = 48;

/**
 * `writer[1]: counter = 1`: the last step that touched shared state, or the call that it is in, so that a violation
 * caused by an unintended race can be recognised. A loop has no last step.
 */
export function lastSharedStep({ steps, backTo, calls }: TraceData): string | undefined {
  if (backTo !== undefined) return undefined;
  for (const { actor, statements } of steps.toReversed()) {
    const text = statements.flatMap((statement) => sharedText(statement, calls) ?? []).at(-1);
    if (text !== undefined)
      return `${actor}: ${text.length <= STATEMENT ? text : `${text.slice(0, STATEMENT - 1).trimEnd()}…`}`;
  }
  return undefined;
}

function sharedText(record: StatementData, calls: TraceData['calls']): string | undefined {
  if (record.role !== 'visible' && record.role !== 'assert') return undefined;
  const id = record.stack[0] ?? (record.kind === 'enter' || record.kind === 'leave' ? record.call : undefined);
  const call = id === undefined ? undefined : calls[id];
  if (call) return printable(callText(call));
  const statement = record.kind === 'jump' ? { text: record.statement } : briefText(record);
  return statement && printable(statement.text);
}
