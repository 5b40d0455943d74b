import type { MatchPattern } from '../../core/expression.ts';
import type { Type, Value } from '../../core/types.ts';
import { formatValue } from '../../core/format.ts';
import { BOOL } from './types.ts';

/**
 * Whether patterns leave values out, and whether a pattern can still match after others: usefulness of a
 * row in a matrix of patterns (Maranget, "Warnings for pattern matching", JFP 17(3), 2007).
 */

interface Constructor {
  readonly tag: number;
  readonly types: readonly Type[];
}

/** Patterns that people write need a few dozen steps; this bounds generated ones. */
const MAX_STEPS = 20_000;

interface Search {
  steps: number;
  /** Integers count as infinitely many: whether their bounds are covered depends on constants. */
  readonly endless: boolean;
}

/** The constructors of a type, if there are finitely many that patterns can distinguish. */
function constructorsOf(
  type: Type,
  column: readonly MatchPattern[],
  search: Search,
): readonly Constructor[] | undefined {
  switch (type.kind) {
    case 'bool':
      return [0, 1].map((tag) => ({ tag, types: [] }));
    case 'enum':
      return type.members.map((_, tag) => ({ tag, types: [] }));
    case 'union':
      return type.variants.map((v, tag) => ({ tag, types: v.payload.map((p) => p.type) }));
    case 'option':
      return [
        { tag: 0, types: [] },
        { tag: 1, types: [type.element] },
      ];
    case 'tuple':
      return [{ tag: 0, types: type.elements }];
    case 'int': {
      // Only as many values as there are literals can be covered one by one.
      if (search.endless || type.high - type.low >= column.length) return undefined;
      return Array.from({ length: type.high - type.low + 1 }, (_, i) => ({ tag: type.low + i, types: [] }));
    }
    default:
      return undefined;
  }
}

function isOpen(pattern: MatchPattern): boolean {
  return pattern.kind === 'any' || pattern.kind === 'bind' || pattern.kind === 'bindSlot';
}

/** The parts of a pattern if it can match the constructor. */
function specialize(pattern: MatchPattern, constructor: Constructor): readonly MatchPattern[] | undefined {
  switch (pattern.kind) {
    case 'any':
    case 'bind':
    case 'bindSlot':
      return constructor.types.map(() => ({ kind: 'any' }));
    case 'value':
      return pattern.value === constructor.tag ? [] : undefined;
    case 'variant':
      return pattern.tag === constructor.tag ? pattern.payload : undefined;
    case 'tuple':
      return pattern.elements;
  }
}

type Row = readonly MatchPattern[];
/** A value that is left out, in the form of a pattern's text; `_` where anything will do. */
type Witness = readonly string[];

function specializeRows(rows: readonly Row[], constructor: Constructor): Row[] {
  return rows.flatMap((row) => {
    const [first, ...rest] = row;
    const parts = first && specialize(first, constructor);
    return parts ? [[...parts, ...rest]] : [];
  });
}

/** Values of these types that no row matches but `wanted` does: one of them, or undefined. */
function leftOut(rows: readonly Row[], wanted: Row, types: readonly Type[], search: Search): Witness | undefined {
  if (search.steps++ > MAX_STEPS) return undefined;
  const [type, ...restTypes] = types;
  const [first, ...restWanted] = wanted;
  if (!type || !first) return rows.length === 0 ? [] : undefined;
  const column = rows.flatMap((row) => (row[0] ? [row[0]] : []));
  const constructors = constructorsOf(type, column, search);
  if (constructors && (!isOpen(first) || column.some((p) => !isOpen(p)) || !search.endless)) {
    for (const constructor of constructors) {
      const parts = specialize(first, constructor);
      if (!parts) continue;
      const found = leftOut(
        specializeRows(rows, constructor),
        [...parts, ...restWanted],
        [...constructor.types, ...restTypes],
        search,
      );
      if (found) {
        const n = constructor.types.length;
        return [constructorText(type, constructor, found.slice(0, n)), ...found.slice(n)];
      }
    }
    return undefined;
  }
  // Literals of an infinite type: any other value, unless the pattern asks for a particular one.
  if (first.kind === 'value') {
    const constructor: Constructor = { tag: Number(first.value), types: [] };
    const found = leftOut(specializeRows(rows, constructor), restWanted, restTypes, search);
    return found && [String(first.value), ...found];
  }
  const open = rows.flatMap((row) => {
    const [head, ...rest] = row;
    return head && isOpen(head) ? [rest] : [];
  });
  const found = leftOut(open, restWanted, restTypes, search);
  return found && [otherValue(type, column), ...found];
}

