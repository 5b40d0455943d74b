import type { Run } from '../../../core/run.ts';
import { SpillFailed } from '../../../explorer/external/files.ts';
import type { Exploration, ExploreOptions, Progress } from '../../../explorer/model.ts';
import type { LivenessProblem } from '../../../explorer/liveness/check.ts';
import { endBetweenLevels } from '../../../explorer/ending.ts';
import type { StartThreads } from '../../../explorer/threads.ts';
import {
  directly,
  Interrupted,
  isLackOfMemory,
  TakesLong,
  TooManyInitialStates,
  Watch,
} from '../../../explorer/watch.ts';
import type { TransitionSystem } from '../../../ir/system.ts';
import type { Interpreter } from '../../interpreter/model.ts';
import { compiling } from '../cannot-compile.ts';
import { type CompiledSystem, compileSystem } from '../compile.ts';
import { Crew } from './crew.ts';
import type { ExternalSearch } from './external-search.ts';
import { Findings } from './findings.ts';
import { missedProbability } from './fingerprints.ts';
import { layOutState } from '../layout/layout.ts';
import { hostModule } from './host-module.ts';
import { AREA, CONTROL } from '../store/memory-map.ts';
import { reserve, reserveExactly } from './reserve.ts';
import { Sample } from './sample.ts';
import { type Exports, SearchMemory } from './search-memory.ts';
import { type Position, restoreSnapshot, takeSnapshot } from './snapshot.ts';
import { States } from './states.ts';
import { type Obstacle, Spilling, type SpillOptions } from './spilling.ts';

/** Milliseconds between two looks at limits and signals; the number of states in between adapts to it. */
const BREATHE_MILLISECONDS = 30;
const FIRST_CHUNK = 1_024;
/** A state that takes so long is slow. */
const SLOW_MILLISECONDS = 50;
/** How long an interrupted run waits for threads, so that what they were at is not lost. */
const PATIENCE_MILLISECONDS = 500;

/** How the compiled engine explores. */
export interface CompiledOptions extends ExploreOptions {
  /** Threads that explore together. One without it. */
  readonly workers?: {
    readonly count: number;
    readonly start: StartThreads;
    /** Told why there is only one after all. */
    readonly failed?: (reason: string) => void;
  };
  /** Keep fingerprints of states instead of the states. */
  readonly fingerprints?: boolean;
  /** Bytes that the user lets the run take: beyond what addresses of 32 bits reach, those of 64 bits are used. */
  readonly memory?: number;
  /** The temporal properties: decided when all states are known. They need the states, not fingerprints of them. */
  readonly liveness?: LivenessProblem;
  /** When workers take over: so many states known, and so many in a level. */
  readonly handOver?: { readonly states: number; readonly level: number };
  /** When the memory is full the search goes on with files. Without it, it ends. */
  readonly spill?: SpillOptions;
}

/** With fewer states than this it is not the states that take the memory. */
const FEWEST_SPILLED = 65_536;

/** Below these numbers starting and waking threads costs more than they bring. */
const HAND_OVER = { states: 200_000, level: 4_096 };

/**
 * The default engine: the system compiled to WebAssembly. Explores as `explore` of src/explorer does, with the same
 * counts, verdicts and paths; states are handed out as the interpreter encodes them.
 *
 * One worker finds states in breadth-first order and keeps their parents. Several workers expand a level together, in
 * any order and without parents, so that all counts are the same but no path is known. Where something was found that
 * has to be shown with a path, or where a limit makes the order matter, the search is repeated by one worker, as far
 * as it has to be. So what is reported does not depend on the number of workers.
 *
 * When the memory is full and there may be files, one worker goes on with them (`ExternalSearch`), in the order in
 * which states were found until then.
 */
export async function exploreCompiled(
  system: TransitionSystem,
  run: Run,
  interpreter: Interpreter,
  options: CompiledOptions = {},
): Promise<Exploration> {
  const { atOnce = directly } = options;
  const search = await atOnce(() => compiling(() => new CompiledSearch(system, run, interpreter, options)));
  try {
    return await search.run();
  } finally {
    await search.end();
  }
}

