import { acceptingParts } from '../../temporal/accepting-parts.ts';
import type { Pause } from '../watch.ts';
import { int32At, uint32At } from './arrays.ts';
import { type Column, columnOf, enter } from './column.ts';
import type { StateGraph } from './graph.ts';
import { allows, type Guarded, type Product } from './product.ts';

/** States visited between two pauses. */
const SLICE = 16_384;

/**
 * The part of a product in which behaviours can go round for ever and be accepted, as far as that depends on the
 * automaton: only with those of its states that lie in a strongly connected part with transitions of all acceptance
 * sets. Other nodes of the product are in no component that counts.
 */
export interface Core {
  readonly product: Product;
  readonly graph: StateGraph;
  /** Nodes of each state of the graph, one after the other: node `state * width + i`. */
  readonly width: number;
  readonly size: number;
  /** By `i`, the transitions that stay in the same part; they lead to such numbers. */
  readonly transitions: readonly (readonly Guarded[])[];
  /** By state of the automaton its `i`, or -1. */
  readonly numbers: Int32Array;
}

/**
 * By number of a node within its state, the states by whose nodes behaviours enter the core, and perhaps some others;
 * undefined where that is all states.
 *
 * Behaviours come from nodes beside the core, or of another part of it, and it is taken for granted that all of those
 * can be reached: of a formula like `always (p => eventually q)` the core is `always !q`, and every state has a node
 * beside it, where nothing is asked for yet.
 */
export async function entriesOf(core: Core, pause: Pause): Promise<readonly (Column | undefined)[]> {
  const { product, graph, numbers, width } = core;
  const entries: (Column | undefined)[] = Array.from({ length: width }, () => columnOf(graph.count));
  // The first state of an automaton is its initial one.
  const initial = entries[int32At(numbers, 0)];
  if (initial) for (let state = 0; state < graph.initial; state++) enter(initial, state);
  const parts = acceptingParts(product.automaton);
  for (const [from, part] of parts.entries()) {
    for (const transition of product.transitionsOf(from)) {
      const number = int32At(numbers, transition.to);
      if (number < 0 || (part !== undefined && parts[transition.to] === part)) continue;
      const column = entries[number];
      if (!column) continue;
      if (transition.literals.length === 0) entries[number] = undefined;
      else await enterFrom(transition, column, graph, pause);
    }
  }
  return entries;
}

export function coreOf(product: Product): Core {
  const { automaton, graph } = product;
  const parts = acceptingParts(automaton);
  const states = parts.flatMap((part, state) => (part === undefined ? [] : [state]));
  const numbers = Int32Array.from(parts, (_, state) => states.indexOf(state));
  const transitions = states.map((state) =>
    product.transitionsOf(state).flatMap((transition) => {
      if (parts[transition.to] !== parts[state]) return [];
      return [{ ...transition, to: int32At(numbers, transition.to) }];
    }),
  );
  const width = states.length;
  return { product, graph, width, size: width * graph.count, transitions, numbers };
}

/** Adds the states to which a transition of the automaton can lead. */
async function enterFrom(transition: Guarded, reached: Column, graph: StateGraph, pause: Pause): Promise<void> {
  const { count, first, targets } = graph;
  for (let state = 0; state < count; state++) {
    if (state % SLICE === 0) await pause();
    if (!allows(transition, state)) continue;
    enter(reached, state);
    const end = uint32At(first, state + 1);
    for (let e = uint32At(first, state); e < end; e++) enter(reached, uint32At(targets, e));
  }
}
