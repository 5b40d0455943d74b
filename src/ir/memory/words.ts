import type { Expr } from '../../core/expression.ts';
import type { Type, Value } from '../../core/types.ts';
import { valuesOf } from '../../core/enumerate.ts';
import type { Shape } from './shapes.ts';
import { mapType, type Terms } from '../terms.ts';

/**
 * The number of a word, found by its keys in a table.
 * @param word the type of such numbers @param first that of the first word of the shape
 */
export function wordTable(
  terms: Terms,
  { keys: types }: Shape,
  word: Type,
  first: number,
  keys: readonly Expr[],
): Expr {
  let next = first;
  const table = (rest: readonly Type[]): Value => {
    const [key, ...more] = rest;
    return key === undefined ? next++ : valuesOf(key).map(() => table(more));
  };
  return keys.reduce<Expr>((all, key) => terms.index(all, key), terms.constant(mapType(types, word), table(types)));
}
