import { itemAt } from '../core/lists.ts';
import type { Type, Value } from '../core/types.ts';
import { equalValues } from '../core/values.ts';
import { formatValue } from '../core/format.ts';
import { valuesOf } from '../core/enumerate.ts';
import type { Change } from './trace.ts';

/** The innermost parts in which two values of a type differ. */
export function diffValues(path: string, before: Value, after: Value, type: Type, scope: Change['scope']): Change[] {
  if (equalValues(before, after)) return [];
  const a = before as readonly Value[];
  const b = after as readonly Value[];
  switch (type.kind) {
    case 'struct':
      return type.fields.flatMap((f, i) => diffValues(`${path}.${f.name}`, itemAt(a, i), itemAt(b, i), f.type, scope));
    case 'tuple':
      return type.elements.flatMap((t, i) => diffValues(`${path}.${i}`, itemAt(a, i), itemAt(b, i), t, scope));
    case 'map':
      return valuesOf(type.key).flatMap((key, i) =>
        diffValues(`${path}[${formatValue(key, type.key)}]`, itemAt(a, i), itemAt(b, i), type.value, scope),
      );
    case 'bool':
    case 'int':
    case 'enum':
    case 'union':
    case 'symmetric':
    case 'process':
    case 'opaque':
    case 'option':
    case 'set':
    case 'seq':
    case 'never':
    case 'formula':
      return [{ path, before: formatValue(before, type), after: formatValue(after, type), scope }];
  }
}
