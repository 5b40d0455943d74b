import type { PropertyVerdict } from '../../src/explorer/verdict.ts';
import { checkData } from '../../src/driver/results.ts';
import type { CheckReport } from '../../src/driver/report.ts';
import { describeEvidence, endingOf } from '../../src/render/report.ts';
import { traceLines } from '../../src/render/trace-lines.ts';
import { renderRace } from '../../src/render/trace-race.ts';
import { vacuityWarnings } from '../../src/driver/vacuity.ts';
import type { Analysis } from '../../src/service/analysis.ts';
import type { EditorDiagnostic, Place } from '../../src/service/data.ts';
import { indexOf } from '../../src/service/file-index.ts';
import { toEditorDiagnostics } from '../../src/service/features/diagnostics.ts';
import { toRange } from '../../src/service/positions.ts';
import { placeData, type PlaceData } from '../../src/result/places.ts';
import type { StepData, TraceData } from '../../src/result/trace.ts';
import type { CheckedRun, Counterexample } from '../protocol.ts';
import { type Budget, howToGoOn, INCOMPLETE } from './budget.ts';

/** The report of a run as the editor shows it. */

export function summaryOf(uri: string, report: CheckReport, milliseconds: number): CheckedRun {
  return {
    uri,
    check: report.run.check,
    run: report.run.name,
    report: checkData({ ...report, traces: new Map() }),
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
        trace,
        race: renderRace(trace, endingOf(property, trace)),
      },
    ];
  });
}

/**
 * What a run reports about places in the document: unexpected violations, at the property and with the steps that lead
 * there, and promises of the check that do not hold.
 * @param share the time that the run had, where that did not suffice
 */
export function diagnosticsOf(
  analysis: Analysis,
  report: CheckReport,
  share: Share | undefined,
): readonly EditorDiagnostic[] {
  const found: EditorDiagnostic[] = [];
  for (const problem of report.verdict.problems) {
    if (problem.kind === 'violation') found.push(violation(analysis, report, problem.property));
    if (problem.kind === 'incomplete') found.push(incomplete(analysis, report, share));
  }
  return [...found, ...toEditorDiagnostics(analysis, report.remarks)];
}

/** What a run never met. Other runs may have met it, so the messages leave out which runs this holds for. */
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
  return {
    range: at?.file === analysis.source.name ? rangeOf(at) : checkRange(analysis, report.run.check),
    severity: 'error',
    code: 'counterexample',
    message: `${describeEvidence(property, trace)} in check '${report.run.name}'${steps}`,
    related: trace === undefined ? [] : stepsOf(trace),
    fixes: [],
  };
}

/** The time that a run had, of that of all runs. */
interface Share {
  readonly seconds: number;
  readonly of: number;
}

function incomplete(analysis: Analysis, report: CheckReport, share: Share | undefined): EditorDiagnostic {
  const states = report.exploration.distinct.toLocaleString('en');
  const [why, setting] = whyIncomplete(report, share);
  const what = `check '${report.run.name}' is not decided: ${why} after ${states} states`;
  return {
    range: checkRange(analysis, report.run.check),
    severity: 'information',
    code: INCOMPLETE,
    message: setting === undefined ? what : `${what}\n${howToGoOn(setting)}`,
    related: [],
    fixes: [],
  };
}

function whyIncomplete(
  { exploration: { end } }: CheckReport,
  share: Share | undefined,
): readonly [string, (keyof Budget)?] {
  if (share !== undefined) {
    const [part, whole] = [share.seconds, share.of].map((n) => Number(n.toPrecision(2)));
    const used =
      part === whole ? `the budget of ${whole} seconds` : `its share of the budget, ${part} of ${whole} seconds,`;
    return [`${used} was used up`, 'maxSeconds'];
  }
  switch (end) {
    case 'max-states':
      return ['the budget of states was used up', 'maxStates'];
    case 'max-memory':
      return ['the budget of memory was used up', 'maxMegabytes'];
    default:
      return [`it ended early (${end.replace('-', ' ')})`];
  }
}

function declarationOf({ modules, module }: Analysis, property: string): PlaceData | undefined {
  const name = property.replace(/^.*\./, '');
  for (const one of [module, ...modules.modules]) {
    const declared = indexOf(one).properties.get(name);
    if (declared) return placeData({ source: declared.source, span: declared.identifier.span });
  }
  return undefined;
}

/** Where a check has its name; the header of a spec without checks. */
export function checkRange(analysis: Analysis, name: string): EditorDiagnostic['range'] {
  const declared = analysis.index.checks.find((one) => one.name === name);
  const span = declared?.identifier.span ?? analysis.module.tree.header?.span ?? { start: 0, end: 0 };
  return toRange(analysis.source, span);
}

/** The step's first visible statement, or whatever ran first. */
function placeOf({ failure, statements }: StepData): PlaceData | undefined {
  return failure?.at ?? statements.find((s) => s.role === 'visible')?.at ?? statements[0]?.at;
}

function rangeOf({ line, column, endLine, endColumn }: PlaceData): Place['range'] {
  return { start: { line: line - 1, character: column - 1 }, end: { line: endLine - 1, character: endColumn - 1 } };
}

/** `2. reader[0]: x = 1; (x: 0 → 1)` */
function stepsOf(trace: TraceData): readonly (Place & { readonly message: string })[] {
  const lines = traceLines(trace, 'shared');
  return trace.steps.flatMap((step, i) => {
    const at = placeOf(step);
    if (at === undefined) return [];
    const texts = (lines[i] ?? []).map(({ text }) => text);
    const changes = step.changes.map(({ path, before, after }) => `${path}: ${before ?? 'new'} → ${after ?? 'gone'}`);
    const shown = changes.length === 0 ? '' : ` (${changes.join(', ')})`;
    return [{ uri: at.file, range: rangeOf(at), message: `${i + 1}. ${step.actor}: ${texts.join('; ')}${shown}` }];
  });
}
