import type { StateKey } from './model.ts';

/** Entries that a `Map` can have in V8: 2^24; a store of more states has several. */
const MAP_CAPACITY = 2 ** 24 - 1;

/** Stands for "no predecessor" in the array of parents. */
const NO_PARENT = 0xffff_ffff;

/**
 * Every state found so far, numbered in the order of discovery, with the state it was first reached from.
 * The frontier of a breadth-first search is an index range of it.
 */
export class StateStore {
  readonly #maps: Map<StateKey, number>[];
  readonly #mapCapacity: number;
  readonly #keys: StateKey[] = [];
  #parents = new Uint32Array(1024);

  /** `mapCapacity` is for tests. */
  constructor(mapCapacity = MAP_CAPACITY) {
    this.#mapCapacity = mapCapacity;
    this.#maps = [new Map<StateKey, number>()];
  }

  get size(): number {
    return this.#keys.length;
  }

  has(key: StateKey): boolean {
    for (const map of this.#maps) if (map.has(key)) return true;
    return false;
  }

  /** Adds a state that is not in the store yet. `parent` is a state's index, -1 for an initial state. */
  add(key: StateKey, parent: number): void {
    const index = this.#keys.length;
    let map = this.#maps[this.#maps.length - 1];
    if (map === undefined || map.size >= this.#mapCapacity) {
      map = new Map();
      this.#maps.push(map);
    }
    map.set(key, index);
    this.#keys.push(key);
    if (index >= this.#parents.length) {
      const larger = new Uint32Array(this.#parents.length * 2);
      larger.set(this.#parents);
      this.#parents = larger;
    }
    this.#parents[index] = parent < 0 ? NO_PARENT : parent;
  }

  keyAt(index: number): StateKey {
    const key = this.#keys[index];
    if (key === undefined) throw new Error(`no state has the number ${index}`);
    return key;
  }

  /** The states from an initial one to this one, both included; nothing for -1. */
  pathTo(index: number): StateKey[] {
    const path: StateKey[] = [];
    let at = index < 0 ? NO_PARENT : index;
    while (at !== NO_PARENT) {
      path.push(this.keyAt(at));
      at = this.#parents[at] ?? NO_PARENT;
    }
    return path.reverse();
  }
}
