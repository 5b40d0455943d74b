import type { Expr } from '../../core/expression.ts';
import { itemAt } from '../../core/lists.ts';
import type { Type, Value } from '../../core/types.ts';
import { type Effects, type Index, type Location, meet, overlap, textOfIndex } from './effects.ts';

/**
 * How steps of two classes relate. `unless`: they are independent in a state in which the exception does not hold after
 * the first of them, which is where it is asked; the first one does not change whether it holds.
 */
export type Relation =
  { readonly kind: 'independent' | 'conflict' } | { readonly kind: 'unless'; readonly exception: number };

const INDEPENDENT: Relation = { kind: 'independent' };
const CONFLICT: Relation = { kind: 'conflict' };

/** Exceptions of a class at most: a step tests them. */
const MAX_EXCEPTIONS = 32;

/** The relations of all classes to each other. */
export class Relations {
  readonly #relations: readonly (readonly Relation[])[];
  readonly #exceptions: readonly Map<string, { readonly number: number; readonly holds: Expr }>[];

  constructor(members: readonly Effects[]) {
    this.#exceptions = members.map(() => new Map());
    this.#relations = members.map((taken) => members.map((other, i) => this.#relate(taken, other, i)));
  }

  of(taken: number, other: number): Relation {
    return this.#relations[taken]?.[other] ?? CONFLICT;
  }

  exceptions(other: number): readonly Expr[] {
    return [...itemAt(this.#exceptions, other).values()].map(({ holds }) => holds);
  }

  #relate(taken: Effects, other: Effects, number: number): Relation {
    const exception = exceptionOf(taken, other);
    if (exception === 'none') return INDEPENDENT;
    if (exception === 'always') return CONFLICT;
    const known = itemAt(this.#exceptions, number);
    const found = known.get(exception.text) ?? { number: known.size, holds: exception.holds };
    if (found.number >= MAX_EXCEPTIONS) return CONFLICT;
    known.set(exception.text, found);
    return { kind: 'unless', exception: found.number };
  }
}

/** That two indices are equal. */
interface Exception {
  readonly text: string;
  readonly holds: Expr;
}

/** When two steps touch the same, as far as one equation says it. */
function exceptionOf(taken: Effects, other: Effects): 'none' | 'always' | Exception {
  let found: Exception | undefined;
  const pairs = [
    [taken.writes, other.writes],
    [taken.writes, other.reads],
    [taken.reads, other.writes],
  ] as const;
  for (const [some, others] of pairs)
    for (const one of some)
      for (const another of others) {
        if (!overlap(one, another)) continue;
        const exception = equation(one, another, taken, other);
        if (!exception || (found && found.text !== exception.text)) return 'always';
        found = exception;
      }
  return found ?? 'none';
}

/**
 * An equation without which two locations are different. It is asked after the first step and before the other, so
 * neither may write what it reads before they use it: of the other, what it reads counts as read as well, so that the
 * first would be in conflict with it.
 */
function equation(one: Location, another: Location, taken: Effects, other: Effects): Exception | undefined {
  const isStable = (index: Index, { writes }: Effects): boolean =>
    typeof index === 'string' || (index !== undefined && !meet([index.location], writes));
  for (const [i, left] of one.path.entries()) {
    const right = another.path[i];
    if (left === undefined || right === undefined) continue;
    const texts = [textOfIndex(left), textOfIndex(right)];
    if (texts[0] === texts[1] || !isStable(left, taken)) continue;
    if (another.isEarly !== true && !isStable(right, other)) continue;
    const holds = equality(left, right);
    if (holds) return { text: texts.join(' = '), holds };
  }
  return undefined;
}

function equality(left: Exclude<Index, undefined>, right: Exclude<Index, undefined>): Expr | undefined {
  const read = typeof left === 'object' ? left : right;
  if (typeof read !== 'object') return undefined;
  const { at, type } = read.expr;
  const sides = [left, right].map((index) => (typeof index === 'object' ? index.expr : constant(index, read.expr)));
  const [a, b] = sides;
  if (!a || a.type.kind !== b?.type.kind || !isScalar(type)) return undefined;
  return { kind: 'binary', op: 'eq', left: a, right: b, type: { kind: 'bool' }, at };
}

/** A value as an expression of the type of another one; undefined where that does not have it. */
function constant(text: string, { type, at }: Expr): Expr | undefined {
  const value = JSON.parse(text) as Value;
  if (typeof value !== 'number') return undefined;
  if (type.kind === 'int' && (value < type.low || value > type.high)) return undefined;
  return { kind: 'constant', value, type, at };
}

function isScalar({ kind }: Type): boolean {
  return kind === 'int' || kind === 'enum' || kind === 'bool' || kind === 'symmetric';
}
