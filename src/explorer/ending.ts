import type { Exploration, ExploreOptions, ModelProperty } from './model.ts';

/** What is known between two levels of a search. */
export interface Between {
  readonly properties: readonly ModelProperty[];
  /** Whether evidence of a property was found, by its number. */
  readonly isFound: (property: number) => boolean;
  /** There are states to expand. */
  readonly more: boolean;
  /** Transitions from the start to those states. */
  readonly level: number;
}

/** What ends a run between two levels, if anything does: the one policy of all searches. */
export function endBetweenLevels(
  { properties, isFound, more, level }: Between,
  { exhaustive = false, signal, limits }: Pick<ExploreOptions, 'exhaustive' | 'signal' | 'limits'>,
): Exploration['end'] | undefined {
  if (!more) return 'complete';
  if (!exhaustive) {
    if (properties.some((p, i) => p.kind !== 'reachable' && !p.expectViolated && isFound(i))) return 'violation';
    if (properties.some((p) => p.expectViolated) && properties.every((p, i) => isDecided(p, isFound(i))))
      return 'decided';
  }
  if (signal?.aborted) return 'interrupted';
  return level >= (limits?.depth ?? Infinity) ? 'max-depth' : undefined;
}

/** Whether the run has found all that it has to find about a property; that a state is unreachable only a complete one finds. */
function isDecided({ kind, expectViolated }: ModelProperty, isFound: boolean): boolean {
  return kind === 'reachable' ? !expectViolated && isFound : !expectViolated || isFound;
}
