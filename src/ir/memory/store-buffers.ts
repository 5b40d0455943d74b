import type { Expr, FunctionSymbol, MatchPattern } from '../../core/expression.ts';
import { itemAt } from '../../core/lists.ts';
import type { Type, UnionType, Value } from '../../core/types.ts';
import { cardinality } from '../../core/enumerate.ts';
import type { Shape } from './shapes.ts';
import { type Terms, upTo } from '../terms.ts';
import { wordTable } from './words.ts';

/**
 * The store buffer of a CPU, as a value and the functions that work on it.
 *
 * A buffer is a sequence of entries: the number of the epoch that the store belongs to, the number of the word, and the value
 * stored. `smp_wmb()` begins a new epoch. A store may leave the buffer if it is the first to its word and none of an earlier
 * epoch is left. The epochs of the entries are numbered 0, 1, …, so that the ones that may leave are those of epoch 0; within
 * an epoch entries stand in the order of their words, since the order in which they came there does not matter. So there is
 * one value for all buffers that behave alike.
 *
 * Engines copy functions in where they are called: words have numbers so that entries are told apart without a `match`.
 */
export class StoreBuffers {
  /** Of a CPU: its entries, the current epoch, and whether it has unlocked since its buffer was empty. */
  readonly type: Type;
  readonly empty: Value = [[], 0, 0];
  readonly entries: Type;
  readonly epoch: Type;
  /** The newest and the oldest value that is stored to a word of a shape; another value where there is none. */
  readonly newest: readonly FunctionSymbol[];
  readonly oldest: readonly FunctionSymbol[];
  /** Whether there is an entry for a word, and whether one of them may leave. */
  readonly has: FunctionSymbol;
  readonly mayLeave: FunctionSymbol;
  /** The entries with one more. */
  readonly inserted: FunctionSymbol;
  /** The buffer without the oldest entry for a word. */
  readonly without: FunctionSymbol;
  /** The current epoch after a barrier. */
  readonly fenced: FunctionSymbol;
  readonly #entry: Type;
  readonly #value: UnionType;
  readonly #word: Type;
  /** The number of the first word of each shape, and behind the last. */
  readonly #first: readonly number[];
  readonly #terms: Terms;
  readonly #capacity: number;

