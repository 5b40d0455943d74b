import type { Value } from '../core/types.ts';
import { formatValue, product } from '../core/values.ts';
import type { Actor, TransitionSystem } from './system.ts';

/** All actors in canonical order, in which every engine numbers them: instances of processes, then actions. */
export function actorsOf({ families, actions }: Pick<TransitionSystem, 'families' | 'actions'>): readonly Actor[] {
  return [
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
}

/** `receive(r1)` */
export function actionName({ symbol }: TransitionSystem['actions'][number], values: readonly Value[]): string {
  if (symbol.parameters.length === 0) return symbol.name;
  return `${symbol.name}(${values.map((v, i) => formatValue(v, symbol.parameters[i]!.type)).join(', ')})`;
}
