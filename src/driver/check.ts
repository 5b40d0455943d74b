import { Interpreter } from '../backend/interpreter/model.ts';
import { problemOf } from '../backend/problem/problem.ts';
import { CannotCompile } from '../backend/wasm/cannot-compile.ts';
import { exploreCompiled } from '../backend/wasm/search/engine.ts';
import type { CompiledOptions } from '../backend/wasm/search/options.ts';
import type { SpareMemory } from '../backend/wasm/search/spare-memory.ts';
import { BeyondStack, isStackOverflow } from '../core/internal-error.ts';
import { itemAt } from '../core/lists.ts';
import type { Run } from '../core/run.ts';
import type { CheckpointFile, checkpointsIn as CheckpointsIn } from '../explorer/checkpoint.ts';
import type { Exploration, ExploreOptions, Limits } from '../explorer/model.ts';
import type { LivenessProblem } from '../explorer/liveness/check.ts';
import { expectationOf, judge, type Problem } from '../explorer/verdict.ts';
import { directly, Interrupted, isLackOfMemory, Watch } from '../explorer/watch.ts';
import { startThreads } from '../explorer/workers.ts';
import { meaningOf } from '../ir/text/meaning.ts';
import type { TransitionSystem } from '../ir/system.ts';
import { formatValue } from '../core/format.ts';
import { coverageOf } from './coverage.ts';
import { brokenPromises } from './remarks.ts';
import { missedBy } from './expected-race.ts';
import type { CheckReport } from './report.ts';
import { deniedOf, vacuityOf } from './vacuity.ts';
import type { TraceData } from '../result/trace.ts';
import { Timings } from './timings.ts';
import type { TraceOptions } from './trace-of.ts';
import { version } from './version.ts';
import type { SpecFile } from './files.ts';

/** What a run needs from outside. */
export interface RunOptions {
  readonly limits: Limits;
  /** What explores: compiled WebAssembly, or the reference interpreter that it is tested against. */
  readonly engine: 'wasm' | 'interpreter';
  /** Called with the reason why a run had to be left to the interpreter. */
  readonly interpreted: (reason: CannotCompile) => void;
  readonly explore: Pick<ExploreOptions, 'breathe' | 'signal' | 'memoryInUse' | 'late' | 'atOnce'>;
  /** Where snapshots of the search are saved to and loaded from. */
  readonly checkpoint?: Pick<CheckpointFile, 'folder' | 'interval' | 'resume' | 'failed'>;
  /**
   * Threads that explore together, and a callback that gets the reason why there is only one after all; one thread if
   * absent.
   */
  readonly workers?: { readonly count: number; readonly failed: (reason: string) => void };
  /** Keep fingerprints of states instead of the states. */
  readonly fingerprints?: boolean;
  /** Leave out successors that are certainly known, which is the default. */
  readonly sleep?: boolean;
  /** Bytes that the user allows the run. */
  readonly memory?: number;
  /** Memory that runs of a process leave to each other. */
  readonly spare?: SpareMemory;
  /** A folder for files to continue with when memory is full. */
  readonly spill?: string;
  /** Reconstruct what the check expects as well: promised violations, witnesses. */
  readonly expectedTraces: boolean;
  /** The order in which traces show steps; as they were found if absent. */
  readonly switches?: TraceOptions['switches'];
  /** Traces say which parts of a violated invariant are to blame. */
  readonly explains?: boolean;
  /** Count what the states met of the spec. */
  readonly counts?: boolean;
  /** Counterexamples of each property that are shown; one if absent. */
  readonly allTraces?: number;
  /** Records how long stages take. */
  readonly timings?: Timings;
}

/** Explores a run to its verdict. Throws `BeyondStack` where checking the run needs more stack than there is. */
export async function check(
  file: SpecFile,
  run: Run,
  system: TransitionSystem,
  options: RunOptions,
): Promise<CheckReport> {
  try {
    return await explored(file, run, system, options);
  } catch (problem) {
    throw run.at !== undefined && isStackOverflow(problem) ? new BeyondStack(run.at) : problem;
  }
}

