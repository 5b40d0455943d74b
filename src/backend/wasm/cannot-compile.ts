import { isStackOverflow } from '../../core/internal-error.ts';

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

/** Compiles. What is nested more deeply than compilers and encoders can follow is left to the interpreter. */
export function compiling<T>(compile: () => T): T {
  try {
    return compile();
  } catch (problem) {
    if (!isStackOverflow(problem)) throw problem;
    throw new CannotCompile('it has too many branches, or what it has is nested too deeply');
  }
}
