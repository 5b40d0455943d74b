import { explain } from '../result/explain.ts';
import type { PropertyData } from '../result/model.ts';
import type { TraceData } from '../result/trace.ts';
import { displayWidth, printable } from '../text/display.ts';
import { padEnd, wrap } from './layout.ts';
import type { Style } from './style.ts';

/** What the command line asked to be told of a run besides the run itself. */

const INDENT = '  ';
/** Columns of a sentence. */
const WIDTH = 76;
/** Columns of a value. */
const WIDEST = 40;

/** Why the property is violated, in sentences. */
export function renderExplanation(property: PropertyData, trace: TraceData, style: Style): string {
  if (property.result !== 'violated') return '';
  const sentences = explain(property, trace);
  const lines =
    sentences.length === 0
      ? ['there is nothing to say beyond the run']
      : sentences.flatMap((sentence) => wrap(`- ${printable(capitalised(sentence))}`, WIDTH));
  return `\n${INDENT}${style.bold('why:')}\n${lines.map((line) => `${INDENT}${line}\n`).join('')}`;
}

function capitalised(sentence: string): string {
  return sentence.startsWith('for ') ? `F${sentence.slice(1)}` : sentence;
}

/** The values of expressions in the states of a run: a line for each state in which one of them changed. */
export function renderShown({ shown = [], steps }: TraceData, style: Style): string {
  if (shown.length === 0) return '';
  const count = Math.max(...shown.map(({ values }) => values.length));
  const rows = Array.from({ length: count }, (_, i) => ({
    step: String(i),
    actor: i === 0 ? 'initial state' : (steps[i - 1]?.actor ?? ''),
    cells: shown.map(({ values }) => (i > 0 && values[i] === values[i - 1] ? '' : valueText(values[i]))),
  })).filter(({ cells }, i) => i === 0 || cells.some((cell) => cell !== ''));
  const heads = ['', '', ...shown.map(({ text }) => cut(text))];
  const table = [heads, ...rows.map(({ step, actor, cells }) => [step, printable(actor), ...cells])];
  const widths = heads.map((_, column) => Math.max(...table.map((row) => displayWidth(row[column] ?? ''))));
  const lines = table.map((row) =>
    row
      .map((cell, i) => (i === 0 ? cell.padStart(widths[0] ?? 0) : padEnd(cell, widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  const [head = '', ...body] = lines;
  return `\n${INDENT}${style.bold(head)}\n${body.map((line) => `${INDENT}${line}\n`).join('')}`;
}

function valueText(value: string | null | undefined): string {
  return value === null || value === undefined ? '(no value)' : cut(value);
}

function cut(text: string): string {
  const shown = printable(text);
  return displayWidth(shown) <= WIDEST ? shown : `${shown.slice(0, WIDEST - 1).trimEnd()}…`;
}