  /** @param capacity of a buffer, at least 1 */
  constructor(shapes: readonly Shape[], capacity: number, terms: Terms) {
    this.#terms = terms;
    this.#capacity = capacity;
    this.epoch = upTo(capacity - 1);
    const first = [0];
    for (const { keys } of shapes)
      first.push((first.at(-1) ?? 0) + keys.reduce((n, key) => n * Number(cardinality(key)), 1));
    this.#first = first;
    this.#word = upTo(Math.max(0, itemAt(first, shapes.length) - 1));
    const variants = shapes.map(({ name, type }) => ({ name, payload: [{ type }] }));
    this.#value = { kind: 'union', name: 'StoredValue', variants };
    this.#entry = { kind: 'tuple', elements: [this.epoch, this.#word, this.#value] };
    this.entries = { kind: 'seq', capacity, element: this.#entry };
    this.type = { kind: 'tuple', elements: [this.entries, upTo(capacity), { kind: 'bool' }] };
    this.newest = shapes.map((shape) => this.#defineFound('newest', shape, [...this.#positions()].reverse()));
    this.oldest = shapes.map((shape) => this.#defineFound('oldest', shape, this.#positions()));
    this.has = this.#defineHas();
    this.mayLeave = this.#defineMayLeave();
    this.inserted = this.#defineInserted();
    this.fenced = this.#defineFenced();
    this.without = this.#defineWithout();
  }

  /** An entry for a store. */
  entry({ number, type }: Shape, word: Expr, epoch: Expr, value: Expr): Expr {
    const t = this.#terms;
    const payload = [t.narrow(value, type)];
    const stored: Expr = { kind: 'variant', tag: number, payload, type: this.#value, at: t.at };
    return t.tuple(this.#entry, [t.narrow(epoch, this.epoch), word, stored]);
  }

  /** The number of a word, found by its keys in a table. */
  word(shape: Shape, keys: readonly Expr[]): Expr {
    return wordTable(this.#terms, shape, this.#word, itemAt(this.#first, shape.number), keys);
  }

  /** Whether there is an entry for any word of a shape. */
  hasAny({ number }: Shape, entries: Expr): Expr {
    const t = this.#terms;
    const below = t.number(itemAt(this.#first, number + 1));
    const from = t.number(itemAt(this.#first, number) - 1);
    return t.any(
      this.#positions().map((i) => {
        const word = t.field(this.#nth(entries, i), 1);
        return t.all([this.#holds(entries, i), t.greater(word, from), t.greater(below, word)]);
      }),
    );
  }

  // ------------------------------------------------------------------------------------------ entries

  #nth(entries: Expr, i: number): Expr {
    return this.#terms.index(entries, this.#terms.number(i));
  }

  #epochOf(entry: Expr): Expr {
    return this.#terms.field(entry, 0);
  }

  #isFirstEpoch(entry: Expr): Expr {
    return this.#terms.equal(this.#epochOf(entry), this.#terms.number(0));
  }

  #isOf(entry: Expr, word: Expr): Expr {
    return this.#terms.equal(this.#terms.field(entry, 1), word);
  }

  /** Whether there is an entry at a position, and it is of a word. */
  #isAt(entries: Expr, i: number, word: Expr): Expr {
    return this.#terms.all([this.#holds(entries, i), this.#isOf(this.#nth(entries, i), word)]);
  }

  #holds(entries: Expr, i: number): Expr {
    return this.#terms.greater(this.#terms.size(entries), this.#terms.number(i));
  }

  #hasSize(entries: Expr, n: number): Expr {
    return this.#terms.equal(this.#terms.size(entries), this.#terms.number(n));
  }

  #positions(): readonly number[] {
    return Array.from({ length: this.#capacity }, (_, i) => i);
  }

  /** Some of the entries as a sequence. */
  #only(entries: Expr, positions: readonly number[]): Expr {
    const elements = positions.map((i) => this.#nth(entries, i));
    return this.#terms.sequence(this.entries, elements);
  }

  // ------------------------------------------------------------------------------------------ buffers

  #defineFound(which: 'newest' | 'oldest', { name, number, type }: Shape, order: readonly number[]): FunctionSymbol {
    const t = this.#terms;
    return t.define(`${which} ${name}`, [this.entries, this.#word, type], type, (entries, word, otherwise) => {
      const valueAt = (i: number): Expr => {
        const symbol = t.symbol('value', type);
        const pattern: MatchPattern = { kind: 'variant', tag: number, payload: [{ kind: 'bind', symbol }] };
        const own = { pattern, body: t.local(symbol) };
        // A word has one shape.
        const arms = this.#value.variants.length > 1 ? [own, { pattern: ANY, body: otherwise }] : [own];
        return { kind: 'match', value: t.field(this.#nth(entries, i), 2), arms, type, at: t.at };
      };
      return t.first(
        order.map((i) => [this.#isAt(entries, i, word), valueAt(i)] as const),
        otherwise,
        type,
      );
    });
  }

  #defineHas(): FunctionSymbol {
    const t = this.#terms;
    return t.define('has', [this.entries, this.#word], { kind: 'bool' }, (entries, word) =>
      t.any(this.#positions().map((i) => this.#isAt(entries, i, word))),
    );
  }

  /**
   * Entries for one word stand in the order in which they came, so where one is of epoch 0, the first of them is as well.
   */
  #defineMayLeave(): FunctionSymbol {
    const t = this.#terms;
    return t.define('may_leave', [this.entries, this.#word], { kind: 'bool' }, (entries, word) =>
      t.any(
        this.#positions().map((i) => t.all([this.#isAt(entries, i, word), this.#isFirstEpoch(this.#nth(entries, i))])),
      ),
    );
  }

  /** A new entry is of the current epoch, and so of the last one: it goes before those of its epoch with greater words. */
  #defineInserted(): FunctionSymbol {
    const t = this.#terms;
    return t.define('inserted', [this.entries, this.#entry], this.entries, (entries, one) => {
      const isBehind = (old: Expr): Expr =>
        t.all([t.equal(this.#epochOf(old), this.#epochOf(one)), t.greater(t.field(old, 1), t.field(one, 1))]);
      const ofSize = (n: number): Expr => {
        const old = Array.from({ length: n }, (_, i) => this.#nth(entries, i));
        const at = (i: number): Expr => t.sequence(this.entries, [...old.slice(0, i), one, ...old.slice(i)]);
        const cases = old.map((entry, i) => [isBehind(entry), at(i)] as const);
        return t.first(cases, at(n), this.entries);
      };
      const cases = this.#positions().map((n) => [this.#hasSize(entries, n), ofSize(n)] as const);
      // Nothing is inserted into a full one.
      return t.first(cases, entries, this.entries);
    });
  }

  #defineFenced(): FunctionSymbol {
    const t = this.#terms;
    const type = upTo(this.#capacity);
    return t.define('fenced', [this.type], type, (buffer) => {
      const entries = t.field(buffer, 0);
      const epoch = t.field(buffer, 1);
      const isUsed = t.all([this.#holds(entries, 0), t.equal(this.#epochOf(t.fromEnd(entries, 1)), epoch)]);
      return t.choose(isUsed, t.plus(epoch, 1, type), epoch, type);
    });
  }

  /** Entries with their epochs counted from 0 again. */
  #renumbered(entries: Expr): Expr {
    const t = this.#terms;
    const earlier = (entry: Expr): Expr =>
      t.tuple(this.#entry, [t.plus(this.#epochOf(entry), -1, this.epoch), t.field(entry, 1), t.field(entry, 2)]);
    const ofSize = (n: number): Expr =>
      t.sequence(
        this.entries,
        Array.from({ length: n }, (_, i) => earlier(this.#nth(entries, i))),
      );
    const cases = this.#positions().map((n) => [this.#hasSize(entries, n), ofSize(n)] as const);
    return t.first(cases, ofSize(this.#capacity), this.entries);
  }

  /** The entries without the first one of a word. */
  #taken(entries: Expr, word: Expr): Expr {
    const t = this.#terms;
    const cases = this.#positions().map((i) => {
      const sizes = this.#positions().filter((n) => n > i);
      const left = (n: number): Expr =>
        this.#only(
          entries,
          Array.from({ length: n }, (_, k) => k).filter((k) => k !== i),
        );
      const bySize = sizes.map((n) => [this.#hasSize(entries, n), left(n)] as const);
      return [this.#isAt(entries, i, word), t.first(bySize, left(this.#capacity), this.entries)] as const;
    });
    return t.first(cases, entries, this.entries);
  }

  /** The current epoch is that of the last entry or the next one, and 0 where there is none. */
  #defineWithout(): FunctionSymbol {
    const t = this.#terms;
    const epochs = upTo(this.#capacity);
    const types = [this.entries, epochs, { kind: 'bool' }] as const;
    const settled = t.define('settled', types, this.type, (left, epoch, unlocked) => {
      const same = t.tuple(this.type, [left, epoch, unlocked]);
      const next = t.tuple(this.type, [this.#renumbered(left), t.plus(epoch, -1, epochs), unlocked]);
      const first = this.#isFirstEpoch(this.#nth(left, 0));
      const some = t.choose(first, same, next, this.type);
      return t.choose(this.#hasSize(left, 0), t.constant(this.type, this.empty), some, this.type);
    });
    return t.define('without', [this.type, this.#word], this.type, (buffer, word) =>
      t.call(settled, this.#taken(t.field(buffer, 0), word), t.field(buffer, 1), t.field(buffer, 2)),
    );
  }
}

const ANY: MatchPattern = { kind: 'any' };