class CompiledSearch {
  readonly #system: TransitionSystem;
  readonly #run: Run;
  readonly #interpreter: Interpreter;
  readonly #options: CompiledOptions;
  readonly #states: States;
  readonly #compiled: CompiledSystem;
  readonly #module: WebAssembly.Module;
  readonly #memory: SearchMemory;
  readonly #exports: Exports;
  readonly #fingerprints: boolean;
  readonly #findings: Findings;
  readonly #handOver: { readonly states: number; readonly level: number };
  readonly #spilling: Spilling;
  readonly #watch: Watch;
  readonly #sample: Sample;
  /** States that fit in memory. */
  readonly #room: number;
  #crew: Crew | undefined;
  #hasNoCrew: boolean;
  /** In a repeated search: the properties that have to be found. */
  #sought: readonly number[] | undefined;
  #chunk = FIRST_CHUNK;
  /** The next state to expand. */
  #expanded = 0;
  #level = 0;
  #levelEnd = 0;
  #breathed = 0;
  /** States are expanded that can be expanded again. */
  #canGiveUp = false;
  /** A state that is expected to take long, if any: it is expanded alone, and Ctrl-C ends that at once. */
  #slow: number | undefined;
  #hasSlowStates = false;

  constructor(system: TransitionSystem, run: Run, interpreter: Interpreter, options: CompiledOptions) {
    this.#system = system;
    this.#run = run;
    this.#interpreter = interpreter;
    this.#options = options;
    this.#watch = new Watch(options);
    this.#sample = new Sample(interpreter);
    this.#handOver = options.handOver ?? HAND_OVER;
    const wanted = options.workers?.count ?? 1;
    const { words } = layOutState(system);
    // A state of one word is no larger than what a fingerprint adds.
    this.#fingerprints = words > 1 && options.fingerprints === true;
    const { memory: allowed, memoryInUse } = options;
    this.#spilling = new Spilling(options.spill, this.#obstacle(), words, wanted, allowed, memoryInUse?.() ?? 0);
    const { budget } = this.#spilling;
    const workers = budget?.workers ?? wanted;
    const shared = workers > 1;
    this.#hasNoCrew = !shared;
    // Everything is reserved at once: pages come into being when they are touched.
    const { memory, wide } = budget ? reserveExactly(shared, budget.bytes) : reserve(shared, allowed);
    const compiled = compileSystem(system, run, { fingerprints: this.#fingerprints, shared, wide });
    this.#compiled = compiled;
    const areas = shared ? workers + 1 : 1;
    this.#memory = new SearchMemory(memory, compiled.kind, compiled.area, areas);
    this.#room = Math.min(this.#memory.limit, options.spill?.states ?? Infinity);
    this.#states = new States(interpreter, compiled.layout, this.#memory, this.#fingerprints);
    this.#findings = new Findings(interpreter.properties, compiled.inspected, this.#memory, this.#states);
    this.#module = hostModule(compiled.module);
    const instance = new WebAssembly.Instance(this.#module, {
      engine: {
        memory: this.#memory.memory,
        violation: (property: number, step: number, withState: number) => {
          this.#findings.violation(property, step, withState !== 0);
        },
        found: (state: number, inspector: number, bits: number) => {
          this.#findings.found(state >>> 0, inspector, bits);
        },
        stuck: (state: number) => {
          this.#findings.stuck(state >>> 0);
        },
        room: () => {
          this.#memory.makeRoom();
        },
        tick: () => Number(this.#watch.tick(this.#canGiveUp)),
      },
    });
    this.#exports = instance.exports as unknown as Exports;
    this.#memory.exports = this.#exports;
    // With a budget the table was counted when the memory was divided; otherwise it can be what goes beyond a limit.
    if (allowed !== undefined && !budget) {
      this.#memory.willTake = (bytes) => {
        this.#watch.willTake(bytes);
      };
    }
    this.#begin();
  }

  #begin(): void {
    this.#slow = undefined;
    const { states = Infinity } = this.#options.limits ?? {};
    this.#memory.limit = Math.min(this.#room, states);
    this.#memory.makeRoom();
    this.#exports.enter(this.#memory.areas[0]!, 0);
  }

