import type { Location } from '../text/source.ts';

/** Something that cannot be unless thps has a bug. It ends the run: a wrong result would be worse than none. */
export class InternalError extends Error {
  /** What of the spec was being worked on, if that is known. */
  readonly at: Location | undefined;
  constructor(message: string, at?: Location) {
    super(message);
    this.name = 'InternalError';
    this.at = at;
  }
}

/** The input is nested, or chained, more deeply than the stack of the process allows. */
export class BeyondStack extends Error {
  readonly at: Location;
  constructor(at: Location) {
    super('nested too deeply for the stack');
    this.name = 'BeyondStack';
    this.at = at;
  }
}

/** Whether the stack was used up. */
export function isStackOverflow(problem: unknown): boolean {
  return problem instanceof RangeError && /call stack/i.test(problem.message);
}

/** Does some work on what is declared at a place. Throws `BeyondStack` with it where the stack does not suffice. */
export function workingOn<T>(at: Location, work: () => T): T {
  try {
    return work();
  } catch (problem) {
    throw isStackOverflow(problem) ? new BeyondStack(at) : problem;
  }
}
