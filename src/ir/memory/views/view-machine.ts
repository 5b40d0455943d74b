import type { Expr, FunctionSymbol, VariableSymbol } from '../../../core/expression.ts';
import { cardinality, valuesOf } from '../../../core/enumerate.ts';
import { itemAt } from '../../../core/lists.ts';
import type { Initialiser, Program } from '../../../core/program.ts';
import type { Type, Value } from '../../../core/types.ts';
import { placeExpression } from '../../bodies/bindings.ts';
import type { Family, IrPlace } from '../../system.ts';
import { type Capacity, capacityFor, type FamilyAccesses } from '../bounds.ts';
import { cpuName } from '../cpus.ts';
import { placeOf, type Shape } from '../shapes.ts';
import { constantMap, mapType, Terms, upTo } from '../../terms.ts';
import { wordTable } from '../words.ts';

/**
 * What each CPU knows of the stores to each word, all of them as one view each: how far in the order of the stores to a word
 * (its coherence order) something is, for each word.
 *
 * - `seen`: what its accesses have come to themselves, or by an acquire;
 * - `loads`: from where its loads find values, after smp_rmb();
 * - `acquired`: what the stores know that it has loaded from;
 * - `carried`: what its next stores carry, after smp_wmb();
 * - `own`: its own stores;
 * - `unlocked`: what it knew when it unlocked something;
 * - `floor`: behind what its stores go, after an smp_mb() of anybody;
 * - `depended`: what its stores come behind because a branch depended on it.
 */
export const KINDS = ['seen', 'loads', 'acquired', 'carried', 'own', 'unlocked', 'floor', 'depended'] as const;
export type Kind = (typeof KINDS)[number];

/** A row of the table of views: one of a CPU by its kind, or one that all share. */
export type Row = Kind | 'fences' | 'strong';

/**
 * Memory as the stores to each word in coherence order, each with the view that it carries (docs/memory.md has the rules).
 * Stores are told apart by their places in that order, which change where a store comes in between: so there is one state
 * for all runs that lead to the same stores and the same knowledge of them.
 */
export class ViewMachine {
  readonly terms: Terms;
  readonly shapes: readonly Shape[];
  readonly variables: VariableSymbol[] = [];
  readonly initialisers: Initialiser[] = [];
  /** Stores to a word besides its initial value, at most. */
  readonly capacity: Capacity;
  readonly word: Type;
  readonly position: Type;
  readonly view: Type;
  readonly row: Type;
  /** One view with what either knows. */
  readonly joined: FunctionSymbol;
  readonly #shifted: FunctionSymbol;
  readonly #program: Program;
  /** By the number of a process instance, the number of its CPU. */
  readonly #cpus: ReadonlyMap<number, number>;
  readonly #cpuCount: number;
  readonly #views: VariableSymbol;
  readonly #newest: VariableSymbol;
  readonly #attached: VariableSymbol;
  readonly #values: ReadonlyMap<Shape, VariableSymbol>;
  readonly #words: number;
  readonly #rows: number;

  /** @param families with what they do to memory @param byActions shapes that actions store to */
  constructor(
    program: Program,
    shapes: readonly Shape[],
    families: readonly (readonly [Family, FamilyAccesses])[],
    byActions: ReadonlySet<Shape>,
  ) {
    const { at } = itemAt(shapes, 0).variable;
    this.#program = program;
    this.shapes = shapes;
    this.terms = new Terms(at, program.ids);
    const stores = shapes.map((shape) =>
      families.reduce(
        (sum, [family, { written }]) => sum + (written.get(shape) ?? 0) * family.instances.length,
        byActions.has(shape) ? Infinity : 0,
      ),
    );
    this.capacity = capacityFor(Math.max(...stores));
    this.#words = shapes.reduce((sum, shape) => sum + wordsOf(shape), 0);
    const instances = families.flatMap(([family]) => family.instances);
    const cpus = [...new Set(instances.map(cpuName))];
    this.#cpus = new Map(instances.map((one) => [one.id, cpus.indexOf(cpuName(one))]));
    this.#cpuCount = cpus.length;
    this.#rows = this.#firstMessage + this.#words * this.#positions;
    this.word = upTo(this.#words - 1);
    this.position = upTo(this.capacity.size);
    this.view = mapType([this.word], this.position);
    this.row = upTo(this.#rows - 1);
    this.#views = this.#variable('views', mapType([this.row], this.view), constantMap([this.row, this.word], 0));
    this.#newest = this.#variable('newest stores', this.view, constantMap([this.word], 0));
    const pairs = [this.word, this.position];
    this.#attached = this.#variable('attached stores', mapType(pairs, { kind: 'bool' }), constantMap(pairs, 0));
    this.#values = new Map(shapes.map((shape) => [shape, this.#valuesOf(shape)]));
    this.joined = this.#defineJoined();
    this.#shifted = this.#defineShifted();
  }

  get #positions(): number {
    return this.capacity.size + 1;
  }

  /** Rows of the CPUs, then the two that all share, then one for each store. */
  get #firstMessage(): number {
    return this.#cpuCount * KINDS.length + 2;
  }