  async end(): Promise<void> {
    this.#spilling.end();
    await this.#crew?.end();
  }

  async run(): Promise<Exploration> {
    const { checkpoints, liveness } = this.#options;
    const saved = checkpoints?.load();
    if (saved) {
      const { expanded, level, levelEnd } = restoreSnapshot(this.#memory, this.#findings, saved);
      this.#expanded = expanded;
      this.#level = level;
      this.#levelEnd = levelEnd;
      if (!saved.progress.isOrdered) this.#becomeUnordered();
    }
    const found = await this.#search(saved !== undefined);
    const result = this.#findings.isUnordered ? await this.#withPaths(found) : found;
    return liveness && result.end === 'complete' ? this.#withBehaviours(result, liveness) : result;
  }

  /** Adds what the state graph says about temporal properties; where that does not come to its end, the run is incomplete. */
  async #withBehaviours(result: Exploration, liveness: LivenessProblem): Promise<Exploration> {
    // Most specs have no temporal properties.
    const { withBehaviours } = await import('./behaviours.ts');
    const ended = await withBehaviours(result, liveness, {
      system: this.#system,
      run: this.#run,
      interpreter: this.#interpreter,
      kind: this.#compiled.kind,
      memory: this.#memory,
      keyOf: (state) => this.#states.keyAt(state),
      isOrdered: !this.#findings.isUnordered,
      watch: this.#watch,
      pause: this.#watch.pause(() => this.#breathe()),
      atOnce: this.#options.atOnce ?? directly,
      hasSlowStates: this.#hasSlowStates,
    });
    if (ended.end === 'interrupted')
      this.#options.checkpoints?.save(takeSnapshot(this.#memory, this.#findings, this.#position));
    return ended.end === 'max-memory' ? { ...ended, ...this.#spilling.about('max-memory') } : ended;
  }

  /** @param isResumed a level that is being expanded goes on */
  async #search(isResumed: boolean): Promise<Exploration> {
    try {
      if (!isResumed) await this.#initialStates();
      return this.#result(await this.#levels(isResumed));
    } catch (problem) {
      if (problem instanceof Interrupted) return this.#result('interrupted');
      if (isLackOfMemory(problem)) return this.#result('max-memory');
      if (!(problem instanceof SpillFailed)) throw problem;
      this.#spilling.failed(problem);
      return this.#result('max-memory');
    }
  }

