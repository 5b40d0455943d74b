import type { Counterexample } from '../protocol.ts';
import { waitingText as textOfWaiting } from '../../src/result/statement-text.ts';
import type { NamedData, StateData, StepData } from '../../src/result/trace.ts';
import { valueText } from '../../src/result/values.ts';

/**
 * The page of a counterexample: a table with a column for each process and a row for each step, and beside it the state
 * after the selected step. All texts come from a spec, which is untrusted: they are escaped, and the page runs no
 * script but its own.
 */
export function counterexamplePage({ title, doc, trace, outdated }: Counterexample, nonce: string): string {
  const columns = [...new Set(trace.steps.map(columnOf))];
  const heads = columns.map((name) => `<th scope="col">${escape(name)}</th>`).join('');
  const rows = trace.steps.map((step, i) => {
    const loop =
      trace.backTo === i
        ? `<tr class="loop"><td></td><td colspan="${columns.length}">from here on forever</td></tr>`
        : '';
    const cells = columns.map((name) =>
      name === columnOf(step) ? `<td>${statements(step, trace)}</td>` : '<td></td>',
    );
    return `${loop}<tr class="step" tabindex="0" data-step="${i + 1}"><th scope="row">${i + 1}</th>${cells.join('')}</tr>`;
  });
  const all = [trace.initial, ...trace.steps.map(({ state }) => state)];
  const states = all.map((state, i) => {
    const changed = trace.steps[i - 1]?.changes.map(({ path }) => path) ?? [];
    const before = all[i - 1];
    const name = i === 0 ? 'Initial state' : `State after step ${i}`;
    return `<section class="state" data-step="${i}" hidden><h2>${name}</h2>${stateTable(state, changed, before)}</section>`;
  });
  const failure = trace.failure ?? trace.steps.at(-1)?.failure;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'">
<title>${escape(title)}</title>
<style nonce="${nonce}">${STYLE}</style>
</head>
<body>
<header>
<h1>${escape(title)}</h1>
${doc === undefined ? '' : `<p>${escape(doc)}</p>`}
${outdated ? '<p class="outdated">The spec has changed since this run: lines may be off.</p>' : ''}
</header>
<main>
<div class="race">
<table>
<thead><tr><th></th>${heads}</tr></thead>
<tbody>
<tr class="step" tabindex="0" data-step="0"><th scope="row">0</th><td colspan="${Math.max(1, columns.length)}" class="start">initial state</td></tr>
${rows.join('\n')}
</tbody>
</table>
${failure === undefined ? '' : `<p class="failure">${escape(failure.message)}</p>`}
${waitingText(trace)}
${loopText(trace)}
</div>
<div class="states">${states.join('\n')}</div>
</main>
<script nonce="${nonce}">${SCRIPT}</script>
</body>
</html>
`;
}

const ACTIONS = 'actions';

function columnOf(step: StepData): string {
  return step.kind === 'action' ? ACTIONS : step.actor;
}

function statements(step: StepData, trace: Counterexample['trace']): string {
  const head = step.kind === 'action' ? `<div class="actor">${escape(step.actor)}</div>` : '';
  const shown = step.statements.flatMap(({ kind, text, note, at, stack, role }) => {
    if (text === undefined || kind === 'jump' || kind === 'enter') return [];
    const { file, line, column } = at;
    const inside = stack.flatMap((id) => trace.calls[id]?.procedure ?? []).join(' › ');
    const where = `data-file="${escape(file)}" data-line="${line}" data-column="${column}"`;
    return (
      `<a class="${role}" href="#" ${where} title="${escape(inside === '' ? `line ${line}` : `${inside}, line ${line}`)}">` +
      `<code>${escape(text)}</code>${note === undefined ? '' : ` <span class="note">→ ${escape(note)}</span>`}</a>`
    );
  });
  const changes = step.changes.map(
    ({ path, before, after, scope }) =>
      `<div class="change ${scope}">${escape(path)}: ${escape(before ?? '–')} → ${escape(after ?? '–')}</div>`,
  );
  const failure = step.failure ? `<div class="failure">${escape(step.failure.message)}</div>` : '';
  return head + shown.join('') + changes.join('') + failure;
}

/** For a deadlock: who waits, and for what. */
function waitingText(trace: Counterexample['trace']): string {
  const { waiting = [] } = trace;
  if (waiting.length === 0) return '';
  const items = waiting.map((one) => {
    const { actor, at } = one;
    const { file, line, column } = at;
    const where = `data-file="${escape(file)}" data-line="${line}" data-column="${column}"`;
    return `<li><a href="#" ${where}>${escape(actor)} waits: <code>${escape(textOfWaiting(one, trace))}</code></a></li>`;
  });
  return `<ul class="waiting">${items.join('')}</ul>`;
}

function loopText({ loop, backTo }: Counterexample['trace']): string {
  if (backTo === undefined) return '';
  const end = loop?.stutters === true ? 'nothing happens any more' : `back to the state after step ${backTo}`;
  const actors = (loop?.actors ?? []).map(({ actor, fairness, does, step }) => {
    const when = step === undefined ? '' : `, as after step ${step}`;
    return `<li>${escape(actor)} (${escape(fairness)}): ${does}${when}</li>`;
  });
  return `<p class="loop">${end}</p><ul>${actors.join('')}</ul>`;
}

function stateTable(state: StateData, changed: readonly string[], before: StateData | undefined): string {
  const old = new Map(before?.variables.map((v) => [v.name, valueText(v.value)]));
  const isWithin = (name: string): boolean =>
    changed.some((path) => path === name || path.startsWith(`${name}.`) || path.startsWith(`${name}[`));
  const row = (name: string, value: string, isChanged: boolean, kind: string): string =>
    `<tr class="${kind}${isChanged ? ' changed' : ''}"><th scope="row">${escape(name)}</th><td><code>${escape(value)}</code></td></tr>`;
  const variables = state.variables.map((v: NamedData) => {
    const value = valueText(v.value);
    return row(v.name, value, before !== undefined && old.get(v.name) !== value, v.ghost ? 'ghost' : 'shared');
  });
  const processes = state.processes.flatMap(({ name, point, locals }) => {
    const was = before?.processes.find((p) => p.name === name);
    return [
      row(name, `at ${point}`, was !== undefined && was.point !== point, 'process'),
      ...locals.map((l) => row(`${name}.${l.name}`, valueText(l.value), isWithin(`${name}.${l.name}`), 'local')),
    ];
  });
  return `<table>${variables.join('')}${processes.join('')}</table>`;
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

const STYLE = `
body { font-family: var(--vscode-font-family, sans-serif); color: var(--vscode-foreground); padding: 0 1rem; }
code { font-family: var(--vscode-editor-font-family, monospace); font-size: var(--vscode-editor-font-size, 0.9rem); }
h1 { font-size: 1.2rem; } h2 { font-size: 1rem; margin-top: 0; }
main { display: flex; gap: 1.5rem; align-items: flex-start; flex-wrap: wrap; }
.race { flex: 3 1 24rem; overflow-x: auto; } .states { flex: 2 1 16rem; position: sticky; top: 0.5rem; }
table { border-collapse: collapse; }
.race td, .race th { padding: 0.2rem 0.7rem; vertical-align: top; text-align: left; }
.race thead th { border-bottom: 1px solid var(--vscode-panel-border, #8888); position: sticky; top: 0; background: var(--vscode-editor-background); }
.race td + td { border-left: 1px solid var(--vscode-panel-border, #8884); }
.race th[scope=row] { color: var(--vscode-editorLineNumber-foreground, gray); text-align: right; font-weight: normal; }
tr.step { cursor: pointer; } tr.step:hover { background: var(--vscode-list-hoverBackground, #8882); }
tr.selected { background: var(--vscode-list-inactiveSelectionBackground, #8883); }
a { display: block; color: inherit; text-decoration: none; } a:hover { text-decoration: underline; }
.note, .local, .start { color: var(--vscode-descriptionForeground, gray); }
.change { font-size: 0.9em; padding-left: 1rem; color: var(--vscode-gitDecoration-modifiedResourceForeground, #a70); }
.change.local { color: var(--vscode-descriptionForeground, gray); }
.failure { color: var(--vscode-errorForeground, #c22); } .loop { color: var(--vscode-textLink-foreground, #06c); }
.outdated { color: var(--vscode-editorWarning-foreground, #a70); }
.states th { text-align: left; font-weight: normal; padding-right: 1rem; vertical-align: top; white-space: nowrap; }
.states td code { white-space: pre-wrap; word-break: break-word; }
.changed th, .changed td { background: var(--vscode-diffEditor-insertedTextBackground, #8f83); }
.ghost th { font-style: italic; } .process th { font-weight: bold; }
`;

const SCRIPT = `
const vscode = acquireVsCodeApi();
const rows = [...document.querySelectorAll('tr.step')];
function select(step) {
  for (const row of rows) row.classList.toggle('selected', row.dataset.step === step);
  for (const state of document.querySelectorAll('.state')) state.hidden = state.dataset.step !== step;
  vscode.setState({ step });
}
document.addEventListener('click', (event) => {
  const link = event.target.closest('a[data-file]');
  if (link) {
    event.preventDefault();
    const { file, line, column } = link.dataset;
    vscode.postMessage({ file, line: Number(line), column: Number(column) });
  }
  const row = event.target.closest('tr.step');
  if (row) select(row.dataset.step);
});
document.addEventListener('keydown', (event) => {
  const at = rows.indexOf(document.activeElement);
  const next = event.key === 'ArrowDown' ? rows[at + 1] : event.key === 'ArrowUp' ? rows[at - 1] : undefined;
  if (event.key === 'Enter' && at >= 0) select(rows[at].dataset.step);
  if (!next) return;
  event.preventDefault();
  next.focus();
  select(next.dataset.step);
});
select(vscode.getState()?.step ?? rows.at(-1).dataset.step);
`;
