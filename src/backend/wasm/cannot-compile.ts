/** A spec that this engine cannot run; `message` is a sentence for the author of the spec. The interpreter can. */
export class CannotCompile extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CannotCompile';
  }
}
