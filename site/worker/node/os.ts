/** Threads share memory, which a page may not unless its server says so: one works. */
export function availableParallelism(): number {
  return 1;
}

/** Browsers do not say. */
export function totalmem(): number {
  return 0;
}
