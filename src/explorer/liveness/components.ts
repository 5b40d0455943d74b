import { noPause, OutOfMemory, type Pause } from '../watch.ts';
import { elementAt, int32At } from './arrays.ts';
import { both, type Column, columnOf, complement, either, isEmpty, isIn, sizeOf } from './column.ts';
import { type Core, coreOf, entriesOf } from './core.ts';
import { Judge } from './judge.ts';
import { allows, type Fairness, type Product } from './product.ts';
import { type Bounds, ComponentSearch } from './tarjan.ts';

/** Nodes and edges are numbered by whole numbers of 32 bits with a sign. */
const MAX_NUMBER = 2 ** 31 - 1;
/** One in so many states is few: where there are no more candidates, the search begins at each of them. */
const FEW = 4;

/** Components of a product, by number from 1. */
export class FairComponents {
  readonly #core: Core;
  readonly #place: Int32Array;

  /** @param place by node of the core the number of its component, or 0 */
  constructor(core: Core, place: Int32Array) {
    this.#core = core;
    this.#place = place;
  }

  /** The number of the component that a node of the product is in; 0 if that is none. */
  of(node: number): number {
    const { product, width, numbers } = this.#core;
    const state = product.stateOf(node);
    const number = int32At(numbers, node - state * product.width);
    return number < 0 ? 0 : int32At(this.#place, state * width + number);
  }
}

/**
 * The largest strongly connected parts of a product in which some behaviour stays for ever, accepted and fair; or
 * undefined if there are none. Some of them may be out of reach of the initial nodes.
 *
 * Weak fairness needs one pass of Tarjan's algorithm (1972): a component either has a state where the actor owes
 * nothing or a step of that actor, or no part of it does. Strong fairness: where the actor owes a step and takes none
 * inside, the states in which it owes one are left out, and the rest is searched again (Lichtenstein and Pnueli 1985;
 * Emerson and Lei 1987).
 *
 * Most nodes are left out from the start. A strongly connected part of the product lies over one of the state graph and
 * over one of the automaton, so it cannot be fair where that of the state graph is not, nor accepted where that of the
 * automaton takes no transition of some acceptance set. What remains is the same: no fair part is left out, and the
 * largest fair parts are determined by what fair parts there are.
 * @param within states outside of which nothing is fair
 */
export async function fairComponents(
  product: Product,
  within: Column | undefined,
  pause: Pause = noPause,
): Promise<FairComponents | undefined> {
  const { graph } = product;
  const core = coreOf(product);
  const lost = hopeless(product);
  const candidates = without(lost, within, graph.count);
  if (core.width === 0 || isEmpty(candidates, graph.count)) return undefined;
  // As if there were no room for them.
  if (product.size > MAX_NUMBER || graph.targets.length > MAX_NUMBER) throw new OutOfMemory();
  // From the states where behaviours enter the core, ways may lead through states that are no candidates.
  const bounds =
    lost === undefined && sizeOf(candidates) > graph.count / FEW
      ? { entries: await entriesOf(core, pause) }
      : { within: candidates, entries: [] };
  return new FairSearch(core, bounds, pause).run();
}

/** States in which something is owed infinitely often that never happens. */
function hopeless({ fairness, graph }: Product): Column | undefined {
  const lost = fairness.filter(({ strength, met }) => strength === 'strong' && met && isEmpty(met, graph.count));
  return lost.length === 0 ? undefined : lost.map(({ owed }) => owed).reduce(either);
}

function without(left: Column | undefined, within: Column | undefined, count: number): Column {
  const rest = complement(left ?? columnOf(count));
  return within ? both(rest, within) : rest;
}

/** The states in which a behaviour may stay for ever. */
function restful({ fairness, graph }: Product): Column {
  const fine = ({ owed, met }: Fairness): Column => (met ? either(complement(owed), met) : complement(owed));
  return fairness.map(fine).reduce(both, complement(columnOf(graph.count)));
}

/** Looks at each component that is found, and has those searched again that may have fair parts. */
class FairSearch {
  readonly #core: Core;
  readonly #pause: Pause;
  /** States in which a behaviour may stay for ever. */
  readonly #restful: Column;
  /** By node: the number of its fair component, or 0. */
  readonly #place: Int32Array;
  readonly #search: ComponentSearch;
  readonly #judge: Judge;
  #fair = 0;

  constructor(core: Core, bounds: Bounds, pause: Pause) {
    this.#core = core;
    this.#pause = pause;
    this.#restful = restful(core.product);
    this.#place = new Int32Array(core.size);
    this.#search = new ComponentSearch(core, bounds);
    this.#judge = new Judge(core, this.#place);
  }

  async run(): Promise<FairComponents | undefined> {
    const search = this.#search;
    for (let found = search.next(); found !== 'end'; found = search.next()) {
      if (found === 'one node') this.#putOne(search.node);
      else if (found === 'several nodes') await this.#put(search.members());
      else await this.#pause();
    }
    return this.#fair === 0 ? undefined : new FairComponents(this.#core, this.#place);
  }

  /** Decides about a component of one node: a behaviour that stays there stutters. */
  #putOne(node: number): void {
    const { width, product, transitions } = this.#core;
    const state = Math.floor(node / width);
    if (!isIn(this.#restful, state)) return;
    const number = node - state * width;
    const loops = elementAt(transitions, number).filter((one) => one.to === number && allows(one, state));
    const accepted = loops.reduce((bits, { accepts }) => bits | accepts, 0);
    if (loops.length > 0 && accepted === product.allAccepted) this.#place[node] = ++this.#fair;
  }

  /** Decides about a larger component. */
  async #put(members: Int32Array): Promise<void> {
    const { product, width } = this.#core;
    const number = this.#fair + 1;
    for (const node of members) this.#place[node] = number;
    const lost = await this.#judge.lostIn(members, number, this.#pause);
    if (lost?.length === 0) {
      this.#fair = number;
      return;
    }
    for (const node of members) this.#place[node] = 0;
    if (!lost) return;
    const rest = members.filter((node) => !lost.some((c) => product.isOwed(c, Math.floor(node / width))));
    this.#search.open(rest);
  }
}