async function explored(file: SpecFile, run: Run, system: TransitionSystem, options: RunOptions): Promise<CheckReport> {
  const { checkpoint, timings = new Timings() } = options;
  const { atOnce = directly } = options.explore;
  const model = await atOnce(() => new Interpreter(problemOf(system, run)));
  const checkpoints = checkpoint && (await checkpointsOf(checkpoint, file, run, system, options));
  const tally = options.counts === true ? new (await import('./tally.ts')).Tally(system, model) : undefined;
  const how: ExploreOptions = {
    ...options.explore,
    ...(tally ? { visit: (states) => tally.count(states, { ...options.explore, limits: options.limits }) } : {}),
    limits: options.limits,
    exhaustive: run.expect.states !== undefined || run.expect.complete === true,
    ...(checkpoints ? { checkpoints } : {}),
  };
  let exploration: Exploration;
  try {
    exploration = await timings.measureAsync('search', () => exploreWith(options, model, how, run.memory));
  } finally {
    checkpoints?.close();
  }
  exploration = withinBounds(model, exploration);
  const verdict = judge(model.properties, exploration, expectationOf(run));
  const further: Problem[] = [];
  const traces = new Map<string, TraceData>();
  const others = new Map<string, readonly TraceData[] | undefined>();
  const lastSteps = new Map<string, string>();
  for (const property of verdict.properties) {
    const { name, finding, expectViolated } = property;
    if (finding === undefined) continue;
    const isUnexpected = finding.kind === 'violation' && !expectViolated;
    const isAsked = run.asked.includes(name);
    if (!isUnexpected && !expectViolated && !isAsked && !options.expectedTraces) continue;
    // Where everything holds there is nothing to show.
    const [{ furtherTracesOf, traceDataOf }, { lastSharedStep }] = await Promise.all([
      import('./trace-of.ts'),
      import('./last-step.ts'),
    ]);
    const told = (switches: TraceOptions['switches']): Promise<TraceData> =>
      timings.measureAsync('traces', () =>
        atOnce(() => traceDataOf(system, model, finding, { explains: options.explains ?? false, switches })),
      );
    const trace = await told('as found');
    const { passing = [] } = run.expect.violated.find(({ property }) => property === name) ?? {};
    const missed = missedBy(trace, passing, system);
    if (missed !== undefined) {
      further.push({ kind: 'passing', property, missed: itemAt(passing, missed).text, index: missed });
    }
    if (isUnexpected || isAsked || missed !== undefined || options.expectedTraces) {
      // Which race it is and what was the last step do not depend on how it is shown.
      traces.set(name, options.switches === 'fewest' ? await told('fewest') : trace);
      const { allTraces = 1, explains = false, switches = 'as found' } = options;
      if (allTraces > 1) {
        const further = await atOnce(() =>
          furtherTracesOf(system, model, finding, allTraces - 1, { explains, switches }),
        );
        others.set(name, further);
      }
    }
    const last = expectViolated ? lastSharedStep(trace) : undefined;
    if (last !== undefined) lastSteps.set(name, last);
  }
  const vacuity = vacuityOf(system, exploration, verdict);
  const denied = deniedOf(vacuity, run);
  if (denied.length > 0) further.push({ kind: 'denied', findings: denied.length });
  const whole = { ...verdict, problems: [...verdict.problems, ...further] };
  return {
    file: file.name,
    run,
    verdict: whole,
    exploration,
    limits: options.limits,
    remarks: brokenPromises(run, whole),
    vacuity,
    traces,
    others,
    lastSteps,
    constants: system.program.constants.map(({ name, type, value }) => ({ name, value: formatValue(value, type) })),
    coverage: coverageOf(system, exploration, tally?.isComplete === true ? tally : undefined, model.problem.isUnasked),
    declared: new Map(
      system.properties.map(({ name, at, doc }) => [name, { at, ...(doc === undefined ? {} : { doc }) }]),
    ),
  };
}

/** A run in which a bound of the memory model was met has not seen everything, even where it has seen all states. */
function withinBounds({ properties }: Interpreter, exploration: Exploration): Exploration {
  const isMet = exploration.findings.some(({ property }) => properties[property]?.isBound === 'memory');
  return isMet && exploration.end === 'complete' ? { ...exploration, end: 'bound' } : exploration;
}

/** Compiled code copies all views for every store, and takes longer for it than the interpreter. */
const VIEWS_ARE_LARGE = 'under `memory lkmm` a state has what each CPU knows of each store, which is not compiled';

