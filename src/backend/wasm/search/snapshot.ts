import type { SavedSnapshot, Snapshot } from '../../../explorer/model.ts';
import type { Findings } from './findings.ts';
import type { MemoryProgress, SearchMemory } from './search-memory.ts';

/** Where a search is, between two chunks. */
export interface Position {
  /** The next state to expand. */
  readonly expanded: number;
  readonly level: number;
  readonly levelEnd: number;
}

/** Everything that a search knows. */
export function takeSnapshot(memory: SearchMemory, findings: Findings, position: Position): Snapshot {
  if (findings.isUnordered) memory.closeHoles();
  const store = memory.progress;
  return {
    progress: {
      ...position,
      count: store.count,
      ...memory.counts,
      findings: findings.all.map((f) => f ?? null),
      isOrdered: !findings.isUnordered,
      marked: findings.marked,
      store: { ...store },
    },
    regions: [...memory.regionsOf(store), ...memory.flags()],
  };
}

/** Goes back to where a snapshot was taken. Whether states are in order is left to the search. */
export function restoreSnapshot(
  memory: SearchMemory,
  findings: Findings,
  { progress, read, refuse }: SavedSnapshot,
): Position {
  const store = progress.store as unknown as MemoryProgress;
  if (!memory.fits(store)) refuse('has more states than this process has memory for');
  read([...memory.regionsOf(store), ...memory.flags()]);
  memory.restore(store, progress);
  findings.restore(progress.findings);
  for (const property of progress.marked) memory.mark(property);
  return progress;
}
