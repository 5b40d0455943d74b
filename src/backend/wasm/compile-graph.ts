import type { Problem } from '../problem/problem.ts';
import { type CompiledSystem, contextOf, moduleOf, numbers } from './compile.ts';
import type { WasmModule } from './encoding/module.ts';
import { compileActors } from './steps/compile-actors.ts';
import { PropertyCompiler } from './steps/compile-properties.ts';
import { GRAPH_GLOBALS, GraphCode } from './store/graph-code.ts';
import { reference, StoreCode } from './store/store-code.ts';

/** The module that lists the state graph of a complete exploration; it works on the memory of that. */
export function compileGraph(problem: Problem, { kind, area }: Pick<CompiledSystem, 'kind' | 'area'>): WasmModule {
  const context = { ...contextOf(problem, { sleep: false }), area };
  const drain = reference('drain', ['i32']);
  const graph = new GraphCode(new StoreCode(kind), area, drain);
  const emit = reference('emit', new Array<'i32'>(kind.words).fill('i32'));
  const compiler = new PropertyCompiler(context);
  const observers = compiler.observers();
  const isBeyond = compiler.isBeyond(problem.constraints);
  const actors = compileActors(context, undefined, emit).map((actor) => actor.function);
  const listing = [graph.emitFunction(emit), graph.flushFunction(), graph.listFunction(actors, observers, isBeyond)];
  return moduleOf(
    [context.violation, drain, context.poll.tick],
    [...context.functions.all, ...listing],
    kind,
    numbers(GRAPH_GLOBALS),
  );
}
