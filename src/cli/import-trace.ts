import { Interpreter } from '../backend/interpreter/model.ts';
import { problemOf } from '../backend/problem/problem.ts';
import { itemAt } from '../core/lists.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { notATrace, notExportable, traceOfOther, traceShowsNothing } from '../diagnostics/driver.ts';
import { importedData } from '../driver/imported-trace.ts';
import { prepare } from '../driver/prepare.ts';
import { version } from '../driver/version.ts';
import type { TransitionSystem } from '../ir/system.ts';
import type { ModuleGraph } from '../modules/graph.ts';
import { type FormName, forms, type FormLoader } from '../render/forms/forms.ts';
import { shownIn } from '../render/selection.ts';
import type { RaceOptions } from '../render/trace-race.ts';
import { diagnosticData } from '../result/diagnostics.ts';
import type { Result } from '../result/model.ts';
import { inWords, jsonText } from '../text/display.ts';
import { CannotExport } from '../tla/cannot-export.ts';
import { exportModule, moduleName, type TlaModule } from '../tla/module.ts';
import { readTrace } from '../tla/traces/read.ts';
import { type DecodedStates, decodeStates } from '../tla/traces/states.ts';
import { type ForeignTrace, NoTrace } from '../tla/traces/value.ts';
import { type ObservedRun, recognise, type Stranger } from '../trace/recognise.ts';
import { viewState } from '../trace/view.ts';
import type { RunRequest } from '../typecheck/modules/requests.ts';
import { exitCodeOfDiagnostic, exitCodes, mostSevere, type ExitCode } from './exit-codes.ts';
import { type ShieldedHost, styleFor } from './host.ts';
import { type ChosenRun, type InspectOptions, withSystem } from './inspect.ts';
import { readInput } from './read-input.ts';
import { type Destination, writeText } from './write-text.ts';
import { renderDiagnostics } from '../render/diagnostics-terminal.ts';

/** `thps import-trace`: a counterexample that TLC or Apalache found of an exported module, as a run of the spec. */
export interface ImportTraceOptions extends InspectOptions {
  /** As `thps show` shows it; data for programs where it is `json`. */
  readonly form: FormName | 'json';
  readonly race: RaceOptions;
  readonly out?: Destination;
}

/** The most bytes of a trace: ten thousands of states. */
const MAX_TRACE = 64 * 1024 * 1024;

export async function importTraceCommand(
  spec: string,
  name: string,
  options: ImportTraceOptions,
  host: ShieldedHost,
): Promise<ExitCode> {
  const read = readForeign(name, host);
  if ('problem' in read) {
    host.stderr.write(renderDiagnostics([read.problem], styleFor(host.stderr, host)));
    return mostSevere([exitCodes.asExpected, exitCodeOfDiagnostic(read.problem)]);
  }
  const { trace } = read;
  const prefer = (modules: ModuleGraph, requests: readonly RunRequest[]): Promise<RunRequest | undefined> =>
    requestOf(trace.module, modules, requests);
  return withSystem(spec, { ...options, prefer }, host, (chosen) => show({ ...chosen, trace, name }, options, host));
}

function readForeign(
  name: string,
  host: ShieldedHost,
): { readonly trace: ForeignTrace } | { readonly problem: Diagnostic } {
  const read = readInput(name, host, MAX_TRACE);
  if ('problem' in read) return read;
  try {
    return { trace: readTrace(new TextDecoder('utf-8', { fatal: true }).decode(read.bytes)) };
  } catch (problem) {
    if (problem instanceof NoTrace) return { problem: notATrace(name, problem.message) };
    if (problem instanceof TypeError) return { problem: notATrace(name, 'it is not UTF-8') };
    throw problem;
  }
}

/** The run whose module a trace names. */
async function requestOf(
  module: string | undefined,
  modules: ModuleGraph,
  requests: readonly RunRequest[],
): Promise<RunRequest | undefined> {
  if (module === undefined || requests.length < 2) return undefined;
  for (const request of requests) {
    const { run, system } = await prepare(modules, request);
    if (system !== undefined && moduleName(system.program.name, run) === module) return request;
  }
  return undefined;
}

/** A trace, and the run that it is to be one of. */
interface Imported extends ChosenRun {
  readonly trace: ForeignTrace;
  /** Its file. */
  readonly name: string;
}

async function show(
  imported: Imported,
  { form, race, out }: ImportTraceOptions,
  host: ShieldedHost,
): Promise<readonly Diagnostic[]> {
  const recognised = resultOf(imported);
  if ('problem' in recognised) return [recognised.problem];
  const { result } = recognised;
  if (form === 'json') return writeText(`${jsonText(result)}\n`, out, host);
  const warnings =
    recognised.warnings.length === 0 ? '' : renderDiagnostics(recognised.warnings, styleFor(host.stderr, host));
  host.stderr.write(warnings);
  const loader: FormLoader = forms[form];
  const shown = itemAt(shownIn(result), 0);
  const text =
    loader.of === 'result' ? (await loader.load())(result, { race }) : (await loader.load())(shown, { race });
  return writeText(await text, out, host);
}

