import type { StateKey } from '../../../explorer/model.ts';
import type { Interpreter } from '../../interpreter/model.ts';
import { packState, type StateLayout, unpackState } from '../layout/layout.ts';
import { replay } from './fingerprints.ts';
import type { SearchMemory } from './search-memory.ts';

/** The states of the memory as others know them: by the keys of the interpreter, and with the paths that lead to them. */
export class States {
  readonly #interpreter: Interpreter;
  readonly #layout: StateLayout;
  readonly #memory: SearchMemory;
  /** The memory has fingerprints of states only. */
  readonly #hasFingerprints: boolean;

  constructor(interpreter: Interpreter, layout: StateLayout, memory: SearchMemory, hasFingerprints: boolean) {
    this.#interpreter = interpreter;
    this.#layout = layout;
    this.#memory = memory;
    this.#hasFingerprints = hasFingerprints;
  }

  pack(key: StateKey): number[] {
    const { layout } = this.#interpreter;
    return [...packState(layout.decode(key), this.#layout, layout)];
  }

  keyOf(words: Int32Array): StateKey {
    const { layout } = this.#interpreter;
    return layout.encode(unpackState(words, this.#layout, layout));
  }

  /** Of a state by its number, where states are kept. */
  keyAt(state: number): StateKey {
    return this.keyOf(this.#memory.wordsAt(this.#memory.addressOf(state)));
  }

  /** From an initial state; where there are fingerprints only, the interpreter looks for the states that have them. */
  to(state: number): StateKey[] {
    const numbers = this.#memory.pathTo(state);
    if (!this.#hasFingerprints) return numbers.map((n) => this.keyAt(n));
    const fingerprints = this.#memory.fingerprints(numbers);
    return replay(this.#interpreter, fingerprints, (key) => this.#memory.fingerprintOf(this.pack(key)));
  }
}
