import { weaken } from '../../src/ir/memory/weaken.ts';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { Interpreter } from '../../src/backend/interpreter/model.ts';
import { problemOf } from '../../src/backend/problem/problem.ts';
import { exploreCompiled } from '../../src/backend/wasm/search/engine.ts';
import type { CompiledOptions } from '../../src/backend/wasm/search/options.ts';
import type { Run } from '../../src/core/run.ts';
import { explore } from '../../src/explorer/bfs.ts';
import type { Exploration, ExploreOptions } from '../../src/explorer/model.ts';
import { lower } from '../../src/ir/lower.ts';
import type { TransitionSystem } from '../../src/ir/system.ts';
import { verify } from '../../src/ir/verification/verify.ts';
import { loadModules, type ModuleReader } from '../../src/modules/modules.ts';
import { makeSource } from '../../src/text/source.ts';
import { planRuns } from '../../src/typecheck/runs/plan.ts';
import { typecheck } from '../../src/typecheck/typecheck.ts';

export interface CompiledRun {
  readonly run: Run;
  readonly system: TransitionSystem;
  readonly diagnostics: readonly Diagnostic[];
}

/** Compiles every run of a spec given as text. Errors are thrown with their codes; warnings are returned. */
export function compileSpec(text: string, read?: ModuleReader): readonly CompiledRun[] {
  return runsOf(text, read).map((compile) => compile());
}

/** The runs of a spec, each compiled when it is called. */
export function runsOf(text: string, read: ModuleReader = () => undefined): readonly (() => CompiledRun)[] {
  const loaded = loadModules(makeSource('test.thps', text), read);
  refuse(loaded.diagnostics);
  const plan = planRuns(loaded.modules, []);
  refuse(plan.diagnostics);
  return plan.requests.map((request) => () => {
    const checked = typecheck(loaded.modules, request);
    refuse(checked.diagnostics);
    const lowered = lower(checked.program, checked.run, weaken);
    refuse(lowered.diagnostics);
    verify(lowered.system);
    return {
      run: checked.run,
      system: lowered.system,
      diagnostics: [...checked.diagnostics, ...lowered.diagnostics],
    };
  });
}

function refuse(diagnostics: readonly Diagnostic[]): void {
  const errors = diagnostics.filter((d) => d.severity === 'error');
  if (errors.length > 0) throw new Error(errors.map((d) => `${d.code} ${d.message}`).join('\n'));
}

/** The first run of a spec. */
export function compileOne(text: string): CompiledRun {
  const [first] = compileSpec(text);
  if (!first) throw new Error('the spec has no run');
  return first;
}

/** The reference for a run. */
export function interpreterOf({ system, run }: Pick<CompiledRun, 'system' | 'run'>): Interpreter {
  return new Interpreter(problemOf(system, run));
}

/** Explores with the compiled engine. */
export function exploreWithCode(
  compiled: Pick<CompiledRun, 'system' | 'run'>,
  options: CompiledOptions = {},
): Promise<Exploration> {
  const interpreter = interpreterOf(compiled);
  return exploreCompiled(interpreter.problem, interpreter, options);
}

export interface ExploredRun extends CompiledRun {
  readonly model: Interpreter;
  readonly exploration: Exploration;
  /** Number of transitions of the shortest evidence about a property; undefined where there is none. */
  readonly stepsTo: (property: string) => number | undefined;
  /** Names of the properties that are violated, in order. */
  readonly violated: readonly string[];
}

export async function exploreRun(compiled: CompiledRun, options: ExploreOptions = {}): Promise<ExploredRun> {
  const model = interpreterOf(compiled);
  const exploration = await explore(model, options);
  const nameOf = (property: number): string => model.properties[property]?.name ?? '?';
  return {
    ...compiled,
    model,
    exploration,
    violated: exploration.findings.filter((f) => f.kind === 'violation').map((f) => nameOf(f.property)),
    stepsTo: (property) => {
      const finding = exploration.findings.find((f) => nameOf(f.property) === property);
      return finding && finding.path.states.length - 1 + (finding.path.failingStep === undefined ? 0 : 1);
    },
  };
}

/** Compiles and explores the first run of a spec. */
export async function exploreSpec(text: string, options: ExploreOptions = {}): Promise<ExploredRun> {
  return exploreRun(compileOne(text), options);
}
