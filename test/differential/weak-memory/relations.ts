/** Relations over the numbers below a size, at most 31: for each number the set of those it is related to, as bits. */
export type Relation = readonly number[];

export function none(size: number): Relation {
  return new Array<number>(size).fill(0);
}

export function from(size: number, test: (i: number, j: number) => boolean): Relation {
  if (size > 31) throw new Error('too many events');
  return Array.from({ length: size }, (_, i) => {
    let row = 0;
    for (let j = 0; j < size; j++) if (test(i, j)) row |= 1 << j;
    return row;
  });
}

export function identity(size: number): Relation {
  return Array.from({ length: size }, (_, i) => 1 << i);
}

export function has(relation: Relation, i: number, j: number): boolean {
  return ((relation[i] ?? 0) & (1 << j)) !== 0;
}

export function union(first: Relation, ...others: readonly Relation[]): Relation {
  return first.map((row, i) => others.reduce((all, other) => all | (other[i] ?? 0), row));
}

export function intersection(a: Relation, b: Relation): Relation {
  return a.map((row, i) => row & (b[i] ?? 0));
}

export function difference(a: Relation, b: Relation): Relation {
  return a.map((row, i) => row & ~(b[i] ?? 0));
}

export function complement(size: number, a: Relation): Relation {
  const all = size === 31 ? 0x7fffffff : (1 << size) - 1;
  return a.map((row) => all & ~row);
}

export function inverse(a: Relation): Relation {
  return from(a.length, (i, j) => has(a, j, i));
}

export function compose(first: Relation, ...others: readonly Relation[]): Relation {
  return others.reduce(
    (a, b) =>
      a.map((row) => {
        let result = 0;
        for (let j = 0; j < b.length; j++) if ((row & (1 << j)) !== 0) result |= b[j] ?? 0;
        return result;
      }),
    first,
  );
}

/** Reflexive and transitive (S. Warshall, 1962). */
export function closure(a: Relation): Relation {
  const rows = a.map((row, i) => row | (1 << i));
  for (let k = 0; k < rows.length; k++)
    for (let i = 0; i < rows.length; i++)
      if (((rows[i] ?? 0) & (1 << k)) !== 0) rows[i] = (rows[i] ?? 0) | (rows[k] ?? 0);
  return rows;
}

export function isAcyclic(a: Relation): boolean {
  const all = compose(a, closure(a));
  return all.every((row, i) => (row & (1 << i)) === 0);
}

export function isEmpty(a: Relation): boolean {
  return a.every((row) => row === 0);
}
