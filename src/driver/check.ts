import { interpret, type Interpreter } from '../backend/interpreter/model.ts';
import { livenessOf } from '../backend/interpreter/properties.ts';
import { CannotCompile } from '../backend/wasm/cannot-compile.ts';
import { type CompiledOptions, exploreCompiled } from '../backend/wasm/search/engine.ts';
import { BeyondStack, isStackOverflow } from '../core/internal-error.ts';
import type { Run } from '../core/run.ts';
import { explore } from '../explorer/bfs.ts';
import type { CheckpointFile, checkpointsIn as CheckpointsIn } from '../explorer/checkpoint.ts';
import type { Exploration, ExploreOptions, Limits } from '../explorer/model.ts';
import type { LivenessProblem } from '../explorer/liveness/check.ts';
import { expectationOf, judge } from '../explorer/verdict.ts';
import { directly, Interrupted, isLackOfMemory, Watch } from '../explorer/watch.ts';
import { startThreads } from '../explorer/workers.ts';
import { meaningOf } from '../ir/meaning.ts';
import type { TransitionSystem } from '../ir/system.ts';
import { brokenPromises } from './remarks.ts';
import { lastSharedStep, type CheckReport } from './report.ts';
import { vacuityOf } from './vacuity.ts';
import { reconstruct } from '../trace/reconstruct.ts';
import type { Trace } from '../trace/trace.ts';
import { Timings } from './timings.ts';
import { version } from './version.ts';
import type { SpecFile } from './files.ts';

/** What a run needs from outside. */
export interface RunOptions {
  readonly limits: Limits;
  /** What explores: compiled WebAssembly, or the reference interpreter that it is tested against. */
  readonly engine: 'wasm' | 'interpreter';
  /** Told why a run had to be left to the interpreter. */
  readonly interpreted: (reason: CannotCompile) => void;
  readonly explore: Pick<ExploreOptions, 'breathe' | 'signal' | 'memoryInUse' | 'late' | 'atOnce'>;
  /** Where snapshots of the search go to, and come from. */
  readonly checkpoint?: Pick<CheckpointFile, 'folder' | 'interval' | 'resume' | 'failed'>;
  /** Threads that explore together, told why there is only one after all; one without it. */
  readonly workers?: { readonly count: number; readonly failed: (reason: string) => void };
  /** Keep fingerprints of states instead of the states. */
  readonly fingerprints?: boolean;
  /** Bytes that the user lets the run take. */
  readonly memory?: number;
  /** A folder for files to go on with when memory is full. */
  readonly spill?: string;
  /** Reconstruct what the check expects as well: promised violations, witnesses. */
  readonly expectedTraces: boolean;
  /** Is told what it takes. */
  readonly timings?: Timings;
}

/** Explores a run to its verdict. Throws `BeyondStack` where the check of the run takes more of the stack than there is. */
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
  const model = await atOnce(() => interpret(system, run));
  const checkpoints = checkpoint && (await checkpointsOf(checkpoint, file, run, system, options));
  const how: ExploreOptions = {
    ...options.explore,
    limits: options.limits,
    exhaustive: run.expect.states !== undefined,
    ...(checkpoints ? { checkpoints } : {}),
  };
  let exploration: Exploration;
  try {
    exploration = await timings.measureAsync('search', () => exploreWith(options, system, run, model, how));
  } finally {
    checkpoints?.close();
  }
  const verdict = judge(model.properties, exploration, expectationOf(run));
  const traces = new Map<string, Trace>();
  const lastSteps = new Map<string, string>();
  for (const { name, finding, expectViolated } of verdict.properties) {
    if (finding === undefined) continue;
    const isUnexpected = finding.kind === 'violation' && !expectViolated;
    if (!isUnexpected && !expectViolated && !options.expectedTraces) continue;
    const trace = await timings.measureAsync('traces', () =>
      atOnce(() => reconstruct(system, model, finding.path, finding.property, finding.loop)),
    );
    if (isUnexpected || options.expectedTraces) traces.set(name, trace);
    const last = expectViolated ? lastSharedStep(trace) : undefined;
    if (last !== undefined) lastSteps.set(name, last);
  }
  return {
    file: file.name,
    run,
    verdict,
    exploration,
    limits: options.limits,
    remarks: brokenPromises(run, verdict),
    vacuity: vacuityOf(system, exploration, verdict),
    traces,
    lastSteps,
  };
}

/** Explores with the engine that was asked for; what cannot be compiled is left to the interpreter. */
async function exploreWith(
  options: RunOptions,
  system: TransitionSystem,
  run: Run,
  model: Interpreter,
  how: ExploreOptions,
): Promise<Exploration> {
  const liveness = livenessOf(system, model.properties);
  const interpreted = async (): Promise<Exploration> => {
    const exploration = await explore(model, how);
    if (!liveness || exploration.end !== 'complete') return exploration;
    return withBehaviours(exploration, system, model, liveness, how);
  };
  if (options.engine === 'interpreter') return interpreted();
  try {
    return await exploreCompiled(system, run, model, {
      ...how,
      ...(liveness ? { liveness } : {}),
      ...(options.workers ? { workers: { ...options.workers, start: startThreads } } : {}),
      fingerprints: options.fingerprints ?? false,
      ...(options.memory === undefined ? {} : { memory: options.memory }),
      ...(options.spill === undefined ? {} : { spill: await filesBelow(options.spill) }),
    });
  } catch (problem) {
    if (!(problem instanceof CannotCompile)) throw problem;
    options.interpreted(problem);
    return interpreted();
  }
}

/** Adds what the state graph says about temporal properties, by the reference. */
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

/** Where files of large runs go. */
async function filesBelow(folder: string): Promise<NonNullable<CompiledOptions['spill']>> {
  const { spillBelow } = await import('../explorer/external/disk.ts');
  return { files: () => spillBelow(folder) };
}

/** Loaded only where they are asked for: a digest needs a good part of Node that nothing else here does. */
async function checkpointsOf(
  checkpoint: Pick<CheckpointFile, 'folder' | 'interval' | 'resume' | 'failed'>,
  file: SpecFile,
  run: Run,
  system: TransitionSystem,
  { fingerprints = false }: RunOptions,
): Promise<ReturnType<typeof CheckpointsIn>> {
  const { checkpointsIn } = await import('../explorer/checkpoint.ts');
  return checkpointsIn({ ...checkpoint, ...identity(file, run, system, fingerprints) });
}

/** What a snapshot is of: another spec, check, choice of constants or version of thps must not go on from it. */
function identity(
  file: SpecFile,
  run: Run,
  system: TransitionSystem,
  fingerprints: boolean,
): Pick<CheckpointFile, 'run' | 'spec' | 'version' | 'system'> {
  const { name, only, allowDeadlock, expect } = run;
  const about = JSON.stringify({
    only,
    allowDeadlock,
    expect: expect.violated.map((v) => v.property),
    states: expect.states?.count,
    fingerprints,
  });
  const base = file.name.replace(/^.*[/\\\\]/, '').replace(/\.thps$/, '');
  return { run: `${base}.${name}`, spec: file.path, version, system: `${meaningOf(system)}${about}` };
}
