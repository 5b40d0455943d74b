import type { FunctionReference, Instruction, Local, ValueType } from './instructions.ts';

/** A module under construction, and its functions. */
export interface WasmModule {
  readonly imports: readonly FunctionReference[];
  readonly memory?: {
    readonly shared: boolean;
    /** 64-bit addresses. */
    readonly wide: boolean;
    /** Pages of 64 KiB. */
    readonly minimum: number;
    readonly maximum: number;
  };
  readonly globals: readonly {
    readonly name: string;
    readonly type: 'i32' | 'i64';
    readonly initial: number | bigint;
  }[];
  readonly functions: readonly WasmFunction[];
}

export interface WasmFunction {
  readonly reference: FunctionReference;
  readonly exported: boolean;
  /** Without the parameters. */
  readonly locals: readonly Local[];
  readonly body: readonly Instruction[];
  /** What the text form says above it. */
  readonly note?: string;
}

/** Gives out the locals of one function; freed ones are used again. */
export class Locals {
  readonly #parameters: readonly Local[];
  readonly #all: Local[] = [];
  readonly #free: Record<ValueType, Local[]> = { i32: [], i64: [], v128: [] };

  constructor(parameters: readonly { readonly name: string; readonly type: ValueType }[]) {
    this.#parameters = parameters.map((p, index) => ({ ...p, index }));
  }

  get parameters(): readonly Local[] {
    return this.#parameters;
  }

  parameter(index: number): Local {
    const found = this.#parameters[index];
    if (!found) throw new Error(`no parameter ${index}`);
    return found;
  }

  fresh(type: ValueType, name: string): Local {
    return this.#free[type].pop() ?? this.unused(type, name);
  }

  /** One that no code before uses. */
  unused(type: ValueType, name: string): Local {
    const local = { index: this.#parameters.length + this.#all.length, type, name: `${name}${this.#all.length}` };
    this.#all.push(local);
    return local;
  }

  release(local: Local): void {
    this.#free[local.type].push(local);
  }

  get declared(): readonly Local[] {
    return this.#all;
  }
}
