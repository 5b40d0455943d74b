import { EvaluationError } from '../../core/evaluate/environment.ts';
import type { Location } from '../../text/source.ts';

/** A range error in the evaluation of a property or an initialiser. */
export interface FailedEvaluation {
  readonly message: string;
  readonly at: Location;
}

/** The range error that an evaluation ends in, if any. */
export function rangeErrorOf(evaluate: () => void): FailedEvaluation | undefined {
  try {
    evaluate();
    return undefined;
  } catch (problem) {
    if (problem instanceof EvaluationError) return { message: problem.message, at: problem.at };
    throw problem;
  }
}
