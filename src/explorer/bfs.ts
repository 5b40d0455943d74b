import {
  type Exploration,
  type ExploreOptions,
  type Finding,
  type Model,
  type Progress,
  type StateKey,
  type StatePath,
  type Visitor,
  wantsWitness,
} from './model.ts';
import { endBetweenLevels } from './ending.ts';
import { StateStore } from './store.ts';
import { directly, Interrupted, OutOfMemory, TakesLong, TooManyInitialStates, Watch } from './watch.ts';

/** After this many expanded states, or milliseconds, the search lets others run. */
const BREATHE_STATES = 1000;
const BREATHE_MILLISECONDS = 50;

/**
 * Explores all reachable states of a model breadth-first, level by level: the first evidence it meets of a
 * property is a shortest one, and among the shortest the least in the order in which the model visits outcomes.
 * Ends where `Exploration.end` says; throws only what `model` throws.
 */
export async function explore(model: Model, options: ExploreOptions = {}): Promise<Exploration> {
  return new Search(model, options).run();
}

class Search implements Visitor {
  readonly #model: Model;
  readonly #options: ExploreOptions;
  readonly #store = new StateStore();
  readonly #findings: (Finding | undefined)[];
  readonly #stepsRun: boolean[];
  readonly #deadlock: number;
  readonly #maxStates: number;
  readonly #watch: Watch;

  #generated = 0;
  /** States that a constraint kept from being expanded. */
  #beyond = 0;
  /** Level that is being expanded, and the index after its last state. */
  #level = 0;
  #levelEnd = 0;
  /** Index of the state that is being expanded; -1 while initial states are visited. */
  #current = -1;
  /** The next state to expand. */
  #expanded = 0;
  /** Outcomes of the current state so far, violations included. */
  #outcomes = 0;
  #full = false;

  constructor(model: Model, options: ExploreOptions) {
    this.#model = model;
    this.#options = options;
    this.#watch = new Watch(options);
    this.#findings = model.properties.map(() => undefined);
    this.#stepsRun = new Array<boolean>(model.stepCount).fill(false);
    this.#deadlock = model.properties.findIndex((property) => property.kind === 'deadlock');
    this.#maxStates = options.limits?.states ?? Infinity;
  }

  async run(): Promise<Exploration> {
    const { atOnce = directly } = this.#options;
    try {
      try {
        await atOnce(() => {
          this.#model.initialStates(this);
        });
      } catch (problem) {
        if (!(problem instanceof TooManyInitialStates)) throw problem;
      }
      const end = await this.#levels();
      if (end !== 'interrupted' && end !== 'max-memory') await this.#visit();
      return this.#result(end);
    } catch (problem) {
      if (problem instanceof Interrupted) return this.#result('interrupted');
      if (problem instanceof OutOfMemory) return this.#result('max-memory');
      throw problem;
    }
  }

  async #visit(): Promise<void> {
    const keyAt = (state: number): StateKey => this.#store.keyAt(state);
    await this.#options.visit?.({ count: this.#store.size, expanded: this.#expanded, keyAt });
  }

  async #levels(): Promise<Exploration['end']> {
    let lastBreath = performance.now();
    let sinceBreath = 0;
    for (;;) {
      this.#levelEnd = this.#store.size;
      const ended = this.#endOfLevel();
      if (ended !== undefined) return ended;

      while (this.#expanded < this.#levelEnd) {
        await this.#expandWatched(this.#expanded);
        if (this.#full) return 'max-states';
        this.#expanded++;
        sinceBreath++;
        if (sinceBreath >= BREATHE_STATES || performance.now() - lastBreath >= BREATHE_MILLISECONDS) {
          await this.#breathe();
          sinceBreath = 0;
          lastBreath = performance.now();
          const { limits, memoryInUse } = this.#options;
          if (limits?.memory !== undefined && memoryInUse !== undefined && memoryInUse() > limits.memory) {
            return 'max-memory';
          }
        }
      }
      if (this.#store.size > this.#levelEnd) this.#level++;
    }
  }

  #endOfLevel(): Exploration['end'] | undefined {
    if (this.#full) return 'max-states';
    const isFound = (property: number): boolean => this.#findings[property] !== undefined;
    const more = this.#expanded < this.#levelEnd;
    return endBetweenLevels({ properties: this.#model.properties, isFound, more, level: this.#level }, this.#options);
  }

  /** Expands a state, a second time where it takes so long that pending signals have to be seen first. */
  async #expandWatched(index: number): Promise<void> {
    const generated = this.#generated;
    try {
      this.#watch.attempt(() => {
        this.#expand(index);
      });
    } catch (problem) {
      if (!(problem instanceof TakesLong)) throw problem;
      await this.#breathe();
      this.#generated = generated;
      this.#full = false;
      const { atOnce = directly } = this.#options;
      await atOnce(() => {
        this.#expand(index);
      });
    }
  }

  async #breathe(): Promise<void> {
    await this.#options.breathe?.(this.#progress());
    this.#watch.turned();
    if (this.#options.signal?.aborted) throw new Interrupted();
  }

  #expand(index: number): void {
    this.#current = index;
    this.#outcomes = 0;
    const state = this.#store.keyAt(index);
    if (this.#model.isBeyond(state)) {
      this.#beyond++;
      return;
    }
    this.#model.successors(state, this);
    if (this.#outcomes === 0 && this.#deadlock >= 0 && this.#findings[this.#deadlock] === undefined) {
      if (!this.#model.mayStop(state)) this.#find(this.#deadlock, 'violation', { states: this.#store.pathTo(index) });
    }
  }

  successor(state: StateKey, step: number): void {
    this.#outcomes++;
    this.#watch.tick();
    if (step >= 0) this.#stepsRun[step] = true;
    if (this.#full) return;
    this.#generated++;
    if (this.#store.has(state)) return;
    if (this.#store.size >= this.#maxStates) {
      this.#full = true;
      if (this.#current < 0) throw new TooManyInitialStates();
      return;
    }
    const index = this.#store.size;
    this.#store.add(state, this.#current);
    this.#model.inspect(state, (property) => {
      const of = this.#model.properties[property]?.kind;
      const kind = of !== undefined && wantsWitness(of) ? 'witness' : 'violation';
      if (this.#findings[property] === undefined) this.#find(property, kind, { states: this.#store.pathTo(index) });
    });
  }

  violation(property: number, step: number, state?: StateKey): void {
    this.#outcomes++;
    this.#watch.tick();
    if (step >= 0) this.#stepsRun[step] = true;
    if (this.#findings[property] !== undefined) return;
    const states = this.#store.pathTo(this.#current);
    this.#find(
      property,
      'violation',
      state === undefined ? { states, failingStep: step } : { states: [...states, state], lastStep: step },
    );
  }

  #find(property: number, kind: Finding['kind'], path: StatePath): void {
    this.#findings[property] = { property, kind, path };
  }

  #progress(): Progress {
    const distinct = this.#store.size;
    const depth = distinct > this.#levelEnd ? this.#level + 1 : this.#level;
    return { distinct, generated: this.#generated, depth, frontier: distinct - this.#expanded };
  }

  #result(end: Exploration['end']): Exploration {
    return {
      ...this.#progress(),
      end,
      ...(this.#model.properties.some(({ isBound }) => isBound === 'constraint') ? { beyond: this.#beyond } : {}),
      findings: this.#findings.filter((finding) => finding !== undefined),
      stepsRun: this.#stepsRun,
      implicationsMet: [...this.#model.implicationsMet],
    };
  }
}