  /** The values of a shape's words, of which the first is what the variable holds at first. */
  #valuesOf(shape: Shape): VariableSymbol {
    const type = mapType([...shape.keys, this.position], shape.type);
    const variable = this.#declare(`stores of ${shape.name}`, type);
    const value = this.terms.mapped([...shape.keys, this.position], shape.type, (...keys) =>
      this.memory(shape, keys.slice(0, -1)),
    );
    this.initialisers.push({ kind: 'value', variable, value });
    return variable;
  }

  #variable(name: string, type: Type, value: Value): VariableSymbol {
    const variable = this.#declare(name, type);
    this.initialisers.push({ kind: 'value', variable, value: this.terms.constant(type, value) });
    return variable;
  }

  #declare(name: string, type: Type): VariableSymbol {
    const slot = this.#program.variables.length + this.variables.length;
    const { at } = this.terms;
    const variable: VariableSymbol = { kind: 'variable', name, type, ghost: false, hidden: true, slot, at };
    this.variables.push(variable);
    return variable;
  }

  #defineJoined(): FunctionSymbol {
    const t = this.terms;
    return t.define('joined', [this.view, this.view], this.view, (a, b) =>
      t.mapped([this.word], this.position, (word) => this.larger(t.index(a, word), t.index(b, word))),
    );
  }

  larger(a: Expr, b: Expr): Expr {
    return this.terms.choose(this.terms.greater(a, b), a, b, this.position);
  }

  // ------------------------------------------------------------------------------------------- reading

  /** What memory holds of a word: the last of its stores in coherence order. */
  memory(shape: Shape, keys: readonly Expr[]): Expr {
    return placeExpression(this.#read(shape.variable), placeOf(shape, keys).path, this.terms.at);
  }

  #read(variable: VariableSymbol): Expr {
    return { kind: 'variable', symbol: variable, type: variable.type, at: this.terms.at };
  }

  /** The number of a word. */
  wordOf(shape: Shape, keys: readonly Expr[]): Expr {
    return wordTable(this.terms, shape, this.word, this.#firstOf(shape), keys);
  }

  /** The numbers of all words of a shape. */
  wordsOf(shape: Shape): readonly Expr[] {
    const first = this.#firstOf(shape);
    return Array.from({ length: wordsOf(shape) }, (_, i) => this.terms.constant(this.word, first + i));
  }

  #firstOf(shape: Shape): number {
    return this.shapes.slice(0, shape.number).reduce((sum, one) => sum + wordsOf(one), 0);
  }

  /** Keys as values of the key types. */
  keys(shape: Shape, keys: readonly Expr[]): readonly Expr[] {
    return keys.map((key, i) => this.terms.narrow(key, itemAt(shape.keys, i)));
  }

  /** The number of a row; `instances` are those whose code it is. */
  rowOf(row: Row, instances: Family['instances']): Expr {
    const t = this.terms;
    if (row === 'fences' || row === 'strong')
      return t.constant(this.row, this.#firstMessage - (row === 'fences' ? 2 : 1));
    const numberOf = (id: number): number => (this.#cpus.get(id) ?? 0) * KINDS.length + KINDS.indexOf(row);
    const [first, ...others] = instances;
    if (first && others.length === 0) return t.constant(this.row, numberOf(first.id));
    const { processType } = this.#program;
    // A map has a value for each process that exists in this run.
    const values = valuesOf(processType).map((id) => (typeof id === 'number' ? numberOf(id) : 0));
    return t.index(t.constant({ kind: 'map', key: processType, value: this.row }, values), t.self(processType));
  }

  /** Numbers of the rows of one kind, of all CPUs. */
  rowsOf(kind: Kind): readonly number[] {
    return Array.from({ length: this.#cpuCount }, (_, cpu) => cpu * KINDS.length + KINDS.indexOf(kind));
  }

  viewOf(row: Expr): Expr {
    return this.terms.index(this.#read(this.#views), row);
  }

  viewPlace(row: Expr, word?: Expr): IrPlace {
    const { terms } = this;
    const path = [terms.step(row, this.row), ...(word ? [terms.step(word, this.word)] : [])];
    const type = word ? this.position : this.view;
    return { root: { kind: 'variable', slot: this.#views.slot }, path, type, at: terms.at };
  }

  /** The view that a store carries. */
  carriedBy(word: Expr, position: Expr): Expr {
    const t = this.terms;
    const rows = Array.from({ length: this.#words }, (_w, one) =>
      Array.from({ length: this.#positions }, (_p, p) => this.#firstMessage + one * this.#positions + p),
    );
    const table = t.constant(mapType([this.word, this.position], this.row), rows);
    return this.viewOf(t.index(t.index(table, word), position));
  }

  newest(word: Expr): Expr {
    return this.terms.index(this.#read(this.#newest), word);
  }

  /** Whether the store behind one is a read-modify-write of it: nothing comes between the two. */
  isAttached(word: Expr, position: Expr): Expr {
    return this.terms.index(this.terms.index(this.#read(this.#attached), word), position);
  }

  value(shape: Shape, keys: readonly Expr[], position: Expr): Expr {
    const all = this.#values.get(shape);
    if (!all) throw new Error('a shape without stores');
    return [...keys, position].reduce((object, key) => this.terms.index(object, key), this.#read(all));
  }

  // ------------------------------------------------------------------------------------------- writing

  /**
   * The assignments by which a store comes into the order of its word: what stands there moves up by one, and so does what
   * views know of it.
   * @param position of the new store, from 1 @param carried its view @param attaches whether it is a read-modify-write of the one before it
   */
  insertion(
    shape: Shape,
    keys: readonly Expr[],
    {
      word,
      position,
      carried,
      value,
      attaches,
    }: Record<'word' | 'position' | 'carried' | 'value', Expr> & {
      readonly attaches: boolean;
    },
  ): readonly { readonly target: IrPlace; readonly value: Expr }[] {
    const t = this.terms;
    const before = (one: Expr): Expr => t.plus(one, -1, this.position);
    const values = this.#values.get(shape);
    if (!values) throw new Error('a shape without stores');
    const moved = t.mapped([this.position], shape.type, (p) => {
      const old = t.choose(
        t.greater(p, position),
        this.value(shape, keys, before(p)),
        this.value(shape, keys, p),
        shape.type,
      );
      return t.choose(t.equal(p, position), value, old, shape.type);
    });
    const attached = t.mapped([this.position], { kind: 'bool' }, (p) => {
      const isBefore = t.equal(t.plus(p, 1, upTo(this.#positions)), position);
      const moves = t.choose(t.greater(p, position), this.isAttached(word, before(p)), this.isAttached(word, p), {
        kind: 'bool',
      });
      const rest = t.choose(t.equal(p, position), t.truth(false), moves, { kind: 'bool' });
      return attaches ? t.choose(isBefore, t.truth(true), rest, { kind: 'bool' }) : rest;
    });
    const root = (variable: VariableSymbol): IrPlace['root'] => ({ kind: 'variable', slot: variable.slot });
    const at = t.at;
    return [
      {
        target: { root: root(this.#views), path: [], type: this.#views.type, at },
        value: this.#renumbered(word, position, carried),
      },
      {
        target: {
          root: root(values),
          path: keys.map((key) => t.step(key, key.type)),
          type: mapType([this.position], shape.type),
          at,
        },
        value: moved,
      },
      {
        target: {
          root: root(this.#attached),
          path: [t.step(word, this.word)],
          type: mapType([this.position], { kind: 'bool' }),
          at,
        },
        value: attached,
      },
      {
        target: { root: root(this.#newest), path: [t.step(word, this.word)], type: this.position, at },
        value: t.plus(this.newest(word), 1, this.position),
      },
    ];
  }

  /** All views after a store has come in between. */
  #renumbered(word: Expr, position: Expr, carried: Expr): Expr {
    const t = this.terms;
    const rows = Array.from({ length: this.#rows }, (_, row) => row);
    const none = this.#words;
    const shifted = this.#shifted;
    const wordOfRow = rows.map((row) =>
      row < this.#firstMessage ? none : Math.floor((row - this.#firstMessage) / this.#positions),
    );
    const positionOfRow = rows.map((row) =>
      row < this.#firstMessage ? 0 : (row - this.#firstMessage) % this.#positions,
    );
    const table = (values: readonly number[], type: Type, row: Expr): Expr =>
      t.index(t.constant(mapType([this.row], type), values), row);
    return t.mapped([this.row], this.view, (row) => {
      const isOfWord = t.equal(table(wordOfRow, upTo(none), row), word);
      const standsAt = table(positionOfRow, this.position, row);
      const isNew = t.all([isOfWord, t.equal(standsAt, position)]);
      const isMoved = t.all([isOfWord, t.greater(standsAt, position)]);
      const previous = table(
        rows.map((one) => Math.max(0, one - 1)),
        this.row,
        row,
      );
      const old = t.choose(isNew, carried, this.viewOf(t.choose(isMoved, previous, row, this.row)), this.view);
      return t.bound('old', old, (known) => t.call(shifted, known, word, position, isNew));
    });
  }

  /** A view after a store has come in between. */
  #defineShifted(): FunctionSymbol {
    const t = this.terms;
    const types = [this.view, this.word, this.position, { kind: 'bool' }] as const;
    return t.define('shifted', types, this.view, (view, word, position, isNew) =>
      t.mapped([this.word], this.position, (of) => {
        const known = t.index(view, of);
        const isLater = t.not(t.greater(position, known));
        const moved = t.choose(isLater, t.plus(known, 1, this.position), known, this.position);
        return t.choose(t.equal(of, word), t.choose(isNew, position, moved, this.position), known, this.position);
      }),
    );
  }
}

function wordsOf({ keys }: Shape): number {
  return keys.reduce((n, key) => n * Number(cardinality(key)), 1);
}
