import type { Expr, FunctionSymbol } from '../../core/expression.ts';
import { itemAt } from '../../core/lists.ts';
import type { Type } from '../../core/types.ts';
import type { Shape } from './shapes.ts';
import { mapType, type Terms, upTo } from '../terms.ts';

/**
 * The values that the words of one shape had before, for loads that still find them. For each CPU and word there is a
 * number, how many stores the CPU may be behind; so many values are kept as the one that is furthest behind may find.
 * Where a CPU will not load the word again, the number is `retired`, and nothing is kept for it.
 */
export class OldValues {
  readonly shape: Shape;
  /** Most values that are kept. */
  readonly capacity: number;
  readonly retired: number;
  readonly behind: Type;
  /** Of the variable with the numbers: for each CPU, for each word. */
  readonly behindAll: Type;
  readonly kept: Type;
  readonly keptAll: Type;
  /** The number of a CPU that somebody else's store has left behind. */
  readonly further: FunctionSymbol;
  /** The numbers of the last so many values. */
  readonly #trimmed: FunctionSymbol;
  readonly #pushed: FunctionSymbol;
  readonly #larger: FunctionSymbol;
  readonly #real: FunctionSymbol;
  readonly #terms: Terms;

  /** @param cpu the type of the CPUs that load */
  constructor(shape: Shape, capacity: number, cpu: Type, terms: Terms) {
    const t = terms;
    this.#terms = t;
    this.shape = shape;
    this.capacity = capacity;
    this.retired = capacity + 1;
    this.behind = upTo(this.retired);
    this.behindAll = mapType([cpu, ...shape.keys], this.behind);
    this.kept = { kind: 'seq', capacity, element: shape.type };
    this.keptAll = mapType(shape.keys, this.kept);
    const count = upTo(capacity);
    const { name } = shape;
    this.further = t.define(`further ${name}`, [this.behind], this.behind, (behind) =>
      t.first([[t.greater(behind, t.number(capacity - 1)), behind]], t.plus(behind, 1, this.behind), this.behind),
    );
    this.#larger = t.define(`larger ${name}`, [count, count], count, (a, b) => t.choose(t.greater(a, b), a, b, count));
    this.#real = t.define(`real ${name}`, [this.behind], count, (behind) =>
      t.choose(t.equal(behind, t.number(this.retired)), t.number(0), t.narrow(behind, count), count),
    );
    const numbers = Array.from({ length: capacity + 1 }, (_, i) => i);
    const last = (kept: Expr, n: number): readonly Expr[] =>
      Array.from({ length: n }, (_, i) => t.fromEnd(kept, n - i));
    this.#trimmed = t.define(`trimmed ${name}`, [this.kept, count], this.kept, (kept, wanted) => {
      const cases = numbers
        .slice(0, -1)
        .map((n) => [t.equal(wanted, t.number(n)), t.sequence(this.kept, last(kept, n))] as const);
      return t.first(cases, kept, this.kept);
    });
    this.#pushed = t.define(`pushed ${name}`, [this.kept, shape.type, count], this.kept, (kept, value, wanted) => {
      const cases = numbers.map((n) => {
        const values = n === 0 ? [] : [...last(kept, n - 1), value];
        return [t.equal(wanted, t.number(n)), t.sequence(this.kept, values)] as const;
      });
      return t.first(cases, kept, this.kept);
    });
  }

  /** How far the CPU that is furthest behind is. @param all the numbers of all CPUs */
  #most(numbers: readonly Expr[]): Expr {
    const t = this.#terms;
    return numbers
      .map((one) => t.call(this.#real, one))
      .reduce<Expr>((a, b) => t.call(this.#larger, a, b), t.number(0));
  }

  /** What is still kept. @param numbers those of all CPUs */
  trimmed(kept: Expr, numbers: readonly Expr[]): Expr {
    return this.#terms.call(this.#trimmed, kept, this.#most(numbers));
  }

  /** What is kept when a value is overwritten. @param numbers those of all CPUs afterwards */
  pushed(kept: Expr, value: Expr, numbers: readonly Expr[]): Expr {
    return this.#terms.call(this.#pushed, kept, value, this.#most(numbers));
  }

  /** The value that somebody finds who is so far behind; at least 1. */
  found(kept: Expr, behind: Expr): Expr {
    const t = this.#terms;
    const numbers = Array.from({ length: this.capacity }, (_, i) => i + 1);
    const cases = numbers.map((n) => [t.equal(behind, t.number(n)), t.fromEnd(kept, n)] as const);
    return t.first(cases.slice(0, -1), itemAt(cases, cases.length - 1)[1], this.shape.type);
  }
}
