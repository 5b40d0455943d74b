import type { LocalSymbol } from '../../core/expression.ts';

/** Locals of one block, pattern or binder, inside those around it. */
export class Scope {
  /** Absent until there is one: most scopes stay empty. */
  #names: Map<string, LocalSymbol> | undefined;
  readonly #outer: Scope | undefined;

  constructor(outer?: Scope) {
    this.#outer = outer;
  }

  find(name: string): LocalSymbol | undefined {
    return this.#names?.get(name) ?? this.#outer?.find(name);
  }

  add(symbol: LocalSymbol): void {
    (this.#names ??= new Map()).set(symbol.name, symbol);
  }

  /** All names that can be used here, innermost first. */
  *visible(): Generator<string> {
    if (this.#names) yield* this.#names.keys();
    if (this.#outer) yield* this.#outer.visible();
  }
}
