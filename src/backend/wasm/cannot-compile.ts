/** A spec that this engine cannot run; `message` is a sentence for the author of the spec. The interpreter can. */
export class CannotCompile extends Error {
  /** What to do about it, where it is not the spec that asks for too much. */
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.name = 'CannotCompile';
    this.hint = hint;
  }
}
