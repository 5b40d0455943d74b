/**
 * Numbers in typed arrays, read at places that they are known to have. One function for each kind of array: a look-up
 * that has seen only one kind is compiled to a load.
 */
export function int32At(array: Int32Array, index: number): number {
  return array[index] ?? missing(array, index);
}

export function uint32At(array: Uint32Array, index: number): number {
  return array[index] ?? missing(array, index);
}

export function uint8At(array: Uint8Array, index: number): number {
  return array[index] ?? missing(array, index);
}

export function float64At(array: Float64Array, index: number): number {
  return array[index] ?? missing(array, index);
}

function missing({ length }: { readonly length: number }, index: number): never {
  throw new Error(`there is no number ${index} in an array of ${length}`);
}

/** Like `itemAt` of src/core, which knows more than a search may. */
export function elementAt<T>(list: readonly (T | undefined)[], index: number): T {
  const element = list[index];
  return element === undefined ? missing(list, index) : element;
}

/** Whole numbers of 32 bits, in the order in which they were added. */
export class Numbers {
  #all = new Int32Array(64);
  length = 0;

  add(value: number): void {
    if (this.length === this.#all.length) {
      const larger = new Int32Array(this.length * 2);
      larger.set(this.#all);
      this.#all = larger;
    }
    this.#all[this.length++] = value;
  }

  at(index: number): number {
    return int32At(this.#all, index);
  }

  clear(): void {
    this.length = 0;
  }
}
