import { itemAt } from '../../core/lists.ts';
import type { StateData, TraceData } from '../../result/trace.ts';
import { partsOf, valueText, type ValueData } from '../../result/values.ts';
import { type Diagram, diagramOf, type DiagramOptions, type Row } from '../diagram.ts';
import { countOf } from '../layout.ts';
import { LOOP_BEGINS, loopLines } from '../loop.ts';
import { describeFinding, describeRun, endingOf } from '../report.ts';
import type { Shown } from '../selection.ts';
import { xml } from './xml.ts';

/** One run of the page: its race as a table with a row for each step, and beside it the state after the chosen step. */
export function htmlRun({ check, property, trace }: Shown, id: string, options: DiagramOptions): string {
  const diagram = diagramOf(trace, options);
  const title = `${describeRun(check)}: ${describeFinding(property)}, in ${countOf(property.steps ?? 0, 'step')}`;
  const end = [...loopLines(trace), ...endingOf(property, trace)];
  return [
    `<section class="run" id="${id}">`,
    `<h2>${xml(title)}</h2>`,
    check.doc === undefined ? '' : `<p class="doc">${xml(check.doc)}</p>`,
    '<div class="panes">',
    `<div class="race">${raceTable(diagram, trace, title)}`,
    ...diagram.notes.map((line) => `<p class="note">${xml(line)}</p>`),
    ...end.map((line) => `<p class="end">${xml(line)}</p>`),
    '</div>',
    `<div class="state"><h3>State <span class="which">at the start</span></h3>`,
    `<table><caption class="hidden">The state after the chosen step</caption><tbody>${stateRows(trace)}</tbody></table>`,
    '</div>',
    '</div>',
    `<script type="application/json">${inScript(statesOf(trace))}</script>`,
    '</section>',
  ].join('\n');
}

function raceTable({ columns, rows }: Diagram, trace: TraceData, title: string): string {
  const heads = columns.map((name) => `<th scope="col">${xml(name)}</th>`).join('');
  const byStep = new Map(rows.map((row) => [row.index, row]));
  const body = trace.steps.map((step, index) => {
    const row = byStep.get(index);
    const loop =
      index === trace.backTo
        ? `<tr class="loop"><td></td><td colspan="${columns.length}">${LOOP_BEGINS}</td></tr>`
        : '';
    const said = [`step ${index + 1}`, step.actor, ...step.changes.map(changeText)].join(', ');
    const kind = row === undefined ? 'step silent' : 'step';
    const cells = columns.map((name) => (row?.column === name ? `<td>${cell(row)}</td>` : '<td></td>')).join('');
    return `${loop}<tr class="${kind}" tabindex="-1" data-step="${index + 1}" data-said="${xml(said)}"><th scope="row">${index + 1}</th>${cells}</tr>`;
  });
  return [
    `<table class="steps"><caption class="hidden">${xml(title)}</caption>`,
    `<thead><tr><th scope="col"><span class="hidden">step</span></th>${heads}</tr></thead><tbody>`,
    `<tr class="step" tabindex="0" data-step="0" data-said="at the start"><th scope="row">0</th><td colspan="${Math.max(1, columns.length)}" class="start">at the start</td></tr>`,
    ...body,
    '</tbody></table>',
  ].join('\n');
}

/** Calls within calls are indented up to here. */
const DEEPEST = 6;

function cell({ lines }: Row): string {
  const drawn = lines
    .map(({ text, depth }) => `<code class="d${Math.min(depth, DEEPEST)}">${xml(text)}</code>`)
    .join('');
  const isJoined = lines.some(({ mark }) => mark === 'first');
  return isJoined ? `<div class="joined" title="one step: nothing runs in between">${drawn}</div>` : drawn;
}

function changeText({ path, before, after }: TraceData['steps'][number]['changes'][number]): string {
  return `${path}: ${before ?? 'nothing'} to ${after ?? 'nothing'}`;
}

// ----------------------------------------------------------------------------------------- states

/** The parts of a state, as deep as they go, by their paths; in the order of the state. */
function partsOfState({ variables, processes }: StateData): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const add = (path: string, value: ValueData): void => {
    const parts = partsOf(value);
    if (parts.kind === 'struct' && parts.fields.length > 0)
      for (const [name, of] of parts.fields) add(`${path}.${name}`, of);
    else if (parts.kind === 'map' && parts.entries.length > 0)
      for (const [key, of] of parts.entries) add(`${path}[${valueText(key)}]`, of);
    else found.set(path, valueText(value));
  };
  for (const { name, value } of variables) add(name, value);
  for (const { name, point, locals } of processes) {
    found.set(`${name} at`, point);
    for (const local of locals) add(`${name}.${local.name}`, local.value);
  }
  return found;
}

/** The state at the start, and for each step what differs after it: `null` for what is no longer there. */
function statesOf({ initial, steps }: TraceData): {
  readonly start: readonly (readonly [string, string])[];
  readonly changes: readonly (readonly (readonly [string, string | null])[])[];
} {
  const states = [initial, ...steps.map(({ state }) => state)].map(partsOfState);
  const changes = states.slice(1).map((now, i) => {
    const before = itemAt(states, i);
    const gone = [...before.keys()].filter((path) => !now.has(path)).map((path) => [path, null] as const);
    return [...[...now].filter(([path, value]) => before.get(path) !== value), ...gone];
  });
  return { start: [...itemAt(states, 0)], changes };
}

function stateRows({ initial }: TraceData): string {
  return [...partsOfState(initial)]
    .map(([path, value]) => `<tr><th scope="row">${xml(path)}</th><td><code>${xml(value)}</code></td></tr>`)
    .join('');
}

/** JSON in an element of HTML: nothing in it ends the element. */
function inScript(data: unknown): string {
  return JSON.stringify(data)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
}
