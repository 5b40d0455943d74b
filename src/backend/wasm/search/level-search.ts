import { endBetweenLevels } from '../../../explorer/ending.ts';
import { SpillFailed } from '../../../explorer/external/files.ts';
import type { Exploration, Progress, SavedSnapshot, Snapshot, StateKey } from '../../../explorer/model.ts';
import { directly, Interrupted, isLackOfMemory, TooManyInitialStates, type Watch } from '../../../explorer/watch.ts';
import type { Problem } from '../../problem/problem.ts';
import { Expander, type Helpers } from './expander.ts';
import type { ExternalSearch } from './external-search.ts';
import { missedProbability } from './fingerprints.ts';
import type { Machine } from './machine.ts';
import type { CompiledOptions } from './options.ts';
import { type Position, restoreSnapshot, takeSnapshot } from './snapshot.ts';
import type { SpillPlan, Spilling } from './spilling.ts';
import type { Workers } from './workers.ts';

/** Milliseconds between two pauses of a search with files. */
const BREATHE_MILLISECONDS = 30;

/** With fewer states than this, it is not the states that take the memory. */
const FEWEST_SPILLED = 65_536;

/** What a search works with. */
export interface Equipment {
  readonly machine: Machine;
  readonly problem: Problem;
  readonly spilling: Spilling;
  readonly watch: Watch;
  readonly options: CompiledOptions;
}

/** One pass through the levels of the state graph, from the initial states or from a snapshot to its end. */
export class LevelSearch {
  readonly #machine: Machine;
  readonly #problem: Problem;
  readonly #spilling: Spilling;
  readonly #watch: Watch;
  readonly #options: CompiledOptions;
  readonly #workers: Workers | undefined;
  readonly #expander: Expander;
  /** In a repeated search: the properties that have to be found. */
  readonly #sought: readonly number[] | undefined;
  /** The next state to expand. */
  #expanded = 0;
  #level = 0;
  #levelEnd = 0;
  #breathed = 0;

  constructor({ machine, problem, spilling, watch, options }: Equipment, helpers: Helpers, sought?: readonly number[]) {
    this.#machine = machine;
    this.#problem = problem;
    this.#spilling = spilling;
    this.#watch = watch;
    this.#options = options;
    this.#workers = helpers.workers;
    this.#expander = new Expander(machine, watch, options, helpers);
    this.#sought = sought;
  }

  /** @param saved where the search continues, if it does not start anew */
  async run(saved?: SavedSnapshot): Promise<Exploration> {
    if (saved) this.#goOnFrom(saved);
    try {
      const ended = saved ? undefined : await this.#begin();
      const end = ended ?? (await this.#levels());
      await this.#visit(end);
      return this.#result(end);
    } catch (problem) {
      if (problem instanceof Interrupted) return this.#result('interrupted');
      if (isLackOfMemory(problem)) return this.#result('max-memory');
      if (!(problem instanceof SpillFailed)) throw problem;
      this.#spilling.failed(problem);
      return this.#result('max-memory');
    }
  }

  /** Shows the states that were found, where they are what the search reports. */
  async #visit(end: Exploration['end']): Promise<void> {
    const { memory, states, findings } = this.#machine;
    if (end === 'interrupted' || end === 'max-memory' || memory.hasFingerprints || this.#spilling.search) return;
    // A search that is repeated for paths has been shown before, unless it has to be repeated for its counts.
    const isReported = end === 'max-states' ? !findings.isUnordered : this.#sought === undefined;
    if (!isReported) return;
    const keyAt = (state: number): StateKey => states.keyAt(state);
    await this.#options.visit?.({ count: this.#count, expanded: this.#expanded, keyAt });
  }

  /** Everything that the search knows at this moment. */
  snapshot(): Snapshot {
    const { memory, findings } = this.#machine;
    const position: Position = { expanded: this.#expanded, level: this.#level, levelEnd: this.#levelEnd };
    return takeSnapshot(memory, findings, position);
  }

  /** Lets others run. Throws `Interrupted`. */
  async breathe(): Promise<void> {
    await this.#turn();
    if (this.#options.signal?.aborted) throw new Interrupted();
  }

  async #turn(): Promise<void> {
    await this.#options.breathe?.(this.#progress());
    this.#watch.turned();
  }

  // ------------------------------------------------------------------------------------------ levels

  async #begin(): Promise<Exploration['end'] | undefined> {
    await this.#initialStates();
    return this.#beginLevel();
  }

  #goOnFrom(saved: SavedSnapshot): void {
    const { expanded, level, levelEnd } = restoreSnapshot(this.#machine.memory, this.#machine.findings, saved);
    this.#expanded = expanded;
    this.#level = level;
    this.#levelEnd = levelEnd;
    const { memory } = this.#machine;
    memory.oldest = expanded;
    memory.frontier?.beginLevel(levelEnd);
    memory.frontier?.forget(expanded);
    if (!saved.progress.isOrdered) this.#machine.share();
  }

  async #initialStates(): Promise<void> {
    const { memory, exports, states, findings } = this.#machine;
    const { atOnce = directly } = this.#options;
    try {
      await atOnce(() => {
        const { initial, range } = this.#problem;
        const failed = initial.each((state) => {
          exports.emit(...states.packed(state));
          this.#watch.tick();
          if (memory.isFull) throw new TooManyInitialStates();
        });
        if (!failed) return;
        // Some of the states before it may still be in the batch.
        exports.flush();
        if (!memory.isFull) findings.violationAtStart(range);
      });
    } catch (problem) {
      if (!(problem instanceof TooManyInitialStates)) throw problem;
    }
    // Expands nothing: looks the batch up and counts what was generated.
    exports.run(0, 0);
    memory.initial = memory.count;
  }

