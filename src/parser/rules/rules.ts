import type { ParserMethod } from 'chevrotain';
import type { Expression } from '../../syntax/tree.ts';
import type { RecoveringParser } from '../recovery.ts';

/** The rules of one subject, which stand in a parser and call each other and those of the subjects they are given. */
export abstract class Rules {
  protected readonly p: RecoveringParser;

  constructor(p: RecoveringParser) {
    this.p = p;
  }
}

/** Where an expression stands decides which tokens it may take: a set of these. */
export const context = {
  /** In the head of a statement `S {` is no record: the brace opens the block. */
  head: 1,
  /** In the value of a `let … in …` the first `in` ends the value. */
  letValue: 2,
  /** Before the `=` of a property or a type's initial value. */
  beforeEquals: 4,
  /** Before the `->` of a map. */
  beforeArrow: 8,
} as const;

interface InContext {
  readonly ARGS: [flags: number];
}

export const inHead: InContext = { ARGS: [context.head] };
export const inLetValue: InContext = { ARGS: [context.letValue] };
export const inClause: InContext = { ARGS: [context.beforeEquals] };
export const inMapKey: InContext = { ARGS: [context.beforeArrow] };

/** What the parts of an expression know of the whole. */
export interface Whole {
  readonly expression: ParserMethod<[flags?: number | undefined], Expression>;
}
