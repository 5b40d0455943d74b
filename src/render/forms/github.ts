import type { DiagnosticData } from '../../result/diagnostics.ts';
import type { Result } from '../../result/model.ts';
import type { PlaceData } from '../../result/places.ts';
import { endingOf } from '../report.ts';
import { renderRace } from '../trace-race.ts';
import { type Finding, findingsOf } from '../findings.ts';
import type { FormOptions } from './form.ts';

/**
 * Annotations of a run of GitHub Actions: one line for each finding, which the workflow prints. Format and escapes:
 * "Workflow commands for GitHub Actions" and `actions/toolkit`, packages/core/src/command.ts.
 */
export function renderGithub(result: Result, { race }: FormOptions): string {
  const lines = [
    ...result.diagnostics.map(ofDiagnostic),
    ...findingsOf(result).map((finding) => ofFinding(finding, race)),
    ...result.neverMet.map(({ warning }) => ofDiagnostic(warning)),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function ofDiagnostic(diagnostic: DiagnosticData): string {
  const { severity, code, message, notes, hint, primary } = diagnostic;
  const kind = severity === 'information' ? 'notice' : severity;
  const text = [message, ...notes, ...(hint === undefined ? [] : [`help: ${hint}`])].join('\n');
  return command(kind, code, text, primary);
}

function ofFinding({ check, message, at, property }: Finding, race: FormOptions['race']): string {
  const trace = property?.trace;
  const drawn =
    trace === undefined || property === undefined ? '' : `\n\n${renderRace(trace, endingOf(property, trace), race)}`;
  return command('error', `check ${check.name}`, `${message}${drawn}`.trimEnd(), at);
}

function command(kind: string, title: string, text: string, at: PlaceData | undefined): string {
  const place =
    at === undefined
      ? []
      : [
          `file=${inProperty(at.file)}`,
          `line=${at.line}`,
          `endLine=${at.endLine}`,
          // Columns only count within one line.
          ...(at.line === at.endLine ? [`col=${at.column}`, `endColumn=${at.endColumn}`] : []),
        ];
  return `::${kind} ${[...place, `title=${inProperty(`thps: ${title}`)}`].join(',')}::${inMessage(text)}`;
}

function inMessage(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function inProperty(text: string): string {
  return inMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
