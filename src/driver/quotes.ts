import type { Statement } from '../core/expression.ts';
import { itemAt } from '../core/lists.ts';
import type { Program } from '../core/program.ts';
import { substatements } from '../core/traverse.ts';
import type { Quotes } from '../result/from-trace.ts';
import type { QuoteData } from '../result/trace.ts';
import type { Location } from '../text/source.ts';

/**
 * What the comments of labels quote: of a comment with text in backticks this, of others the first line. It stands for the
 * labelled statement; of one with other statements in it, for its head.
 */
export function quotesOf({ processes, actions, procedures }: Program): Quotes {
  const quotes: (QuoteData & { readonly at: Location })[] = [];
  const look = (one: Statement): void => {
    if (one.kind === 'labelled' && one.label.doc !== undefined && one.body !== undefined) {
      const at = headOf(one.body);
      const text = quoteIn(one.label.doc);
      if (at !== undefined && text !== '') quotes.push({ label: one.label.name, text, at });
    }
    substatements(one).forEach(look);
  };
  for (const { body } of [...processes, ...actions, ...procedures]) look(body);
  return ({ source, span }) => {
    const found = quotes.find(
      ({ at }) => at.source === source && at.span.start <= span.start && span.start < at.span.end,
    );
    return found && { label: found.label, text: found.text };
  };
}

function quoteIn(doc: string): string {
  const [, code] = /`([^`]+)`/.exec(doc) ?? [];
  return (code ?? doc.trim().split('\n', 1)[0] ?? '').replace(/\s+/g, ' ').trim();
}

/** What a quote stands for; undefined for a statement that has only others in it. */
function headOf(statement: Statement): Location | undefined {
  switch (statement.kind) {
    case 'if':
    case 'match':
    case 'for':
      return statement.head;
    case 'while':
      return statement.condition && statement.head;
    case 'block':
    case 'sequence':
      return statement.statements[0] && headOf(itemAt(statement.statements, 0));
    case 'labelled':
      return statement.body && headOf(statement.body);
    case 'either':
      return undefined;
    case 'assign':
    case 'declare':
    case 'declarePattern':
    case 'await':
    case 'assert':
    case 'break':
    case 'continue':
    case 'skip':
    case 'fence':
    case 'pick':
    case 'atomic':
    case 'call':
    case 'return':
    case 'goto':
      return statement.at;
  }
}