  /** Expands level after level; returns why there are no more. */
  async #levels(): Promise<Exploration['end']> {
    for (;;) {
      const ended = (await this.#expandLevel()) ?? this.#beginLevel();
      if (ended !== undefined) return ended;
    }
  }

  /** Whether the search ends before the next level, and why. */
  #beginLevel(): Exploration['end'] | undefined {
    this.#levelEnd = this.#count;
    this.#machine.memory.frontier?.beginLevel(this.#levelEnd);
    if (this.#machine.memory.isFull) return this.#tooManyInitialStates();
    if (this.#count > this.#stateLimit) return 'max-states';
    const { findings } = this.#machine;
    const { properties } = findings;
    const isFound = (property: number): boolean => findings.isFound(property);
    const more = this.#expanded < this.#levelEnd;
    const sought = this.#sought ?? [];
    // Temporal properties need the later states as well.
    if (more && !this.#options.liveness && sought.length > 0 && sought.every(isFound)) return 'decided';
    return endBetweenLevels({ properties, isFound, more, level: this.#level }, this.#options);
  }

  /** Expands the rest of the level. */
  async #expandLevel(): Promise<Exploration['end'] | undefined> {
    while (this.#expanded < this.#levelEnd) {
      const { search } = this.#spilling;
      const ended = search ? await this.#expandFromFiles(search) : await this.#expandInMemory();
      if (ended !== undefined) return ended;
    }
    const { search } = this.#spilling;
    if (search) {
      await search.endLevel(this.#levelEnd);
      if (search.isFull) return this.#endFromFiles(search);
    } else if (this.#machine.findings.isUnordered) this.#machine.memory.closeHoles();
    if (this.#count > this.#levelEnd) this.#level++;
    return undefined;
  }

  /** Expands some states of the level. */
  async #expandInMemory(): Promise<Exploration['end'] | undefined> {
    const { memory } = this.#machine;
    memory.oldest = this.#expanded;
    memory.makeRoom();
    await this.#workers?.takeOver(this.#levelEnd - this.#expanded, () => this.#turn());
    const from = this.#expanded;
    const { counts } = memory;
    const end = await this.#expander.expand(from, this.#levelEnd);
    if (end === undefined) {
      // What these states showed is kept; it is not known which of their successors were counted.
      memory.counts = counts;
      await this.breathe();
      return undefined;
    }
    this.#expanded = end;
    if (!memory.isFull) return this.#afterChunk();
    const ended = this.#endOfRoom();
    const { plan } = this.#spilling;
    if (ended !== 'max-memory' || !plan) return ended;
    // It is not known which successors were counted: these states are expanded again.
    this.#expanded = from;
    memory.counts = counts;
    await this.#spill(plan, memory.limit);
    return undefined;
  }

  /** Between two chunks: lets others run, saves a snapshot, and looks at signals and memory. */
  async #afterChunk(): Promise<Exploration['end'] | undefined> {
    const { checkpoints, signal } = this.#options;
    await this.#turn();
    if (checkpoints && !this.#sought && (signal?.aborted === true || checkpoints.isDue()))
      checkpoints.save(this.snapshot());
    return signal?.aborted ? 'interrupted' : this.#lookAtMemory();
  }

  async #lookAtMemory(): Promise<Exploration['end'] | undefined> {
    const { plan } = this.#spilling;
    const { count } = this.#machine.memory;
    if (!plan || count < FEWEST_SPILLED) return this.#isBeyondMemory() ? 'max-memory' : undefined;
    // What is outside the engine's memory needs more than was planned.
    const { besides } = plan.budget;
    if (this.#isBeyondMemory(this.#options.memory === undefined ? 0 : besides)) await this.#spill(plan, count);
    return undefined;
  }

  /** @param reserved bytes that are to stay free of what the process may take */
  #isBeyondMemory(reserved = 0): boolean {
    const { limits, memoryInUse } = this.#options;
    return limits?.memory !== undefined && memoryInUse !== undefined && memoryInUse() > limits.memory - reserved;
  }

  // ------------------------------------------------------------------------------------------- files

  /**
   * Moves all states to files.
   * @param room states that the memory may hold from now on
   */
  async #spill(plan: SpillPlan, room: number): Promise<void> {
    const { memory, exports, findings, compiled } = this.#machine;
    if (findings.isUnordered) memory.closeHoles();
    memory.frontier?.stop();
    await this.#workers?.dismiss();
    await this.#spilling.begin(plan, {
      memory,
      exports,
      findings,
      width: compiled.kind.words,
      room,
      expanded: this.#expanded,
      limit: this.#stateLimit,
      pause: () => this.#pause(),
    });
  }

  async #expandFromFiles(external: ExternalSearch): Promise<Exploration['end'] | undefined> {
    this.#expanded = await external.expand(this.#expanded, this.#levelEnd);
    if (external.isFull) return this.#endFromFiles(external);
    await this.#pause();
    return this.#isBeyondMemory() ? 'max-memory' : undefined;
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
    return this.breathe();
  }

