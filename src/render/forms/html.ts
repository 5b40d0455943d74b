import type { Result } from '../../result/model.ts';
import { problemText } from '../problems.ts';
import { describeRun } from '../report.ts';
import { shownIn } from '../selection.ts';
import { verdictTable } from '../verdict-table.ts';
import type { FormOptions } from './form.ts';
import { PAGE_SCRIPT, PAGE_STYLE } from './html-assets.ts';
import { htmlCoverage } from './html-coverage.ts';
import { htmlRun } from './html-run.ts';
import { xml } from './xml.ts';

/**
 * A page in one file, which loads nothing: verdicts, and every run step by step. All texts come from a spec, which is
 * untrusted: they are escaped, and the page runs no script but its own, which its policy names by its digest.
 */
export async function renderHtml(result: Result, { race }: FormOptions): Promise<string> {
  const runs = shownIn(result);
  const files = [...new Set(result.checks.map(({ file }) => file))];
  const title = files.length === 1 ? (files[0] ?? '') : 'thps';
  const coverage = result.checks
    .map((check) => htmlCoverage(check, result.sources))
    .filter((part) => part !== '')
    .map((part) => `${part}\n`)
    .join('');
  const policy = `default-src 'none'; style-src ${await digest(PAGE_STYLE)}; script-src ${await digest(PAGE_SCRIPT)}`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${xml(title)}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<header>
<h1>${xml(title)}</h1>
${files.map((file) => verdicts(file, result)).join('\n')}
${runs.length === 0 ? '' : HELP}
</header>
<main>
${runs.map((shown, i) => htmlRun(shown, `run-${i + 1}`, race)).join('\n')}
${coverage}</main>
<p id="said" class="hidden" aria-live="polite"></p>
<script>${PAGE_SCRIPT}</script>
</body>
</html>
`;
}

const HELP = `<p class="tools"><label>Search <input id="search" type="search" placeholder="a statement, a variable, a value"></label>
<span id="count" aria-live="polite"></span>
<span class="help">Keys: ↑ ↓ steps, Home End first and last, / search, Enter next place found</span></p>`;

function verdicts(file: string, { checks }: Result): string {
  const own = checks.filter((check) => check.file === file);
  const { columns, rows } = verdictTable(own);
  const heads = columns.map((name) => `<th scope="col">${xml(name)}</th>`).join('');
  const body = rows.map(({ name, cells }) => {
    const drawn = cells.map((one) =>
      one === undefined
        ? '<td></td>'
        : `<td${one.isExpected ? '' : ' class="wrong"'}>${xml(one.text)}${one.isExpected ? '' : ' !'}</td>`,
    );
    return `<tr><th scope="row">${xml(name)}</th>${drawn.join('')}</tr>`;
  });
  const wrong = own.flatMap((check) =>
    check.problems.map((problem) => `<li>${xml(describeRun(check))}: ${xml(problemText(problem, check))}</li>`),
  );
  return [
    `<details class="verdicts"${own.length > 6 ? '' : ' open'}><summary>Verdicts of ${xml(file)}</summary>`,
    `<table><thead><tr><th></th>${heads}</tr></thead><tbody>${body.join('\n')}</tbody></table></details>`,
    wrong.length === 0 ? '<p>Everything is as expected.</p>' : `<p>Not as expected:</p><ul>${wrong.join('')}</ul>`,
  ].join('\n');
}

/** The source expression of an inline element, as Content Security Policy Level 3 has it. */
async function digest(text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return `'sha256-${btoa(String.fromCharCode(...bytes))}'`;
}
