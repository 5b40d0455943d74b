import type { Interpreter } from '../backend/interpreter/model.ts';
import { EvaluationError } from '../core/evaluate.ts';
import type { BoundSet, Expr } from '../core/expression.ts';
import { formatValue } from '../core/format.ts';
import { itemAt } from '../core/lists.ts';
import { patternsOpened } from '../core/traverse.ts';
import type { Value } from '../core/types.ts';
import { listOf } from '../core/values.ts';
import type { StateKey } from '../explorer/model.ts';
import type { TransitionSystem } from '../ir/system.ts';
import { type Scene, valueIfAny, valueOf, withLocals } from './moment.ts';
import { readsOf } from './places.ts';
import { printExpression } from './print-expression.ts';
import type { Reason } from './trace.ts';

/** Where a condition is evaluated, and what the quantifiers around it have bound. */
interface Place {
  readonly scene: Scene;
  readonly bound: readonly { readonly name: string; readonly text: string }[];
  readonly locals: readonly (readonly [id: number, value: Value])[];
}

/** A part of a condition, and the value that makes the whole false. */
interface Part extends Omit<Place, 'scene'> {
  readonly expr: Expr;
  readonly value: boolean;
}

/** Parts that are told at most. */
const MOST = 6;

/**
 * Why a condition is false in the last state of a path: its smallest parts that make it so, and since when each of them has
 * had its value. Of a conjunction the first false part is one, of an implication the left side that is true and the right
 * side that is not, of a `forall` the first element for which it is false.
 */
export function reasonsFor(
  condition: Expr,
  states: readonly StateKey[],
  context: { readonly interpreter: Interpreter; readonly system: TransitionSystem },
): readonly Reason[] {
  const scenes = states.map((key): Scene => {
    const state = context.interpreter.layout.decode(key);
    return { ...context, slots: [], moment: { state, base: 0, self: -1, locals: [] } };
  });
  const scene = scenes.at(-1);
  if (scene === undefined) return [];
  try {
    const parts = partsOf(condition, { scene, bound: [], locals: [] }, false);
    return parts.slice(0, MOST).map((part) => reasonOf(part, scenes));
  } catch (problem) {
    // What cannot be evaluated is a range error, which has a message of its own.
    if (problem instanceof EvaluationError) return [];
    throw problem;
  }
}

function reasonOf({ expr, bound, locals, value }: Part, scenes: readonly Scene[]): Reason {
  const within = scenes.map((scene) => withLocals(scene, locals));
  const last = itemAt(within, within.length - 1);
  const differs = within.findLastIndex((scene) => {
    const then = valueIfAny(expr, scene);
    return then === undefined || (then !== 0) !== value;
  });
  return { text: printExpression(expr, [], last).text, bound, value, reads: readsOf([expr], last), since: differs + 1 };
}

/** The smallest parts that give a condition its value. @param value the one that it has */
function partsOf(expr: Expr, place: Place, value: boolean): readonly Part[] {
  const whole: readonly Part[] = [{ expr, bound: place.bound, locals: place.locals, value }];
  // Names that an `is` binds would be missing in the parts.
  if (patternsOpened(expr).length > 0) return whole;
  switch (expr.kind) {
    case 'narrow':
      return partsOf(expr.operand, place, value);
    case 'unary':
      return expr.op === 'not' ? partsOf(expr.operand, place, !value) : whole;
    case 'binary':
      return partsOfBinary(expr, place, value) ?? whole;
    case 'if': {
      const taken = holds(expr.condition, place);
      const branch = taken ? expr.then : expr.otherwise;
      return [...partsOf(expr.condition, place, taken), ...partsOf(branch, place, value)];
    }
    case 'quantifier': {
      const isDecidedByOne = expr.quantifier === (value ? 'exists' : 'forall');
      const one = isDecidedByOne ? firstWith(expr, place, value) : undefined;
      return one === undefined ? whole : partsOf(expr.body, one, value);
    }
    default:
      return whole;
  }
}

function partsOfBinary(
  { op, left, right }: Extract<Expr, { kind: 'binary' }>,
  place: Place,
  value: boolean,
): readonly Part[] | undefined {
  if (op === 'implies') {
    if (patternsOpened(left).length > 0) return undefined;
    const isLeft = holds(left, place);
    if (!value) return [...partsOf(left, place, true), ...partsOf(right, place, false)];
    return isLeft ? partsOf(right, place, true) : partsOf(left, place, false);
  }
  if (op !== 'and' && op !== 'or') return undefined;
  // One side alone decides a false conjunction and a true disjunction, the first that does.
  if ((op === 'or') !== value) return [...partsOf(left, place, value), ...partsOf(right, place, value)];
  return holds(left, place) === value ? partsOf(left, place, value) : partsOf(right, place, value);
}

function holds(expr: Expr, { scene }: Place): boolean {
  return valueOf(expr, scene) !== 0;
}

/** The first elements of a quantifier for which its body has a value. */
function firstWith(
  { binders, body }: Extract<Expr, { kind: 'quantifier' }>,
  place: Place,
  value: boolean,
): Place | undefined {
  const [first, ...rest] = binders;
  const search = (here: Place, binder: BoundSet | undefined, others: readonly BoundSet[]): Place | undefined => {
    if (binder === undefined) return holds(body, here) === value ? here : undefined;
    const { symbol, set } = binder;
    const [next, ...more] = others;
    for (const element of listOf(valueOf(set, here.scene))) {
      const found = search(
        {
          scene: withLocals(here.scene, [[symbol.id, element]]),
          bound: [...here.bound, { name: symbol.name, text: formatValue(element, symbol.type) }],
          locals: [...here.locals, [symbol.id, element]],
        },
        next,
        more,
      );
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return search(place, first, rest);
}