  // ------------------------------------------------------------------------------------------ limits

  get #stateLimit(): number {
    return this.#options.limits?.states ?? Infinity;
  }

  /** Why no state was added: the user's limit, or the end of the memory. */
  #endOfRoom(): Exploration['end'] {
    return this.#machine.memory.distinct >= this.#stateLimit ? 'max-states' : 'max-memory';
  }

  #tooManyInitialStates(): Exploration['end'] {
    const ended = this.#endOfRoom();
    if (ended === 'max-memory' && this.#spilling.plan)
      this.#spilling.failed(new SpillFailed('there is no room for all initial states', 'memory'));
    return ended;
  }

  // ------------------------------------------------------------------------------------------ result

  /** Number of known states. */
  get #count(): number {
    return this.#spilling.search?.count ?? this.#machine.memory.count;
  }

  #progress(): Progress {
    const distinct = this.#spilling.search?.count ?? this.#machine.memory.distinct;
    const { generated } = this.#machine.memory;
    const depth = distinct > this.#levelEnd ? this.#level + 1 : this.#level;
    // What was generated for a state in whose middle the search ends is not counted, but each of these states was.
    return { distinct, generated: Math.max(generated, distinct), depth, frontier: distinct - this.#expanded };
  }

  #result(end: Exploration['end']): Exploration {
    const { memory, findings, compiled } = this.#machine;
    const { system, isUnasked, initial, constraints } = this.#problem;
    const progress = this.#progress();
    return {
      ...progress,
      end,
      ...(constraints.length > 0 ? { beyond: memory.beyond } : {}),
      findings: findings.all.filter((f) => f !== undefined),
      stepsRun: system.steps.map((_, i) => memory.isStepRun(i)),
      implicationsMet: isUnasked.map(
        (isMet, i) => isMet || initial.implicationsMet.has(i) || memory.isImplicationMet(i),
      ),
      ...(this.#options.fingerprints ? { missed: compiled.kind.fingerprints ? missedProbability(progress) : 0 } : {}),
      ...this.#spilling.about(end),
    };
  }
}
