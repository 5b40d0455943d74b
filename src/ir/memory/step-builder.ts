import { InternalError } from '../../core/internal-error.ts';
import { redirect } from '../operations/successors.ts';
import type { Operation, Step } from '../system.ts';

/** A place among the operations of a step that is being made: where the next ones may lead before it is known where they stand. */
export type Label = number;

/** The label of an operation of the old step. */
export function ofOld(index: number): Label {
  return -1 - index;
}

/**
 * Puts the operations of a step together anew. An operation leads to labels, which are negative numbers until the step is
 * complete; each operation of the old step has one.
 */
export class StepBuilder {
  readonly #operations: Operation[] = [];
  readonly #places: (number | undefined)[] = [];
  #labels = 0;

  /** @param old how many operations the old step has: their labels are made first */
  constructor(old: number) {
    for (let i = 0; i < old; i++) this.label();
  }

  label(): Label {
    return -1 - this.#labels++;
  }

  /** The next operation that is added stands at the label. */
  place(label: Label): void {
    this.#places[-1 - label] = this.#operations.length;
  }

  /** Adds an operation that leads to labels. */
  add(operation: Operation): void {
    this.#operations.push(operation);
  }

  /** Adds an operation that leads to the one that is added next. */
  then(make: (next: Label) => Operation): void {
    const next = this.label();
    this.add(make(next));
    this.place(next);
  }

  /** The step with its new operations. */
  finish(step: Step): Step {
    const resolve = (label: Label): number => {
      const place = label < 0 ? this.#places[-1 - label] : undefined;
      if (place === undefined) throw new InternalError('an operation leads nowhere', step.at);
      return place;
    };
    const operations = this.#operations.map((one) => (one.kind === 'stop' ? one : redirect(one, resolve)));
    return { ...step, operations, entry: resolve(ofOld(step.entry)) };
  }
}
