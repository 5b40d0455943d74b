/** Texts that ask much of thps: of some kind, and different for every seed. */

export interface Kind {
  readonly name: string;
  readonly make: (random: Random) => HostileText;
  /** What is large cannot be said in few characters, so the text may have more than `FEW`. */
  readonly isLong?: true;
  /** Its states, or the initial ones, are what takes long: `thps check` is not asked. */
  readonly explores?: true;
}

/** The text of a spec, or texts that import each other: the first one is checked. */
export type HostileText = string | Readonly<Record<string, string>>;

/** No text of so many characters may take long. */
export const FEW = 4096;

/** Numbers that a seed determines. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From `least` to `most`, both included. */
  between(least: number, most: number): number {
    // mulberry32
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return least + (((t ^ (t >>> 14)) >>> 0) % (most - least + 1));
  }

  of<T>(choices: readonly T[]): T {
    return choices[this.between(0, choices.length - 1)]!;
  }
}

export function times<T>(count: number, make: (i: number) => T): T[] {
  return Array.from({ length: count }, (_, i) => make(i));
}

/** As large as it can be made in few characters. */
export function fill(make: (count: number) => string): string {
  let [fits, tooMany] = [1, FEW];
  while (tooMany - fits > 1) {
    const middle = (fits + tooMany) >> 1;
    if (make(middle).length <= FEW) fits = middle;
    else tooMany = middle;
  }
  // Chance may make it longer than it was.
  let text = make(fits);
  while (text.length > FEW) text = make(--fits);
  return text;
}

/** A spec with some variable, action and check around declarations. */
export function spec(...declarations: readonly string[]): string {
  return `spec s;\n${declarations.join('\n')}\ncheck c allow deadlock;\n`;
}
