import { float64At, Numbers } from './arrays.ts';
import type { Edge } from './product.ts';

/** Keys that were reached, each by an edge from another; numbered from 0. */
export class Visits {
  #keys = new Float64Array(1_024);
  readonly #from = new Numbers();
  readonly #edges = new Numbers();

  get length(): number {
    return this.#from.length;
  }

  add(key: number, from: number, edge: number): number {
    const visit = this.#from.length;
    if (visit === this.#keys.length) {
      const larger = new Float64Array(visit * 2);
      larger.set(this.#keys);
      this.#keys = larger;
    }
    this.#keys[visit] = key;
    this.#from.add(from);
    this.#edges.add(edge);
    return visit;
  }

  keyOf(visit: number): number {
    return float64At(this.#keys, visit);
  }

  clear(): void {
    this.#from.clear();
    this.#edges.clear();
  }

  /** @param sets keys per node */
  wayTo(last: number, sets: number): readonly Edge[] {
    const nodeOf = (visit: number): number => Math.floor(this.keyOf(visit) / sets);
    const way: Edge[] = [];
    for (let visit = last, from = this.#from.at(visit); from >= 0; visit = from, from = this.#from.at(visit))
      way.push({ node: nodeOf(from), edge: this.#edges.at(visit), target: nodeOf(visit) });
    return way.reverse();
  }
}
