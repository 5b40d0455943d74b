import { noPause, type Pause } from '../watch.ts';
import { anyLoop } from './any-loop.ts';
import type { FairComponents } from './components.ts';
import { Loops } from './loops.ts';
import type { Move, Product } from './product.ts';
import { Ways } from './ways.ts';

/** A behaviour that violates a formula: states one after the other, of which those from `backTo` on repeat for ever. */
export interface Lasso {
  readonly states: readonly number[];
  /** Who takes the step from each state; from the last one back to `states[backTo]`, unless nothing happens there. */
  readonly actors: readonly number[];
  readonly backTo: number;
  /** The last state is kept for ever. */
  readonly stutters: boolean;
}

/**
 * A lasso with as few steps as there can be, in the stem and the loop together; where there are several, one that ends
 * in a state that is kept for ever comes first, then the one that the search meets first, in canonical order.
 * Steps that change nothing count none and are left out: no formula can tell.
 *
 * Why there is no shorter one. Let d(n) be the steps from an initial node to n. Every accepted and fair behaviour that
 * repeats a part of itself goes round a loop inside of a fair component (see `fairComponents`): a loop that takes no step of
 * an actor with strong fairness avoids the states where it owes one, and so is in what is left without them. Take a loop of
 * L steps and its node n with the least d(n), the first of them in the order of this search: lassos with this loop have
 * at least d(n) + L steps. When the search comes to n, it looks for the shortest loop through n without the nodes that it
 * came to before, and this loop is one of those; only if d(n) + L is not less than what is known already, it does not.
 * It ends when d(n) alone is more than that.
 *
 * `Loops` gives up where that takes too long; then there may be a shorter one. And that is the shortest in the product:
 * where the automaton makes up its mind only in the first round of a loop, this round counts as stem. What then
 * turns out to be part of the loop is rolled up, but another lasso may have been shorter.
 */
export async function lassoIn(
  product: Product,
  { component, fair }: FairComponents,
  pause: Pause = noPause,
): Promise<Lasso> {
  const loops = new Loops(product, component, pause);
  const ways = new Ways(product);
  let best: Lasso | undefined;
  for (let distance = 0; ways.level.length > 0; distance++) {
    const most = best ? best.actors.length : Infinity;
    if (distance > most || (distance === most && best?.stutters === true)) break;
    // Grows by what is reached without a step.
    for (const reached of ways.level) {
      if (!ways.enter(reached)) continue;
      const { node } = reached;
      if (fair.has(component[node]!)) {
        const below = best ? Math.max(1, best.actors.length - distance) : Infinity;
        const loop =
          (await loops.shortest(node, below)) ?? (best ? undefined : await anyLoop(product, component, node, pause));
        const found = loop && lassoOf(ways.to(node), loop, node, product);
        if (found && (!best || isShorter(found, best))) best = found;
      }
      ways.leave(node);
      const waiting = pause();
      if (waiting) await waiting;
    }
    ways.nextLevel();
  }
  if (!best) throw new Error('a fair component that cannot be reached');
  return best;
}

/** Fewer steps, or as many and one that ends in a state that is kept for ever, against one that goes round. */
export function isShorter(one: Lasso, other: Lasso): boolean {
  const difference = one.actors.length - other.actors.length;
  return difference < 0 || (difference === 0 && one.stutters && !other.stutters);
}

type Edge = Omit<Move, 'accepts'>;

function lassoOf(stem: readonly Edge[], loop: readonly Edge[], entry: number, product: Product): Lasso {
  const steps = (moves: readonly Edge[]): Edge[] =>
    moves.filter(({ node, edge }) => !product.isStutter(product.stateOf(node), edge));
  const { before, inside } = rolledUp(steps(stem), steps(loop), product);
  const actorOf = ({ edge }: Edge): number => product.graph.actors[edge]!;
  const states = [...before, ...inside].map(({ node }) => product.stateOf(node));
  if (inside.length === 0) states.push(product.stateOf(entry));
  return {
    states,
    actors: [...before, ...inside].map(actorOf),
    backTo: before.length,
    stutters: inside.length === 0,
  };
}

/** Where the stem ends in the same step as the loop, the loop has begun already. */
function rolledUp(stem: readonly Edge[], loop: readonly Edge[], product: Product): { before: Edge[]; inside: Edge[] } {
  const before = [...stem];
  const inside = [...loop];
  const isSame = (a: Edge, b: Edge): boolean =>
    product.stateOf(a.node) === product.stateOf(b.node) &&
    product.graph.actors[a.edge] === product.graph.actors[b.edge];
  for (;;) {
    const last = before.at(-1);
    const closing = inside.at(-1);
    if (!last || !closing || !isSame(last, closing)) return { before, inside };
    before.pop();
    inside.pop();
    inside.unshift(last);
  }
}
