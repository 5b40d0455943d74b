import { Interpreter } from '../backend/interpreter/model.ts';
import { problemOf } from '../backend/problem/problem.ts';
import type { Run } from '../core/run.ts';
import { noWalks, type WalkCounts, Walker, type WalkFinding } from '../explorer/walk.ts';
import type { TransitionSystem } from '../ir/system.ts';
import type { Override, Question } from '../typecheck/modules/requests.ts';
import type { SpecFile } from './files.ts';

/** What bounds the walks through the states of one run. */
export interface SimulationBounds {
  readonly seed: number;
  /** Steps of a walk. */
  readonly depth: number;
  readonly milliseconds: number;
  /** The number of the first walk, and of the last one. */
  readonly first: number;
  readonly last: number;
}

/** All that a thread needs to walk by itself. */
export interface SimulationTask extends SimulationBounds {
  readonly file: SpecFile;
  readonly cwd: string;
  readonly constants: readonly Override[];
  readonly questions: readonly Question[];
  readonly only?: readonly string[];
  /** Of the run. */
  readonly name: string;
}

/** What came out of the walks. */
export interface Simulation {
  readonly counts: WalkCounts;
  /** Of each property what the earliest walk found, in the order of the properties. */
  readonly findings: readonly WalkFinding[];
  readonly implicationsMet: readonly boolean[];
  readonly milliseconds: number;
}

/** Part of a simulation: what one thread has done since it last told. */
export interface SimulationPart {
  readonly counts: WalkCounts;
  readonly findings: readonly WalkFinding[];
  readonly implicationsMet: readonly boolean[];
}

/** Milliseconds between two reports of a thread. */
const INTERVAL = 100;

/**
 * Takes every `stride`th walk until the bounds are reached or everything is found that is looked for.
 * @param tell is given what was done since the last time; walks go on when it has returned
 * @param isEnding whether walks from this number on are wanted no more
 * @returns the number of the walk that would be next
 */
export async function walkAll(
  system: TransitionSystem,
  run: Run,
  bounds: SimulationBounds & { readonly stride: number },
  {
    tell,
    isEnding,
  }: {
    readonly tell: (part: SimulationPart) => Promise<void> | void;
    readonly isEnding: (walk: number) => boolean;
  },
): Promise<number> {
  const started = performance.now();
  const interpreter = new Interpreter(problemOf(system, run));
  const isLate = (): boolean => performance.now() - started >= bounds.milliseconds;
  const walker = new Walker(interpreter, { ...bounds, isLate });
  let told = noWalks(interpreter.stepCount);
  let findings: WalkFinding[] = [];
  const report = async (): Promise<void> => {
    const counts = difference(walker.counts, told);
    told = copyOf(walker.counts);
    const part = { counts, findings, implicationsMet: [...interpreter.implicationsMet] };
    findings = [];
    await tell(part);
  };
  let last = started;
  let walk = bounds.first;
  for (; walk <= bounds.last && !isEnding(walk); walk += bounds.stride) {
    const found = walker.walk(walk);
    findings.push(...found);
    const now = performance.now();
    if (isLate()) break;
    if (found.length > 0 || now - last >= INTERVAL) {
      await report();
      last = now;
    }
  }
  await report();
  return walk;
}

function copyOf(counts: WalkCounts): WalkCounts {
  return { ...counts, enabled: [...counts.enabled], taken: [...counts.taken] };
}

function difference(now: WalkCounts, before: WalkCounts): WalkCounts {
  const less = (a: readonly number[], b: readonly number[]): number[] => a.map((one, i) => one - (b[i] ?? 0));
  return {
    walks: now.walks - before.walks,
    steps: now.steps - before.steps,
    longest: now.longest,
    enabled: less(now.enabled, before.enabled),
    taken: less(now.taken, before.taken),
  };
}

/** Puts together what walks have found, and knows when there is nothing left to look for. */
export class Gathering {
  readonly #counts: WalkCounts;
  readonly #best = new Map<number, WalkFinding>();
  readonly #met: boolean[];
  readonly #properties: Interpreter['properties'];
  /** Walks from this number on are wanted no more. */
  #end = Infinity;

  constructor({ properties, stepCount, implicationCount }: Interpreter) {
    this.#properties = properties;
    this.#counts = noWalks(stepCount);
    this.#met = new Array<boolean>(implicationCount).fill(false);
  }

  get counts(): WalkCounts {
    return this.#counts;
  }

  get end(): number {
    return this.#end;
  }

  add({ counts, findings, implicationsMet }: SimulationPart): void {
    const sum = this.#counts;
    sum.walks += counts.walks;
    sum.steps += counts.steps;
    sum.longest = Math.max(sum.longest, counts.longest);
    counts.enabled.forEach((count, i) => (sum.enabled[i] = (sum.enabled[i] ?? 0) + count));
    counts.taken.forEach((count, i) => (sum.taken[i] = (sum.taken[i] ?? 0) + count));
    implicationsMet.forEach((met, i) => (this.#met[i] ||= met));
    for (const finding of findings) {
      const known = this.#best.get(finding.property);
      if (known === undefined || finding.walk < known.walk) this.#best.set(finding.property, finding);
    }
    this.#end = this.#lastWalk() + 1;
  }

  /**
   * The walk with which all is found: an unexpected violation, or the last of all that the run expects. Walks before it
   * may still find the same earlier, so that what is reported does not depend on which thread was faster.
   */
  #lastWalk(): number {
    const unexpected: number[] = [];
    const expected: number[] = [];
    for (const [i, { expectViolated, kind, isBound }] of this.#properties.entries()) {
      if (isBound !== undefined) continue;
      const walk = this.#best.get(i)?.walk ?? Infinity;
      if (expectViolated) expected.push(walk);
      else if (kind === 'possible') expected.push(walk);
      else if (kind !== 'reachable') unexpected.push(walk);
    }
    return Math.min(...unexpected, expected.length === 0 ? Infinity : Math.max(...expected));
  }

  result(milliseconds: number): Simulation {
    const findings = this.#properties.flatMap((_, i) => this.#best.get(i) ?? []);
    const last = this.#end;
    return {
      counts: this.#counts,
      // What a faster thread has found beyond the end is not told: another time it would not be.
      findings: findings.filter(({ walk }) => walk < last),
      implicationsMet: this.#met,
      milliseconds,
    };
  }
}
