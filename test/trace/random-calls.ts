import type { Decide } from '../differential/decide.ts';

/**
 * Random specs in which procedures call procedures and hand on values and places: parts of maps of maps of records, at
 * indices that are locals, parameters, elements of a `for`, choices or names of a pattern. Names are used over and over
 * again, in the process as in the procedures.
 */
export function randomCalls(decide: Decide): string {
  const of = <X>(list: readonly X[]): X => list[decide(0, list.length - 1)]!;
  const index = (names: readonly string[]): string =>
    of([() => String(decide(0, 1)), () => of([...names, '1']), () => `1 - ${of([...names, '0'])}`])();
  /** A place of type `0..9`. */
  const place = (names: readonly string[], refs: readonly string[]): string =>
    of([
      () => 'x',
      () => `grid[${index(names)}][${index(names)}].n`,
      () => `grid[${index(names)}][int(grid[0][0].flag)].n`,
      ...refs.map((r) => () => r),
    ])();
  const value = (names: readonly string[], refs: readonly string[]): string =>
    of([
      () => String(decide(0, 3)),
      () => `(${place(names, refs)} + 1) % 4`,
      () => `if ${place(names, refs)} > 1 then ${place(names, refs)} else ${index(names)}`,
      () => `match slot { empty => 0, of(e) => grid[e][${index(names)}].n }`,
      () => `if slot is of(e) && grid[e][0].n == 0 then 2 else ${place(names, refs)}`,
      () => `sum e in 0..1: grid[e][${index(names)}].n`,
      () => `let e = ${index(names)} in grid[e][e].n`,
    ])();
  const statement = (
    names: readonly string[],
    refs: readonly string[],
    callees: readonly string[],
    depth: number,
  ): string => {
    const inner = (more: readonly string[] = []): string => block([...names, ...more], refs, callees, depth - 1);
    const simple = [
      () => `${place(names, refs)} = min_of(${value(names, refs)});`,
      () => `grid[${index(names)}][${index(names)}].flag = !grid[${index(names)}][1].flag;`,
      () =>
        `grid[${index(names)}] = grid[${index(names)}] with { [${index(names)}] = Cell { n: ${decide(0, 3)}, flag: true } };`,
      () => `slot = of(${index(names)});`,
      () => `await ${place(names, refs)} < 9;`,
      ...callees.map((f) => () => `${f}(${index(names)}, ${place(names, refs)});`),
      ...callees.map((f) => () => `atomic { ${f}(${index(names)}, ${place(names, refs)}); x = 0; }`),
    ];
    if (depth <= 0) return of(simple)();
    const fresh = of(['i', 'j', 'p', 'k'].filter((name) => !names.includes(name)).concat('_'));
    const bound = fresh === '_' ? [] : [fresh];
    return of([
      ...simple,
      () => `for ${fresh} in 0..1 ${inner(bound)}`,
      () => `{ pick ${fresh} in 0..1; ${inner(bound)} }`,
      () => `{ let ${fresh} = ${index(names)}; ${inner(bound)} }`,
      () => (fresh === '_' ? 'skip;' : `if slot is of(${fresh}) && ${fresh} == 1 ${inner(bound)}`),
      () => (fresh === '_' ? 'skip;' : `match slot { empty => { skip; } of(${fresh}) => ${inner(bound)} }`),
      () => `if ${place(names, refs)} == ${decide(0, 2)} ${inner()} else ${inner()}`,
    ])();
  };
  const block = (
    names: readonly string[],
    refs: readonly string[],
    callees: readonly string[],
    depth: number,
  ): string => `{ ${Array.from({ length: decide(1, 2) }, () => statement(names, refs, callees, depth)).join(' ')} }`;
  return `spec calls;
struct Cell { n: 0..9; flag: bool; }
union Slot { empty, of(0..1) }
var x : 0..9 = 0;
var slot : Slot = empty;
var grid : [0..1 -> [0..1 -> Cell]] = [_ in 0..1 -> [_ in 0..1 -> Cell { n: 1, flag: false }]];
fun min_of(v: 0..9): 0..9 = if v < 4 then v else 3;
proc inner(p: 0..1, ref r: 0..9) ${block(['p'], ['r'], [], 1)}
proc middle(p: 0..1, ref q: 0..9) ${block(['p'], ['q'], ['inner'], 1)}
proc outer(i: 0..1, ref r: 0..9) ${block(['i'], ['r'], ['inner', 'middle'], 1)}
process a[p: 0..1] ${block(['p'], [], ['outer', 'middle'], 2)}
process b ${block([], [], ['outer', 'inner'], 2)}
check c allow deadlock;
`;
}
