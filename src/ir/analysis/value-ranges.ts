import type { BinaryOp, Expr } from '../../core/expression.ts';
import { slotsBoundIn, walkExpression } from '../../core/traverse.ts';
import { arithmetic, type Interval, isEmpty, negate } from '../../typecheck/types/intervals.ts';
import type { IrPlace } from '../system.ts';

/**
 * What is known of the numbers in some places of the state, beyond their types: where `x < 4` was seen to hold and `x`
 * was not written since, `x + 1` is at most 4. See `step-ranges.ts` for where in a step what is known.
 */
export type Ranges = ReadonlyMap<string, Known>;

export interface Known extends Interval {
  /** The variables and slots that the place is in or is found by: who writes one of them makes this obsolete. */
  readonly roots: readonly string[];
}

/** A place as a text: two expressions with the same one read the same place, as long as no root is written. */
export interface Place {
  readonly text: string;
  readonly roots: readonly string[];
}

export const NO_RANGES: Ranges = new Map();

/** Places that are known of at once: more are of no use, and long steps have many. */
const MAX_PLACES = 64;

// ------------------------------------------------------------------------------------------- places

export function rootOf(root: IrPlace['root']): string {
  return root.kind === 'variable' ? `v${root.slot}` : `s${root.slot}`;
}

export function slotRoot(slot: number): string {
  return rootOf({ kind: 'slot', slot });
}

function placeOf(expr: Expr): Place | undefined {
  switch (expr.kind) {
    case 'variable': {
      const text = rootOf({ kind: 'variable', slot: expr.symbol.slot });
      return { text, roots: [text] };
    }
    case 'slot': {
      const text = rootOf(expr);
      return { text, roots: [text] };
    }
    case 'field':
      return within(placeOf(expr.object), { kind: 'field', field: expr.field });
    case 'index':
      return within(placeOf(expr.object), { kind: 'index', index: expr.index });
    default:
      return undefined;
  }
}

/** The place that an assignment writes. */
export function assignedPlace({ root, path }: IrPlace): Place | undefined {
  const text = rootOf(root);
  return path.reduce<Place | undefined>(within, { text, roots: [text] });
}

function within(
  place: Place | undefined,
  step: { readonly kind: 'field'; readonly field: number } | { readonly kind: 'index'; readonly index: Expr },
): Place | undefined {
  if (!place) return undefined;
  if (step.kind === 'field') return { ...place, text: `${place.text}.${step.field}` };
  const index = indexText(step.index);
  return index && { text: `${place.text}[${index.text}]`, roots: [...place.roots, ...index.roots] };
}

function indexText(index: Expr): Place | undefined {
  switch (index.kind) {
    case 'constant':
      return typeof index.value === 'number' ? { text: `#${index.value}`, roots: [] } : undefined;
    // Other locals are bound anew wherever their expression is evaluated.
    case 'local':
      return index.symbol.role === 'index' ? { text: `i${index.symbol.id}`, roots: [] } : undefined;
    case 'self':
      return { text: 'self', roots: [] };
    default:
      return placeOf(index);
  }
}

// ------------------------------------------------------------------------------------------- ranges

/** The least interval that is known to hold the value of a number. */
export function intervalOf(expr: Expr, ranges: Ranges): Interval {
  const type: Interval = expr.type.kind === 'int' ? expr.type : { low: -Infinity, high: Infinity };
  const interval = intersection(type, computed(expr, ranges));
  // Only where control never comes.
  return isEmpty(interval) ? type : interval;
}

const ANYTHING: Interval = { low: -Infinity, high: Infinity };

function computed(expr: Expr, ranges: Ranges): Interval {
  switch (expr.kind) {
    case 'constant':
      return typeof expr.value === 'number' ? { low: expr.value, high: expr.value } : ANYTHING;
    case 'unary':
      return expr.op === 'negate' ? negate(intervalOf(expr.operand, ranges)) : ANYTHING;
    case 'binary':
      switch (expr.op) {
        case 'add':
        case 'sub':
        case 'mul':
        case 'div':
        case 'mod':
          return exact(arithmetic(expr.op, intervalOf(expr.left, ranges), intervalOf(expr.right, ranges)));
        default:
          return ANYTHING;
      }
    case 'if': {
      if (slotsBoundIn(expr).length > 0) return ANYTHING;
      // Conditions in conditions would be looked at again and again.
      const seen = (value: boolean): Ranges =>
        isPlain(expr.condition) ? assuming(expr.condition, value, ranges) : ranges;
      return hull(intervalOf(expr.then, seen(true)), intervalOf(expr.otherwise, seen(false)));
    }
    case 'narrow':
      return intervalOf(expr.operand, ranges);
    default: {
      const place = placeOf(expr);
      return (place && ranges.get(place.text)) ?? ANYTHING;
    }
  }
}

/** Whether nothing in an expression depends on a condition of its own. */
function isPlain(expr: Expr): boolean {
  let plain = true;
  walkExpression(expr, (e) => (plain &&= e.kind !== 'if'));
  return plain;
}

/** Products may lie beyond what a number of JavaScript holds exactly. */
function exact(interval: Interval): Interval {
  return Number.isSafeInteger(interval.low) && Number.isSafeInteger(interval.high) ? interval : ANYTHING;
}

export function intersection(a: Interval, b: Interval): Interval {
  return { low: Math.max(a.low, b.low), high: Math.min(a.high, b.high) };
}

function hull(a: Interval, b: Interval): Interval {
  return { low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) };
}