  /** Expands level after level; returns why there are no more. */
  async #levels(isResumed: boolean): Promise<Exploration['end']> {
    let isInLevel = isResumed;
    for (;;) {
      if (!isInLevel) {
        this.#levelEnd = this.#count;
        const ended = this.#endOfLevel(this.#expanded < this.#levelEnd);
        if (ended !== undefined) return ended;
      }
      isInLevel = false;
      while (this.#expanded < this.#levelEnd) {
        const { search } = this.#spilling;
        const ended = search ? await this.#expandFromFiles(search) : await this.#expandInMemory();
        if (ended !== undefined) return ended;
      }
      const { search } = this.#spilling;
      if (search) {
        await search.endLevel(this.#levelEnd);
        if (search.isFull) return this.#endFromFiles(search);
      } else if (this.#findings.isUnordered) this.#memory.closeHoles();
      if (this.#count > this.#levelEnd) this.#level++;
    }
  }

  /** Expands some states of the level. */
  async #expandInMemory(): Promise<Exploration['end'] | undefined> {
    const { checkpoints, limits, memoryInUse, signal, breathe } = this.#options;
    const memory = this.#memory;
    memory.oldest = this.#expanded;
    memory.makeRoom();
    await this.#handOverIfWorthIt();
    const before = this.#expanded;
    const { generated } = memory;
    const to = this.#endOfChunk(before);
    const known = memory.count;
    const started = performance.now();
    if (this.#findings.isUnordered && this.#crew?.isReady() === true && to - before >= this.#handOver.level / 4) {
      await this.#crew.expand(before, to, this.#lookAtWorkers());
      this.#expanded = to;
    } else if (!(await this.#expandStates(before, to))) {
      // What was known of these states stays; which of their successors were counted is not known.
      memory.generated = generated;
      await this.#breathe();
      return undefined;
    }
    if (memory.get(CONTROL.full) !== 0) {
      const ended = this.#endOfRoom();
      if (ended !== 'max-memory' || !this.#spilling.budget) return ended;
      // Which successors were counted is not known: these states are expanded again.
      this.#expanded = before;
      memory.generated = generated;
      await this.#spill(memory.limit);
      return undefined;
    }
    const milliseconds = performance.now() - started;
    if (this.#isSampled(before) && this.#expanded === before + 1 && signal?.aborted !== true)
      this.#compare(before, known, memory.generated - generated, milliseconds);
    else if (this.#expanded - before === this.#chunk || this.#expanded < to) this.#adapt(milliseconds);
    await breathe?.(this.#progress());
    this.#watch.turned();
    if (checkpoints && !this.#sought && (signal?.aborted === true || checkpoints.isDue()))
      checkpoints.save(takeSnapshot(memory, this.#findings, this.#position));
    if (signal?.aborted) return 'interrupted';
    const { budget } = this.#spilling;
    const besides = budget && this.#options.memory !== undefined ? budget.besides : 0;
    if (limits?.memory === undefined || memoryInUse === undefined || memoryInUse() <= limits.memory - besides)
      return undefined;
    // What is not in the engine's memory needs more than was planned.
    if (!budget || memory.count < FEWEST_SPILLED) return memoryInUse() > limits.memory ? 'max-memory' : undefined;
    await this.#spill(memory.count);
    return undefined;
  }

  /** Expands states by number; false where one of them took so long that it was given up, and all are to be expanded again. */
  async #expandStates(from: number, to: number): Promise<boolean> {
    const { atOnce = directly } = this.#options;
    const isSlow = from === this.#slow;
    const started = performance.now();
    this.#canGiveUp = !isSlow;
    // What a snapshot took, or what threads took to start, makes no state slow.
    this.#watch.turned();
    try {
      const run = (): number => this.#exports.run(from, to) >>> 0;
      this.#expanded = isSlow ? await atOnce(run) : run();
      // Such states come together.
      if (isSlow) this.#slow = performance.now() - started >= SLOW_MILLISECONDS ? to : undefined;
      return true;
    } catch (problem) {
      if (!(problem instanceof TakesLong)) throw problem;
      const memory = this.#memory;
      this.#hasSlowStates = true;
      this.#slow = memory.get(memory.areas[0]! + AREA.current);
      // Successors of the batch are looked up, as if the state had been expanded.
      this.#exports.run(0, 0);
      if (memory.get(CONTROL.full) === 0) return false;
      this.#expanded = this.#slow;
      return true;
    } finally {
      this.#canGiveUp = false;
    }
  }

  /** A state of the sample is expanded alone. */
  #endOfChunk(from: number): number {
    const slow = this.#slow ?? Infinity;
    if (this.#isSampled(from) || from === slow) return from + 1;
    const end = Math.min(this.#levelEnd, from + this.#chunk, from < slow ? slow : Infinity);
    return this.#findings.isUnordered || this.#sample.next <= from ? end : Math.min(end, this.#sample.next);
  }

  #isSampled(state: number): boolean {
    return state === this.#sample.next && !this.#findings.isUnordered && !this.#sought;
  }

  /**
   * Compares what was made of a state with what the interpreter makes of it, which is at most a few hundred successors:
   * that is too little to let go of signals for, which can be lost in that moment.
   */
  #compare(state: number, known: number, generated: number, milliseconds: number): void {
    this.#sample.compare({
      state: this.#states.keyAt(state),
      generated,
      added: () => Array.from({ length: this.#memory.count - known }, (_, i) => this.#states.keyAt(known + i)),
      milliseconds,
      isFound: (property) => this.#findings.isFound(property),
    });
  }

  get #position(): Position {
    return { expanded: this.#expanded, level: this.#level, levelEnd: this.#levelEnd };
  }

  /** States that are known. */
  get #count(): number {
    return this.#spilling.search?.count ?? this.#memory.count;
  }

  /** Why no state was added: the user's limit, or the end of the memory. */
  #endOfRoom(): Exploration['end'] {
    return this.#memory.distinct >= (this.#options.limits?.states ?? Infinity) ? 'max-states' : 'max-memory';
  }

  #tooManyInitialStates(): Exploration['end'] {
    const ended = this.#endOfRoom();
    if (ended === 'max-memory' && this.#spilling.budget)
      this.#spilling.failed(new SpillFailed('there is no room for all initial states', 'memory'));
    return ended;
  }

  #adapt(milliseconds: number): void {
    if (milliseconds < BREATHE_MILLISECONDS / 2) this.#chunk *= 2;
    else if (milliseconds > BREATHE_MILLISECONDS * 2 && this.#chunk > 64) this.#chunk /= 2;
  }

  // ------------------------------------------------------------------------------------------- files

  /** What keeps a search from going on with files. */
  #obstacle(): Obstacle {
    const { liveness, checkpoints } = this.#options;
    if (this.#fingerprints) return 'fingerprints';
    if (liveness) return 'temporal';
    return checkpoints ? 'checkpoints' : undefined;
  }

  /** Moves all states to files. @param room states that the memory may have from now on */
  async #spill(room: number): Promise<void> {
    if (this.#findings.isUnordered) this.#memory.closeHoles();
    await this.#crew?.end();
    this.#crew = undefined;
    this.#hasNoCrew = true;
    await this.#spilling.begin({
      memory: this.#memory,
      exports: this.#exports,
      findings: this.#findings,
      width: this.#compiled.kind.words,
      room,
      expanded: this.#expanded,
      limit: this.#options.limits?.states ?? Infinity,
      pause: () => this.#pause(),
    });
  }

  async #expandFromFiles(external: ExternalSearch): Promise<Exploration['end'] | undefined> {
    const { limits, memoryInUse } = this.#options;
    this.#expanded = await external.expand(this.#expanded, this.#levelEnd);
    if (external.isFull) return this.#endFromFiles(external);
    await this.#pause();
    const isTooMuch = limits?.memory !== undefined && memoryInUse !== undefined && memoryInUse() > limits.memory;
    return isTooMuch ? 'max-memory' : undefined;
  }

  #endFromFiles(external: ExternalSearch): Exploration['end'] {
    this.#expanded = external.expanded;
    return 'max-states';
  }

  /** Lets others run when it is time. */
  #pause(): Promise<void> | undefined {
    const now = performance.now();
    if (now - this.#breathed < BREATHE_MILLISECONDS) return undefined;
    this.#breathed = now;
    return this.#breathe();
  }

  async #breathe(): Promise<void> {
    await this.#options.breathe?.(this.#progress());
    this.#watch.turned();
    if (this.#options.signal?.aborted) throw new Interrupted();
  }

  // ----------------------------------------------------------------------------------------- workers

  /** Starts the workers when there is enough for them to do, and lets them begin when they are ready. */
  async #handOverIfWorthIt(): Promise<void> {
    const { states, level } = this.#handOver;
    const isWorthIt = this.#memory.count >= states && this.#levelEnd - this.#expanded >= level;
    if (!isWorthIt || this.#hasNoCrew || this.#sought || (this.#findings.isUnordered && this.#crew?.isReady() === true))
      return;
    try {
      this.#crew ??= new Crew(this.#options.workers!.start, this.#module, this.#memory, this.#findings.deadlock);
      // In tests they begin with the first level.
      while (states === 0 && !this.#crew.isReady()) await this.#options.breathe?.(this.#progress());
      if (this.#crew.isReady()) this.#becomeUnordered();
    } catch (problem) {
      // They have done nothing yet: one worker can go on.
      await this.#crew?.end();
      this.#crew = undefined;
      this.#hasNoCrew = true;
      this.#options.workers?.failed?.(problem instanceof Error ? problem.message : String(problem));
    }
  }

  /** Threads that are at a few states for long do not keep the run from ending. */
  #lookAtWorkers(): () => void {
    const { signal } = this.#options;
    let asked: number | undefined;
    return () => {
      this.#watch.look();
      if (signal?.aborted !== true) return;
      asked ??= performance.now();
      if (performance.now() - asked > PATIENCE_MILLISECONDS) throw new Interrupted();
    };
  }

  #becomeUnordered(): void {
    this.#findings.isUnordered = true;
    this.#exports.enter(this.#memory.areas[0]!, 1);
    const { states } = this.#options.limits ?? {};
    // Places in blocks may stay free: whether there are too many states is counted after the level.
    if (states !== undefined) this.#memory.allowForBlocks(states);
    this.#memory.makeRoom();
  }

  /** What several workers found out, with the paths that one worker finds. */
  async #withPaths(result: Exploration): Promise<Exploration> {
    if (result.end === 'interrupted' || result.end === 'max-memory') return result;
    const findings = this.#findings;
    const sought = findings.marked.filter((property) => !findings.all[property]);
    if (sought.length === 0 && result.end !== 'max-states') return result;
    await this.#crew?.end();
    this.#crew = undefined;
    this.#spilling.end();
    this.#memory.clear();
    findings.clear();
    findings.paths = this.#states;
    this.#sought = result.end === 'max-states' ? [] : sought;
    this.#expanded = 0;
    this.#level = 0;
    this.#levelEnd = 0;
    this.#begin();
    const repeated = await this.#search(false);
    if (result.end === 'max-states') return repeated;
    const missing = repeated.end === 'interrupted' || repeated.end === 'max-memory';
    const end = missing ? repeated.end : result.end;
    return { ...result, findings: repeated.findings, end, ...this.#spilling.about(end) };
  }

  // ------------------------------------------------------------------------------------------ levels

  async #initialStates(): Promise<void> {
    const interpreter = this.#interpreter;
    const { atOnce = directly } = this.#options;
    const isFull = (): boolean => this.#memory.get(CONTROL.full) !== 0;
    try {
      await atOnce(() => {
        interpreter.initialStates({
          successor: (key) => {
            this.#exports.emit(...this.#states.pack(key));
            this.#watch.tick();
            if (isFull()) throw new TooManyInitialStates();
          },
          // It is the last thing to be told; of the states before it some may still be in the batch.
          violation: (property) => {
            this.#exports.flush();
            if (!isFull()) this.#findings.violationAtStart(property);
          },
        });
      });
    } catch (problem) {
      if (!(problem instanceof TooManyInitialStates)) throw problem;
    }
    // Expands nothing: the batch is looked up and what was generated is counted.
    this.#exports.run(0, 0);
  }