/** The trace as what came of a check. */
function resultOf(
  imported: Imported,
): { readonly result: Result; readonly warnings: readonly Diagnostic[] } | { readonly problem: Diagnostic } {
  const { run, system, modules, file, trace, name } = imported;
  const module = moduleOr(imported);
  if ('problem' in module) return module;
  const interpreter = new Interpreter(problemOf(system, run));
  const { layout } = interpreter;
  const decoded = decodeStates(trace, { system, layout, state: module.state });
  const other = (reason: string): { readonly problem: Diagnostic } => ({
    problem: traceOfOther(name, run.name, reason),
  });
  if (decoded.misfit !== undefined) return other(`state ${decoded.states.length + 1}: ${decoded.misfit}`);
  const observed = observedRun(decoded, { trace, module, interpreter });
  if (typeof observed === 'string') return other(observed);
  const recognised = recognise(system, interpreter, observed);
  if ('why' in recognised) return other(describeStranger(recognised, observed, { system, interpreter }));
  const violated = propertyOf(trace.violated, module);
  const warnings = recognised.findings.length === 0 ? [traceShowsNothing(name, run.name, recognised.fault)] : [];
  const { source } = modules.entry;
  const named = violated === undefined ? {} : { violated };
  const check = importedData({ file: file.name, run, system, interpreter, recognised, ...named });
  const result: Result = {
    schema: 2,
    version,
    exitCode: 0,
    diagnostics: warnings.map(diagnosticData),
    sources: [...new Map(modules.modules.map((one) => [one.source.name, one.source])).values(), source].filter(
      (one, i, all) => all.findIndex((other) => other.name === one.name) === i,
    ),
    checks: [check],
    checksWithErrors: [],
    neverMet: [],
  };
  return { result, warnings };
}

function moduleOr({ system, run }: ChosenRun): TlaModule | { readonly problem: Diagnostic } {
  try {
    return exportModule(system, run);
  } catch (problem) {
    if (problem instanceof CannotExport) return { problem: notExportable(run.name, problem.message, problem.at) };
    throw problem;
  }
}

/** What the checker says is violated, by the name that the spec has for it. */
function propertyOf(violated: string | undefined, { properties }: TlaModule): string | undefined {
  return properties.find(({ text }) => text === violated)?.name ?? violated;
}

/** The states of a trace as those of a run of the system, or what is wrong with them, as a clause. */
function observedRun(
  { states }: DecodedStates,
  {
    trace,
    module,
    interpreter,
  }: { readonly trace: ForeignTrace; readonly module: TlaModule; readonly interpreter: Interpreter },
): ObservedRun | string {
  const stepsOf = (by: string | undefined): ReadonlySet<number> | undefined => {
    const step = by === undefined ? undefined : module.steps.get(by);
    return step === undefined ? undefined : new Set([step]);
  };
  const failed = states.findIndex(({ error }) => error !== undefined);
  const kept = failed < 0 ? states : states.slice(0, failed);
  const by = trace.states.map((state) => stepsOf(state.by));
  const violated = propertyOf(trace.violated, module);
  const run = {
    states: kept.map(({ values }) => interpreter.layout.encode(values)),
    by: by.slice(0, kept.length),
    ...(violated === undefined ? {} : { violated }),
  };
  const error = states[failed]?.error;
  if (error !== undefined) {
    const property = interpreter.properties.findIndex(({ name }) => name === error);
    if (property < 0) return `state ${failed + 1}: the check has no property '${error}'`;
    const step = by[failed];
    return { ...run, fails: { property, ...(step === undefined ? {} : { by: step }) } };
  }
  if (trace.loop === undefined || trace.loop === 'stutters') {
    return { ...run, ...(trace.loop === undefined ? {} : { loop: trace.loop }) };
  }
  const closing = stepsOf(trace.loop.by);
  return { ...run, loop: { to: trace.loop.to, ...(closing === undefined ? {} : { by: closing }) } };
}

/** Why a run is none of the system. */
function describeStranger(
  { state, why }: Stranger,
  { states, loop }: ObservedRun,
  { system, interpreter }: { readonly system: TransitionSystem; readonly interpreter: Interpreter },
): string {
  switch (why) {
    case 'no initial state':
      return 'the spec cannot begin in its first state';
    case 'no failure':
      return `after state ${state}, no step fails in the way that it says`;
    case 'no way back': {
      const to = typeof loop === 'object' ? loop.to : 0;
      return `no step leads from state ${state} back to state ${to + 1}`;
    }
    case 'no step': {
      const [before, after] = [itemAt(states, state - 1), itemAt(states, state)].map((key) =>
        viewState(key, system, interpreter),
      );
      const changed = before && after ? changesBetween(before, after) : [];
      const what = changed.length === 0 ? '' : `, which changes ${inWords(changed.slice(0, 4))}`;
      return `no step leads from state ${state} to state ${state + 1}${what}`;
    }
  }
}

function changesBetween(before: ReturnType<typeof viewState>, after: ReturnType<typeof viewState>): readonly string[] {
  const variables = after.variables.filter(
    ({ value }, i) => JSON.stringify(value) !== JSON.stringify(before.variables[i]?.value),
  );
  const processes = after.processes.filter(({ point }, i) => point !== before.processes[i]?.point);
  return [...variables, ...processes].map(({ name }) => `\`${name}\``);
}
