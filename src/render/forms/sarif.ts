import type { DiagnosticData } from '../../result/diagnostics.ts';
import type { Result } from '../../result/model.ts';
import type { PlaceData } from '../../result/places.ts';
import type { StatementData, TraceData } from '../../result/trace.ts';
import { jsonText } from '../../text/display.ts';
import { type Finding, findingsOf, placeInSpec } from '../findings.ts';
import { countOf } from '../layout.ts';
import { titleOfRun } from '../report.ts';
import { valueText } from '../../result/values.ts';

/**
 * A log in the Static Analysis Results Interchange Format 2.1.0 (OASIS): a result for each finding, with its run as code
 * flow. The flow is one thread: what counts is the order in which the processes take their steps, and viewers show the
 * threads of a flow one after the other.
 */
export function renderSarif(result: Result): string {
  const results = [
    ...result.diagnostics.map(ofDiagnostic),
    ...findingsOf(result).map(ofFinding),
    ...result.neverMet.map(({ warning }) => ofDiagnostic(warning)),
  ];
  const rules = [...new Map(results.map(({ ruleId, rule }) => [ruleId, rule])).values()];
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'thps', version: result.version, rules } },
        columnKind: 'utf16CodeUnits',
        invocations: [{ executionSuccessful: result.exitCode !== INTERNAL, exitCode: result.exitCode }],
        results: results.map(({ rule: _, ...one }) => one),
      },
    ],
  };
  return `${jsonText(log)}\n`;
}

/** The exit code of an error in thps itself. */
const INTERNAL = 70;

const levels = { error: 'error', warning: 'warning', information: 'note' } as const;

function ofDiagnostic({ code, severity, message, notes, hint, primary, secondary }: DiagnosticData) {
  const text = [message, ...notes, ...(hint === undefined ? [] : [`help: ${hint}`])].join('\n');
  return {
    ruleId: code,
    rule: { id: code, shortDescription: { text: `see \`thps explain ${code}\`` } },
    level: levels[severity],
    message: { text },
    ...(primary === undefined ? {} : { locations: [locationOf(primary, primary.text)] }),
    ...(secondary.length === 0 ? {} : { relatedLocations: secondary.map((one) => locationOf(one, one.text)) }),
  };
}

function ofFinding({ check, problem, property, message, at }: Finding) {
  const kind = problem.kind === 'violation' ? (property?.kind ?? problem.kind) : problem.kind;
  const id = `thps/${kind}`;
  const trace = property?.trace;
  return {
    ruleId: id,
    rule: { id, shortDescription: { text: descriptions[kind] } },
    level: problem.kind === 'incomplete' ? 'warning' : 'error',
    message: { text: `${titleOfRun(check)}: ${message}` },
    ...(at === undefined ? {} : { locations: [locationOf(at)] }),
    // The same finding in the next run, wherever its lines are then.
    partialFingerprints: { 'thpsFinding/v1': [check.file, check.name, problem.kind, problem.property ?? ''].join(' ') },
    ...flowOf(trace),
  };
}

const descriptions = {
  invariant: 'An invariant is violated.',
  transition: 'A property of steps is violated.',
  temporal: 'A temporal property is violated.',
  reachable: 'What has to be possible is never reached.',
  possible: 'A scenario that has to be possible is not.',
  impossible: 'A scenario that has to be impossible is possible.',
  assert: 'An assertion fails.',
  range: 'A value is out of range.',
  deadlock: 'No process can take a step.',
  violation: 'A property is violated.',
  missing: 'An expected violation did not come out.',
  steps: 'A violation has another number of steps than expected.',
  states: 'There is another number of states than expected.',
  passing: 'A violation came about in another way than expected.',
  denied: 'The check met less than it has to.',
  incomplete: 'The search ended before everything was decided.',
} as const;

/** A run that shows something; of one that has no steps there is no flow. */
function flowOf(trace: TraceData | undefined) {
  if (trace === undefined) return {};
  const locations = trace.steps.flatMap((step, i) =>
    step.statements.flatMap((one) => {
      if (one.text === undefined || one.role === 'ghost' || one.role === 'local') return [];
      const text = `${step.actor}: ${one.text}${one.note === undefined ? '' : ` -> ${one.note}`}`;
      return [
        {
          location: locationOf(placeInSpec(one.at, one.stack, trace), text),
          nestingLevel: one.stack.length,
          executionOrder: i + 1,
          ...stateOf(one),
        },
      ];
    }),
  );
  if (locations.length === 0) return {};
  return { codeFlows: [{ message: { text: countOf(trace.steps.length, 'step') }, threadFlows: [{ locations }] }] };
}

function stateOf({ writes }: StatementData) {
  const shared = writes.filter(({ scope }) => scope !== 'local');
  if (shared.length === 0) return {};
  return { state: Object.fromEntries(shared.map(({ path, after }) => [path, { text: valueText(after) }])) };
}

function locationOf(at: PlaceData, text = '') {
  return {
    physicalLocation: {
      artifactLocation: { uri: at.file.split(/[/\\]/).map(encodeURIComponent).join('/') },
      region: { startLine: at.line, startColumn: at.column, endLine: at.endLine, endColumn: at.endColumn },
    },
    ...(text === '' ? {} : { message: { text } }),
  };
}
