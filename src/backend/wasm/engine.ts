import type { Run } from '../../core/run.ts';
import type {
  Exploration,
  ExploreOptions,
  Finding,
  ModelProperty,
  Progress,
  Snapshot,
  StateKey,
  StatePath,
} from '../../explorer/model.ts';
import type { TransitionSystem } from '../../ir/system.ts';
import type { Interpreter } from '../interpreter/model.ts';
import { CannotCompile } from './cannot-compile.ts';
import { compileSystem, RANGE_BIT } from './compile.ts';
import { encode } from './encoding/encode.ts';
import { packState, type StateLayout, unpackState } from './layout.ts';
import { BATCH, CONTROL, FILTER, IMPLICATIONS, SCRATCH, STEPS } from './memory-map.ts';
import { entryOfOnes, WAITING } from './runtime.ts';

/** log2 of the slots of the first table: not fewer than wait while it grows. */
const FIRST_BITS = 17;

/** Milliseconds between two looks at limits and signals; the number of states in between adapts to it. */
const BREATHE_MILLISECONDS = 30;
const FIRST_CHUNK = 1_024;
/** Sizes of memory to ask for, in pages: less where a host does not give so much. */
const SIZES = [56_000, 28_000, 14_000, 7_000, 3_500];
const PAGE = 65_536;

/**
 * The default engine: the system compiled to WebAssembly. Explores as `explore` of src/explorer does, with the same
 * counts, verdicts and paths; states are handed out as the interpreter encodes them.
 */
export async function exploreCompiled(
  system: TransitionSystem,
  run: Run,
  interpreter: Interpreter,
  options: ExploreOptions = {},
): Promise<Exploration> {
  return new CompiledSearch(system, run, interpreter, options).run();
}

interface Exports {
  readonly run: (from: number, to: number) => number;
  readonly emit: (...words: number[]) => void;
  readonly grow: (bits: number, spare: number) => void;
  readonly rebuild: () => void;
}

class CompiledSearch {
  readonly #interpreter: Interpreter;
  readonly #options: ExploreOptions;
  readonly #layout: StateLayout;
  readonly #memory: WebAssembly.Memory;
  readonly #exports: Exports;
  readonly #findings: (Finding | undefined)[];
  readonly #stateProperties: readonly number[];
  readonly #properties: readonly ModelProperty[];
  readonly #range: number;
  #control: Int32Array;
  #tableBits = FIRST_BITS;
  readonly #tableSpan: number;
  /** Memory for what waits while the table grows. */
  readonly #spare: number;
  readonly #maximum: number;
  #chunk = FIRST_CHUNK;
  #level = 0;
  #levelEnd = 0;
  readonly #stepCount: number;
  readonly #implicationCount: number;

  constructor(system: TransitionSystem, run: Run, interpreter: Interpreter, options: ExploreOptions) {
    this.#interpreter = interpreter;
    this.#options = options;
    this.#properties = interpreter.properties;
    this.#stepCount = interpreter.stepCount;
    this.#implicationCount = interpreter.implicationCount;
    const compiled = compileSystem(system, run, FILTER, BATCH);
    this.#layout = compiled.layout;
    this.#stateProperties = compiled.stateProperties;
    this.#findings = this.#properties.map(() => undefined);
    this.#range = this.#properties.findIndex((p) => p.kind === 'range');
    const words = this.#layout.words;

    // Everything is reserved at once: pages come into being when they are touched.
    this.#memory = reserve();
    const pages = this.#memory.buffer.byteLength / PAGE;
    this.#control = new Int32Array(this.#memory.buffer);
    const bytes = pages * PAGE - compiled.regions.free;
    // A state takes its words, its parent, and two tables of at most 16 bytes a state while one moves to the other.
    const slots = 2 ** Math.floor(Math.log2(bytes / (words * 4 + 4 + 12)));
    const capacity = Math.floor(slots * 0.7);
    const tableBytes = slots * 8;
    const table = compiled.regions.free;
    this.#tableSpan = tableBytes;
    this.#spare = table + tableBytes;
    const parents = this.#spare + WAITING * 8;
    const states = parents + capacity * 4;
    this.#maximum = Math.min(
      capacity,
      options.limits?.states ?? Infinity,
      Math.floor((pages * PAGE - states) / (words * 4)),
    );
    this.#set(CONTROL.maximum, this.#maximum);
    this.#set(CONTROL.tableBits, this.#tableBits);
    this.#set(CONTROL.table, table);
    this.#set(CONTROL.parents, parents);
    this.#set(CONTROL.store, states);
    this.#set(CONTROL.current, -1);
    this.#set(CONTROL.wanted, -1);
    // The filter is empty: its first entry must not look like the state of zeros, which belongs there.
    this.#control[compiled.regions.filter >> 2] = entryOfOnes(words);

