import type { Exploration } from '../../../explorer/model.ts';
import type { LivenessProblem } from '../../../explorer/liveness/check.ts';
import { directly, Watch } from '../../../explorer/watch.ts';
import type { Interpreter } from '../../interpreter/model.ts';
import type { Problem } from '../../problem/problem.ts';
import { compiling } from '../cannot-compile.ts';
import { layOutState } from '../layout/layout.ts';
import type { StoreKind } from '../store/store-code.ts';
import type { Helpers } from './expander.ts';
import { LevelSearch } from './level-search.ts';
import { Machine } from './machine.ts';
import type { CompiledOptions } from './options.ts';
import { reserve, reserveExactly } from './reserve.ts';
import { Sample } from './sample.ts';
import { Spilling } from './spilling.ts';
import { Workers } from './workers.ts';

/**
 * The default engine: the system compiled to WebAssembly. Explores as `explore` of src/explorer does, with the same
 * counts, verdicts and paths; states are reported in the interpreter's encoding.
 *
 * One worker finds states in breadth-first order and keeps their parents. Several workers expand a level together, in
 * any order and without parents, so that all counts are the same but no path is known. Where something was found that
 * has to be shown with a path, or where a limit makes the order matter, one worker repeats the search as far as
 * necessary. So what is reported does not depend on the number of workers.
 *
 * When the memory is full and files are allowed, one worker continues with files (`ExternalSearch`), in the order in
 * which states were found until then.
 *
 * @param interpreter replays paths of fingerprints, and checks a sample of states
 */
export async function exploreCompiled(
  problem: Problem,
  interpreter: Interpreter,
  options: CompiledOptions = {},
): Promise<Exploration> {
  const { atOnce = directly } = options;
  const engine = await atOnce(() => compiling(() => new Engine(problem, interpreter, options)));
  try {
    return await engine.explore();
  } finally {
    await engine.end();
  }
}

class Engine {
  readonly #problem: Problem;
  readonly #interpreter: Interpreter;
  readonly #options: CompiledOptions;
  readonly #watch: Watch;
  readonly #spilling: Spilling;
  readonly #machine: Machine;
  readonly #workers: Workers | undefined;
  readonly #shared: boolean;
  /** All states that were found are in memory, in breadth-first order. */
  #isOrdered = false;

  constructor(problem: Problem, interpreter: Interpreter, options: CompiledOptions) {
    const { memory: allowed, workers: wanted, limits, spill, spare } = options;
    this.#problem = problem;
    this.#interpreter = interpreter;
    this.#options = options;
    const watch = new Watch(options);
    this.#watch = watch;
    const { words } = layOutState(problem.system);
    // A state of one word is no larger than what a fingerprint adds.
    const fingerprints = words > 1 && options.fingerprints === true;
    this.#spilling = spillingFor(options, { words, fingerprints });
    const budget = this.#spilling.plan?.budget;
    const workers = budget?.workers ?? wanted?.count ?? 1;
    const shared = workers > 1;
    this.#shared = shared;
    // Everything is reserved at once: pages are allocated when they are touched.
    const reserved = budget ? reserveExactly(budget.bytes, { shared, spare }) : reserve(allowed, { shared, spare });
    // With a budget, the table was counted when the memory was divided; otherwise the table may exceed the limit.
    const isWatched = allowed !== undefined && !budget;
    this.#machine = new Machine(
      problem,
      interpreter,
      {
        reserved,
        fingerprints,
        workers,
        states: spill?.states ?? Infinity,
        limit: limits?.states ?? Infinity,
        sleep: options.sleep ?? true,
        fuel: options.fuel,
        willTake: (bytes) => {
          if (isWatched) watch.willTake(bytes);
        },
      },
      watch,
    );
    if (wanted && shared) this.#workers = new Workers(this.#machine, wanted, options, watch);
  }

  async end(): Promise<void> {
    this.#spilling.end();
    await this.#workers?.dismiss();
    if (this.#isOrdered) this.#options.spare?.keep(this.#machine.memory, this.#shared);
  }

  async explore(): Promise<Exploration> {
    const { checkpoints, liveness } = this.#options;
    const search = this.#search({ workers: this.#workers, sample: new Sample(this.#interpreter) });
    const found = await search.run(checkpoints?.load());
    this.#isOrdered = !this.#machine.findings.isUnordered && !found.spilled;
    const repeated = this.#machine.findings.isUnordered ? await this.#withPaths(found) : undefined;
    const result = repeated?.result ?? found;
    if (!liveness || result.end !== 'complete') return result;
    return this.#withBehaviours(result, liveness, repeated?.search ?? search);
  }

  #search(helpers: Helpers, sought?: readonly number[]): LevelSearch {
    const equipment = {
      machine: this.#machine,
      problem: this.#problem,
      spilling: this.#spilling,
      watch: this.#watch,
      options: this.#options,
    };
    return new LevelSearch(equipment, helpers, sought);
  }

  /** What several workers found, with the paths that one worker finds; undefined where there is nothing to add. */
  async #withPaths(
    result: Exploration,
  ): Promise<{ readonly result: Exploration; readonly search: LevelSearch } | undefined> {
    if (result.end === 'interrupted' || result.end === 'max-memory') return undefined;
    const { findings } = this.#machine;
    const missing = findings.marked.filter((property) => !findings.all[property]);
    if (missing.length === 0 && result.end !== 'max-states') return undefined;
    await this.#workers?.dismiss();
    this.#spilling.end();
    this.#machine.clear();
    const search = this.#search({}, result.end === 'max-states' ? [] : missing);
    const repeated = await search.run();
    if (result.end === 'max-states') return { result: repeated, search };
    const isCutShort = repeated.end === 'interrupted' || repeated.end === 'max-memory';
    const end = isCutShort ? repeated.end : result.end;
    return { result: { ...result, findings: repeated.findings, end, ...this.#spilling.about(end) }, search };
  }

  /** Adds what the state graph says about temporal properties; where that does not finish, the run is incomplete. */
  async #withBehaviours(result: Exploration, liveness: LivenessProblem, search: LevelSearch): Promise<Exploration> {
    // Most specs have no temporal properties.
    const { withBehaviours } = await import('./behaviours.ts');
    const { atOnce = directly, checkpoints } = this.#options;
    const pause = this.#watch.pause(() => search.breathe());
    const ended = await withBehaviours(result, liveness, {
      problem: this.#problem,
      machine: this.#machine,
      watch: this.#watch,
      pause,
      atOnce,
    });
    if (ended.end === 'interrupted') checkpoints?.save(search.snapshot());
    return ended.end === 'max-memory' ? { ...ended, ...this.#spilling.about('max-memory') } : ended;
  }
}

/** Whether a search that keeps states this way may continue with files. */
function spillingFor(
  options: CompiledOptions,
  { words, fingerprints }: Pick<StoreKind, 'words' | 'fingerprints'>,
): Spilling {
  const { spill, liveness, checkpoints, workers, memory, memoryInUse } = options;
  const others = liveness ? 'temporal' : checkpoints && 'checkpoints';
  return new Spilling({
    options: spill,
    obstacle: fingerprints ? 'fingerprints' : others,
    words,
    workers: workers?.count ?? 1,
    allowed: memory,
    used: memoryInUse?.() ?? 0,
  });
}
