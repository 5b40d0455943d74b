/** A ring of elements in a memory: element n lies at n modulo the size, which is a power of two. */
export interface Ring {
  /** Address of the first element. */
  readonly at: number;
  /** Number of elements. */
  readonly size: number;
  /** Bytes of an element. */
  readonly bytes: number;
}

/** Moves the elements from `from` to below `to`: every second stretch to its place in a ring of twice the size. */
export function spread(memory: Uint8Array, { at, size, bytes }: Ring, from: number, to: number): void {
  for (let begin = from; begin < to;) {
    const stretch = Math.floor(begin / size);
    const end = Math.min(to, (stretch + 1) * size);
    const address = at + (begin % size) * bytes;
    const target = address + size * bytes;
    if (stretch % 2 === 1) memory.copyWithin(target, address, address + (end - begin) * bytes);
    begin = end;
  }
}
