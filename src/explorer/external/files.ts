/** A file of an external search: it grows at its end and is read anywhere. Written bytes can be read at once. */
export interface SpillFile {
  readonly append: (bytes: Uint8Array) => void;
  /** Fills `into` with the bytes from `at` on, all of which have been written. */
  readonly read: (into: Uint8Array, at: number) => void;
  readonly remove: () => void;
}

/** Where an external search keeps its files. All functions throw `SpillFailed` where the disk fails. */
export interface SpillFiles {
  readonly create: () => SpillFile;
  /** The most bytes that the files have taken at any time. */
  readonly peak: () => number;
  /** Removes everything; may be called again. */
  readonly end: () => void;
}

/** The search cannot continue with files. The message is a clause: `there is no space left in /tmp`. */
export class SpillFailed extends Error {
  readonly lacks: 'disk' | 'memory';

  /** @param lacks what there is not enough of */
  constructor(message: string, lacks: 'disk' | 'memory') {
    super(message);
    this.name = 'SpillFailed';
    this.lacks = lacks;
  }
}
