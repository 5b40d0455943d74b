import type { Expr, LocalSymbol } from '../../core/expression.ts';
import type { Type } from '../../core/types.ts';
import type { Emitter, Words } from './emitter.ts';
import type { Instruction } from './encoding/instructions.ts';

/** What the compilers of the various kinds of expressions need of each other. */
export interface Compiler {
  readonly emitter: Emitter;
  /** The value of an expression. */
  words(expr: Expr): Words;
  /** A value in the shape of another type; fails where it is not one of it. */
  as(expr: Expr, type: Type): Words;
  /** A condition as 0 or 1. */
  condition(expr: Expr): Instruction;
  /** A number as it is. */
  number(expr: Expr): Instruction;
  /** A word as a value of a scalar type. */
  scalar(type: Type, word: Instruction): Words;
  bind(symbol: LocalSymbol, value: Words): void;
  /** A value that several branches compute: each calls `keep`. */
  branching(type: Type, write: (keep: (value: Words) => void) => void): Words;
  /** A value of one type in the shape of another. */
  retyped(value: Words, from: Type, to: Type): Words;
  /** A set to which `write` adds elements. */
  collecting(type: Type, write: (add: (element: Expr) => void) => void): Words;
  /** Emits what is due where the left side of an implication is true. */
  meet(expr: Expr): void;
}
