/** A checkpoint that this run cannot go on from; the message is a sentence that says why. */
export class CheckpointRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CheckpointRefused';
  }
}