function otherValue(type: Type, column: readonly MatchPattern[]): string {
  if (type.kind !== 'int' || column.every(isOpen)) return '_';
  const used = new Set<Value>(column.flatMap((p) => (p.kind === 'value' ? [p.value] : [])));
  for (let v = type.low; v <= type.high; v++) if (!used.has(v)) return String(v);
  return '_';
}

function constructorText(type: Type, constructor: Constructor, parts: readonly string[]): string {
  switch (type.kind) {
    case 'option':
      return constructor.tag === 0 ? 'none' : `some(${parts.join(', ')})`;
    case 'tuple':
      return `(${parts.join(', ')})`;
    case 'union': {
      const name = type.variants[constructor.tag]?.name ?? '_';
      return parts.length === 0 ? name : `${name}(${parts.join(', ')})`;
    }
    case 'bool':
      return formatValue(constructor.tag, BOOL);
    case 'enum':
      return type.members[constructor.tag] ?? '_';
    default:
      return String(constructor.tag);
  }
}

/**
 * The members that patterns of an enum or of bool name, undefined for patterns that take all of them: most matches are
 * of this kind, and need no search.
 */
function tagsOf(patterns: readonly MatchPattern[], type: Type): readonly (number | undefined)[] | undefined {
  if (type.kind !== 'enum' && type.kind !== 'bool') return undefined;
  const tags: (number | undefined)[] = [];
  for (const pattern of patterns) {
    if (pattern.kind === 'value') tags.push(Number(pattern.value));
    else if (isOpen(pattern)) tags.push(undefined);
    else return undefined;
  }
  return tags;
}

/** A case that the patterns leave out, as one would write it; undefined if they cover the type. */
export function missingCase(patterns: readonly MatchPattern[], type: Type): string | undefined {
  if (type.kind === 'never') return undefined;
  const tags = tagsOf(patterns, type);
  if (tags) {
    if (tags.includes(undefined)) return undefined;
    const count = type.kind === 'enum' ? type.members.length : 2;
    for (let tag = 0; tag < count; tag++) if (!tags.includes(tag)) return constructorText(type, { tag, types: [] }, []);
    return undefined;
  }
  const rows = patterns.map((p) => [p]);
  if (type.kind === 'int' && type.high < type.low) return undefined;
  return leftOut(rows, [{ kind: 'any' }], [type], { steps: 0, endless: false })?.[0];
}

/** Index of the first pattern that never matches because earlier ones take all its values. */
export function unreachableCase(patterns: readonly MatchPattern[], type: Type): number | undefined {
  if (type.kind === 'never') return undefined;
  const tags = tagsOf(patterns, type);
  if (tags) {
    const count = type.kind === 'enum' ? type.members.length : 2;
    const seen = new Set<number | undefined>();
    const at = tags.findIndex((tag) => {
      if (seen.has(undefined) || seen.has(tag) || seen.size === count) return true;
      seen.add(tag);
      return false;
    });
    return at < 0 ? undefined : at;
  }
  for (const [i, pattern] of patterns.entries()) {
    const rows = patterns.slice(0, i).map((p) => [p]);
    const search = { steps: 0, endless: true };
    const found = leftOut(rows, [pattern], [type], search);
    if (found === undefined && search.steps <= MAX_STEPS) return i;
  }
  return undefined;
}
