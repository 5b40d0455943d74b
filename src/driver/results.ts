import type { Run, Scenario } from '../core/run.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Problem } from '../explorer/verdict.ts';
import { diagnosticData } from '../result/diagnostics.ts';
import type { CheckData, ProblemData, PropertyData, Result } from '../result/model.ts';
import { placeData } from '../result/places.ts';
import { spanText, type Source } from '../text/source.ts';
import { outcomeOf, type CheckReport } from './report.ts';
import { vacuityWarnings } from './vacuity.ts';
import { version } from './version.ts';

/**
 * What came out of a command, as data.
 * @param reports in the order in which the runs were made
 * @param sources all that was read
 */
export function resultOf(
  exitCode: number,
  diagnostics: readonly Diagnostic[],
  reports: readonly CheckReport[],
  sources: readonly Source[],
  checksWithErrors: Result['checksWithErrors'] = [],
): Result {
  return {
    schema: 2,
    version,
    exitCode,
    diagnostics: diagnostics.map(diagnosticData),
    sources: [...new Map(sources.map(({ name, text }) => [name, { name, text }])).values()],
    checks: reports.map(checkData),
    checksWithErrors,
    neverMet: [...new Set(reports.map(({ file }) => file))].flatMap((file) => neverMetIn(file, reports)),
  };
}

/** What the checks of a file never met. @param reports those of other files are left out */
export function neverMetIn(file: string, reports: readonly CheckReport[]): Result['neverMet'] {
  const own = reports.filter((one) => one.file === file);
  return vacuityWarnings(own).map(({ warning, checks }) => ({ file, checks, warning: diagnosticData(warning) }));
}

export function checkData(report: CheckReport): CheckData {
  const { run, exploration, verdict, coverage } = report;
  const { beyond, missed, spilled, notSpilled } = exploration;
  return {
    file: report.file,
    check: run.check,
    ...(run.doc === undefined ? {} : { doc: run.doc }),
    ...(run.at === undefined ? {} : { at: placeData(run.at) }),
    ...runWords(run),
    allConstants: report.constants,
    expects: expectsOf(run),
    outcome: outcomeOf(verdict),
    problems: verdict.problems.map(problemData),
    end: exploration.end,
    states: exploration.distinct,
    generated: exploration.generated,
    depth: exploration.depth,
    ...(beyond === undefined ? {} : { beyond }),
    frontier: exploration.frontier,
    limits: limitsOf(report),
    ...(missed === undefined ? {} : { missed }),
    ...(spilled === undefined ? {} : { spilled }),
    ...(notSpilled === undefined ? {} : { notSpilled }),
    properties: propertiesData(report),
    coverage,
    remarks: report.remarks.map(diagnosticData),
    ...(report.effort === undefined ? {} : { effort: report.effort }),
  };
}

/** The memory of a container differs from machine to machine: it is told where it was too little. */
function limitsOf({ limits, exploration }: CheckReport): CheckData['limits'] {
  const { container, ...rest } = limits;
  return container === undefined || exploration.end !== 'max-memory' ? rest : limits;
}

type RunWord = 'name' | 'values' | 'constants' | 'edits' | 'constraints' | 'only' | 'asked' | 'scenario';

/** What a run is called, and what it changes. */
export function runWords(run: Run): Pick<CheckData, RunWord> {
  const { name, values, constants, edits, constraints, only, asked, scenario } = run;
  // What a scenario looks at is no choice.
  const about = scenario ? { scenario: scenarioData(scenario) } : only === undefined ? {} : { only };
  const within = constraints === undefined ? {} : { constraints };
  return { name, values, constants, edits: edits.map(editText), ...within, ...about, asked };
}

function scenarioData({ outcome, order }: Scenario): NonNullable<CheckData['scenario']> {
  return { outcome, order: order.map(scenarioStepText) };
}

/** `next cpu[1].load before cpu[0].store`, as written in the scenario. */
function scenarioStepText({ step, isNext, before }: Scenario['order'][number]): string {
  const others = before.length === 0 ? '' : ` before ${before.map(({ text }) => text).join(', ')}`;
  return `${isNext ? 'next ' : ''}${step.text}${others}`;
}

/** `without khugepaged.uptodate`, as written in the check. */
export function editText(edit: Run['edits'][number]): string {
  return `${edit.kind} ${spanText(edit.at).replace(/\s+/g, ' ')}`;
}

function expectsOf({ expect, allowDeadlock, denied }: Run): CheckData['expects'] {
  return {
    violated: expect.violated.map(({ property, steps, passing }) => ({
      property,
      ...(steps === undefined ? {} : { steps }),
      passing: passing.map(({ text }) => text),
    })),
    ...(expect.states === undefined ? {} : { states: expect.states.count }),
    ...(expect.complete === true ? { complete: true as const } : {}),
    allowDeadlock,
    denied,
  };
}

function propertiesData({ verdict, traces, others, lastSteps, declared }: CheckReport): readonly PropertyData[] {
  return verdict.properties.map(({ name, kind, result, expectViolated, steps }) => {
    const trace = traces.get(name);
    const further = others.get(name);
    const lastStep = lastSteps.get(name);
    const { at, doc } = declared.get(name) ?? {};
    return {
      name,
      kind,
      result,
      expectViolated,
      ...(at === undefined ? {} : { at: placeData(at) }),
      ...(doc === undefined ? {} : { doc }),
      ...(steps === undefined ? {} : { steps }),
      ...(lastStep === undefined ? {} : { lastStep }),
      ...(trace === undefined ? {} : { trace }),
      ...(further === undefined ? {} : { others: further }),
      ...(further === undefined && others.has(name) ? { othersUnknown: true as const } : {}),
    };
  });
}

function problemData(problem: Problem): ProblemData {
  switch (problem.kind) {
    case 'violation':
      return { kind: problem.kind, property: problem.property.name };
    case 'missing':
      return { kind: problem.kind, property: problem.name };
    case 'steps':
      return { kind: problem.kind, property: problem.property.name, expected: problem.expected, found: problem.found };
    case 'states':
      return { kind: problem.kind, expected: problem.expected, found: problem.found };
    case 'passing':
      return { kind: problem.kind, property: problem.property.name, missed: problem.missed };
    case 'denied':
      return { kind: problem.kind, found: problem.findings };
    case 'incomplete':
      return { kind: problem.kind };
  }
}
