import { checkLiveness, type LivenessProblem } from '../../../explorer/liveness/check.ts';
import { inBreadthFirstOrder, type StateGraph } from '../../../explorer/liveness/graph.ts';
import type { Exploration, ExploreOptions } from '../../../explorer/model.ts';
import { directly, Interrupted, isLackOfMemory, type Pause, type Watch } from '../../../explorer/watch.ts';
import type { Problem } from '../../problem/problem.ts';
import { compiling } from '../cannot-compile.ts';
import { compileGraph } from '../compile-graph.ts';
import { GraphBuilder, listTransitions } from './graph.ts';
import { hostModule } from './host-module.ts';
import type { Machine } from './machine.ts';

/** A complete exploration, from which the state graph is made. */
export interface Explored {
  readonly problem: Problem;
  readonly machine: Machine;
  readonly watch: Watch;
  readonly pause: Pause;
  readonly atOnce: NonNullable<ExploreOptions['atOnce']>;
}

/** Adds what the state graph says about temporal properties; where that does not finish, the run is incomplete. */
export async function withBehaviours(
  result: Exploration,
  liveness: LivenessProblem,
  explored: Explored,
): Promise<Exploration> {
  const { machine, pause } = explored;
  try {
    const graph = await graphOf(explored);
    const met = result.implicationsMet.map((_, i) => machine.memory.isImplicationMet(i));
    return await checkLiveness(result, graph, liveness, met, pause);
  } catch (problem) {
    if (problem instanceof Interrupted) return { ...result, end: 'interrupted' };
    if (isLackOfMemory(problem)) return { ...result, end: 'max-memory' };
    throw problem;
  }
}

/** The state graph, with states numbered as by one worker. */
async function graphOf({ problem, machine, watch, pause, atOnce }: Explored): Promise<StateGraph> {
  const { compiled, memory, states, findings, hasSlowStates } = machine;
  const module = await atOnce(() => compiling(() => hostModule(compileGraph(problem, compiled))));
  const atoms = problem.observed.map(({ number }) => number);
  const builder = new GraphBuilder(problem.system, atoms, memory.count, memory.generated);
  const expand = hasSlowStates ? atOnce : directly;
  await listTransitions(builder, { module, memory, watch, pause, expand });
  const graph = builder.build(memory.initial, (state) => states.keyAt(state));
  return findings.isUnordered ? inBreadthFirstOrder(graph, pause) : graph;
}