  #endOfLevel(more: boolean): Exploration['end'] | undefined {
    if (this.#memory.get(CONTROL.full) !== 0) return this.#tooManyInitialStates();
    if (this.#count > (this.#options.limits?.states ?? Infinity)) return 'max-states';
    const { liveness } = this.#options;
    const sought = this.#sought ?? [];
    // Temporal properties need the states that come after as well.
    if (more && !liveness && sought.length > 0 && sought.every((i) => this.#findings.isFound(i))) return 'decided';
    const { properties } = this.#findings;
    const isFound = (property: number): boolean => this.#findings.isFound(property);
    return endBetweenLevels({ properties, isFound, more, level: this.#level }, this.#options);
  }

  // ------------------------------------------------------------------------------------------ states

  #progress(): Progress {
    const distinct = this.#spilling.search?.count ?? this.#memory.distinct;
    const { generated } = this.#memory;
    const depth = distinct > this.#levelEnd ? this.#level + 1 : this.#level;
    // What was generated of a state in whose middle the search ends is not counted, but each of these states was.
    return { distinct, generated: Math.max(generated, distinct), depth, frontier: distinct - this.#expanded };
  }

  #result(end: Exploration['end']): Exploration {
    const { stepCount, implicationCount, implicationsMet } = this.#interpreter;
    const progress = this.#progress();
    return {
      ...progress,
      end,
      findings: this.#findings.all.filter((f) => f !== undefined),
      stepsRun: Array.from({ length: stepCount }, (_, i) => this.#memory.isStepRun(i)),
      implicationsMet: Array.from(
        { length: implicationCount },
        (_, i) => this.#memory.isImplicationMet(i) || implicationsMet[i]!,
      ),
      ...(this.#options.fingerprints ? { missed: this.#fingerprints ? missedProbability(progress) : 0 } : {}),
      ...this.#spilling.about(end),
    };
  }
}
