import type { TransitionSystem } from '../system.ts';
import type { Accesses } from './accesses.ts';
import type { Shape } from './shapes.ts';

/** What of a transition system memory is about. */
export type Parts = Pick<TransitionSystem, 'program' | 'variables' | 'families' | 'actions' | 'steps' | 'properties'>;

/** Shapes that actions store to: any number of times. */
export function shapesOfActions({ actions, steps }: Parts, accesses: Accesses): ReadonlySet<Shape> {
  const found = new Set<Shape>();
  for (const { step } of actions)
    for (const operation of steps[step]?.operations ?? []) {
      const target = accesses.stored(operation);
      if (target && target !== 'several') found.add(target.shape);
    }
  return found;
}
