import { totalmem } from 'node:os';
import { getHeapStatistics } from 'node:v8';
import type { Limits } from '../explorer/model.ts';

/** Share of V8's heap after which a run ends by itself, before V8 ends the process. */
const HEAP_SHARE = 0.9;
/** Share of a container's memory after which a run ends by itself, before the kernel kills the process. */
const CONTAINER_SHARE = 0.85;
/** The most that a run takes where no limit was given: more is reserved for those who ask for it. */
const UNASKED = 3.5 * 2 ** 30;

/** How much memory a run may take. */
export interface MemoryBound {
  /** The user's limits, with the memory after which the run ends. */
  readonly limits: Limits;
  /** The user's limits, and whether the container is what ends the run: what a report shows. */
  readonly told: Limits;
  /** Bytes that the whole process may take, where the user or a container limits them. */
  readonly memory?: number;
  /** Bytes in use, of the kind that `limits.memory` limits. */
  readonly inUse: () => number;
}

/** Bytes that a container (a memory cgroup) lets the process have; undefined outside of one. */
export function containerMemory(constrained = process.constrainedMemory(), total = totalmem()): number | undefined {
  // Without a limit it is 0, or a number greater than the machine's memory.
  return constrained > 0 && constrained < total ? constrained : undefined;
}

/**
 * Where the user or a container sets a limit, the whole process counts, otherwise V8's heap. A full heap always exceeds
 * the limit.
 * @param limits of the user
 */
export function boundMemory(limits: Limits, container = containerMemory()): MemoryBound {
  const heapLimit = getHeapStatistics().heap_size_limit * HEAP_SHARE;
  const share = container === undefined ? undefined : Math.floor(container * CONTAINER_SHARE);
  const bound = Math.min(limits.memory ?? Infinity, share ?? Infinity);
  const isBound = bound !== Infinity;
  const memory = limits.memory === undefined ? Math.min(bound, UNASKED) : bound;
  const isContained = share === memory;
  return {
    limits: { ...limits, memory: isBound ? bound : heapLimit },
    told: isContained ? { ...limits, container: share } : limits,
    ...(isBound ? { memory } : {}),
    inUse: cached(() => {
      const { heapUsed, rss } = process.memoryUsage();
      if (!isBound) return heapUsed;
      return heapUsed > heapLimit ? Infinity : rss;
    }),
  };
}

/** Asking the system takes longer than the work in between. */
function cached(look: () => number): () => number {
  let lookedAt = -Infinity;
  let used = 0;
  return () => {
    const now = performance.now();
    if (now - lookedAt < 20) return used;
    lookedAt = now;
    used = look();
    return used;
  };
}
