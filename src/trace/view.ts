import type { PlacedInstance } from '../backend/problem/layout.ts';
import type { Interpreter } from '../backend/interpreter/model.ts';
import { itemAt } from '../core/lists.ts';
import type { Value } from '../core/types.ts';
import type { StateKey } from '../explorer/model.ts';
import { callsAround } from '../ir/operations/calls.ts';
import type { Slot, TransitionSystem } from '../ir/system.ts';
import type { NamedValue, StateView } from './trace.ts';

/** A state with names and types. */
export function viewState(key: StateKey, system: TransitionSystem, interpreter: Interpreter): StateView {
  const state = interpreter.layout.decode(key);
  return {
    variables: system.variables.flatMap(({ name, type, ghost, slot, hidden }) =>
      hidden ? [] : [{ name, type, ghost, value: itemAt(state, slot) }],
    ),
    processes: interpreter.layout.instances.map((placed) => {
      const point = itemAt(placed.family.points, state[placed.point] as number);
      const { family, instance } = placed;
      const indices = family.symbol.indices.map(({ name, type }, i) => ({
        name,
        type,
        value: itemAt(instance.indices, i),
      }));
      return { name: instance.name, point: point.name, at: point.at, indices, locals: viewLocals(placed, state) };
    }),
  };
}

/** The locals of an instance that are in scope, except those that the compiler introduced. */
function viewLocals({ family, point }: PlacedInstance, state: readonly Value[]): NamedValue[] {
  return itemAt(family.points, state[point] as number).live.flatMap((slot): NamedValue[] => {
    const local = itemAt(family.slots, slot);
    if (local.hidden || local.name === '_') return [];
    return [{ name: localName(local), type: local.type, value: itemAt(state, point + 1 + slot) }];
  });
}

/** `put_page.old`: a local with the procedures that contain it. */
export function localName({ name, frame }: Slot): string {
  return [...callsAround(frame).map((f) => f.procedure.name), name].join('.');
}
