/** Draws a whole number from 0 up to `below`, which is at least 1. */
export type Random = (below: number) => number;

/**
 * Numbers that look random and are the same for the same two numbers, on every machine: sfc32 by Chris Doty-Humphrey
 * (PractRand), seeded by splitmix32. Good enough to choose steps by, and for nothing that has to be secret.
 */
export function randomOf(seed: number, stream: number): Random {
  const next = splitmix(seed ^ Math.imul(stream + 1, 0x9e3779b9));
  let [a, b, c, counter] = [next(), next(), next(), 1];
  const draw = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return sum >>> 0;
  };
  // The first numbers still resemble the seed.
  for (let i = 0; i < 12; i++) draw();
  // A 32-bit number is scaled, so that a choice of few is even to within one part in 2^32 of each.
  return (below) => Math.floor((draw() / 2 ** 32) * below);
}

function splitmix(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) | 0;
  };
}
