import { zip } from '../../../core/lists.ts';
import type { Value } from '../../../core/types.ts';
import { constantOf } from './arithmetic.ts';
import { CannotCompile } from '../cannot-compile.ts';
import { get, i32, type Instruction, type Label, type Local, set, when } from '../encoding/instructions.ts';
import { Locals } from '../encoding/module.ts';
import { packValue, type Shape } from '../layout/shape.ts';

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

/** Instructions of a function from which on bodies for several elements are loops, however few they are. */
const LONG = 10_000;

/** Locals of a function that V8 compiles (kV8MaxWasmFunctionLocals). */
const MAX_LOCALS = 50_000;

/** Collects the instructions of a function: expressions put what they need beforehand into the current list. */
export class Emitter {
  readonly locals: Locals;
  readonly #scopes: Local[][] = [];
  #sink: Instruction[] = [];
  #count = 0;
  /** Where control goes if an evaluation fails: a label, or what gives one where it is needed. */
  failure: Label | { readonly label: () => Label } | undefined;

  constructor(parameters: ConstructorParameters<typeof Locals>[0]) {
    this.locals = new Locals(parameters);
  }

  emit(...instructions: readonly Instruction[]): void {
    this.#count += instructions.length;
    if (this.#count > MAX_INSTRUCTIONS) throw new CannotCompile('the code of a process becomes too large');
    for (const i of instructions) this.#sink.push(i);
  }

  /** Sets locals to the words of a value. */
  assign(locals: readonly Local[], words: readonly Instruction[]): void {
    for (const [word, local] of zip(words, locals)) this.emit(set(local, word));
  }

  /** Instructions and locals: what the function takes to compile grows with them. */
  get size(): number {
    return this.#count + this.locals.parameters.length + this.locals.declared.length;
  }

  /** Whether there is so much code already that copies of a body are not worth what they take to compile. */
  get isLong(): boolean {
    return this.#count > LONG;
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

  /** What `write` emits where failures go to a label, and whether any does. */
  attempt(failed: Label, write: () => void): { readonly code: Instruction[]; readonly mayFail: boolean } {
    const around = this.failure;
    let mayFail = false;
    const label = (): Label => {
      mayFail = true;
      return failed;
    };
    this.failure = { label };
    const code = this.collect(write);
    this.failure = around;
    return { code, mayFail };
  }

  /** A form that may be used several times. */
  atom(i: Instruction, name = 't'): Instruction {
    if (i.kind === 'get' || constantOf(i) !== undefined) return i;
    const local = this.fresh(name);
    this.emit(set(local, i));
    return get(local);
  }

  /** Goes to the failure if the condition is true; a constant that is false emits nothing. */
  failIf(condition: Instruction): void {
    const decided = constantOf(condition);
    if (decided === 0) return;
    if (!this.failure) throw new Error('a failure outside of a step');
    const label = 'label' in this.failure ? this.failure.label() : this.failure;
    this.emit({ kind: 'br', label, ...(decided === undefined ? { condition } : {}) });
  }

  /** Runs `then` only if the condition is true. */
  guarded(condition: Instruction, then: () => void, otherwise?: () => void): void {
    const decided = constantOf(condition);
    if (decided !== undefined) {
      if (decided !== 0) then();
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

  /** A local; within `scoped` it is given back at the end of it. */
  fresh(name: string): Local {
    const local = this.#within(this.locals.fresh('i32', name));
    this.#scopes.at(-1)?.push(local);
    return local;
  }

  /** Locals for the words of a value. */
  freshList(count: number, name: string): readonly Local[] {
    return Array.from({ length: count }, () => this.fresh(name));
  }

  /** A local that nothing written so far uses, for code that is added to what is written. */
  unused(name: string): Local {
    const local = this.#within(this.locals.unused('i32', name));
    this.#scopes.at(-1)?.push(local);
    return local;
  }

  #within(local: Local): Local {
    if (local.index >= MAX_LOCALS)
      throw new CannotCompile('a step or a property computes with values that are too large');
    return local;
  }

  /**
   * Locals taken meanwhile are free again at the end, since there may not be more than `MAX_LOCALS`. What is read
   * in a scope has to be set in it.
   */
  scoped<T>(write: () => T): T {
    const taken: Local[] = [];
    this.#scopes.push(taken);
    try {
      return write();
    } finally {
      this.#scopes.pop();
      for (const local of taken.reverse()) this.locals.release(local);
    }
  }
}
