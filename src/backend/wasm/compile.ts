import type { Run } from '../../core/run.ts';
import type { TransitionSystem } from '../../ir/system.ts';
import { propertiesOf } from '../interpreter/properties.ts';
import { CannotCompile } from './cannot-compile.ts';
import { ActorCompiler } from './steps/compile-actors.ts';
import { PropertyCompiler } from './steps/compile-properties.ts';
import type { FunctionReference } from './encoding/instructions.ts';
import type { WasmFunction, WasmModule } from './encoding/module.ts';
import { widenAddresses } from './encoding/widen.ts';
import { expandFunctions } from './steps/expand.ts';
import { INITIAL_GLOBALS } from './store/globals.ts';
import { GRAPH_GLOBALS, listFunction, lookUpFunction } from './store/graph-code.ts';
import { layOutState, type StateLayout } from './layout/layout.ts';
import { type AreaMap, areaMap, MAX_MARKS } from './store/memory-map.ts';
import { loopFunctions } from './store/run-loop.ts';
import { makeRuntime } from './store/runtime.ts';
import { StateFunctions, type SystemContext } from './steps/state-functions.ts';
import { reference, StoreCode, type StoreKind } from './store/store-code.ts';

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

/** How the store is to be; see `StoreKind`. */
export type CompileOptions = Partial<Omit<StoreKind, 'words'>>;

export function compileSystem(system: TransitionSystem, run: Run, options: CompileOptions = {}): CompiledSystem {
  const context = contextOf(system, run);
  const { layout, properties, area, functions } = context;
  const { words } = layout;
  const { shared = false, wide = false } = options;
  // A state of one word is no larger than what a fingerprint adds.
  const fingerprints = words > 1 && (options.fingerprints ?? false);
  const kind = { words, fingerprints, shared, wide };
  if (words > MAX_WORDS) throw new CannotCompile(`a state takes ${words * 4} bytes, more than ${MAX_WORDS * 4}`);
  if (properties.length > MAX_MARKS)
    throw new CannotCompile(`there are ${properties.length} properties, more than ${MAX_MARKS}`);
  const found = reference('found', ['i32', 'i32', 'i32']);
  const stuck = reference('stuck', ['i32']);
  const room = reference('room', []);
  const asked = new PropertyCompiler(context);
  const inspectors = asked.inspectors();
  const runtime = makeRuntime(kind, area, { inspectors: inspectors.map((one) => one.function), found, room });
  const actors = new ActorCompiler(context, asked).all(runtime.emit);
  const expand = expandFunctions(actors, system, layout, functions);
  const deadlocks = run.allowDeadlock ? undefined : { mayStop: asked.mayStop(), stuck };
  const loops = loopFunctions(runtime, expand, deadlocks, context.tick);
  const imports = [context.violation, found, stuck, room, context.tick];
  const module = moduleOf(imports, [...functions.all, ...runtime.functions, ...loops], kind, INITIAL_GLOBALS);
  return { module, layout, inspected: inspectors.map(({ numbers }) => numbers), area, kind };
}

/** The module that lists the state graph of a complete exploration; it works on the memory of that. */
export function compileGraph(system: TransitionSystem, run: Run, kind: StoreKind): WasmModule {
  const context = contextOf(system, run);
  const code = new StoreCode(kind);
  const drain = reference('drain', ['i32']);
  const emit = reference('emit', new Array<'i32'>(kind.words).fill('i32'));
  const observers = new PropertyCompiler(context).observers();
  const actors = new ActorCompiler(context, undefined).all(emit).map((actor) => actor.function);
  const listing = [lookUpFunction(emit, code, drain), listFunction(code, actors, observers, drain)];
  return moduleOf(
    [context.violation, drain, context.tick],
    [...context.functions.all, ...listing],
    kind,
    GRAPH_GLOBALS,
  );
}

function contextOf(system: TransitionSystem, run: Run): SystemContext {
  const layout = layOutState(system);
  const tick = reference('tick', [], ['i32']);
  return {
    system,
    properties: propertiesOf(system, run),
    layout,
    area: areaMap(layout.words, system.implications.length, system.steps.length),
    functions: new StateFunctions(layout.words, tick),
    violation: reference('violation', ['i32', 'i32', 'i32']),
    tick,
  };
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
