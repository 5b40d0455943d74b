import type { Expr } from '../../core/expression.ts';
import type { Run } from '../../core/run.ts';
import type { Value } from '../../core/types.ts';
import { product } from '../../core/values.ts';
import type { Family, Slot, Step, TransitionSystem } from '../../ir/system.ts';
import { isAbout, observedIn, propertiesOf } from '../interpreter/properties.ts';
import { type Container, readSpot, type Spot, writeSpot } from './access.ts';
import { and, or, shl } from './arithmetic.ts';
import { CannotCompile } from './cannot-compile.ts';
import { compileStepBody } from './compile-step.ts';
import { dispatch } from './dispatch.ts';
import { constantWords, type Emitter, type Words } from './emitter.ts';
import {
  br,
  brIf,
  call,
  type FunctionReference,
  get,
  i32,
  type Instruction,
  memory,
  noteOf,
  op,
  set,
} from './encoding/instructions.ts';
import type { WasmFunction, WasmModule } from './encoding/module.ts';
import { widenAddresses } from './encoding/widen.ts';
import { type Actor, expandFunctions } from './expand.ts';
import { ExpressionCompiler } from './expressions.ts';
import { inFrame, layOutState, type StateLayout } from './layout.ts';
import { GLOBALS, globalGet, INITIAL_GLOBALS } from './globals.ts';
import { GRAPH_GLOBALS, listFunction, lookUpFunction } from './graph-code.ts';
import { AREA, type AreaMap, areaMap, MAX_MARKS } from './memory-map.ts';
import { loopFunctions } from './run-loop.ts';
import { makeRuntime } from './runtime.ts';
import { type Part, shapeOf } from './shape.ts';
import { StateFunctions } from './state-functions.ts';
import { noSlots, readerOf } from './state-reader.ts';
import { reference, StoreCode, type StoreKind } from './store-code.ts';

/**
 * Compiles a transition system to a WebAssembly module that expands, stores and checks its states. Processes are
 * compiled once for each instance, actions once for each choice of their arguments: indices are constants then.
 */
export interface CompiledSystem {
  readonly module: WasmModule;
  readonly layout: StateLayout;
  /** Numbers of the properties behind the bits of each function that inspects states, from bit 0. */
  readonly inspected: readonly (readonly number[])[];
  /** What a worker has for itself. */
  readonly area: AreaMap;
  readonly kind: StoreKind;
}

/** Words of a state at most: they are parameters and locals of functions. */
const MAX_WORDS = 900;

/** Pages of memory with addresses of 32 bits, and as many as V8 gives with those of 64 bits. */
export const MAX_PAGES = 65_536;
export const MAX_WIDE_PAGES = 262_144;

/** Bit of a function that inspects states for a range error in a property; the bits below are properties. */
export const RANGE_BIT = 31;

/** How the store is to be; see `StoreKind`. */
export type CompileOptions = Partial<Omit<StoreKind, 'words'>>;

export function compileSystem(system: TransitionSystem, run: Run, options: CompileOptions = {}): CompiledSystem {
  return new SystemCompiler(system, run).compile(options);
}

/** The module that lists the state graph of a complete exploration; it works on the memory of that. */
export function compileGraph(system: TransitionSystem, run: Run, kind: StoreKind): WasmModule {
  return new SystemCompiler(system, run).compileGraph(kind);
}

