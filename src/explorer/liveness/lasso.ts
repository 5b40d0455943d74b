import { noPause, type Pause } from '../watch.ts';
import { anyLoop } from './any-loop.ts';
import type { FairComponents } from './components.ts';
import { Loops } from './loops.ts';
import { actorOf } from './graph.ts';
import type { Edge, Product } from './product.ts';
import { Ways } from './ways.ts';

/** Nodes visited between two pauses. */
const SLICE = 4_096;

/** A behaviour that violates a formula: states one after the other, of which those from `backTo` on repeat for ever. */
export interface Lasso {
  readonly states: readonly number[];
  /** Who takes the step from each state; from the last one back to `states[backTo]`, unless nothing happens there. */
  readonly actors: readonly number[];
  readonly backTo: number;
  /** The behaviour stays in the last state for ever. */
  readonly stutters: boolean;
}

/**
 * A lasso to one of the fair components and round in it; undefined if none of them can be reached.
 *
 * It has the fewest steps, in the stem and the loop together; of several such, one that ends by staying in a state for
 * ever comes first, then the one that the search meets first, in canonical order. Steps that change nothing do not
 * count and are left out: no formula can tell the difference.
 *
 * Why there is no shorter one: let d(n) be the number of steps from an initial node to n. Every accepted and fair
 * behaviour that repeats a part of itself goes round a loop inside a fair component (see `fairComponents`): a loop that
 * takes no step of an actor with strong fairness avoids the states where it owes one, and so lies in what is left
 * without them. Take a loop of L steps and its node n with the least d(n), the first of them in the order of this
 * search: lassos with this loop have at least d(n) + L steps. When the search reaches n, it looks for the shortest loop
 * through n that avoids the nodes reached before, and this loop is one of those; it does not look only if d(n) + L is
 * not less than the best known so far. It ends when d(n) alone is more than that.
 *
 * `Loops` gives up where that takes too long; then there may be a shorter one. Also, the lasso is shortest in the
 * product: where the automaton makes up its mind only in the first round of a loop, this round counts as part of the
 * stem. What then turns out to belong to the loop is rolled up, but another lasso may have been shorter.
 */
export async function lassoIn(
  product: Product,
  components: FairComponents,
  pause: Pause = noPause,
): Promise<Lasso | undefined> {
  const loops = new Loops(product, components, pause);
  const ways = new Ways(product);
  let best: Lasso | undefined;
  let visited = 0;
  for (let distance = 0; ; distance++) {
    const most = best ? best.actors.length : Infinity;
    if (distance > most || (distance === most && best?.stutters === true)) break;
    for (let node = ways.visit(); node !== undefined; node = ways.visit()) {
      if (components.of(node) > 0) {
        const below = best ? Math.max(1, best.actors.length - distance) : Infinity;
        const loop =
          (await loops.shortest(node, below)) ?? (best ? undefined : await anyLoop(product, components, node, pause));
        const found = loop && lassoOf(ways.to(node), loop, node, product);
        if (found && (!best || isShorter(found, best))) best = found;
      }
      ways.leave(node);
      if (++visited % SLICE === 0) await pause();
    }
    if (!ways.goOn()) break;
  }
  return best;
}

/** Fewer steps, or equally many and the one that ends by staying in a state for ever rather than going round. */
export function isShorter(one: Lasso, other: Lasso): boolean {
  const difference = one.actors.length - other.actors.length;
  return difference < 0 || (difference === 0 && one.stutters && !other.stutters);
}

function lassoOf(stem: readonly Edge[], loop: readonly Edge[], entry: number, product: Product): Lasso {
  const steps = (moves: readonly Edge[]): Edge[] =>
    moves.filter(({ node, edge }) => !product.isStutter(product.stateOf(node), edge));
  const { before, inside } = rolledUp(steps(stem), steps(loop), product);
  const actors = [...before, ...inside].map(({ edge }) => actorOf(product.graph, edge));
  const states = [...before, ...inside].map(({ node }) => product.stateOf(node));
  if (inside.length === 0) states.push(product.stateOf(entry));
  return {
    states,
    actors,
    backTo: before.length,
    stutters: inside.length === 0,
  };
}

/** Where the stem ends with the same step as the loop, the loop has already begun. */
function rolledUp(stem: readonly Edge[], loop: readonly Edge[], product: Product): { before: Edge[]; inside: Edge[] } {
  const before = [...stem];
  const inside = [...loop];
  const isSame = (a: Edge, b: Edge): boolean =>
    product.stateOf(a.node) === product.stateOf(b.node) &&
    actorOf(product.graph, a.edge) === actorOf(product.graph, b.edge);
  for (;;) {
    const last = before.at(-1);
    const closing = inside.at(-1);
    if (!last || !closing || !isSame(last, closing)) return { before, inside };
    before.pop();
    inside.pop();
    inside.unshift(last);
  }
}
