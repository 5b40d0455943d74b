import { itemAt } from '../core/lists.ts';
import { overInstances, pointOf } from './processes.ts';
import { nameFor } from './scope.ts';
import type { ModuleSetting } from './setting.ts';
import type { ProcessState } from './state.ts';
import * as tla from './syntax.ts';
import type { Tla } from './syntax.ts';

/** Every variable has a value of its type, every process is at one of its control points. */
export function typeInvariant(setting: ModuleSetting): Tla {
  const { system, state, expressions } = setting;
  const { vocabulary } = expressions;
  const shared = system.variables.map((variable) =>
    tla.member(tla.text(state.nameOf(variable)), vocabulary.setOf(variable.type)),
  );
  const present = state.processes.filter(({ family }) => family.instances.length > 0);
  return tla.and([
    ...shared,
    ...present.map((process) => whereabouts(process, setting)),
    ...present.flatMap((process) => locals(process, setting)),
  ]);
}

function whereabouts({ family, points, instances }: ProcessState, { expressions }: ModuleSetting): Tla {
  const texts = tla.set(points.map(tla.string));
  const at = (indices: readonly Tla[]): Tla =>
    tla.member(
      pointOf(expressions.vocabulary.process(family.symbol.name, indices), expressions.plain, expressions),
      texts,
    );
  return instances ? overInstances('\\A', family.symbol.indices.map(nameFor), instances, at) : at([]);
}

function locals(
  { family, locals: own, instances }: ProcessState,
  { state, expressions }: ModuleSetting,
): readonly Tla[] {
  const dead = tla.set([tla.text(state.dead ?? '"dead"')]);
  return [...own.values()].map(({ slot, name }) => {
    const type = expressions.vocabulary.setOf(itemAt(family.slots, slot).type);
    const values = tla.infix(dead, '\\cup', type);
    return tla.member(tla.text(name), instances ? { kind: 'functions', from: instances, to: values } : values);
  });
}