class SystemCompiler {
  readonly #system: TransitionSystem;
  readonly #properties: ReturnType<typeof propertiesOf>;
  readonly #layout: StateLayout;
  readonly #functions: StateFunctions;
  readonly #violation: FunctionReference = {
    name: 'violation',
    index: 0,
    parameters: ['i32', 'i32', 'i32'],
    results: [],
  };
  readonly #found: FunctionReference = {
    name: 'found',
    index: 1,
    parameters: ['i32', 'i32', 'i32'],
    results: [],
  };
  readonly #stuck: FunctionReference = { name: 'stuck', index: 2, parameters: ['i32'], results: [] };
  readonly #room: FunctionReference = reference('room', []);
  readonly #allowDeadlock: boolean;
  readonly #area: AreaMap;
  readonly #implications: ReadonlyMap<Expr, number>;
  /** Whether properties of steps are checked. */
  #checksSteps = true;

  constructor(system: TransitionSystem, run: Run) {
    this.#system = system;
    this.#properties = propertiesOf(system, run);
    this.#layout = layOutState(system);
    this.#functions = new StateFunctions(this.#layout.words);
    this.#allowDeadlock = run.allowDeadlock;
    this.#area = areaMap(this.#layout.words, system.implications.length, system.steps.length);
    this.#implications = new Map([
      ...system.implications.map(({ expr }, i): [Expr, number] => [expr, i]),
      ...system.temporal.origins,
    ]);
  }

  compile(options: CompileOptions): CompiledSystem {
    const { words } = this.#layout;
    const { shared = false, wide = false } = options;
    // A state of one word is no larger than what a fingerprint adds.
    const fingerprints = words > 1 && (options.fingerprints ?? false);
    const kind = { words, fingerprints, shared, wide };
    if (words > MAX_WORDS) throw new CannotCompile(`a state takes ${words * 4} bytes, more than ${MAX_WORDS * 4}`);
    const stateProperties = this.#properties.flatMap((p, i) =>
      p.symbol && (p.kind === 'invariant' || p.kind === 'reachable') ? [i] : [],
    );
    if (this.#properties.length > MAX_MARKS)
      throw new CannotCompile(`there are ${this.#properties.length} properties, more than ${MAX_MARKS}`);
    const inspected = inParts(stateProperties);
    const inspectors = inspected.map((numbers, i) => this.#inspect(numbers, i));
    const callees = { inspectors, found: this.#found, room: this.#room };
    const runtime = makeRuntime(kind, this.#area, callees);
    const actors = [
      ...this.#processFunctions(runtime.emit).map((f) => ({ function: f })),
      ...this.#actionFunctions(runtime.emit),
    ];
    const expand = expandFunctions(actors, this.#system, this.#layout, this.#functions);
    const deadlocks = this.#allowDeadlock ? undefined : { mayStop: this.#mayStop(), stuck: this.#stuck };
    const imports = [this.#violation, this.#found, this.#stuck, this.#room];
    const functions = [...this.#functions.all, ...runtime.functions, ...loopFunctions(runtime, expand, deadlocks)];
    const module = moduleOf(imports, functions, kind, INITIAL_GLOBALS);
    return { module, layout: this.#layout, inspected, area: this.#area, kind };
  }

  compileGraph(kind: StoreKind): WasmModule {
    const code = new StoreCode(kind);
    const drain = reference('drain', ['i32']);
    const emit = reference('emit', new Array<'i32'>(kind.words).fill('i32'));
    this.#checksSteps = false;
    const conditions = observedIn(this.#system, this.#properties).map(({ condition }) => ({
      holds: condition,
      told: true,
    }));
    const observers = inParts(conditions).map((part, i) => this.#telling(`observe${i}`, part));
    const actors = [...this.#processFunctions(emit), ...this.#actionFunctions(emit).map((a) => a.function)];
    const functions = [
      ...this.#functions.all,
      lookUpFunction(emit, code, drain),
      listFunction(code, actors, observers, drain),
    ];
    return moduleOf([this.#violation, drain], functions, kind, GRAPH_GLOBALS);
  }

  // ------------------------------------------------------------------------------------- properties

  /** `inspect(words)`: bits of the properties of states that have something to tell about one. */
  #inspect(numbers: readonly number[], part: number): FunctionReference {
    const properties = numbers.map((number) => this.#properties[number]!);
    return this.#telling(
      part === 0 ? 'inspect' : `inspect${part}`,
      properties.map(({ symbol, kind }) => ({ holds: symbol!.body, told: kind !== 'invariant' })),
    );
  }

  /** A function that gives a bit for each condition: whether it is as `told` says. RANGE_BIT: one ends in a range error. */
  #telling(name: string, conditions: readonly { readonly holds: Expr; readonly told: boolean }[]): FunctionReference {
    const { emitter, state } = this.#functions.begin();
    const result = emitter.fresh('result');
    const reader = readerOf(this.#system, this.#layout, state, noSlots);
    conditions.forEach((condition, bit) => {
      const failed = { name: 'failed' };
      const done = { name: 'done' };
      const body = emitter.collect(() => {
        emitter.failure = failed;
        const c = new ExpressionCompiler(emitter, reader, { meet: (e) => this.#meet(e) });
        const holds = c.condition(condition.holds);
        const told = condition.told ? holds : { kind: 'plain' as const, op: 'i32.eqz' as const, operands: [holds] };
        emitter.emit(set(result, or(get(result), shl(told, i32(bit)))), br(done));
      });
      emitter.emit({
        kind: 'block',
        label: done,
        body: [{ kind: 'block', label: failed, body }, set(result, or(get(result), i32(1 << RANGE_BIT)))],
      });
    });
    emitter.emit({ kind: 'return', value: get(result) });
    return this.#functions.end(name, emitter, 'i32');
  }

  /** `mayStop(words)`: whether a state is a proper end: a condition of the spec holds, or every process is done. */
  #mayStop(): FunctionReference {
    const { emitter, state } = this.#functions.begin();
    const reader = readerOf(this.#system, this.#layout, state, noSlots);
    for (const condition of this.#system.program.terminates) {
      const next = { name: 'next' };
      const body = emitter.collect(() => {
        emitter.failure = next;
        const holds = new ExpressionCompiler(emitter, reader).condition(condition);
        emitter.emit(brIf(next, { kind: 'plain', op: 'i32.eqz', operands: [holds] }));
        emitter.emit({ kind: 'return', value: i32(1) });
      });
      emitter.emit({ kind: 'block', label: next, body });
    }
    const done = this.#layout.instances.length > 0 ? reader.allDone() : i32(0);
    emitter.emit({ kind: 'return', value: done });
    return this.#functions.end('mayStop', emitter, 'i32');
  }

  #meet(expr: Expr): Instruction[] {
    const number = this.#implications.get(expr);
    return number === undefined
      ? []
      : [memory('i32.store8', this.#area.implications + number, globalGet(GLOBALS.me), i32(1))];
  }

  // ------------------------------------------------------------------------------------------ steps

  #processFunctions(emit: FunctionReference): FunctionReference[] {
    return this.#layout.instances.map((one) => {
      const frame = this.#layout.frames[one.frame]!;
      const { family } = frame;
      const instance = family.instances.find((i) => i.id === one.id)!;
      const { emitter, state: before } = this.#functions.begin();
      const pointPart = inFrame(one.at, frame.point);
      const point = readSpot({ container: before, ...pointPart }, emitter).words[0]!;
      const steps = family.points.map((p) => (p.step === undefined ? undefined : this.#system.steps[p.step]!));
      dispatch(point, steps.length, emitter, (i) => {
        const step = steps[i];
        if (!step) return;
        emitter.scoped(() => {
          this.#stepCode(step, emitter, before, emit, {
            slots: family.slots,
            self: one.id,
            kept: keptBy(step, family),
            bind: (c) => {
              family.symbol.indices.forEach((symbol, k) => {
                c.bind(symbol, constantWords(instance.indices[k]!, shapeOf(symbol.type)));
              });
            },
            enter: (slotLocals) => {
              for (const slot of family.points[i]!.live) {
                const part = inFrame(one.at, frame.slots[slot]!);
                writeSpot(slotLocals(slot), readSpot({ container: before, ...part }, emitter), emitter);
              }
            },
            leave: (at, working, slotLocals) => {
              this.#leave(at, family, one, working, slotLocals, emitter);
            },
          });
        });
      });
      return this.#functions.end(instance.name, emitter);
    });
  }

  /** Writes the control point and the locals in scope there into the state; what is not in scope is 0. */
  #leave(
    point: number,
    family: Family,
    one: StateLayout['instances'][number],
    working: Container,
    slotLocals: (slot: number) => Spot,
    emitter: Emitter,
  ): void {
    const frame = this.#layout.frames[one.frame]!;
    // The whole frame is cleared first.
    const { word, shift } = one.at;
    if (frame.words > 1) for (let w = 0; w < frame.words; w++) emitter.emit(set(working.locals[word + w]!, i32(0)));
    else if (frame.bits > 0) {
      const mask = frame.bits >= 32 ? -1 : ((1 << frame.bits) - 1) << shift;
      emitter.emit(set(working.locals[word]!, and(get(working.locals[word]!), i32(~mask))));
    }
    const spot = (part: Part): Spot => ({ container: working, ...inFrame(one.at, part) });
    const at = spot(frame.point);
    orInto(at, constantWords(point, at.shape), emitter);
    for (const slot of family.points[point]!.live)
      orInto(spot(frame.slots[slot]!), readSpot(slotLocals(slot), emitter), emitter);
  }

  #actionFunctions(emit: FunctionReference): Actor[] {
    return this.#system.actions.flatMap((code) =>
      product(code.domains).map((values: readonly Value[]) => {
        const { emitter, state: before } = this.#functions.begin();
        this.#stepCode(this.#system.steps[code.step]!, emitter, before, emit, {
          slots: code.slots,
          self: -1,
          kept: code.symbol.parameters.map((_, i) => i),
          bind: () => undefined,
          parameters: values,
          enter: () => undefined,
          leave: () => undefined,
        });
        const { guard } = this.#system.steps[code.step]!;
        const reference = this.#functions.end(code.symbol.name, emitter);
        return { function: reference, ...(guard ? { guarded: { guard, slots: code.slots, parameters: values } } : {}) };
      }),
    );
  }

  /** The code of one step, from its guard to what follows each of its outcomes. */
  #stepCode(
    step: Step,
    emitter: Emitter,
    before: Container,
    emit: FunctionReference,
    actor: {
      readonly slots: readonly Slot[];
      readonly self: number;
      readonly bind: (c: ExpressionCompiler) => void;
      /** Of an action: values of its first slots, which never change. */
      readonly parameters?: readonly Value[];
      /** Slots that outlive the step, or come into it. */
      readonly kept: readonly number[];
      readonly enter: (slotLocals: (slot: number) => Spot) => void;
      readonly leave: (point: number, working: Container, slotLocals: (slot: number) => Spot) => void;
    },
  ): void {
    emitter.emit(noteOf(step.at, `step ${step.id}`));
    const working: Container = { locals: before.locals.map(() => emitter.fresh('w')) };
    const containers = new Map<number, Container>();
    const slotSpot = (slot: number): Spot => {
      const shape = shapeOf(actor.slots[slot]!.type);
      const container = containers.get(slot) ?? {
        locals: Array.from({ length: shape.words }, () => emitter.fresh('s')),
      };
      containers.set(slot, container);
      return { container, word: 0, shift: 0, shape };
    };
    const reader = readerOf(this.#system, this.#layout, working, slotSpot);
    const about = this.#properties.flatMap((p, number) =>
      this.#checksSteps && p.kind === 'transition' && p.symbol && isAbout(p.symbol, step, this.#system)
        ? [{ number, symbol: p.symbol }]
        : [],
    );
    const report = (property: number, withState: boolean): void => {
      if (withState)
        working.locals.forEach((l, i) => {
          emitter.emit(memory('i32.store', AREA.scratch + i * 4, globalGet(GLOBALS.me), get(l)));
        });
      emitter.emit(call(this.#violation, i32(property), i32(step.id), i32(Number(withState))));
    };
    const count = (): void => {
      emitter.emit(memory('i32.store8', this.#area.steps + step.id, globalGet(GLOBALS.me), i32(1)));
    };
    const failedOutcome = (property: number): void => {
      const failed: Instruction = { kind: 'global.get', index: GLOBALS.failed };
      emitter.emit({ kind: 'global.set', index: GLOBALS.failed, value: op('i32.add', failed, i32(1)) });
      count();
      report(property, false);
    };
    const range = this.#number('range');
    const out = { name: 'step' };
    const code = emitter.collect(() => {
      working.locals.forEach((l, i) => {
        emitter.emit(set(l, get(before.locals[i]!)));
      });
      actor.parameters?.forEach((v, slot) => {
        writeSpot(slotSpot(slot), constantWords(v, slotSpot(slot).shape), emitter);
      });
      actor.enter(slotSpot);
      if (step.guard) {
        const failed = { name: 'guard' };
        const tested = { name: 'tested' };
        const body = emitter.collect(() => {
          emitter.failure = failed;
          const c = new ExpressionCompiler(emitter, reader, { self: i32(actor.self) });
          actor.bind(c);
          const holds = c.condition(step.guard!);
          emitter.emit(brIf(tested, holds), br(out));
        });
        emitter.emit({
          kind: 'block',
          label: tested,
          body: [
            { kind: 'block', label: failed, body },
            ...emitter.collect(() => {
              failedOutcome(range);
            }),
            br(out),
          ],
        });
      }
      emitter.emit(
        ...compileStepBody(step, {
          system: this.#system,
          emitter,
          state: working,
          reader,
          self: i32(actor.self),
          slots: actor.slots,
          slotLocals: slotSpot,
          prepare: actor.bind,
          kept: () => actor.kept,
          stop: (point) => {
            actor.leave(point, working, slotSpot);
            count();
            emitter.emit(call(emit, ...working.locals.map(get)));
            this.#transitions(about, emitter, before, working, actor.self, range, report);
          },
          assertFailed: (name) => {
            const property = this.#number(name ?? 'assert');
            failedOutcome(property);
            return { goesOn: name !== undefined && this.#properties[property]!.expectViolated };
          },
          rangeError: () => {
            failedOutcome(range);
          },
        }),
      );
    });
    emitter.emit({ kind: 'block', label: out, body: code });
  }

  #number(name: string): number {
    return this.#properties.findIndex((p) => p.name === name);
  }

  /** Checks the properties of steps between the state before and the one after. */
  #transitions(
    about: readonly { readonly number: number; readonly symbol: { readonly body: Expr } }[],
    emitter: Emitter,
    before: Container,
    after: Container,
    self: number,
    range: number,
    report: (property: number, withState: boolean) => void,
  ): void {
    for (const { number, symbol } of about) {
      const failed = { name: 'failed' };
      const done = { name: 'done' };
      const body = emitter.collect(() => {
        emitter.failure = failed;
        const c = new ExpressionCompiler(emitter, readerOf(this.#system, this.#layout, before, noSlots), {
          self: i32(self),
          next: readerOf(this.#system, this.#layout, after, noSlots),
          meet: (e) => this.#meet(e),
        });
        emitter.emit(brIf(done, c.condition(symbol.body)));
        report(number, true);
        emitter.emit(br(done));
      });
      const error = emitter.collect(() => {
        report(range, true);
      });
      emitter.emit({ kind: 'block', label: done, body: [{ kind: 'block', label: failed, body }, ...error] });
    }
  }
}

/** As many as one function tells of, each time. */
function inParts<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / RANGE_BIT) }, (_, i) =>
    all.slice(i * RANGE_BIT, (i + 1) * RANGE_BIT),
  );
}

/** Numbers the functions of a module. */
function moduleOf(
  imports: readonly FunctionReference[],
  functions: readonly WasmFunction[],
  { shared, wide }: StoreKind,
  globals: Readonly<Record<string, number>>,
): WasmModule {
  [...imports, ...functions.map((f) => f.reference)].forEach((f, i) => {
    f.index = i;
  });
  const module: WasmModule = {
    imports,
    memory: { shared, wide, minimum: 1, maximum: wide ? MAX_WIDE_PAGES : MAX_PAGES },
    globals: Object.entries(globals).map(([name, initial]) => ({ name, type: 'i32' as const, initial })),
    functions,
  };
  return wide ? widenAddresses(module) : module;
}

/** Adds bits that are 0 so far. */
function orInto(spot: Spot, value: Words, emitter: Emitter): void {
  const { container, word, shift, shape } = spot;
  if (shape.words > 1) {
    value.words.forEach((w, i) => {
      emitter.emit(set(container.locals[word + i]!, w));
    });
    return;
  }
  if (shape.bits === 0) return;
  const local = container.locals[word]!;
  emitter.emit(set(local, or(get(local), shl(value.words[0]!, i32(shift)))));
}

/** Slots that are live where a step begins or may stop. */
function keptBy(step: Step, family: Family): number[] {
  const stops = step.operations.flatMap((o) => (o.kind === 'stop' ? family.points[o.point]!.live : []));
  return [...new Set([...family.points[step.point]!.live, ...stops])];
}
