import type { Value } from '../../core/types.ts';
import { constantOf } from './arithmetic.ts';
import { CannotCompile } from './cannot-compile.ts';
import { get, i32, type Instruction, type Label, type Local, set, when } from './encoding/instructions.ts';
import { Locals } from './encoding/module.ts';
import { packValue, type Shape } from './shape.ts';

/** A value as 32-bit words, each a constant or a local: they may be used any number of times. */
export interface Words {
  readonly shape: Shape;
  readonly words: readonly Instruction[];
}

export function constantWords(value: Value, shape: Shape): Words {
  const words = new Array<number>(shape.words).fill(0);
  packValue(value, shape, words);
  return { shape, words: words.map(i32) };
}

export function zeroWords(shape: Shape): Words {
  return { shape, words: new Array<Instruction>(shape.words).fill(i32(0)) };
}

/** Instructions of one function at most: engines refuse larger ones, or take minutes. */
const MAX_INSTRUCTIONS = 400_000;

/** Collects the instructions of a function: expressions put what they need beforehand into the current list. */
export class Emitter {
  readonly locals: Locals;
  #sink: Instruction[] = [];
  #count = 0;
  /** Where control goes if an evaluation fails. */
  failure: Label | undefined;

  constructor(parameters: ConstructorParameters<typeof Locals>[0]) {
    this.locals = new Locals(parameters);
  }

  emit(...instructions: readonly Instruction[]): void {
    this.#count += instructions.length;
    if (this.#count > MAX_INSTRUCTIONS) throw new CannotCompile('the code of a process becomes too large');
    this.#sink.push(...instructions);
  }

  /** What `write` emits, instead of emitting it. */
  collect(write: () => void): Instruction[] {
    const outer = this.#sink;
    const inner: Instruction[] = [];
    this.#sink = inner;
    try {
      write();
    } finally {
      this.#sink = outer;
    }
    return inner;
  }

  /** A form that may be used several times. */
  atom(i: Instruction, name = 't'): Instruction {
    if (i.kind === 'get' || constantOf(i) !== undefined) return i;
    const local = this.locals.fresh('i32', name);
    this.emit(set(local, i));
    return get(local);
  }

  /** Goes to the failure if the condition is true; what is known to be false emits nothing. */
  failIf(condition: Instruction): void {
    const known = constantOf(condition);
    if (known === 0) return;
    if (!this.failure) throw new Error('a failure outside of a step');
    this.emit({ kind: 'br', label: this.failure, ...(known === undefined ? { condition } : {}) });
  }

  /** Runs `then` only if the condition is true. */
  guarded(condition: Instruction, then: () => void, otherwise?: () => void): void {
    const known = constantOf(condition);
    if (known !== undefined) {
      if (known !== 0) then();
      else otherwise?.();
      return;
    }
    const a = this.collect(then);
    const b = otherwise ? this.collect(otherwise) : [];
    if (a.length > 0 || b.length > 0) this.emit(when(condition, a, b));
  }

  /** All that was emitted. */
  take(): Instruction[] {
    return this.#sink;
  }

  fresh(name: string): Local {
    return this.locals.fresh('i32', name);
  }
}
