import type { Independence } from '../../../ir/analysis/independence.ts';
import type { TransitionSystem } from '../../../ir/system.ts';
import type { Problem } from '../../problem/problem.ts';
import type { Container } from '../emit/access.ts';
import { CannotCompile } from '../cannot-compile.ts';
import { Emitter } from '../emit/emitter.ts';
import type { FunctionReference, Local } from '../encoding/instructions.ts';
import type { WasmFunction } from '../encoding/module.ts';
import type { StateLayout } from '../layout/layout.ts';
import type { AreaMap } from '../store/memory-map.ts';
import { type Poll, pollInLoops } from '../store/poll.ts';

/** Instructions and locals of all functions at most: each process has its own, with a local for each word of a state. */
const MAX_SIZE = 2_000_000;

/** What functions of states are compiled from, and where they go. */
export interface SystemContext {
  readonly system: TransitionSystem;
  readonly properties: Problem['properties'];
  readonly observed: Problem['observed'];
  readonly layout: StateLayout;
  /** What a worker has for itself. */
  readonly area: AreaMap;
  readonly functions: StateFunctions;
  /** Which steps may sleep; absent where none does. */
  readonly independence: Independence | undefined;
  /** Of the host: told of a property that a step violates, and whether the state after it is in the scratch memory. */
  readonly violation: FunctionReference;
  /** How the host is asked now and then whether the event loop should turn. */
  readonly poll: Poll;
}

/** Names of the words of a state. */
export function words(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${name}${i}`);
}

/** Makes the functions of a module whose parameters are words of states. */
export class StateFunctions {
  readonly #words: number;
  readonly #poll: Poll;
  readonly #all: WasmFunction[] = [];
  #size = 0;

  /** @param words of a state */
  constructor(words: number, poll: Poll) {
    this.#words = words;
    this.#poll = poll;
  }

  get all(): readonly WasmFunction[] {
    return this.#all;
  }

  begin(): { readonly emitter: Emitter; readonly state: Container } {
    const { emitter, parameters } = this.beginWith(words('w', this.#words));
    return { emitter, state: { locals: parameters } };
  }

  /** A function of numbers with these names. */
  beginWith(names: readonly string[]): { readonly emitter: Emitter; readonly parameters: readonly Local[] } {
    const emitter = new Emitter(names.map((name) => ({ name, type: 'i32' })));
    return { emitter, parameters: emitter.locals.parameters };
  }

  /** The function is what was emitted; its code returns where it has a result. */
  end(name: string, emitter: Emitter, result?: 'i32'): FunctionReference {
    const reference: FunctionReference = {
      name,
      index: -1,
      parameters: emitter.locals.parameters.map(({ type }) => type),
      results: result ? [result] : [],
    };
    this.#size += emitter.size;
    if (this.#size > MAX_SIZE) throw new CannotCompile('the code of all processes and actions becomes too large');
    const body = pollInLoops(emitter.take(), this.#poll);
    this.#all.push({
      reference,
      exported: false,
      locals: emitter.locals.declared,
      body: result ? [...body, { kind: 'unreachable' }] : body,
    });
    return reference;
  }
}
