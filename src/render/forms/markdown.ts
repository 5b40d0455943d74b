import type { Result } from '../../result/model.ts';
import { blocks, code, details, html, table } from '../markdown.ts';
import { countOf } from '../layout.ts';
import { problemText } from '../problems.ts';
import { fenced, prose } from '../prose.ts';
import { describeFinding, describeRun, endingOf, isExpected } from '../report.ts';
import { shownIn, type Shown } from '../selection.ts';
import { renderRace } from '../trace-race.ts';
import { verdictTable } from '../verdict-table.ts';
import type { FormOptions } from './form.ts';

/** Markdown as GitHub and GitLab have it: verdicts, then the runs; those that a check expects are folded. */
export function renderMarkdown(result: Result, { race }: FormOptions): string {
  const { checks, diagnostics, neverMet } = result;
  const runs = shownIn(result);
  const warnings = [...diagnostics, ...neverMet.map(({ warning }) => warning)];
  const text = blocks([
    ...[...new Set(checks.map(({ file }) => file))].map((file) => describeFile(file, result)),
    ...runs.map((shown) => describeRunOf(shown, race)),
    warnings.length === 0
      ? ''
      : warnings
          .map(({ severity, code: number, message, primary }) => {
            const place = primary === undefined ? '' : `${code(`${primary.file}:${primary.line}`)}: `;
            return `- ${severity} ${number}: ${place}${prose(message)}`;
          })
          .join('\n'),
  ]);
  return `${text}\n`;
}

function describeFile(file: string, { checks }: Result): string {
  const own = checks.filter((check) => check.file === file);
  const { columns, rows } = verdictTable(own);
  const wrong = own.flatMap((check) =>
    check.problems.map((problem) => `- ${code(describeRun(check))}: ${prose(problemText(problem, check))}`),
  );
  return blocks([
    `### ${code(file)}`,
    table(
      ['', ...columns.map(code)],
      rows.map(({ name, cells }) => [
        code(name),
        ...cells.map((cell) => (cell === undefined ? '' : cell.isExpected ? cell.text : `**${cell.text}**`)),
      ]),
    ),
    wrong.length === 0 ? '' : `Not as expected:\n\n${wrong.join('\n')}`,
  ]);
}

function describeRunOf({ check, property, trace }: Shown, race: FormOptions['race']): string {
  const drawn = fenced(renderRace(trace, endingOf(property, trace), race), 'text');
  const title = `${describeRun(check)}: ${describeFinding(property)}, in ${countOf(property.steps ?? 0, 'step')}`;
  if (isExpected(property)) return details(html(title), drawn);
  return blocks([`**${code(describeRun(check))}**: ${prose(describeFinding(property))}`, drawn]);
}
