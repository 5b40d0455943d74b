import { InternalError } from './internal-error.ts';

/** The element at an index that is known to be within the list. @throws InternalError where it is not */
export function itemAt<T>(list: readonly (T | undefined)[], index: number): T {
  const item = list[index];
  if (item === undefined) throw new InternalError(`there is no element ${index} in a list of ${list.length}`);
  return item;
}

/** The value of a key that is known to be in a map. @throws InternalError where it is not */
export function valueAt<K, V>(map: ReadonlyMap<K, V>, key: K): V {
  const value = map.get(key);
  if (value === undefined) throw new InternalError('a map lacks one of its keys');
  return value;
}

/** The elements of a list, each with the one of another list at its position. @throws InternalError where that is shorter */
export function zip<A, B>(list: readonly A[], other: readonly B[]): readonly (readonly [A, B])[] {
  return list.map((item, i) => [item, itemAt(other, i)]);
}
