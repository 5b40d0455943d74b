import type { CheckData, SourceData } from '../../result/model.ts';
import { type CoverageNote, coverageNotes } from '../coverage.ts';
import { describeRun } from '../report.ts';
import { xml } from './xml.ts';

/** The texts of a spec with what a check met of them beside their lines; nothing where it was not counted. */
export function htmlCoverage(check: CheckData, sources: readonly SourceData[]): string {
  const notes = coverageNotes(check.coverage);
  if (notes === undefined) return '';
  const files = [...new Set([check.file, ...notes.map(({ at }) => at.file)])];
  const texts = files.flatMap((file) => sources.filter(({ name }) => name === file));
  return [
    `<details class="coverage"><summary>Coverage of ${xml(describeRun(check))}</summary>`,
    ...texts.map((source) => coveredText(source, notes, source.name === check.file)),
    '</details>',
  ].join('\n');
}

/** @param isWhole whether all lines are shown, or only those with something to say */
function coveredText({ name, text }: SourceData, notes: readonly CoverageNote[], isWhole: boolean): string {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const rows = lines.flatMap((line, i) => {
    const own = notes.filter(({ at }) => at.file === name && at.line === i + 1);
    if (own.length === 0 && !isWhole) return [];
    const kind = own.some(({ isNever }) => isNever) ? ' class="never"' : own.length > 0 ? ' class="met"' : '';
    const counts = own.map(noteHtml).join('<br>');
    return [`<tr${kind}><td>${i + 1}</td><td><code>${xml(line)}</code></td><td>${counts}</td></tr>`];
  });
  const head =
    '<thead><tr><th scope="col">line</th><th scope="col">text</th><th scope="col">how often</th></tr></thead>';
  return `<table class="covered"><caption>${xml(name)}</caption>${head}<tbody>\n${rows.join('\n')}\n</tbody></table>`;
}

function noteHtml({ about, owner, counts, isNever }: CoverageNote): string {
  const subject = about === 'left side' ? `left side in ${owner}` : owner;
  return `${xml(subject)}: ${xml(counts)}${isNever ? ' <strong>never</strong>' : ''}`;
}
