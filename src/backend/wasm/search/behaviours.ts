import type { Run } from '../../../core/run.ts';
import { checkLiveness, type LivenessProblem } from '../../../explorer/liveness/check.ts';
import { inBreadthFirstOrder, type StateGraph } from '../../../explorer/liveness/graph.ts';
import type { Exploration, ExploreOptions, StateKey } from '../../../explorer/model.ts';
import { directly, Interrupted, isLackOfMemory, type Pause, type Watch } from '../../../explorer/watch.ts';
import type { TransitionSystem } from '../../../ir/system.ts';
import type { Interpreter } from '../../interpreter/model.ts';
import { compiling } from '../cannot-compile.ts';
import { compileGraph } from '../compile.ts';
import { makeGraph } from './graph.ts';
import { hostModule } from './host-module.ts';
import type { SearchMemory } from './search-memory.ts';
import type { StoreKind } from '../store/store-code.ts';

/** A complete exploration, from which the state graph is made. */
export interface Explored {
  readonly system: TransitionSystem;
  readonly run: Run;
  readonly interpreter: Interpreter;
  readonly kind: StoreKind;
  readonly memory: SearchMemory;
  readonly keyOf: (state: number) => StateKey;
  /** States have the numbers that one worker gives them. */
  readonly isOrdered: boolean;
  readonly watch: Watch;
  readonly pause: Pause;
  readonly atOnce: NonNullable<ExploreOptions['atOnce']>;
  /** There are states that take so long that the event loop cannot wait for them. */
  readonly hasSlowStates: boolean;
}

/** Adds what the state graph says about temporal properties; where that does not come to its end, the run is incomplete. */
export async function withBehaviours(
  result: Exploration,
  liveness: LivenessProblem,
  explored: Explored,
): Promise<Exploration> {
  const { memory, pause } = explored;
  try {
    const graph = await graphOf(explored);
    const met = result.implicationsMet.map((_, i) => memory.isImplicationMet(i));
    return await checkLiveness(result, graph, liveness, met, pause);
  } catch (problem) {
    if (problem instanceof Interrupted) return { ...result, end: 'interrupted' };
    if (isLackOfMemory(problem)) return { ...result, end: 'max-memory' };
    throw problem;
  }
}

/** The state graph, with states numbered as one worker finds them. */
async function graphOf(explored: Explored): Promise<StateGraph> {
  const { system, run, interpreter, kind, memory, keyOf, watch, pause, atOnce } = explored;
  const { initial, module } = await atOnce(() => {
    const keys = new Set<StateKey>();
    interpreter.initialStates({ successor: (key) => void keys.add(key), violation: () => undefined });
    return { initial: keys.size, module: compiling(() => hostModule(compileGraph(system, run, kind))) };
  });
  const expand = explored.hasSlowStates ? atOnce : directly;
  const graph = await makeGraph(system, run, module, memory, initial, keyOf, watch, pause, expand);
  return explored.isOrdered ? graph : inBreadthFirstOrder(graph, pause);
}
