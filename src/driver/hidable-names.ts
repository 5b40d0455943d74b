import type { TransitionSystem } from '../ir/system.ts';
import { localName } from '../trace/view.ts';

/** The names that traces of a system can be printed without: variables, locals, processes, actions, procedures. */
export function hidableNames({ variables, families, actions, program }: TransitionSystem): readonly string[] {
  const names = [
    ...variables.map(({ name }) => name),
    ...actions.map(({ symbol }) => symbol.name),
    ...program.procedures.map(({ name }) => name),
    ...families.flatMap(({ symbol, instances, slots }) => {
      const locals = slots.filter(({ hidden, name }) => !hidden && name !== '_').map(localName);
      const owners = [symbol.name, ...instances.map(({ name }) => name)];
      return [...owners, ...locals, ...owners.flatMap((owner) => locals.map((local) => `${owner}.${local}`))];
    }),
  ];
  return [...new Set(names)];
}
