import { itemAt } from '../core/lists.ts';
import type { Exploration } from '../explorer/model.ts';
import type { TransitionSystem } from '../ir/system.ts';
import type { CoverageData } from '../result/model.ts';
import { placeData } from '../result/places.ts';
import { locationKey } from '../text/source.ts';

/** What a run met of its spec: a place counts as met if any step that begins there ran. */
export function coverageOf(system: TransitionSystem, { stepsRun, implicationsMet }: Exploration): CoverageData {
  const steps = new Map<string, CoverageData['steps'][number]>();
  for (const step of system.steps) {
    const owner = ownerOf(system, step.owner);
    if (owner === undefined) continue;
    const key = `${locationKey(step.at)} ${owner}`;
    const ran = stepsRun[step.id] === true || steps.get(key)?.ran === true;
    steps.set(key, { at: placeData(step.at), owner, ran });
  }
  return {
    steps: [...steps.values()],
    implications: system.implications.map(({ expr, property }, i) => ({
      at: placeData(expr.at),
      property: property.name,
      met: implicationsMet[i] === true,
    })),
  };
}

/** `reader`, `action raise`; nothing for a process without instances. */
function ownerOf(system: TransitionSystem, owner: TransitionSystem['steps'][number]['owner']): string | undefined {
  if (owner.kind === 'action') return `action ${itemAt(system.actions, owner.action).symbol.name}`;
  const { instances, symbol } = itemAt(system.families, owner.family);
  return instances.length === 0 ? undefined : symbol.name;
}
