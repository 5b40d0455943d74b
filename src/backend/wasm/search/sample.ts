import { InternalError } from '../../../core/internal-error.ts';
import { itemAt } from '../../../core/lists.ts';
import type { StateKey } from '../../../explorer/model.ts';
import type { Interpreter } from '../../interpreter/model.ts';

/** Milliseconds that samples may always take, and the share of the run that they may take beyond. */
const FREE_MILLISECONDS = 5;
const PART = 0.01;

/**
 * The interpreter, which is far slower, is not asked where compiled code took more than this: milliseconds, successors.
 */
const LARGEST = { milliseconds: 2, successors: 500 };

/** What compiled code made of one state. */
export interface Expanded {
  readonly state: StateKey;
  /** Successors, equal ones counted as often as they occur. */
  readonly generated: number;
  /** Those that were not known before. */
  readonly added: () => readonly StateKey[];
  readonly milliseconds: number;
  readonly isFound: (property: number) => boolean;
}

/**
 * A sample of states is evaluated by the interpreter as well, in every run: a fault in compiled code that no test has
 * met ends the run instead of showing up as a verdict. Which states these are depends only on their numbers.
 */
export class Sample {
  readonly #interpreter: Interpreter;
  readonly #started = performance.now();
  #taken = 0;
  /** Number of the next state to compare: each of the first ones, then fewer and fewer. */
  next = 0;

  constructor(interpreter: Interpreter) {
    this.#interpreter = interpreter;
  }

  /** @throws InternalError where the two disagree */
  compare(expanded: Expanded): void {
    const started = performance.now();
    this.next = Math.max(this.next + 1, Math.floor(this.next * 1.5));
    if (expanded.milliseconds > LARGEST.milliseconds || expanded.generated > LARGEST.successors) return;
    if (this.#taken > FREE_MILLISECONDS + PART * (started - this.#started)) return;
    this.#evaluate(expanded);
    this.#taken += performance.now() - started;
  }

  #evaluate({ state, generated, added, isFound }: Expanded): void {
    const { properties } = this.#interpreter;
    const successors = new Set<StateKey>();
    const told = new Set<number>();
    let count = 0;
    this.#interpreter.successors(state, {
      successor: (key) => {
        successors.add(key);
        count++;
      },
      violation: (property) => void told.add(property),
    });
    if (count !== generated) throw disagreement(`a state has ${count} successors, or ${generated}`);
    for (const key of added()) {
      if (!successors.has(key)) throw disagreement('a state has a successor, or has not');
      this.#interpreter.inspect(key, (property) => void told.add(property));
    }
    for (const property of told)
      if (!isFound(property))
        throw disagreement(`a state has something to tell about ${itemAt(properties, property).name}, or has not`);
  }
}

function disagreement(what: string): InternalError {
  return new InternalError(
    `the compiled engine and the interpreter disagree: ${what}; the result would not be certain, and --engine interpreter does without compiled code`,
  );
}
