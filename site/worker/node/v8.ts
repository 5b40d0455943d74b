/** What browsers give a page of a 64-bit machine. */
const HEAP = 2 ** 31;

export function getHeapStatistics(): { readonly heap_size_limit: number } {
  return { heap_size_limit: HEAP };
}
