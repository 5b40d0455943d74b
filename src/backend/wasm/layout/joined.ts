import type { Type } from '../../../core/types.ts';

/** The narrowest type with the values of both, which have one shape apart from their intervals and lengths. */
export function joined(a: Type, b: Type): Type {
  if (a.kind === 'never') return b;
  if (b.kind === 'never' || a === b) return a;
  if (a.kind === 'int' && b.kind === 'int')
    return { kind: 'int', low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) };
  if (a.kind === 'set' && b.kind === 'set') return { kind: 'set', element: joined(a.element, b.element) };
  if (a.kind === 'option' && b.kind === 'option') return { kind: 'option', element: joined(a.element, b.element) };
  if (a.kind === 'seq' && b.kind === 'seq')
    return { kind: 'seq', capacity: Math.max(a.capacity, b.capacity), element: joined(a.element, b.element) };
  if (a.kind === 'tuple' && b.kind === 'tuple')
    return { kind: 'tuple', elements: a.elements.map((t, i) => joined(t, b.elements[i] ?? t)) };
  if (a.kind === 'map' && b.kind === 'map') return { kind: 'map', key: a.key, value: joined(a.value, b.value) };
  return a;
}
