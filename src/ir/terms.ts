import type { Builtin, Expr, FunctionSymbol, LocalSymbol, Projection } from '../core/expression.ts';
import { itemAt } from '../core/lists.ts';
import type { Type, Value } from '../core/types.ts';
import { valuesOf } from '../core/enumerate.ts';
import type { Location } from '../text/source.ts';

/** Typed expressions, for the code that lowering makes itself. */

const BOOL: Type = { kind: 'bool' };

/** The types of a machine of its own: numbers from 0 on. */
export function upTo(high: number): Type {
  return { kind: 'int', low: 0, high };
}

/** Makes expressions, symbols and functions that all stand at one place of the spec. */
export class Terms {
  readonly at: Location;
  readonly functions: FunctionSymbol[] = [];
  #local: number;
  #function: number;

  /** @param ids ids of symbols that are not used yet */
  constructor(at: Location, ids: { readonly local: number; readonly function: number }) {
    this.at = at;
    this.#local = ids.local;
    this.#function = ids.function;
  }

  symbol(name: string, type: Type): LocalSymbol {
    return { kind: 'local', id: this.#local++, name, type, role: 'bound', ghost: false, at: this.at };
  }

  /** A function, given by its body in terms of its parameters. */
  define(name: string, types: readonly Type[], result: Type, body: (...parameters: Expr[]) => Expr): FunctionSymbol {
    const parameters = types.map((type, i) => this.symbol(`${name}_${i}`, type));
    const id = this.#function++;
    const made: FunctionSymbol = {
      kind: 'function',
      id,
      name,
      parameters,
      result,
      body: body(...parameters.map((one) => this.local(one))),
      at: this.at,
    };
    this.functions.push(made);
    return made;
  }

  call(callee: FunctionSymbol, ...given: readonly Expr[]): Extract<Expr, { kind: 'call' }> {
    return { kind: 'call', function: callee, arguments: given, type: callee.result, at: this.at };
  }

  constant(type: Type, value: Value): Expr {
    return { kind: 'constant', type, value, at: this.at };
  }

  number(value: number): Expr {
    return this.constant({ kind: 'int', low: value, high: value }, value);
  }

  truth(holds: boolean): Expr {
    return this.constant(BOOL, holds ? 1 : 0);
  }

  local(symbol: LocalSymbol): Expr {
    return { kind: 'local', symbol, type: symbol.type, at: this.at };
  }

  slot(slot: number, name: string, type: Type): Extract<Expr, { kind: 'slot' }> {
    return { kind: 'slot', slot, name, type, at: this.at };
  }

  self(type: Type): Expr {
    return { kind: 'self', type, at: this.at };
  }

  equal(left: Expr, right: Expr): Expr {
    return { kind: 'binary', op: 'eq', left, right, type: BOOL, at: this.at };
  }

  greater(left: Expr, right: Expr): Expr {
    return { kind: 'binary', op: 'gt', left, right, type: BOOL, at: this.at };
  }

  not(operand: Expr): Expr {
    return { kind: 'unary', op: 'not', operand, type: BOOL, at: this.at };
  }

  all(parts: readonly Expr[]): Expr {
    return parts.length === 0 ? this.truth(true) : parts.reduce((left, right) => this.#both('and', left, right));
  }

  any(parts: readonly Expr[]): Expr {
    return parts.length === 0 ? this.truth(false) : parts.reduce((left, right) => this.#both('or', left, right));
  }

  #both(op: 'and' | 'or', left: Expr, right: Expr): Expr {
    return { kind: 'binary', op, left, right, type: BOOL, at: this.at };
  }

  /** The sum of a number from 0 to `high` and a constant, which stays in a range that it is tested for. */
  plus(left: Expr, by: number, range: Type): Expr {
    if (left.type.kind !== 'int') throw new Error('a sum of what is no number');
    const { low, high } = left.type;
    const type: Type = { kind: 'int', low: low + by, high: high + by };
    const op = by < 0 ? 'sub' : 'add';
    return this.narrow({ kind: 'binary', op, left, right: this.number(Math.abs(by)), type, at: this.at }, range);
  }

  narrow(operand: Expr, type: Type): Expr {
    return { kind: 'narrow', operand, type, at: this.at };
  }

  choose(condition: Expr, then: Expr, otherwise: Expr, type: Type): Expr {
    return { kind: 'if', condition, then, otherwise, type, at: this.at };
  }

  /** A value that is used more than once. */
  bound(name: string, value: Expr, body: (value: Expr) => Expr): Expr {
    const symbol = this.symbol(name, value.type);
    const within = body(this.local(symbol));
    return { kind: 'let', symbol, value, body: within, type: within.type, at: this.at };
  }

  /** The first of these whose condition holds, or the last resort. */
  first(cases: readonly (readonly [condition: Expr, value: Expr])[], otherwise: Expr, type: Type): Expr {
    return cases.reduceRight((rest, [condition, value]) => this.choose(condition, value, rest, type), otherwise);
  }

  index(object: Expr, index: Expr): Expr {
    const { type } = object;
    if (type.kind !== 'map' && type.kind !== 'seq') throw new Error('an index of what has no elements');
    const element = type.kind === 'map' ? type.value : type.element;
    return { kind: 'index', object, index, type: element, at: this.at };
  }

  field(object: Expr, field: number): Expr {
    const { type } = object;
    if (type.kind !== 'tuple') throw new Error('a field of what has none');
    return { kind: 'field', object, field, type: itemAt(type.elements, field), at: this.at };
  }

  tuple(type: Type, elements: readonly Expr[]): Expr {
    return { kind: 'tuple', elements, type, at: this.at };
  }

  sequence(type: Type, elements: readonly Expr[]): Expr {
    return { kind: 'sequence', elements, type, at: this.at };
  }

  size(sequence: Expr): Expr {
    const high = sequence.type.kind === 'seq' ? sequence.type.capacity : 0;
    return this.#builtin('size', sequence, upTo(high));
  }

  #builtin(builtin: Builtin, of: Expr, type: Type): Expr {
    return { kind: 'builtin', builtin, arguments: [of], type, at: this.at };
  }

  /** The element of a sequence that is so many places before its end; 1 is the last. */
  fromEnd(sequence: Expr, back: number): Expr {
    const high = sequence.type.kind === 'seq' ? sequence.type.capacity : 0;
    return this.index(sequence, this.plus(this.size(sequence), -back, { kind: 'int', low: -back, high }));
  }

  /** A map that is made key by key, for nested maps with the keys of each. */
  mapped(keys: readonly Type[], value: Type, of: (...keys: Expr[]) => Expr): Expr {
    const [first, ...rest] = keys;
    if (!first) return of();
    const symbol = this.symbol('key', first);
    const inner = this.mapped(rest, value, (...more) => of(this.local(symbol), ...more));
    return { kind: 'mapOf', symbol, value: inner, type: mapType(keys, value), at: this.at };
  }

  step(index: Expr, key: Type): Projection {
    return { kind: 'index', index, key, at: this.at };
  }
}

/** Maps within maps. */
export function mapType(keys: readonly Type[], value: Type): Type {
  return keys.reduceRight<Type>((inner, key) => ({ kind: 'map', key, value: inner }), value);
}

/** A map that has the same value for all keys. */
export function constantMap(keys: readonly Type[], value: Value): Value {
  return keys.reduceRight<Value>((inner, key) => valuesOf(key).map(() => inner), value);
}
