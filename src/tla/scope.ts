import type { Expr, LocalSymbol, VariableSymbol } from '../core/expression.ts';
import type { ModuleState } from './state.ts';
import type { Orders } from './orders.ts';
import * as tla from './syntax.ts';
import type { Binding, Name, Tla } from './syntax.ts';
import type { Vocabulary } from './vocabulary.ts';

/** What names mean where an expression stands. */
export interface Scope {
  readonly variable: (symbol: VariableSymbol) => Tla;
  /** Whether these variables have the values of the state, so that operators which read them may be used. */
  readonly isCurrent: (variables: ReadonlySet<VariableSymbol>) => boolean;
  readonly slot: (slot: number) => Tla;
  readonly self: Tla;
  readonly locals: ReadonlyMap<number, Tla>;
  /** Whether variables have the values after the step. */
  readonly isPrimed: boolean;
}

/** Turns parts of an expression into trees. */
export interface Translator {
  readonly vocabulary: Vocabulary;
  readonly orders: Orders;
  readonly state: ModuleState;
  translate(expr: Expr, scope: Scope): Tla;
}

export type ExprOf<K extends Expr['kind']> = Extract<Expr, { kind: K }>;

/** Slots with their values. */
export type SlotValues = readonly (readonly [number, Tla])[];

/** What is written around a tree that uses bindings. */
export function wrapped(bindings: readonly Binding[], body: Tla): Tla {
  return bindings.reduceRight((inner, binding) => tla.bind(binding, inner), body);
}

/** The name of a local, which `_` is none of in TLA+. */
export function nameFor({ name }: { readonly name: string }): Name {
  const plain = name.replaceAll(/\W+/g, '_');
  return { base: /[A-Za-z]/.test(plain) ? plain : 'x' };
}

export function withLocals(scope: Scope, locals: readonly (readonly [LocalSymbol, Tla])[]): Scope {
  const values = locals.map(([symbol, value]) => [symbol.id, value] as const);
  return { ...scope, locals: new Map([...scope.locals, ...values]) };
}

/** Patterns of conditions of statements bind slots. */
export function withSlots(scope: Scope, slots: SlotValues): Scope {
  if (slots.length === 0) return scope;
  const values = new Map(slots);
  return { ...scope, slot: (slot) => values.get(slot) ?? scope.slot(slot) };
}

/** Variables after the step; what is bound keeps its value. */
export function primed(scope: Scope): Scope {
  const variable = (symbol: VariableSymbol): Tla => tla.prime(scope.variable(symbol));
  return { ...scope, variable, isPrimed: true };
}
