/** A checkpoint that this run cannot continue from, or must not write; the message is a sentence that says why. */
export class CheckpointRefused extends Error {
  /** What to do. */
  readonly hint: string;

  constructor(message: string, hint = 'begin anew with `--checkpoint` and a folder of its own') {
    super(message);
    this.name = 'CheckpointRefused';
    this.hint = hint;
  }
}