    const module = moduleOf(encode(compiled.module));
    const instance = new WebAssembly.Instance(module, {
      engine: {
        memory: this.#memory,
        violation: (property: number, step: number, withState: number) => {
          this.#violation(property, step, withState !== 0);
        },
        found: (state: number, bits: number) => {
          this.#found(state, bits);
        },
        stuck: (state: number) => {
          this.#stuck(state);
        },
      },
    });
    this.#exports = instance.exports as unknown as Exports;
  }

  #get(offset: number): number {
    return this.#control[offset >> 2]! >>> 0;
  }

  #set(offset: number, value: number): void {
    this.#control[offset >> 2] = value;
  }

  async run(): Promise<Exploration> {
    const { checkpoints } = this.#options;
    const saved = checkpoints?.load();
    let expanded = saved ? this.#restore(saved) : 0;
    if (!saved) this.#initialStates();
    // After a checkpoint the level that was being expanded goes on.
    let isResumed = saved !== undefined;
    for (;;) {
      if (isResumed) isResumed = false;
      else {
        this.#levelEnd = this.#get(CONTROL.count);
        const ended = this.#endOfLevel(expanded < this.#levelEnd);
        if (ended !== undefined) return this.#result(ended, expanded);
      }
      while (expanded < this.#levelEnd) {
        this.#makeRoom();
        const to = Math.min(this.#levelEnd, expanded + this.#chunk);
        const started = performance.now();
        const before = expanded;
        expanded = this.#exports.run(expanded, to) >>> 0;
        if (this.#get(CONTROL.full) !== 0) return this.#result(this.#endOfRoom(), expanded);
        if (expanded - before === this.#chunk) this.#adapt(performance.now() - started);
        await this.#options.breathe?.(this.#progress(expanded));
        const { limits, memoryInUse, signal } = this.#options;
        if (checkpoints && (signal?.aborted === true || checkpoints.isDue()))
          checkpoints.save(this.#snapshot(expanded));
        if (signal?.aborted) return this.#result('interrupted', expanded);
        if (limits?.memory !== undefined && memoryInUse !== undefined && memoryInUse() > limits.memory)
          return this.#result('max-memory', expanded);
      }
      if (this.#get(CONTROL.count) > this.#levelEnd) this.#level++;
    }
  }

  /** Why no state was added: the user's limit, or the end of the memory. */
  #endOfRoom(): Exploration['end'] {
    return this.#maximum === this.#options.limits?.states ? 'max-states' : 'max-memory';
  }

  #adapt(milliseconds: number): void {
    if (milliseconds < BREATHE_MILLISECONDS / 2) this.#chunk *= 2;
    else if (milliseconds > BREATHE_MILLISECONDS * 2 && this.#chunk > 64) this.#chunk /= 2;
  }

  /** Doubles the table before it is three quarters full, and says when it will be. */
  #makeRoom(): void {
    for (;;) {
      const full = Math.floor(2 ** this.#tableBits * 0.7);
      if (this.#get(CONTROL.count) + BATCH * 4 < full || 2 ** this.#tableBits * 8 >= this.#tableSpan) {
        // Also where the last state fits: what follows would be dropped.
        this.#set(CONTROL.pause, Math.min(full - BATCH * 2, this.#maximum));
        return;
      }
      this.#exports.grow(this.#tableBits, this.#spare);
      this.#tableBits++;
      this.#set(CONTROL.tableBits, this.#tableBits);
    }
  }

  /** Everything that the search knows, between two chunks. */
  #snapshot(expanded: number): Snapshot {
    const bytes = new Uint8Array(this.#memory.buffer);
    const count = this.#get(CONTROL.count);
    const store = this.#get(CONTROL.store);
    const parents = this.#get(CONTROL.parents);
    return {
      progress: {
        count,
        expanded,
        level: this.#level,
        levelEnd: this.#levelEnd,
        generated: this.#generatedCount(),
        findings: this.#findings.map((f) => f ?? null),
      },
      regions: [
        bytes.subarray(store, store + count * this.#layout.words * 4),
        bytes.subarray(parents, parents + count * 4),
        bytes.subarray(IMPLICATIONS, IMPLICATIONS + this.#implicationCount),
        bytes.subarray(STEPS, STEPS + this.#stepCount),
      ],
    };
  }

  /** Goes back to where a snapshot was taken; gives the number of the next state to expand. */
  #restore({ progress, regions }: Snapshot): number {
    const bytes = new Uint8Array(this.#memory.buffer);
    const places = [this.#get(CONTROL.store), this.#get(CONTROL.parents), IMPLICATIONS, STEPS];
    regions.forEach((region, i) => {
      bytes.set(region, places[i]);
    });
    this.#set(CONTROL.count, progress.count);
    this.#set(CONTROL.generated, progress.generated % 2 ** 32);
    this.#set(CONTROL.generated + 4, Math.floor(progress.generated / 2 ** 32));
    progress.findings.forEach((finding, i) => {
      this.#findings[i] = finding ?? undefined;
    });
    while (2 ** this.#tableBits * 0.7 < progress.count + BATCH * 4) this.#tableBits++;
    this.#set(CONTROL.tableBits, this.#tableBits);
    this.#exports.rebuild();
    this.#level = progress.level;
    this.#levelEnd = progress.levelEnd;
    return progress.expanded;
  }

  #initialStates(): void {
    const interpreter = this.#interpreter;
    interpreter.initialStates({
      successor: (key) => {
        const words = packState(interpreter.layout.decode(key), this.#layout, interpreter.layout);
        this.#exports.emit(...words);
      },
      violation: (property) => {
        this.#findings[property] ??= { property, kind: 'violation', path: { states: [], failingStep: -1 } };
      },
    });
    // Expands nothing: the batch is looked up and what was generated is counted.
    this.#exports.run(0, 0);
  }

  #endOfLevel(more: boolean): Exploration['end'] | undefined {
    if (this.#get(CONTROL.full) !== 0) return this.#endOfRoom();
    if (!more) return 'complete';
    if (!this.#options.exhaustive) {
      if (this.#properties.some((p, i) => this.#findings[i]?.kind === 'violation' && !p.expectViolated))
        return 'violation';
      if (this.#properties.some((p) => p.expectViolated) && this.#properties.every((p, i) => this.#isDecided(p, i)))
        return 'decided';
    }
    if (this.#options.signal?.aborted) return 'interrupted';
    if (this.#level >= (this.#options.limits?.depth ?? Infinity)) return 'max-depth';
    return undefined;
  }

  #isDecided(property: ModelProperty, index: number): boolean {
    if (property.kind === 'reachable') return !property.expectViolated && this.#findings[index] !== undefined;
    return !property.expectViolated || this.#findings[index] !== undefined;
  }

  // -------------------------------------------------------------------------- told by compiled code

  #violation(property: number, step: number, withState: boolean): void {
    if (this.#findings[property] !== undefined) return;
    const states = this.#pathTo(this.#get(CONTROL.current));
    const path: StatePath = withState
      ? { states: [...states, this.#keyAt(SCRATCH)], lastStep: step }
      : { states, failingStep: step };
    this.#findings[property] = { property, kind: 'violation', path };
  }

  #found(state: number, bits: number): void {
    this.#stateProperties.forEach((property, bit) => {
      if (((bits >>> bit) & 1) === 0 || this.#findings[property] !== undefined) return;
      const kind = this.#properties[property]!.kind === 'reachable' ? 'witness' : 'violation';
      this.#findings[property] = { property, kind, path: { states: this.#pathTo(state) } };
      this.#set(CONTROL.wanted, this.#get(CONTROL.wanted) & ~(1 << bit));
    });
    if (bits >>> RANGE_BIT === 1 && this.#findings[this.#range] === undefined)
      this.#findings[this.#range] = { property: this.#range, kind: 'violation', path: { states: this.#pathTo(state) } };
    if (bits >>> RANGE_BIT === 1) this.#set(CONTROL.wanted, this.#get(CONTROL.wanted) & 0x7fffffff);
  }

  #stuck(state: number): void {
    const deadlock = this.#properties.findIndex((p) => p.kind === 'deadlock');
    if (deadlock < 0 || this.#findings[deadlock] !== undefined) return;
    const path = { states: this.#pathTo(state) };
    if (!this.#interpreter.mayStop(path.states.at(-1)!))
      this.#findings[deadlock] = { property: deadlock, kind: 'violation', path };
  }

  // ------------------------------------------------------------------------------------------ states

  #keyAt(address: number): StateKey {
    const words = this.#control.subarray(address >>> 2, (address >>> 2) + this.#layout.words);
    return this.#interpreter.layout.encode(unpackState(words, this.#layout, this.#interpreter.layout));
  }

  #pathTo(state: number): StateKey[] {
    const states: StateKey[] = [];
    const parents = this.#get(CONTROL.parents) >>> 2;
    for (let at = state | 0; at >= 0; at = this.#control[parents + at]!)
      states.unshift(this.#keyAt(this.#get(CONTROL.store) + at * this.#layout.words * 4));
    return states;
  }

  #progress(expanded: number): Progress {
    const distinct = this.#get(CONTROL.count);
    const depth = distinct > this.#levelEnd ? this.#level + 1 : this.#level;
    return { distinct, generated: this.#generatedCount(), depth, frontier: distinct - expanded };
  }

  #generatedCount(): number {
    const low = this.#get(CONTROL.generated);
    return this.#get(CONTROL.generated + 4) * 2 ** 32 + low;
  }

  #result(end: Exploration['end'], expanded: number): Exploration {
    const bytes = new Uint8Array(this.#memory.buffer);
    return {
      ...this.#progress(expanded),
      end,
      findings: this.#findings.filter((f) => f !== undefined),
      stepsRun: Array.from({ length: this.#stepCount }, (_, i) => bytes[STEPS + i] === 1),
      implicationsMet: Array.from(
        { length: this.#implicationCount },
        (_, i) => bytes[IMPLICATIONS + i] === 1 || this.#interpreter.implicationsMet[i]!,
      ),
    };
  }
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

/** As much memory as the host gives at once; the pages come into being when they are touched. */
function reserve(): WebAssembly.Memory {
  for (const initial of SIZES) {
    try {
      return new WebAssembly.Memory({ initial, maximum: 65_536 });
    } catch (problem) {
      if (!(problem instanceof RangeError)) throw problem;
    }
  }
  throw new RangeError('there is not enough memory to begin with');
}
