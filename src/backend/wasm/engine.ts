import type { Run } from '../../core/run.ts';
import type {
  Exploration,
  ExploreOptions,
  Finding,
  ModelProperty,
  Progress,
  SavedSnapshot,
  Snapshot,
  StateKey,
  StatePath,
} from '../../explorer/model.ts';
import { checkLiveness, type LivenessProblem } from '../../explorer/liveness/check.ts';
import { inBreadthFirstOrder, type StateGraph } from '../../explorer/liveness/graph.ts';
import type { StartThreads } from '../../explorer/threads.ts';
import type { TransitionSystem } from '../../ir/system.ts';
import type { Interpreter } from '../interpreter/model.ts';
import { CannotCompile } from './cannot-compile.ts';
import { type CompiledSystem, compileGraph, compileSystem, MAX_PAGES, MAX_WIDE_PAGES } from './compile.ts';
import { RANGE_BIT } from './compile-properties.ts';
import { Crew } from './crew.ts';
import { encode } from './encoding/encode.ts';
import { makeGraph } from './graph.ts';
import { packState, type StateLayout, unpackState } from './layout.ts';
import { AREA, CONTROL } from './memory-map.ts';
import { type Exports, type MemoryProgress, SearchMemory } from './search-memory.ts';
import { replay } from './paths.ts';

/** Milliseconds between two looks at limits and signals; the number of states in between adapts to it. */
const BREATHE_MILLISECONDS = 30;
const FIRST_CHUNK = 1_024;
/** Pages of memory to ask for with addresses of 32 bits, and so few that asking for less makes no sense. */
const NARROW_PAGES = 56_000;
const FEWEST_PAGES = 3_500;
const PAGE = 65_536;

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
}

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
 */
