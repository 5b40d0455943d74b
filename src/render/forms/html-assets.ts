/** The style of a page: readable without colours, on a dark screen and on paper. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --fg: #1b1f24; --bg: #ffffff; --soft: #57606a; --line: #d0d7de; --pick: #ddf4ff; --hit: #fff8c5; --bad: #a40e26; --join: #9a6700; }
@media (prefers-color-scheme: dark) { :root { --fg: #e6edf3; --bg: #0d1117; --soft: #9198a1; --line: #3d444d; --pick: #0c2d4a; --hit: #4b3900; --bad: #ff7b72; --join: #d29922; } }
body { font: 15px/1.45 system-ui, sans-serif; color: var(--fg); background: var(--bg); margin: 1rem auto; padding: 0 1rem; max-width: 90rem; }
code { font: 13px/1.4 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; } h3 { font-size: 1rem; margin: 0 0 .4rem; }
table { border-collapse: collapse; } th, td { padding: .15rem .6rem; text-align: left; vertical-align: top; }
thead th { border-bottom: 2px solid var(--line); position: sticky; top: 0; background: var(--bg); }
.verdicts { overflow-x: auto; } .verdicts td { border-left: 1px solid var(--line); } .verdicts th[scope=row] { font-weight: normal; }
.wrong, .end { color: var(--bad); font-weight: bold; } .doc { white-space: pre-line; color: var(--soft); } .note { color: var(--soft); }
.panes { display: flex; gap: 1.5rem; align-items: flex-start; } .race { flex: 0 1 auto; max-width: 70%; overflow-x: auto; }
.state { flex: 2 1 18rem; position: sticky; top: .5rem; max-height: 95vh; overflow: auto; }
.steps td + td { border-left: 1px solid var(--line); } .steps td code { display: block; white-space: pre-wrap; }
.d1 { padding-left: 1.2em; } .d2 { padding-left: 2.4em; } .d3 { padding-left: 3.6em; } .d4 { padding-left: 4.8em; } .d5 { padding-left: 6em; } .d6 { padding-left: 7.2em; }
.steps th[scope=row], .start, .which, .help, .silent { color: var(--soft); font-weight: normal; } .steps th[scope=row] { text-align: right; }
.joined { border-left: 3px solid var(--join); padding-left: .4rem; }
.step { cursor: pointer; } .step[aria-current] { background: var(--pick); outline: 2px solid var(--soft); outline-offset: -2px; }
.loop td { border-top: 2px dashed var(--line); color: var(--soft); } .found { background: var(--hit); }
.state th { font-weight: normal; } .changed th, .changed td { background: var(--hit); font-weight: bold; } .was { color: var(--soft); font-weight: normal; }
.covered { margin: .6rem 0; } .covered caption { text-align: left; color: var(--soft); } .covered td { white-space: pre; padding-top: 0; padding-bottom: 0; }
.covered td:first-child, .covered td:last-child { color: var(--soft); } .covered td:first-child { text-align: right; } .covered .met td:last-child { color: var(--fg); } .covered .never td { background: var(--hit); }
.tools { display: flex; gap: 1rem; flex-wrap: wrap; align-items: baseline; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (max-width: 50rem) { .panes { flex-direction: column; } .race { max-width: none; } .state { position: static; } }
@media print { .tools, .state { display: none; } body { max-width: none; } thead th { position: static; } .step[aria-current] { background: none; outline: none; } }
`;

/** The script of a page: steps by keyboard and pointer, the state after each, search. Without it the races can be read. */
export const PAGE_SCRIPT = `
'use strict';
const said = document.getElementById('said');
const runs = [...document.querySelectorAll('.run')].map((run) => ({
  run,
  rows: [...run.querySelectorAll('tr.step')],
  data: JSON.parse(run.querySelector('script').textContent),
  at: -1,
}));
function stateAt(data, step) {
  const state = new Map(data.start);
  for (const changes of data.changes.slice(0, step))
    for (const [path, value] of changes) if (value === null) state.delete(path); else state.set(path, value);
  return state;
}
function element(name, text, kind) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (kind) made.className = kind;
  return made;
}
function show(one, step) {
  one.rows[one.at]?.removeAttribute('aria-current');
  if (one.rows[one.at]) one.rows[one.at].tabIndex = -1;
  one.at = step;
  const row = one.rows[step];
  row.setAttribute('aria-current', 'step');
  row.tabIndex = 0;
  const now = stateAt(one.data, step);
  const before = step === 0 ? now : stateAt(one.data, step - 1);
  const body = one.run.querySelector('.state tbody');
  body.replaceChildren(...[...new Set([...now.keys(), ...before.keys()])].map((path) => {
    const isChanged = now.get(path) !== before.get(path);
    const line = element('tr', undefined, isChanged ? 'changed' : '');
    const name = element('th', path);
    name.scope = 'row';
    const value = element('td');
    if (isChanged) value.append(element('code', (before.get(path) ?? '–') + ' → ', 'was'));
    value.append(element('code', now.get(path) ?? '–'));
    line.append(name, value);
    return line;
  }));
  one.run.querySelector('.which').textContent = step === 0 ? 'at the start' : 'after step ' + step;
}
function go(one, step, isMoved) {
  const to = Math.max(0, Math.min(one.rows.length - 1, step));
  show(one, to);
  if (!isMoved) return;
  one.rows[to].focus({ preventScroll: true });
  one.rows[to].scrollIntoView({ block: 'nearest' });
  said.textContent = one.rows[to].dataset.said;
}
function runOf(target) { return runs.find(({ run }) => run.contains(target)); }
for (const one of runs) show(one, 0);
document.addEventListener('click', (event) => {
  const row = event.target.closest('tr.step');
  if (row) go(runOf(row), Number(row.dataset.step), true);
});
const search = document.getElementById('search');
let found = [];
let next = 0;
search?.addEventListener('input', () => {
  const wanted = search.value.trim().toLowerCase();
  found = [];
  next = 0;
  for (const one of runs)
    one.rows.forEach((row, step) => {
      const texts = row.textContent + ' ' + (one.data.changes[step - 1] ?? []).map(([path, value]) => path + ' = ' + value).join(' ');
      const isFound = wanted !== '' && texts.toLowerCase().includes(wanted);
      row.classList.toggle('found', isFound);
      if (isFound) found.push([one, step]);
    });
  document.getElementById('count').textContent = wanted === '' ? '' : found.length + (found.length === 1 ? ' step' : ' steps');
});
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target === search) {
    if (event.key !== 'Enter' || found.length === 0) return;
    const [one, step] = found[next++ % found.length];
    show(one, step);
    one.rows[step].scrollIntoView({ block: 'center' });
    said.textContent = one.rows[step].dataset.said;
    return;
  }
  if (event.key === '/' && search) { event.preventDefault(); search.focus(); return; }
  const one = runOf(document.activeElement) ?? (runs.length === 1 ? runs[0] : undefined);
  if (!one) return;
  const to = { ArrowDown: one.at + 1, ArrowUp: one.at - 1, Home: 0, End: one.rows.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  go(one, to, true);
});
`;
