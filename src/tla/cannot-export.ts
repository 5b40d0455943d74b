import type { Location } from '../text/source.ts';

/** A run has something that a module of TLA+ cannot say. The message is a clause. */
export class CannotExport extends Error {
  readonly at: Location | undefined;
  constructor(message: string, at?: Location) {
    super(message);
    this.name = 'CannotExport';
    this.at = at;
  }
}