export async function exploreCompiled(
  system: TransitionSystem,
  run: Run,
  interpreter: Interpreter,
  options: CompiledOptions = {},
): Promise<Exploration> {
  const search = new CompiledSearch(system, run, interpreter, options);
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
  readonly #layout: StateLayout;
  readonly #compiled: CompiledSystem;
  readonly #module: WebAssembly.Module;
  readonly #memory: SearchMemory;
  readonly #exports: Exports;
  readonly #fingerprints: boolean;
  #findings: (Finding | undefined)[];
  readonly #properties: readonly ModelProperty[];
  readonly #range: number;
  readonly #deadlock: number;
  readonly #handOver: { readonly states: number; readonly level: number };
  #crew: Crew | undefined;
  #hasNoCrew: boolean;
  /** Several workers have been at work: states have no order and no parents. */
  #isUnordered = false;
  /** In a repeated search: the properties that have to be found. */
  #sought: readonly number[] | undefined;
  #chunk = FIRST_CHUNK;
  #level = 0;
  #levelEnd = 0;

  constructor(system: TransitionSystem, run: Run, interpreter: Interpreter, options: CompiledOptions) {
    this.#system = system;
    this.#run = run;
    this.#interpreter = interpreter;
    this.#options = options;
    this.#properties = interpreter.properties;
    this.#handOver = options.handOver ?? HAND_OVER;
    const workers = options.workers?.count ?? 1;
    const shared = workers > 1;
    this.#hasNoCrew = !shared;
    // Everything is reserved at once: pages come into being when they are touched.
    const { memory, wide } = reserve(shared, options.memory);
    const compiled = compileSystem(system, run, { fingerprints: options.fingerprints ?? false, shared, wide });
    this.#compiled = compiled;
    this.#layout = compiled.layout;
    // A state of one word is no larger than what a fingerprint adds.
    this.#fingerprints = compiled.kind.fingerprints;
    this.#findings = this.#properties.map(() => undefined);
    this.#range = this.#properties.findIndex((p) => p.kind === 'range');
    this.#deadlock = this.#properties.findIndex((p) => p.kind === 'deadlock');
    const areas = shared ? workers + 1 : 1;
    this.#memory = new SearchMemory(memory, compiled.kind, compiled.area, areas);
    this.#module = moduleOf(encode(compiled.module));
    const instance = new WebAssembly.Instance(this.#module, {
      engine: {
        memory: this.#memory.memory,
        violation: (property: number, step: number, withState: number) => {
          this.#violation(property, step, withState !== 0);
        },
        found: (state: number, inspector: number, bits: number) => {
          this.#found(state >>> 0, inspector, bits);
        },
        stuck: (state: number) => {
          this.#stuck(state >>> 0);
        },
        room: () => {
          this.#memory.makeRoom();
        },
      },
    });
    this.#exports = instance.exports as unknown as Exports;
    this.#memory.exports = this.#exports;
    this.#begin();
  }

  #begin(): void {
    const { states } = this.#options.limits ?? {};
    if (states !== undefined) this.#memory.limit = Math.min(this.#memory.limit, states);
    this.#memory.makeRoom();
    this.#exports.enter(this.#memory.areas[0]!, 0);
  }

  async end(): Promise<void> {
    await this.#crew?.end();
  }

  async run(): Promise<Exploration> {
    const saved = this.#options.checkpoints?.load();
    if (!saved) this.#initialStates();
    const found = await this.#search(saved ? this.#restore(saved) : 0, saved !== undefined);
    const result = this.#isUnordered ? await this.#withPaths(found) : found;
    const { liveness } = this.#options;
    if (!liveness || result.end !== 'complete') return result;
    const graph = this.#graph();
    const met = result.implicationsMet.map((_, i) => this.#memory.isImplicationMet(i));
    return checkLiveness(result, graph, liveness, met);
  }

  /** The state graph, with states numbered as one worker finds them. */
  #graph(): StateGraph {
    const initial = new Set<StateKey>();
    this.#interpreter.initialStates({ successor: (key) => void initial.add(key), violation: () => undefined });
    const { kind } = this.#compiled;
    const module = moduleOf(encode(compileGraph(this.#system, this.#run, kind)));
    const keyOf = (state: number): StateKey => this.#keyOf(this.#memory.wordsAt(this.#memory.addressOf(state)));
    const graph = makeGraph(this.#system, this.#run, module, this.#memory, initial.size, keyOf);
    return this.#isUnordered ? inBreadthFirstOrder(graph) : graph;
  }

  /** @param isResumed a level that is being expanded goes on */
  async #search(begin: number, isResumed: boolean): Promise<Exploration> {
    const { checkpoints, limits, memoryInUse, signal, breathe } = this.#options;
    const memory = this.#memory;
    let expanded = begin;
    let isInLevel = isResumed;
    for (;;) {
      if (!isInLevel) {
        this.#levelEnd = memory.count;
        memory.oldest = expanded;
        const ended = this.#endOfLevel(expanded < this.#levelEnd);
        if (ended !== undefined) return this.#result(ended, expanded);
      }
      isInLevel = false;
      while (expanded < this.#levelEnd) {
        memory.oldest = expanded;
        memory.makeRoom();
        await this.#handOverIfWorthIt(expanded);
        const to = Math.min(this.#levelEnd, expanded + this.#chunk);
        const started = performance.now();
        const before = expanded;
        if (this.#isUnordered && this.#crew?.isReady() === true && to - expanded >= this.#handOver.level / 4) {
          await this.#crew.expand(expanded, to);
          expanded = to;
        } else expanded = this.#exports.run(expanded, to) >>> 0;
        if (memory.get(CONTROL.full) !== 0) return this.#result(this.#endOfRoom(), expanded);
        if (expanded - before === this.#chunk) this.#adapt(performance.now() - started);
        await breathe?.(this.#progress(expanded));
        if (checkpoints && !this.#sought && (signal?.aborted === true || checkpoints.isDue()))
          checkpoints.save(this.#snapshot(expanded));
        if (signal?.aborted) return this.#result('interrupted', expanded);
        if (limits?.memory !== undefined && memoryInUse !== undefined && memoryInUse() > limits.memory)
          return this.#result('max-memory', expanded);
      }
      if (this.#isUnordered) memory.closeHoles();
      if (memory.count > this.#levelEnd) this.#level++;
    }
  }

  /** Why no state was added: the user's limit, or the end of the memory. */
  #endOfRoom(): Exploration['end'] {
    return this.#memory.distinct >= (this.#options.limits?.states ?? Infinity) ? 'max-states' : 'max-memory';
  }

  #adapt(milliseconds: number): void {
    if (milliseconds < BREATHE_MILLISECONDS / 2) this.#chunk *= 2;
    else if (milliseconds > BREATHE_MILLISECONDS * 2 && this.#chunk > 64) this.#chunk /= 2;
  }

  // ----------------------------------------------------------------------------------------- workers

  /** Starts the workers when there is enough for them to do, and lets them begin when they are ready. */
  async #handOverIfWorthIt(expanded: number): Promise<void> {
    const { states, level } = this.#handOver;
    const isWorthIt = this.#memory.count >= states && this.#levelEnd - expanded >= level;
    if (!isWorthIt || this.#hasNoCrew || this.#sought || (this.#isUnordered && this.#crew?.isReady() === true)) return;
    try {
      this.#crew ??= new Crew(this.#options.workers!.start, this.#module, this.#memory, this.#deadlock);
      // In tests they begin with the first level.
      while (states === 0 && !this.#crew.isReady()) await this.#options.breathe?.(this.#progress(expanded));
      if (this.#crew.isReady()) this.#becomeUnordered();
    } catch (problem) {
      // They have done nothing yet: one worker can go on.
      await this.#crew?.end();
      this.#crew = undefined;
      this.#hasNoCrew = true;
      this.#options.workers?.failed?.(problem instanceof Error ? problem.message : String(problem));
    }
  }

  #becomeUnordered(): void {
    this.#isUnordered = true;
    this.#exports.enter(this.#memory.areas[0]!, 1);
    const { states } = this.#options.limits ?? {};
    // Places in blocks may stay free: whether there are too many states is counted after the level.
    if (states !== undefined) this.#memory.allowForBlocks(states);
    this.#memory.makeRoom();
  }

  /** What several workers found out, with the paths that one worker finds. */
  async #withPaths(result: Exploration): Promise<Exploration> {
    if (result.end === 'interrupted' || result.end === 'max-memory') return result;
    const sought = this.#properties.flatMap((_, i) => (this.#isMarked(i) && !this.#findings[i] ? [i] : []));
    if (sought.length === 0 && result.end !== 'max-states') return result;
    await this.#crew?.end();
    this.#crew = undefined;
    this.#isUnordered = false;
    this.#memory.clear();
    this.#findings = this.#properties.map(() => undefined);
    this.#sought = result.end === 'max-states' ? [] : sought;
    this.#level = 0;
    this.#levelEnd = 0;
    this.#begin();
    this.#initialStates();
    const repeated = await this.#search(0, false);
    if (result.end === 'max-states') return repeated;
    const missing = repeated.end === 'interrupted' || repeated.end === 'max-memory';
    return { ...result, findings: repeated.findings, end: missing ? repeated.end : result.end };
  }

  #isMarked(property: number): boolean {
    const bits = this.#compiled.inspected.flatMap((numbers, inspector) => {
      const bit = property === this.#range ? RANGE_BIT : numbers.indexOf(property);
      return bit < 0 ? [] : [{ inspector, bit }];
    });
    return this.#memory.isMarked(property, bits);
  }

  /** What is known of a property: found with its path, or by workers. */
  #isFound(property: number): boolean {
    return this.#findings[property] !== undefined || (this.#isUnordered && this.#isMarked(property));
  }

  // --------------------------------------------------------------------------------------- snapshots

  /** Everything that the search knows, between two chunks. */
  #snapshot(expanded: number): Snapshot {
    if (this.#isUnordered) this.#memory.closeHoles();
    const store = this.#memory.progress;
    return {
      progress: {
        count: store.count,
        expanded,
        level: this.#level,
        levelEnd: this.#levelEnd,
        generated: this.#memory.generated,
        findings: this.#findings.map((f) => f ?? null),
        isOrdered: !this.#isUnordered,
        marked: this.#properties.flatMap((_, i) => (this.#isMarked(i) ? [i] : [])),
        store: { ...store },
      },
      regions: [...this.#memory.regionsOf(store), ...this.#memory.flags()],
    };
  }

  /** Goes back to where a snapshot was taken; gives the number of the next state to expand. */
  #restore({ progress, read, refuse }: SavedSnapshot): number {
    const store = progress.store as unknown as MemoryProgress;
    if (!this.#memory.fits(store)) refuse('has more states than this process has memory for');
    read([...this.#memory.regionsOf(store), ...this.#memory.flags()]);
    this.#memory.restore(store, progress.generated);
    progress.findings.forEach((finding, i) => {
      this.#findings[i] = finding ?? undefined;
    });
    for (const property of progress.marked) this.#memory.mark(property);
    this.#level = progress.level;
    this.#levelEnd = progress.levelEnd;
    if (!progress.isOrdered) this.#becomeUnordered();
    return progress.expanded;
  }

  // ------------------------------------------------------------------------------------------ levels

  #initialStates(): void {
    const interpreter = this.#interpreter;
    interpreter.initialStates({
      successor: (key) => {
        this.#exports.emit(...this.#pack(key));
      },
      violation: (property) => {
        this.#findings[property] ??= { property, kind: 'violation', path: { states: [], failingStep: -1 } };
      },
    });
    // Expands nothing: the batch is looked up and what was generated is counted.
    this.#exports.run(0, 0);
  }

  #endOfLevel(more: boolean): Exploration['end'] | undefined {
    if (this.#memory.get(CONTROL.full) !== 0) return this.#endOfRoom();
    if (this.#memory.count > (this.#options.limits?.states ?? Infinity)) return 'max-states';
    if (!more) return 'complete';
    const isAllFound = this.#sought && this.#sought.length > 0 && this.#sought.every((i) => this.#isFound(i));
    // Temporal properties need the states that come after as well.
    if (isAllFound && !this.#options.liveness) return 'decided';
    if (!this.#options.exhaustive) {
      const isViolated = (p: ModelProperty, i: number): boolean => p.kind !== 'reachable' && this.#isFound(i);
      if (this.#properties.some((p, i) => isViolated(p, i) && !p.expectViolated)) return 'violation';
      if (this.#properties.some((p) => p.expectViolated) && this.#properties.every((p, i) => this.#isDecided(p, i)))
        return 'decided';
    }
    if (this.#options.signal?.aborted) return 'interrupted';
    if (this.#level >= (this.#options.limits?.depth ?? Infinity)) return 'max-depth';
    return undefined;
  }

  #isDecided(property: ModelProperty, index: number): boolean {
    if (property.kind === 'reachable') return !property.expectViolated && this.#isFound(index);
    return !property.expectViolated || this.#isFound(index);
  }

  // -------------------------------------------------------------------------- told by compiled code

  #violation(property: number, step: number, withState: boolean): void {
    if (this.#findings[property] !== undefined) return;
    if (this.#isUnordered) {
      this.#memory.mark(property);
      return;
    }
    const area = this.#memory.areas[0]!;
    const last = withState ? [this.#keyOf(this.#memory.wordsAt(area + AREA.scratch))] : [];
    const states = this.#pathTo(this.#memory.get(area + AREA.current));
    const path: StatePath = withState
      ? { states: [...states, ...last], lastStep: step }
      : { states, failingStep: step };
    this.#findings[property] = { property, kind: 'violation', path };
  }

  #found(state: number, inspector: number, bits: number): void {
    const told = [...this.#compiled.inspected[inspector]!.entries(), [RANGE_BIT, this.#range] as const];
    this.#memory.markBits(inspector, bits);
    for (const [bit, property] of told) {
      if (((bits >>> bit) & 1) === 0) continue;
      if (this.#isUnordered) this.#memory.mark(property);
      else
        this.#findings[property] ??= {
          property,
          kind: this.#properties[property]!.kind === 'reachable' ? 'witness' : 'violation',
          path: { states: this.#pathTo(state) },
        };
    }
  }

  #stuck(state: number): void {
    if (this.#findings[this.#deadlock] !== undefined) return;
    if (this.#isUnordered) this.#memory.mark(this.#deadlock);
    else
      this.#findings[this.#deadlock] = {
        property: this.#deadlock,
        kind: 'violation',
        path: { states: this.#pathTo(state) },
      };
  }

  // ------------------------------------------------------------------------------------------ states

  #pack(key: StateKey): number[] {
    return [...packState(this.#interpreter.layout.decode(key), this.#layout, this.#interpreter.layout)];
  }

  #keyOf(words: Int32Array): StateKey {
    return this.#interpreter.layout.encode(unpackState(words, this.#layout, this.#interpreter.layout));
  }

  #pathTo(state: number): StateKey[] {
    const numbers = this.#memory.pathTo(state);
    if (!this.#fingerprints) return numbers.map((n) => this.#keyOf(this.#memory.wordsAt(this.#memory.addressOf(n))));
    const fingerprints = this.#memory.fingerprints(numbers);
    return replay(this.#interpreter, fingerprints, (key) => this.#memory.fingerprintOf(this.#pack(key)));
  }

  #progress(expanded: number): Progress {
    const { distinct, generated } = this.#memory;
    const depth = distinct > this.#levelEnd ? this.#level + 1 : this.#level;
    return { distinct, generated, depth, frontier: distinct - expanded };
  }

  #result(end: Exploration['end'], expanded: number): Exploration {
    const { stepCount, implicationCount, implicationsMet } = this.#interpreter;
    const progress = this.#progress(expanded);
    return {
      ...progress,
      end,
      findings: this.#findings.filter((f) => f !== undefined),
      stepsRun: Array.from({ length: stepCount }, (_, i) => this.#memory.isStepRun(i)),
      implicationsMet: Array.from(
        { length: implicationCount },
        (_, i) => this.#memory.isImplicationMet(i) || implicationsMet[i]!,
      ),
      ...(this.#options.fingerprints ? { missed: this.#fingerprints ? missedProbability(progress) : 0 } : {}),
    };
  }
}

/**
 * The probability that two states had the same fingerprint, so that one was missed, if fingerprints are as good as
 * random: each of the successors that were taken for known ones met one of the distinct states with a chance of 2^-64
 * each. It is what TLC reports as "calculated (optimistic)" (tlc2.tool.AbstractChecker.reportSuccess;
 * L. Lamport, Specifying Systems, section 14.3.3).
 */
function missedProbability({ distinct, generated }: Progress): number {
  return (distinct * (generated - distinct)) / 2 ** 64;
}

function moduleOf(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module {
  try {
    return new WebAssembly.Module(bytes);
  } catch (problem) {
    // A limit of the host, such as that of the size of a function.
    if (problem instanceof Error && problem.name === 'CompileError')
      throw new CannotCompile('the code of a process becomes too large');
    throw problem;
  }
}

/**
 * As much memory as the host gives at once, up to what the user allows; the pages come into being when they are
 * touched. Where there are no addresses of 64 bits, those of 32 bits have to do.
 */
function reserve(shared: boolean, bytes = 0): { readonly memory: WebAssembly.Memory; readonly wide: boolean } {
  const pages = Math.min(MAX_WIDE_PAGES, Math.ceil(bytes / PAGE));
  for (let size = pages; size > NARROW_PAGES; size = Math.floor(size / 2)) {
    const memory = tried({ address: 'i64', initial: BigInt(size), maximum: BigInt(MAX_WIDE_PAGES), shared });
    if (memory) return { memory, wide: true };
  }
  for (let size = NARROW_PAGES; size >= FEWEST_PAGES; size = Math.floor(size / 2)) {
    const memory = tried({ initial: size, maximum: MAX_PAGES, shared });
    if (memory) return { memory, wide: false };
  }
  throw new RangeError('there is not enough memory to begin with');
}

/** Undefined where the host does not give so much, or does not know this kind of memory (a TypeError). */
function tried(descriptor: WebAssembly.MemoryDescriptor): WebAssembly.Memory | undefined {
  try {
    return new WebAssembly.Memory(descriptor);
  } catch (problem) {
    if (problem instanceof RangeError || problem instanceof TypeError) return undefined;
    throw problem;
  }
}
