/** Memory models, and what code says about the order of its accesses to memory. docs/memory.md is about both. */

/**
 * `tso`: stores wait in a first-in first-out buffer of their CPU. `pso`: stores to different words may leave it in either
 * order. `pso_iq`: besides, loads may find values that have been overwritten since the CPU last synchronised.
 * `lkmm`: stores become visible to each CPU in their own time, and may be made before earlier loads.
 */
export const WEAK_MODELS = ['tso', 'pso', 'pso_iq', 'lkmm'] as const;
export type WeakModel = (typeof WEAK_MODELS)[number];
/** Those in which stores wait in store buffers. */
export type BufferedModel = Exclude<WeakModel, 'lkmm'>;

/** `mb`: smp_mb(), `wmb`: smp_wmb(), `rmb`: smp_rmb(). */
export const FENCES = ['mb', 'wmb', 'rmb'] as const;
export type Fence = (typeof FENCES)[number];

/**
 * What an `atomic` orders. Read-modify-writes: fully ordered where nothing is said, `relaxed`, `acquire`, `release`, and
 * `lock`, an acquire that also keeps the stores before an earlier unlock of its CPU before those after it. Accesses that
 * are made in one step but are plain ones: `once`, `load_acquire`, `store_release`, and `unlock`, a release that `lock`
 * knows.
 */
export const ORDERINGS = [
  'full',
  'relaxed',
  'acquire',
  'release',
  'lock',
  'once',
  'load_acquire',
  'store_release',
  'unlock',
] as const;
export type Ordering = (typeof ORDERINGS)[number];

/** Whether accesses with an ordering are plain loads and stores, and not read-modify-writes. */
export function isPlain(ordering: Ordering): boolean {
  return ordering === 'once' || ordering === 'load_acquire' || ordering === 'store_release' || ordering === 'unlock';
}

/** The property that is violated where a store buffer or what is kept of old values was too small: no name of a spec. */
export const MEMORY_BOUND = 'memory bound';
