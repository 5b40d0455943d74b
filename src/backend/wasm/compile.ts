import type { Expr } from '../../core/expression.ts';
import { actorsOf } from '../../ir/actors.ts';
import { type Independence, independenceOf } from '../../ir/analysis/independence.ts';
import type { Step } from '../../ir/system.ts';
import type { Problem } from '../problem/problem.ts';
import { propertiesAbout, propertiesOfStates } from '../problem/properties.ts';
import { CannotCompile } from './cannot-compile.ts';
import { compileActors } from './steps/compile-actors.ts';
import { inParts, PropertyCompiler } from './steps/compile-properties.ts';
import type { FunctionReference } from './encoding/instructions.ts';
import type { WasmFunction, WasmModule } from './encoding/module.ts';
import { widenAddresses } from './encoding/widen.ts';
import { expandFunctions } from './steps/expand.ts';
import { INITIAL_GLOBALS } from './store/globals.ts';
import { layOutState, type StateLayout } from './layout/layout.ts';
import { type AreaMap, areaMap, MAX_MARKS } from './store/memory-map.ts';
import { FUEL } from './store/poll.ts';
import { loopFunctions } from './store/run-loop.ts';
import { makeRuntime } from './store/runtime.ts';
import { StateFunctions, type SystemContext } from './steps/state-functions.ts';
import { masksFor, sleepGlobals } from './store/sleep-code.ts';
import { reference, type StoreKind } from './store/store-code.ts';

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
  /** Of steps, where some may sleep. */
  readonly independence?: Independence;
}

/** Properties of states at most that are looked at only after steps that may change them. */
const MAX_TOLD_APART = 256;

/** Words of a state at most: they are parameters and locals of functions. */
const MAX_WORDS = 900;

/** Pages of memory with addresses of 32 bits, and as many as V8 gives with those of 64 bits. */
export const MAX_PAGES = 65_536;
export const MAX_WIDE_PAGES = 262_144;

/** How the store is to be; see `StoreKind`. */
export interface CompileOptions extends Partial<Omit<StoreKind, 'words' | 'masks'>> {
  /** Whether known successors may be left out, as they are without it: see `store/sleep-code.ts`. */
  readonly sleep?: boolean;
  /** For tests: how much code does until it asks the host; see `poll.ts`. */
  readonly fuel?: number;
}

export function compileSystem(problem: Problem, options: CompileOptions = {}): CompiledSystem {
  const { system, run } = problem;
  const context = contextOf(problem, options);
  const { layout, properties, area, functions, independence } = context;
  const { words } = layout;
  const { shared = false, wide = false } = options;
  // A state of one word is no larger than what a fingerprint adds.
  const fingerprints = words > 1 && (options.fingerprints ?? false);
  const masks = independence ? masksFor(actorsOf(system).length) : 0;
  const kind = { words, fingerprints, shared, wide, masks };
  if (words > MAX_WORDS) throw new CannotCompile(`a state takes ${words * 4} bytes, more than ${MAX_WORDS * 4}`);
  if (properties.length > MAX_MARKS)
    throw new CannotCompile(`there are ${properties.length} properties, more than ${MAX_MARKS}`);
  const found = reference('found', ['i32', 'i32', 'i32']);
  const stuck = reference('stuck', ['i32']);
  const room = reference('room', []);
  const asked = new PropertyCompiler(context);
  const inspectors = asked.inspectors();
  const runtime = makeRuntime(kind, area, { inspectors: inspectors.map((one) => one.function), found, room });
  const actors = compileActors(context, asked, runtime.emit);
  const expand = expandFunctions(actors, system, layout, functions);
  const deadlocks = run.allowDeadlock ? undefined : { mayStop: asked.mayStop(), stuck };
  const isBeyond = asked.isBeyond(problem.constraints);
  const loops = loopFunctions(runtime, { actors: expand, deadlocks, isBeyond }, context.poll);
  const imports = [context.violation, found, stuck, room, context.poll.tick];
  const code = [...functions.all, ...runtime.functions, ...loops];
  const module = moduleOf(imports, code, kind, [...numbers(INITIAL_GLOBALS), ...sleepGlobals(masks)]);
  return {
    module,
    layout,
    inspected: inspectors.map((inspector) => inspector.numbers),
    area,
    kind,
    ...(independence ? { independence } : {}),
  };
}

/** What the code of states and steps is compiled from. */
export function contextOf(
  problem: Problem,
  { fuel = FUEL, sleep = true }: Pick<CompileOptions, 'fuel' | 'sleep'>,
): SystemContext {
  const { system, properties, observed, constraints } = problem;
  const conditions = propertiesOfStates(problem).map(({ symbol }) => symbol.body);
  // What steps change of more is not worth its room.
  const ofStates = conditions.length <= MAX_TOLD_APART ? conditions : [];
  const ofStep = (step: Step): readonly Expr[] => propertiesAbout(step, problem).map(({ symbol }) => symbol.body);
  // What sleeps at a state is looked up where the other order of two steps leads, which may not be expanded.
  const independence = sleep && constraints.length === 0 ? independenceOf(system, { ofStep, ofStates }) : undefined;
  const { length: implications } = system.implications;
  const layout = layOutState(system);
  const poll = { tick: reference('tick', [], ['i32']), fuel };
  return {
    system,
    properties,
    observed,
    layout,
    independence,
    area: areaMap({
      words: layout.words,
      implications,
      steps: system.steps.length,
      classes: independence?.classes ?? 0,
      inspectors: inParts(ofStates).length,
    }),
    functions: new StateFunctions(layout.words, poll),
    violation: reference('violation', ['i32', 'i32', 'i32']),
    poll,
  };
}

export function numbers(globals: Readonly<Record<string, number>>): WasmModule['globals'] {
  return Object.entries(globals).map(([name, initial]) => ({ name, type: 'i32' as const, initial }));
}

/** Numbers the functions of a module. */
export function moduleOf(
  imports: readonly FunctionReference[],
  functions: readonly WasmFunction[],
  { shared, wide }: StoreKind,
  globals: WasmModule['globals'],
): WasmModule {
  [...imports, ...functions.map((f) => f.reference)].forEach((f, i) => {
    f.index = i;
  });
  const module: WasmModule = {
    imports,
    memory: { shared, wide, minimum: 1, maximum: wide ? MAX_WIDE_PAGES : MAX_PAGES },
    globals,
    functions,
  };
  return wide ? widenAddresses(module) : module;
}
