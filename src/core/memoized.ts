import type { Type, Value } from './types.ts';

type Result = number | bigint | string | boolean | readonly Value[];

/** A function that works its result out once for each object, which never changes. */
export function memoized<K extends object, R extends Result>(compute: (key: K) => R): (key: K) => R {
  const results = new WeakMap<K, R>();
  return (key) => {
    let result = results.get(key);
    if (result === undefined) {
      result = compute(key);
      results.set(key, result);
    }
    return result;
  };
}

/**
 * The same of types, which share their parts: those of a few lines may have a million. The type of all processes is left
 * out, since it grows while the processes of a spec are read.
 */
export function memoizedByType<R extends Result>(compute: (type: Type) => R): (type: Type) => R {
  const fixed = memoized(compute);
  return (type) => (type.kind === 'process' ? compute(type) : fixed(type));
}
