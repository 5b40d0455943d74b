import type { Expr } from '../../core/expression.ts';
import { InternalError } from '../../core/internal-error.ts';
import { itemAt } from '../../core/lists.ts';
import type { Type, Value } from '../../core/types.ts';
import { containsValue } from '../../core/values.ts';
import { formatType } from '../../core/format.ts';
import { isSubtype, sameType } from '../../core/relations.ts';
import { cardinality } from '../../core/enumerate.ts';
import type { Location } from '../../text/source.ts';

/** What the verification of a transition system asks about types and constants. */

/** @param problem a text, or a function that makes it */
export function need(
  condition: boolean,
  problem: string | (() => string),
  { at }: { readonly at: Location | undefined },
): void {
  if (!condition) throw new InternalError(typeof problem === 'string' ? problem : problem(), at);
}

export function fits(from: Type, to: Type, of: { readonly at: Location }): void {
  need(isSubtype(from, to), () => `${formatType(from)} stands where ${formatType(to)} is expected`, of);
}

export function elementOf({ type, at }: Expr): Type {
  if (type.kind === 'set' || type.kind === 'seq') return type.element;
  throw new InternalError(`elements of ${formatType(type)}`, at);
}

export function partTypes(type: Type): readonly Type[] | undefined {
  if (type.kind === 'struct') return type.fields.map((f) => f.type);
  return type.kind === 'tuple' ? type.elements : undefined;
}

export function payloadTypes(type: Type, tag: number): readonly Type[] | undefined {
  if (type.kind === 'option') return tag === 0 ? [] : [type.element];
  return type.kind === 'union' ? type.variants[tag]?.payload.map((p) => p.type) : undefined;
}

export function isNumberLike({ kind }: Type): boolean {
  return kind === 'int' || kind === 'bool' || kind === 'enum' || kind === 'symmetric' || kind === 'never';
}

/** Constants that were looked at: sets of all values of a type stand in many places, and may be long. */
const verified = new WeakMap<object, Type>();

export function isVerifiedValue(type: Type, value: Value): boolean {
  if (typeof value === 'number') return isNumberLike(type) ? isNumberOf(type, value) : type.kind === 'process';
  const checked = verified.get(value);
  if (checked && sameType(checked, type)) return true;
  if (!hasForm(type, value) || !containsValue(type, value)) return false;
  verified.set(value, type);
  return true;
}

function isNumberOf(type: Type, value: number): boolean {
  if (type.kind === 'int') return value >= type.low && value <= type.high;
  return type.kind === 'never' || (value >= 0 && BigInt(value) < cardinality(type));
}

/** Whether a value is built as those of the type are. */
function hasForm(type: Type, value: Value): boolean {
  if (typeof value === 'number') return isNumberLike(type) || type.kind === 'process' || type.kind === 'opaque';
  switch (type.kind) {
    case 'struct':
    case 'tuple': {
      const parts = partTypes(type);
      return parts?.length === value.length && parts.every((t, i) => hasForm(t, itemAt(value, i)));
    }
    case 'union':
    case 'option': {
      const payload = payloadTypes(type, value[0] as number);
      return payload?.length === value.length - 1 && payload.every((t, i) => hasForm(t, itemAt(value, i + 1)));
    }
    case 'map':
      return BigInt(value.length) === cardinality(type.key) && value.every((v) => hasForm(type.value, v));
    case 'set':
    case 'seq':
      return value.every((v) => hasForm(type.element, v));
    default:
      return false;
  }
}
