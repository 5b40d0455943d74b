import type { Value } from '../../../core/types.ts';
import type { StateKey } from '../../../explorer/model.ts';
import type { Interpreter } from '../../interpreter/model.ts';
import type { Layout } from '../../problem/layout.ts';
import { packState, type StateLayout, unpackState } from '../layout/layout.ts';
import { replay } from './fingerprints.ts';
import { pathTo } from './parents.ts';
import type { SearchMemory } from './search-memory.ts';

/** The states of the memory as seen from outside: by their keys, and with the paths that lead to them. */
export class States {
  readonly #layout: Layout;
  readonly #packed: StateLayout;
  readonly #memory: SearchMemory;
  readonly #interpreter: Interpreter;

  /** @param packed how the memory stores what `layout` lays out */
  constructor(layout: Layout, packed: StateLayout, memory: SearchMemory, interpreter: Interpreter) {
    this.#layout = layout;
    this.#packed = packed;
    this.#memory = memory;
    this.#interpreter = interpreter;
  }

  pack(key: StateKey): number[] {
    return this.packed(this.#layout.decode(key));
  }

  packed(state: readonly Value[]): number[] {
    return [...packState(state, this.#packed, this.#layout)];
  }

  keyOf(words: Int32Array): StateKey {
    return this.#layout.encode(unpackState(words, this.#packed, this.#layout));
  }

  /** By the number of the state, where whole states are kept. */
  keyAt(state: number): StateKey {
    return this.keyOf(this.#memory.wordsAt(this.#memory.addressOf(state)));
  }

  /** From an initial state; where only fingerprints are kept, the interpreter looks for the states that have them. */
  to(state: number): StateKey[] {
    const numbers = pathTo(this.#memory, state);
    if (!this.#memory.hasFingerprints) return numbers.map((n) => this.keyAt(n));
    const fingerprints = this.#memory.fingerprints(numbers);
    return replay(this.#interpreter, fingerprints, (key) => this.#memory.fingerprintOf(this.pack(key)));
  }
}