/** Explores with the requested engine; what cannot be compiled is left to the interpreter. */
async function exploreWith(
  options: RunOptions,
  model: Interpreter,
  how: ExploreOptions,
  memory: Run['memory'],
): Promise<Exploration> {
  const { problem } = model;
  const { system, liveness } = problem;
  const interpreted = async (): Promise<Exploration> => {
    const { explore } = await import('../explorer/bfs.ts');
    const exploration = await explore(model, how);
    if (!liveness || exploration.end !== 'complete') return exploration;
    return withBehaviours(exploration, system, model, liveness, how);
  };
  if (options.engine === 'interpreter') return interpreted();
  if (memory === 'lkmm') {
    options.interpreted(new CannotCompile(VIEWS_ARE_LARGE, '`memory pso_iq` is compiled'));
    return interpreted();
  }
  try {
    return await exploreCompiled(problem, model, {
      ...how,
      ...(liveness ? { liveness } : {}),
      ...(options.workers ? { workers: { ...options.workers, start: startThreads } } : {}),
      fingerprints: options.fingerprints ?? false,
      sleep: options.sleep ?? true,
      ...(options.memory === undefined ? {} : { memory: options.memory }),
      ...(options.spare ? { spare: options.spare } : {}),
      ...(options.spill === undefined ? {} : { spill: await filesBelow(options.spill) }),
    });
  } catch (problem) {
    if (!(problem instanceof CannotCompile)) throw problem;
    options.interpreted(problem);
    return interpreted();
  }
}

/** Adds what the state graph says about temporal properties, by the reference engine. */
async function withBehaviours(
  exploration: Exploration,
  system: TransitionSystem,
  model: Interpreter,
  liveness: LivenessProblem,
  how: ExploreOptions,
): Promise<Exploration> {
  // Most specs have no temporal properties.
  const [{ graphOf }, { checkLiveness }] = await Promise.all([
    import('../backend/interpreter/graph.ts'),
    import('../explorer/liveness/check.ts'),
  ]);
  const watch = new Watch(how);
  const pause = watch.pause(async () => {
    await how.breathe?.(exploration);
    watch.turned();
    if (how.signal?.aborted) throw new Interrupted();
  });
  try {
    return await checkLiveness(
      exploration,
      await graphOf(system, model, pause),
      liveness,
      model.implicationsMet,
      pause,
    );
  } catch (problem) {
    if (problem instanceof Interrupted) return { ...exploration, end: 'interrupted' };
    if (isLackOfMemory(problem)) return { ...exploration, end: 'max-memory' };
    throw problem;
  }
}

/** Where the files of large runs are kept. */
async function filesBelow(folder: string): Promise<NonNullable<CompiledOptions['spill']>> {
  const { spillBelow } = await import('../explorer/external/disk.ts');
  return { files: () => spillBelow(folder) };
}

/** Loaded only on request: a digest needs a good part of Node that nothing else here does. */
async function checkpointsOf(
  checkpoint: Pick<CheckpointFile, 'folder' | 'interval' | 'resume' | 'failed'>,
  file: SpecFile,
  run: Run,
  system: TransitionSystem,
  options: RunOptions,
): Promise<ReturnType<typeof CheckpointsIn>> {
  const { checkpointsIn } = await import('../explorer/checkpoint.ts');
  return checkpointsIn({ ...checkpoint, ...identity(file, run, system, options) });
}

/**
 * Identifies what a snapshot is of: another spec, check, choice of constants or version of thps must not continue from
 * it.
 */
function identity(
  file: SpecFile,
  run: Run,
  system: TransitionSystem,
  { fingerprints = false }: RunOptions,
): Pick<CheckpointFile, 'run' | 'spec' | 'version' | 'system'> {
  const { name, only, allowDeadlock, expect } = run;
  const about = JSON.stringify({
    only,
    allowDeadlock,
    expect: expect.violated.map((v) => v.property),
    states: expect.states?.count,
    complete: expect.complete,
    fingerprints,
  });
  const base = file.name.replace(/^.*[/\\\\]/, '').replace(/\.thps$/, '');
  return { run: `${base}.${name}`, spec: file.path, version, system: `${meaningOf(system)}${about}` };
}
