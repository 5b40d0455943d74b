import type { Expr, LocalSymbol, ProcessSymbol, VariableSymbol } from '../../../core/expression.ts';
import type { Type } from '../../../core/types.ts';
import type { Spot } from './access.ts';
import type { Emitter, Words } from './emitter.ts';
import type { Instruction } from '../encoding/instructions.ts';

/** Where slots of a process or an action lie while a step of it runs. */
export interface SlotReader {
  spot(slot: number): Spot;
}

/** Where the state is that an expression reads. */
export interface StateReader {
  variable(symbol: VariableSymbol): Spot;
  slot(slot: number): Spot;
  /** Number of the control point of an instance; undefined for one that does not exist. */
  point(instance: number): Instruction | undefined;
  /** A local of a process in a property; what is not in scope is a failure. */
  processLocal(instance: number, locals: readonly LocalSymbol[], emitter: Emitter): Words;
  /** Numbers of the control points at which `at` holds. */
  pointsAt(expr: Extract<Expr, { kind: 'at' }>): readonly number[];
  allDone(): Instruction;
  /** Number of a family's first instance, and how many are declared. */
  family(family: ProcessSymbol): { readonly first: number; readonly count: number };
}

/** What the compilers of the various kinds of expressions need from each other. */
export interface Compiler {
  readonly emitter: Emitter;
  /** The state that is read now. */
  readonly state: StateReader;
  /** The value of an expression. */
  words(expr: Expr): Words;
  /** A value in the shape of another type; fails where it is not one of that type. */
  as(expr: Expr, type: Type): Words;
  /** A condition as 0 or 1. */
  condition(expr: Expr): Instruction;
  /** A number as it is. */
  number(expr: Expr): Instruction;
  /** A word as a value of a scalar type. */
  scalar(type: Type, word: Instruction): Words;
  bind(symbol: LocalSymbol, value: Words): void;
  /** Position of a key in a map; fails where the map has no such key. */
  keyRank(index: Expr, key: Type): Instruction;
  /** A value that is there without code that computes it: a constant, a bound name, a slot that never changes. */
  atHand(expr: Expr): Words | undefined;
  /** Whether a body for each of `count` elements is unrolled rather than a loop. */
  isUnrolled(count: number): boolean;
  /** Compiles the copies of a body that is unrolled `count` times. */
  unrolling(count: number, write: () => void): void;
  /** A value that several branches compute: each calls `keep`. */
  branching(type: Type, write: (keep: (value: Words) => void) => void): Words;
  /** A value of one type in the shape of another. */
  retyped(value: Words, from: Type, to: Type): Words;
  /** Emits what is due where the left side of an implication is true. */
  meet(expr: Expr): void;
}
