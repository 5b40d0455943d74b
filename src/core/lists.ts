import { InternalError } from './internal-error.ts';

/** An element by a number that is known to be one of the list. @throws InternalError where it is none */
export function itemAt<T>(list: readonly T[], index: number): T {
  const item = list[index];
  if (item === undefined) throw new InternalError(`there is no element ${index} in a list of ${list.length}`);
  return item;
}
