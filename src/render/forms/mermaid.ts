import { printable } from '../../text/display.ts';
import { diagramOf } from '../diagram.ts';
import { loopLines } from '../loop.ts';
import { endingOf } from '../report.ts';
import type { Shown } from '../selection.ts';
import type { FormOptions } from './form.ts';

/** A sequence diagram for hosts that draw Mermaid: what a step does is a note over its process. */
export function renderMermaid({ property, trace }: Shown, { race }: FormOptions): string {
  const { columns: drawnColumns, rows, start, notes } = diagramOf(trace, race);
  // A diagram without participants is an error.
  const columns = drawnColumns.length > 0 ? drawnColumns : trace.initial.processes.map(({ name }) => name);
  const names = columns.map((_, i) => `p${i}`);
  const all = names.length === 0 ? '' : [names[0], ...(names.length > 1 ? [names.at(-1)] : [])].join(',');
  const note = (over: string, lines: readonly string[]): string =>
    `  Note over ${over}: ${lines.map(escape).join('<br/>')}`;
  const drawn: string[] = [];
  let isInLoop = false;
  for (const { column, index, lines } of rows) {
    if (trace.backTo !== undefined && index >= trace.backTo && !isInLoop) {
      drawn.push('  loop for ever');
      isInLoop = true;
    }
    const texts = lines.map(({ depth, text }) => `${'\u00a0\u00a0'.repeat(depth)}${text}`);
    drawn.push(note(`p${columns.indexOf(column)}`, texts));
  }
  const end = [...loopLines(trace), ...endingOf(property, trace)];
  return [
    'sequenceDiagram',
    ...columns.map((name, i) => `  participant p${i} as ${escape(printable(name))}`),
    ...(start.length === 0 || all === '' ? [] : [note(all, [`at first: ${start.join(', ')}`])]),
    ...drawn,
    ...(isInLoop ? ['  end'] : []),
    ...(notes.length === 0 || all === '' ? [] : [note(all, notes)]),
    ...(all === '' ? [] : [note(all, end.map(printable))]),
    '',
  ].join('\n');
}

/** Entity codes for all that Mermaid, and the HTML that it makes, would read as something else. */
function escape(text: string): string {
  return text.replace(/[#;&<>"`{}%]/g, (c) => `#${c.charCodeAt(0)};`);
}
