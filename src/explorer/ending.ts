import { type Exploration, type ExploreOptions, type ModelProperty, wantsWitness } from './model.ts';

/** What is known between two levels of a search. */
export interface Between {
  readonly properties: readonly ModelProperty[];
  /** Whether evidence of a property was found, by its number. */
  readonly isFound: (property: number) => boolean;
  /** Whether there are states left to expand. */
  readonly more: boolean;
  /** Transitions from the start to those states. */
  readonly level: number;
}

/** What ends a run between two levels, if anything does: one policy for all searches. */
export function endBetweenLevels(
  { properties, isFound, more, level }: Between,
  { exhaustive = false, signal, limits }: Pick<ExploreOptions, 'exhaustive' | 'signal' | 'limits'>,
): Exploration['end'] | undefined {
  if (!more) return 'complete';
  if (!exhaustive) {
    if (properties.some((p, i) => !wantsWitness(p.kind) && !p.expectViolated && isFound(i))) return 'violation';
    // Of a scenario nothing else is asked.
    const isExpecting = properties.some((p) => (p.expectViolated && !p.isBound) || p.kind === 'possible');
    if (isExpecting && properties.every((p, i) => p.isBound !== undefined || isDecided(p, isFound(i))))
      return 'decided';
  }
  if (signal?.aborted) return 'interrupted';
  return level >= (limits?.depth ?? Infinity) ? 'max-depth' : undefined;
}

/** Whether the run has decided a property; only a complete one can find that a state is unreachable. */
function isDecided({ kind, expectViolated, isAsked }: ModelProperty, isFound: boolean): boolean {
  if (isAsked) return isFound;
  return wantsWitness(kind) ? !expectViolated && isFound : !expectViolated || isFound;
}