/** What is known where two ways come together. */
export function joined(a: Ranges, b: Ranges): Ranges {
  const both = new Map<string, Known>();
  for (const [text, interval] of a) {
    const other = b.get(text);
    if (other) both.set(text, { ...hull(interval, other), roots: interval.roots });
  }
  return both;
}

export function isSame(a: Ranges, b: Ranges): boolean {
  return a.size === b.size && [...a].every(([text, interval]) => isSameInterval(interval, b.get(text)));
}

/** What two have in common, where they know the same of a place. */
export function agreed(a: Ranges, b: Ranges): Ranges {
  return new Map([...a].filter(([text, interval]) => isSameInterval(interval, b.get(text))));
}

function isSameInterval(a: Interval, b: Interval | undefined): boolean {
  return a.low === b?.low && a.high === b.high;
}

/** What is still known when some variables or slots have been written. */
export function withoutRoots(ranges: Ranges, written: readonly string[]): Ranges {
  if (written.length === 0) return ranges;
  return new Map([...ranges].filter(([, { roots }]) => !roots.some((root) => written.includes(root))));
}

/** What is still known when some slots have been written. */
export function withoutSlots(ranges: Ranges, written: readonly number[]): Ranges {
  return withoutRoots(ranges, written.map(slotRoot));
}

/** What is known where the value in a place lies in an interval. */
export function withPlace(ranges: Ranges, place: Place, { low, high }: Interval): Ranges {
  // Control never comes here.
  if (high < low) return ranges;
  const more = new Map(ranges);
  more.set(place.text, { low, high, roots: place.roots });
  const [oldest] = more.keys();
  if (more.size > MAX_PLACES && oldest !== undefined) more.delete(oldest);
  return more;
}

// ---------------------------------------------------------------------------------------- conditions

/** What is known where a condition has been evaluated and has this value. */
export function assuming(condition: Expr, value: boolean, ranges: Ranges): Ranges {
  const bound = slotsBoundIn(condition);
  // Parts of the condition before and after a pattern may mean different values.
  return bound.length > 0 ? withoutSlots(ranges, bound) : assumed(condition, value, ranges);
}

function assumed(condition: Expr, value: boolean, ranges: Ranges): Ranges {
  if (condition.kind === 'unary' && condition.op === 'not') return assumed(condition.operand, !value, ranges);
  if (condition.kind !== 'binary') return ranges;
  const { op, left, right } = condition;
  switch (op) {
    // Where these are true, or false, so are both sides: otherwise only one may have been evaluated.
    case 'and':
      return value ? assumed(right, true, assumed(left, true, ranges)) : ranges;
    case 'or':
      return value ? ranges : assumed(right, false, assumed(left, false, ranges));
    case 'implies':
      return value ? ranges : assumed(right, false, assumed(left, true, ranges));
    case 'in':
      if (!value || right.kind !== 'binary' || right.op !== 'range') return ranges;
      return related('le', left, right.right, related('ge', left, right.left, ranges));
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge':
    case 'eq':
    case 'ne':
      return related(value ? op : OPPOSITE[op], left, right, ranges);
    default:
      return ranges;
  }
}

type Relation = Extract<BinaryOp, 'lt' | 'le' | 'gt' | 'ge' | 'eq' | 'ne'>;
const OPPOSITE: Readonly<Record<Relation, Relation>> = { lt: 'ge', le: 'gt', gt: 'le', ge: 'lt', eq: 'ne', ne: 'eq' };

/** What is known where a relation holds between two numbers. */
function related(op: Relation, left: Expr, right: Expr, ranges: Ranges): Ranges {
  if (left.type.kind !== 'int' || right.type.kind !== 'int') return ranges;
  const [a, b] = [intervalOf(left, ranges), intervalOf(right, ranges)];
  switch (op) {
    case 'lt':
      return limited(
        right,
        { low: a.low + 1, high: Infinity },
        limited(left, { low: -Infinity, high: b.high - 1 }, ranges),
      );
    case 'le':
      return limited(right, { low: a.low, high: Infinity }, limited(left, { low: -Infinity, high: b.high }, ranges));
    case 'gt':
    case 'ge':
      return related(op === 'gt' ? 'lt' : 'le', right, left, ranges);
    case 'eq':
      return limited(right, a, limited(left, b, ranges));
    case 'ne':
      return limited(right, besides(b, a), limited(left, besides(a, b), ranges));
  }
}

/** The hull of an interval without a value at one of its ends. */
function besides(interval: Interval, other: Interval): Interval {
  if (other.low !== other.high) return interval;
  return {
    low: interval.low === other.low ? interval.low + 1 : interval.low,
    high: interval.high === other.low ? interval.high - 1 : interval.high,
  };
}

/** What is known where a number lies in an interval: of the number itself, or of the places that it is computed from. */
function limited(expr: Expr, to: Interval, ranges: Ranges): Ranges {
  const interval = intersection(intervalOf(expr, ranges), to);
  if (isEmpty(interval)) return ranges;
  if (expr.kind === 'binary' && (expr.op === 'add' || expr.op === 'sub')) {
    const [a, b] = [intervalOf(expr.left, ranges), intervalOf(expr.right, ranges)];
    const isSum = expr.op === 'add';
    const left = limited(expr.left, arithmetic(isSum ? 'sub' : 'add', interval, b), ranges);
    return limited(expr.right, isSum ? arithmetic('sub', interval, a) : arithmetic('sub', a, interval), left);
  }
  const place = placeOf(expr);
  return place ? withPlace(ranges, place, interval) : ranges;
}
