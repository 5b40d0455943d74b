import { diagnosticFrom, textsOf } from '../../result/diagnostics.ts';
import type { Result } from '../../result/model.ts';
import { printable } from '../../text/display.ts';
import { renderCoverage } from '../coverage.ts';
import { renderDiagnostics } from '../diagnostics-terminal.ts';
import type { ReportOptions } from '../report-options.ts';
import { renderReport, renderSummary, renderVacuity } from '../report-terminal.ts';
import { plain } from '../style.ts';
import type { FormOptions } from './form.ts';

/** What `thps check -v` prints, with the messages first. */
export async function renderText(result: Result, { race }: FormOptions): Promise<string> {
  const texts = textsOf(result.sources);
  const options: ReportOptions = {
    style: plain,
    trace: 'full',
    race,
    expectedTraces: true,
    quiet: false,
    verbose: true,
    coverage: (check) => (check.coverage.branches === undefined ? '' : renderCoverage(check, texts, plain)),
  };
  const parts: string[] = [];
  if (result.diagnostics.length > 0)
    parts.push(renderDiagnostics(result.diagnostics.map((one) => diagnosticFrom(one, texts))));
  for (const file of new Set(result.checks.map((check) => check.file))) {
    const own = result.checks.filter((check) => check.file === file);
    parts.push(`${printable(file)}\n`);
    for (const check of own) parts.push(await renderReport(check, texts, options));
    const found = result.neverMet.filter((one) => one.file === file);
    if (found.length > 0) parts.push(renderVacuity(found, own.length, texts, options));
  }
  const { checks, checksWithErrors } = result;
  if (checks.length + checksWithErrors.length > 1)
    parts.push(
      renderSummary(
        checks.map(({ outcome }) => outcome),
        checksWithErrors.length,
        plain,
      ),
    );
  return parts.join('\n');
}
