import type { Pause } from '../watch.ts';
import { elementAt, int32At, uint32At, uint8At } from './arrays.ts';
import { isEmpty } from './column.ts';
import type { Core } from './core.ts';
import { actorOf } from './graph.ts';
import { allows } from './product.ts';

/** Edges looked at between two pauses. */
const SLICE = 262_144;

/** Nodes that are looked at for each member of a component, at most. */
const DENSE = 16;

/** Says of components whether they are accepted and fair. */
export class Judge {
  readonly #core: Core;
  readonly #place: Int32Array;
  /** Constraints that owe something somewhere; the others are always met. */
  readonly #constraints: readonly number[];
  /** By constraint, 1 where it is not known to be met in the component that is looked at. */
  readonly #isOpen: Uint8Array;
  #open = 0;
  #accepted = 0;

  /** @param place by node the number of its component */
  constructor(core: Core, place: Int32Array) {
    const { fairness } = core.product;
    this.#core = core;
    this.#place = place;
    this.#constraints = [...fairness.keys()].filter((c) => !isEmpty(elementAt(fairness, c).owed, core.graph.count));
    this.#isOpen = new Uint8Array(fairness.length);
  }

  /**
   * The strong constraints that no behaviour in a component meets, so that it is fair only without the nodes that owe
   * them; none for a component that is fair. Undefined where no part of it is accepted and fair.
   * @param place the number that the members have
   */
  async lostIn(members: Int32Array, place: number, pause: Pause): Promise<readonly number[] | undefined> {
    const { fairness, allAccepted } = this.#core.product;
    this.#accepted = 0;
    await this.#findOpen(members, pause);
    // In the order of the graph where that is not much more to look at: the edges of neighbours lie together.
    const first = members.reduce((least, node) => Math.min(least, node), members[0] ?? 0);
    const last = members.reduce((greatest, node) => Math.max(greatest, node), 0);
    const isDense = last - first < members.length * DENSE;
    const length = isDense ? last - first + 1 : members.length;
    for (let at = 0; at < length && (this.#open > 0 || this.#accepted !== allAccepted);) {
      for (let left = SLICE; left > 0 && at < length; at++) {
        const node = isDense ? first + at : int32At(members, at);
        if (int32At(this.#place, node) === place) left -= this.#look(node, place);
        left--;
      }
      const waiting = pause();
      if (waiting) await waiting;
    }
    if (this.#accepted !== allAccepted) return undefined;
    const lost = this.#constraints.filter((c) => uint8At(this.#isOpen, c) === 1);
    return lost.some((c) => elementAt(fairness, c).strength === 'weak') ? undefined : lost;
  }

  /**
   * Finds the constraints that only a step can meet: the others have a state where nothing is owed, or if they are
   * strong none where something is, or a recurrence has one that counts.
   */
  async #findOpen(members: Int32Array, pause: Pause): Promise<void> {
    const { product, width } = this.#core;
    this.#open = 0;
    for (const c of this.#constraints) {
      const isOwed = (node: number): boolean => product.isOwed(c, Math.floor(node / width));
      const isMet = (node: number): boolean => product.isMet(c, Math.floor(node / width));
      const { strength, met } = elementAt(product.fairness, c);
      const isOpen =
        (strength === 'weak' ? members.every(isOwed) : members.some(isOwed)) && (!met || !members.some(isMet));
      this.#isOpen[c] = isOpen ? 1 : 0;
      if (isOpen) this.#open++;
      const waiting = pause();
      if (waiting) await waiting;
    }
  }

  /** Looks at what the edges of a member do that stay in the component; returns how many it has. */
  #look(node: number, place: number): number {
    const { graph, width, product, transitions } = this.#core;
    const { first, targets } = graph;
    const state = width === 1 ? node : Math.floor(node / width);
    const start = uint32At(first, state);
    const end = uint32At(first, state + 1);
    for (const transition of elementAt(transitions, node - state * width)) {
      if (!allows(transition, state)) continue;
      const { to, accepts } = transition;
      if (int32At(this.#place, state * width + to) === place) this.#accepted |= accepts;
      for (let e = start; e < end; e++) {
        const constraint = this.#openFor(actorOf(graph, e), state);
        if (constraint < 0 && (accepts & ~this.#accepted) === 0) continue;
        const target = uint32At(targets, e);
        if (target === state || int32At(this.#place, target * width + to) !== place) continue;
        this.#accepted |= accepts;
        for (let c = constraint; c >= 0; c = product.nextOf(c)) this.#meet(c, state);
      }
    }
    return end - start;
  }

  /** The first open constraint that a step of an actor meets where it owes one; or -1. */
  #openFor(actor: number, state: number): number {
    const { product } = this.#core;
    let c = product.firstOf(actor);
    while (c >= 0 && (uint8At(this.#isOpen, c) === 0 || !product.isOwed(c, state))) c = product.nextOf(c);
    return c;
  }

  #meet(constraint: number, state: number): void {
    if (uint8At(this.#isOpen, constraint) === 0 || !this.#core.product.isOwed(constraint, state)) return;
    this.#isOpen[constraint] = 0;
    this.#open--;
  }
}
