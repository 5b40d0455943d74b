import { getHeapStatistics } from 'node:v8';
import type { Limits } from '../explorer/model.ts';

/** Share of V8's heap after which a run ends by itself, before V8 ends the process. */
const HEAP_SHARE = 0.9;

/** The limits of the user, and that of V8's heap where they have none for memory. */
export function withHeapLimit(limits: Limits): Limits {
  return { ...limits, memory: limits.memory ?? getHeapStatistics().heap_size_limit * HEAP_SHARE };
}

/** With a limit of the user the process as a whole counts, otherwise V8's heap. A full heap is always over the limit. */
export function memoryInUse(limit: number | undefined): () => number {
  const heapLimit = getHeapStatistics().heap_size_limit * HEAP_SHARE;
  let lookedAt = 0;
  let used = 0;
  return () => {
    const now = performance.now();
    if (now - lookedAt < 20) return used;
    lookedAt = now;
    const { heapUsed, rss } = process.memoryUsage();
    if (limit === undefined) used = heapUsed;
    else used = heapUsed > heapLimit ? Infinity : rss;
    return used;
  };
}
