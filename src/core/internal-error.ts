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
