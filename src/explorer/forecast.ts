import type { Progress } from './model.ts';

/** Looks at the search that a forecast goes by, the last ones; and how many there have to be. */
const LOOKS = 16;
const ENOUGH = 6;
/** Levels that are expected at most. */
const MOST_LEVELS = 100_000;
/** A forecast of more than so many times what is known is none. */
const FARTHEST = 20;

/** How many states a level has, as its logarithm, at a depth that may lie between two levels. */
interface Look {
  readonly depth: number;
  readonly logSize: number;
}

/**
 * How many states a breadth-first search will come to, guessed from the sizes of its levels. They rise and fall roughly
 * like a bell, whose logarithm is a parabola: the one that is closest to what was seen last (least squares) is continued
 * until a level has less than one state. Before the growth slows down there is no forecast, and while the levels still
 * grow it may be wrong by a factor of several, in both directions.
 */
export class Forecast {
  readonly #looks: Look[] = [];
  #last: Pick<Progress, 'distinct' | 'depth'> = { distinct: 0, depth: 0 };

  /** Takes notice of how far the search is. Levels that have passed since the last time are taken to be alike. */
  see({ distinct, depth }: Pick<Progress, 'distinct' | 'depth'>): void {
    const levels = depth - this.#last.depth;
    const found = distinct - this.#last.distinct;
    if (levels <= 0) return;
    if (found > 0) this.#looks.push({ depth: depth - levels / 2, logSize: Math.log(found / levels) });
    if (this.#looks.length > LOOKS) this.#looks.shift();
    this.#last = { distinct, depth };
  }

  /** All states that there will be, or undefined where nothing can be said. */
  get states(): number | undefined {
    if (this.#looks.length < ENOUGH) return undefined;
    const { distinct, depth } = this.#last;
    const size = parabolaThrough(this.#looks);
    if (size === undefined) return undefined;
    let states = distinct;
    for (let level = 0; level < MOST_LEVELS && states < distinct * FARTHEST; level++) {
      const more = Math.exp(size(depth + level + 0.5));
      if (more < 1) return Math.round(states);
      states += more;
    }
    return undefined;
  }
}

/** The parabola that is closest to some points; undefined where it is open at the top. */
function parabolaThrough(looks: readonly Look[]): ((depth: number) => number) | undefined {
  // Around the middle of the points the equations are well behaved.
  const middle = looks.reduce((sum, { depth }) => sum + depth, 0) / looks.length;
  const sum = (of: (x: number, y: number) => number): number =>
    looks.reduce((all, { depth, logSize }) => all + of(depth - middle, logSize), 0);
  const [s2, s3, s4] = [sum((x) => x ** 2), sum((x) => x ** 3), sum((x) => x ** 4)];
  const [t0, t1, t2] = [sum((_, y) => y), sum((x, y) => x * y), sum((x, y) => x * x * y)];
  const n = looks.length;
  // Normal equations, with the sum of x equal to 0: n·a + s2·c = t0, s2·b + s3·c = t1, s2·a + s3·b + s4·c = t2.
  const divisor = s4 - (s2 * s2) / n - (s3 * s3) / s2;
  const c = (t2 - (s2 * t0) / n - (s3 * t1) / s2) / divisor;
  const b = (t1 - s3 * c) / s2;
  const a = (t0 - s2 * c) / n;
  if (!(c < 0)) return undefined;
  return (depth) => a + b * (depth - middle) + c * (depth - middle) ** 2;
}
