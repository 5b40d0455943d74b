import { and, type Binding, mapParts, or, partsOf, type Tla } from './syntax.ts';

/** What is used so often that a `LET` is worth it. */
interface Uses {
  readonly counts: ReadonlyMap<Binding, number>;
}

/**
 * Decides which bindings become a `LET`: what is used once, or is no longer than a name, stands where it is used, and
 * what is not used is left out. In the result each `use` is of a `bind` around it.
 */
export function settle(tla: Tla): Tla {
  return settled(tla, { counts: countUses(tla) });
}

function countUses(tla: Tla): ReadonlyMap<Binding, number> {
  const counts = new Map<Binding, number>();
  const visit = (part: Tla): void => {
    if (part.kind === 'use') {
      const count = counts.get(part.binding) ?? 0;
      counts.set(part.binding, count + 1);
      if (count === 0) visit(part.binding.value);
    }
    for (const inner of partsOf(part)) visit(inner);
  };
  visit(tla);
  return counts;
}

function settled(tla: Tla, uses: Uses): Tla {
  if (tla.kind === 'use') return standsAlone(tla.binding, uses) ? tla : settled(tla.binding.value, uses);
  if (tla.kind === 'junction') {
    // What was bound in between is gone: lists within lists become one.
    const items = tla.items.map((item) => settled(item, uses));
    return tla.op === '/\\' ? and(items) : or(items);
  }
  if (tla.kind !== 'bind') return mapParts(tla, (part) => settled(part, uses));
  const body = settled(tla.body, uses);
  if (!standsAlone(tla.binding, uses)) return body;
  const { name, value } = tla.binding;
  const operator = { name, parameters: [], body: settled(value, uses), isRecursive: false };
  if (body.kind === 'let') return { ...body, operators: [operator, ...body.operators] };
  return { kind: 'let', operators: [operator], body };
}

function standsAlone(binding: Binding, { counts }: Uses): boolean {
  return (counts.get(binding) ?? 0) > 1 && !isShort(binding.value);
}

/** A name, or a part of what a name stands for. */
function isShort(tla: Tla): boolean {
  switch (tla.kind) {
    case 'text':
    case 'name':
      return true;
    case 'use':
      return isShort(tla.binding.value);
    case 'prime':
      return isShort(tla.operand);
    case 'index':
      return isShort(tla.object) && tla.arguments.every(isShort);
    case 'field':
      return isShort(tla.object);
    case 'tuple':
    case 'set':
      return tla.elements.length === 0;
    default:
      return false;
  }
}
