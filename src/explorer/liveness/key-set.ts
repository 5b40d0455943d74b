import { float64At, Numbers } from './arrays.ts';

/** A set of whole numbers of up to 53 bits: a table with open addressing. */
export class KeySet {
  /** The key plus one; 0 where the place is free. */
  #keys = new Float64Array(1_024);
  /** Places that are taken. */
  readonly #taken = new Numbers();

  /** False if the key was in the set. */
  add(key: number): boolean {
    if (this.#taken.length * 2 >= this.#keys.length) this.#grow();
    const place = this.#placeOf(key);
    if (float64At(this.#keys, place) !== 0) return false;
    this.#keys[place] = key + 1;
    this.#taken.add(place);
    return true;
  }

  has(key: number): boolean {
    return float64At(this.#keys, this.#placeOf(key)) !== 0;
  }

  clear(): void {
    for (let i = 0; i < this.#taken.length; i++) this.#keys[this.#taken.at(i)] = 0;
    this.#taken.clear();
  }

  /** Where a key is or would be. */
  #placeOf(key: number): number {
    const mask = this.#keys.length - 1;
    const low = Math.imul(key | 0, 0x9e3779b1);
    const mixed = Math.imul(low ^ (low >>> 15) ^ Math.floor(key / 2 ** 32), 0x85ebca6b);
    for (let place = (mixed ^ (mixed >>> 13)) & mask; ; place = (place + 1) & mask) {
      const found = float64At(this.#keys, place);
      if (found === 0 || found === key + 1) return place;
    }
  }

  #grow(): void {
    const keys = this.#keys;
    this.#keys = new Float64Array(keys.length * 2);
    this.#taken.clear();
    for (const found of keys) if (found !== 0) this.add(found - 1);
  }
}
