import type { Interpreter } from '../backend/interpreter/model.ts';
import { formatValue } from '../core/format.ts';
import type { Run } from '../core/run.ts';
import type { Exploration, Finding } from '../explorer/model.ts';
import { expectationOf, judge, pathLength } from '../explorer/verdict.ts';
import type { TransitionSystem } from '../ir/system.ts';
import { traceData } from '../result/from-trace.ts';
import type { CheckData, PropertyData } from '../result/model.ts';
import { reconstruct } from '../trace/reconstruct.ts';
import type { Recognised } from '../trace/recognise.ts';
import { coverageOf } from './coverage.ts';
import { quotesOf } from './quotes.ts';
import { checkData } from './results.ts';
import { traceDataOf } from './trace-of.ts';

/** A run that another checker has found, as what came of a check that has looked at its states alone. */
export interface ImportedTrace {
  /** The spec, as the command line named it. */
  readonly file: string;
  readonly run: Run;
  readonly system: TransitionSystem;
  readonly interpreter: Interpreter;
  readonly recognised: Recognised;
  /** What the other checker says is violated: a property of the spec, or one that the spec does not have. */
  readonly violated?: string;
}

export function importedData({ file, run, system, interpreter, recognised, violated }: ImportedTrace): CheckData {
  const { path, findings } = recognised;
  const chosen = chooseFrom(findings, interpreter, violated);
  const distinct = new Set(path.states).size;
  const exploration: Exploration = {
    end: 'violation',
    findings: chosen === undefined ? [] : [chosen],
    distinct,
    generated: Math.max(path.states.length, 1),
    depth: Math.max(path.states.length - 1, 0),
    frontier: 0,
    stepsRun: system.steps.map(() => false),
    implicationsMet: system.implications.map(() => false),
  };
  const traces = new Map<string, PropertyData['trace'] & object>();
  if (chosen !== undefined)
    traces.set(interpreter.properties[chosen.property]?.name ?? '', traceDataOf(system, interpreter, chosen));
  const data = checkData({
    file,
    run,
    verdict: judge(interpreter.properties, exploration, expectationOf(run)),
    exploration,
    limits: {},
    remarks: [],
    vacuity: [],
    traces,
    others: new Map(),
    lastSteps: new Map(),
    constants: system.program.constants.map(({ name, type, value }) => ({ name, value: formatValue(value, type) })),
    coverage: coverageOf(system, exploration, undefined, interpreter.problem.isUnasked),
    declared: new Map(
      system.properties.map(({ name, at, doc }) => [name, { at, ...(doc === undefined ? {} : { doc }) }]),
    ),
  });
  if (chosen !== undefined) return data;
  return { ...data, properties: [...data.properties, strange({ system, interpreter, recognised, violated })] };
}

/** What the other checker was asked about, or else what the check does not expect, or else what it does; witnesses last. */
function chooseFrom(
  findings: readonly Finding[],
  { properties }: Interpreter,
  violated: string | undefined,
): Finding | undefined {
  const nameOf = ({ property }: Finding): string | undefined => properties[property]?.name;
  const isExpected = ({ property, kind }: Finding): boolean =>
    kind === 'witness' || properties[property]?.expectViolated === true;
  return (
    findings.find((one) => nameOf(one) === violated) ??
    findings.find((one) => !isExpected(one)) ??
    findings.find(({ kind }) => kind === 'violation') ??
    findings[0]
  );
}

/** Evidence about nothing that the spec has. */
function strange({
  system,
  interpreter,
  recognised: { path },
  violated,
}: Pick<ImportedTrace, 'system' | 'interpreter' | 'recognised'> & {
  readonly violated: string | undefined;
}): PropertyData {
  const isKnown = interpreter.properties.some(({ name }) => name === violated);
  const kind = violated === undefined || isKnown ? 'reachable' : path.backTo === undefined ? 'invariant' : 'temporal';
  return {
    name: kind === 'reachable' || violated === undefined ? 'the end of the trace' : violated,
    kind,
    result: kind === 'reachable' ? 'witnessed' : 'violated',
    expectViolated: false,
    steps: pathLength(path),
    trace: traceData(reconstruct(system, interpreter, path), quotesOf(system.program)),
  };
}
