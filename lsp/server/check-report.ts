import { itemAt } from '../../src/core/lists.ts';
import type { PropertyVerdict } from '../../src/explorer/verdict.ts';
import { version } from '../../src/driver/version.ts';
import { reportToJson, traceToJson } from '../../src/render/json.ts';
import type { CheckReport } from '../../src/driver/report.ts';
import { describeEvidence, endingOf } from '../../src/render/report.ts';
import { traceLines } from '../../src/render/trace-lines.ts';
import { renderRace } from '../../src/render/trace-race.ts';
import { vacuityWarnings } from '../../src/driver/vacuity.ts';
import type { Analysis } from '../../src/service/analysis.ts';
import type { EditorDiagnostic, Place } from '../../src/service/data.ts';
import { indexOf } from '../../src/service/file-index.ts';
import { toEditorDiagnostics } from '../../src/service/features/diagnostics.ts';
import { toPlace, toRange } from '../../src/service/positions.ts';
import type { Location } from '../../src/text/source.ts';
import type { Trace, TraceStep } from '../../src/trace/trace.ts';
import type { CheckedRun, Counterexample } from '../protocol.ts';

/** The report of a run as the editor shows it. */

export function summaryOf(uri: string, report: CheckReport, milliseconds: number): CheckedRun {
  const { checks } = reportToJson(version, 0, [], [{ ...report, traces: new Map() }]);
  return {
    uri,
    check: report.run.check,
    run: report.run.name,
    report: itemAt(checks, 0),
    traces: [...report.traces.keys()],
    milliseconds: Math.round(milliseconds),
  };
}

export function counterexamplesOf(uri: string, report: CheckReport): readonly Omit<Counterexample, 'outdated'>[] {
  return report.verdict.properties.flatMap((property) => {
    const trace = report.traces.get(property.name);
    if (trace === undefined) return [];
    const title = describeEvidence(property, trace);
    return [
      {
        uri,
        run: report.run.name,
        property: property.name,
        title,
        ...(report.run.doc === undefined ? {} : { doc: report.run.doc }),
        trace: traceToJson(trace),
        race: renderRace(trace, endingOf(property, trace)),
      },
    ];
  });
}

/**
 * What a run has to say about places in the document: unexpected violations, at the property and with the steps that
 * lead there; what the check promises and does not hold.
 * @param seconds the budget, where the run had to end because of it
 */
export function diagnosticsOf(
  analysis: Analysis,
  report: CheckReport,
  seconds: number | undefined,
): readonly EditorDiagnostic[] {
  const found: EditorDiagnostic[] = [];
  for (const problem of report.verdict.problems) {
    if (problem.kind === 'violation') found.push(violation(analysis, report, problem.property));
    if (problem.kind === 'incomplete') found.push(incomplete(analysis, report, seconds));
  }
  return [...found, ...toEditorDiagnostics(analysis, report.remarks)];
}

/** What a run never met. Other runs may not have met it either, so the messages leave out of which that is true. */
export function neverMetIn(analysis: Analysis, report: CheckReport): readonly EditorDiagnostic[] {
  const warnings = vacuityWarnings([report]).map(({ warning }) => ({ ...warning, notes: [] }));
  return toEditorDiagnostics(analysis, warnings);
}

function violation(analysis: Analysis, report: CheckReport, property: PropertyVerdict): EditorDiagnostic {
  const trace = report.traces.get(property.name);
  const steps =
    property.steps === undefined ? '' : ` after ${property.steps} ${property.steps === 1 ? 'step' : 'steps'}`;
  const last = trace?.steps.at(-1);
  const declared = declarationOf(analysis, property.name);
  const at = declared ?? (last && placeOf(last));
  const own = at?.source === analysis.source ? at.span : undefined;
  return {
    range: own ? toRange(analysis.source, own) : checkRange(analysis, report),
    severity: 'error',
    code: 'counterexample',
    message: `${describeEvidence(property, trace)} in check '${report.run.name}'${steps}`,
    related: trace === undefined ? [] : stepsOf(trace),
    fixes: [],
  };
}

function incomplete(analysis: Analysis, report: CheckReport, seconds: number | undefined): EditorDiagnostic {
  const states = report.exploration.distinct.toLocaleString('en');
  const why =
    seconds !== undefined
      ? `the budget of ${seconds} seconds is used up`
      : `it ended early (${report.exploration.end.replace('-', ' ')})`;
  return {
    range: checkRange(analysis, report),
    severity: 'information',
    code: 'incomplete',
    message: `check '${report.run.name}' is not decided: ${why} after ${states} states. \`thps check\` has no budget`,
    related: [],
    fixes: [],
  };
}

function declarationOf({ modules, module }: Analysis, property: string): Location | undefined {
  const name = property.replace(/^.*\./, '');
  for (const one of [module, ...modules.modules]) {
    const declared = indexOf(one).properties.get(name);
    if (declared) return { source: declared.source, span: declared.identifier.span };
  }
  return undefined;
}

function checkRange(analysis: Analysis, report: CheckReport): EditorDiagnostic['range'] {
  const name = report.run.check;
  const declared = analysis.index.checks.find((one) => one.name === name);
  const span = declared?.identifier.span ?? analysis.module.tree.header?.span ?? { start: 0, end: 0 };
  return toRange(analysis.source, span);
}

/** The step's first visible statement, or whatever ran first. */
function placeOf(step: TraceStep): Location | undefined {
  return step.failure?.at ?? step.records.find((s) => s.role === 'visible')?.at ?? step.records[0]?.at;
}

/** `2. reader[0]: x = 1; (x: 0 → 1)` */
function stepsOf(trace: Trace): readonly (Place & { readonly message: string })[] {
  const lines = traceLines(trace, 'calls');
  return trace.steps.flatMap((step, i) => {
    const at = placeOf(step);
    if (at === undefined) return [];
    const texts = (lines[i] ?? []).map(({ text }) => text);
    const changes = step.changes.map(({ path, before, after }) => `${path}: ${before ?? 'new'} → ${after ?? 'gone'}`);
    const shown = changes.length === 0 ? '' : ` (${changes.join(', ')})`;
    return [{ ...toPlace(at), message: `${i + 1}. ${step.actor}: ${texts.join('; ')}${shown}` }];
  });
}
