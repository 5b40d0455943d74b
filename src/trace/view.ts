import type { PlacedInstance } from '../backend/interpreter/layout.ts';
import type { Interpreter } from '../backend/interpreter/model.ts';
import type { Value } from '../core/types.ts';
import type { StateKey } from '../explorer/model.ts';
import type { Frame, Slot, TransitionSystem } from '../ir/system.ts';
import type { NamedValue, StateView } from './trace.ts';

/** A state with names and types. */
export function viewState(key: StateKey, system: TransitionSystem, interpreter: Interpreter): StateView {
  const state = interpreter.layout.decode(key);
  return {
    variables: system.variables.map(({ name, type, ghost, slot }) => ({ name, type, ghost, value: state[slot]! })),
    processes: interpreter.layout.instances.map((placed) => {
      const point = placed.family.points[state[placed.point] as number]!;
      const { family, instance } = placed;
      const indices = family.symbol.indices.map(({ name, type }, i) => ({ name, type, value: instance.indices[i]! }));
      return { name: instance.name, point: point.name, at: point.at, indices, locals: viewLocals(placed, state) };
    }),
  };
}

/** The locals of an instance that are in scope, but not those that the compiler made. */
function viewLocals({ family, point }: PlacedInstance, state: readonly Value[]): NamedValue[] {
  return family.points[state[point] as number]!.live.flatMap((slot): NamedValue[] => {
    const local = family.slots[slot]!;
    if (local.hidden || local.name === '_') return [];
    return [{ name: localName(local), type: local.type, value: state[point + 1 + slot]! }];
  });
}

/** `put_page.old`: a local with the procedures around it. */
export function localName({ name, frame }: Slot): string {
  return [...calls(frame).map((f) => f.procedure.name), name].join('.');
}

/** The calls around something, outermost first. */
export function calls(frame: Frame | undefined): Frame[] {
  const list: Frame[] = [];
  for (let f = frame; f; f = f.parent) list.unshift(f);
  return list;
}
