import { itemAt } from './lists.ts';
import type { IntType, Type } from './types.ts';

/** How types relate: equality, subtypes, the least upper bound. */

/** Whether two types have the same values: nominal ones by identity, the others by shape. */
export function sameType(a: Type, b: Type): boolean {
  if (a === b) return true;
  switch (a.kind) {
    case 'bool':
    case 'never':
    case 'formula':
    case 'process':
      return a.kind === b.kind;
    case 'int':
      return b.kind === 'int' && a.low === b.low && a.high === b.high;
    case 'option':
      return b.kind === 'option' && sameType(a.element, b.element);
    case 'set':
      return b.kind === 'set' && sameType(a.element, b.element);
    case 'seq':
      return b.kind === 'seq' && a.capacity === b.capacity && sameType(a.element, b.element);
    case 'map':
      return b.kind === 'map' && sameType(a.key, b.key) && sameType(a.value, b.value);
    case 'tuple':
      return (
        b.kind === 'tuple' &&
        a.elements.length === b.elements.length &&
        a.elements.every((t, i) => sameType(t, itemAt(b.elements, i)))
      );
    case 'enum':
    case 'struct':
    case 'union':
    case 'symmetric':
    case 'opaque':
      return false;
  }
}

/** Whether every value of `narrow` is one of `wide` (types of the same shape). */
export function isSubtype(narrow: Type, wide: Type): boolean {
  if (sameType(narrow, wide) || narrow.kind === 'never') return true;
  switch (wide.kind) {
    case 'int':
      return (
        narrow.kind === 'int' && (narrow.high < narrow.low || (narrow.low >= wide.low && narrow.high <= wide.high))
      );
    case 'option':
      return narrow.kind === 'option' && isSubtype(narrow.element, wide.element);
    case 'set':
      return narrow.kind === 'set' && isSubtype(narrow.element, wide.element);
    case 'seq':
      return (
        narrow.kind === 'seq' &&
        (narrow.capacity === 0 || (narrow.capacity <= wide.capacity && isSubtype(narrow.element, wide.element)))
      );
    case 'map':
      return narrow.kind === 'map' && sameType(narrow.key, wide.key) && isSubtype(narrow.value, wide.value);
    case 'tuple':
      return (
        narrow.kind === 'tuple' &&
        narrow.elements.length === wide.elements.length &&
        narrow.elements.every((t, i) => isSubtype(t, itemAt(wide.elements, i)))
      );
    default:
      return false;
  }
}

/**
 * Whether values of two types have the same form, whatever the bounds of their integers and the capacities of their
 * sequences: then those that are of both can go from one to the other. Nothing (`never`) has every form.
 */
export function sameForm(a: Type, b: Type): boolean {
  if (a === b || a.kind === 'never' || b.kind === 'never') return true;
  switch (a.kind) {
    case 'int':
      return b.kind === 'int';
    case 'option':
      return b.kind === 'option' && sameForm(a.element, b.element);
    case 'set':
      return b.kind === 'set' && sameForm(a.element, b.element);
    case 'seq':
      return b.kind === 'seq' && sameForm(a.element, b.element);
    case 'map':
      return b.kind === 'map' && sameType(a.key, b.key) && sameForm(a.value, b.value);
    case 'tuple':
      return (
        b.kind === 'tuple' &&
        a.elements.length === b.elements.length &&
        a.elements.every((t, i) => sameForm(t, itemAt(b.elements, i)))
      );
    default:
      return sameType(a, b);
  }
}

/** The smallest type that holds the values of both, their least upper bound; undefined if their shapes differ. */
export function join(a: Type, b: Type): Type | undefined {
  if (a === b || b.kind === 'never') return a;
  if (a.kind === 'never') return b;
  switch (a.kind) {
    case 'int':
      return b.kind === 'int' ? hull(a, b) : undefined;
    case 'option': {
      const element = b.kind === 'option' ? join(a.element, b.element) : undefined;
      return element && { kind: 'option', element };
    }
    case 'set': {
      const element = b.kind === 'set' ? join(a.element, b.element) : undefined;
      return element && { kind: 'set', element };
    }
    case 'seq': {
      if (b.kind !== 'seq') return undefined;
      const element = join(a.element, b.element);
      return element && { kind: 'seq', capacity: Math.max(a.capacity, b.capacity), element };
    }
    case 'map': {
      const value = b.kind === 'map' && sameType(a.key, b.key) ? join(a.value, b.value) : undefined;
      return value && { kind: 'map', key: a.key, value };
    }
    case 'tuple': {
      if (b.kind !== 'tuple' || b.elements.length !== a.elements.length) return undefined;
      const elements: Type[] = [];
      for (const [i, element] of a.elements.entries()) {
        const joined = join(element, itemAt(b.elements, i));
        if (!joined) return undefined;
        elements.push(joined);
      }
      return { kind: 'tuple', elements };
    }
    case 'bool':
    case 'formula':
      if (b.kind === 'formula') return b;
      return b.kind === 'bool' ? a : undefined;
    case 'enum':
    case 'struct':
    case 'union':
    case 'symmetric':
    case 'process':
    case 'opaque':
      return sameType(a, b) ? a : undefined;
  }
}

/** The least interval that contains two others, either of which may be empty. */
function hull(a: IntType, b: IntType): IntType {
  if (a.high < a.low) return b;
  if (b.high < b.low) return a;
  return { kind: 'int', low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) };
}
