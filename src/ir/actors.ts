import { itemAt } from '../core/lists.ts';
import type { Value } from '../core/types.ts';
import { formatValue } from '../core/format.ts';
import { product } from '../core/enumerate.ts';
import type { Actor, TransitionSystem } from './system.ts';

/** All actors in canonical order, in which every engine numbers them: instances of processes, then actions. */
export function actorsOf({ families, actions }: Pick<TransitionSystem, 'families' | 'actions'>): readonly Actor[] {
  const actors = [
    ...families.flatMap((family) =>
      family.instances.map((instance) => ({ kind: 'process' as const, name: instance.name, family, instance })),
    ),
    ...actions.flatMap((code, action) =>
      product(code.domains).map((values) => ({
        kind: 'action' as const,
        name: actionName(code, values),
        action,
        values,
      })),
    ),
  ];
  return actors.map((actor, number) => ({ ...actor, number }));
}

/** `receive(r1)` */
export function actionName({ symbol }: TransitionSystem['actions'][number], values: readonly Value[]): string {
  if (symbol.parameters.length === 0) return symbol.name;
  const [first] = symbol.parameters;
  // What happens in memory: the word itself is told by what it does.
  if (symbol.hidden && first) return `${symbol.name} ${formatValue(itemAt(values, 0), first.type)}`;
  return `${symbol.name}(${values.map((v, i) => formatValue(v, itemAt(symbol.parameters, i).type)).join(', ')})`;
}
