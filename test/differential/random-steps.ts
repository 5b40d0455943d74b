import type { Decide } from './decide.ts';

/**
 * Random specs whose steps count, compare and store numbers of small types, so that often a value lies just inside of
 * its type, or just outside: what decides which range tests a compiler may leave out.
 */
export function randomSteps(decide: Decide): string {
  const of = <X>(list: readonly X[]): X => list[decide(0, list.length - 1)]!;
  let names = 0;
  const places = (locals: readonly string[]): string[] => [
    ...['x', 'y', 'z', 'r.n'],
    ...['c[0]', 'c[2]', 'c[i]', 'c[p[i]]', 'p[i]', 'p[1]', 'p[p[i]]'],
    ...locals.filter((name) => name === 'k').map(() => 'c[k]'),
    ...locals,
  ];
  const number = (locals: readonly string[], depth: number): string => {
    if (depth === 0) return decide(0, 2) === 0 ? String(decide(0, 4)) : of(places(locals));
    const [a, b] = [number(locals, depth - 1), number(locals, 0)];
    return of([
      () => a,
      () => `(${a} + ${decide(1, 2)})`,
      () => `(${a} - ${decide(1, 2)})`,
      () => `(${a} + ${b})`,
      () => `(${a} - ${b})`,
      () => `(${a} * ${decide(0, 2)})`,
      () => `(if ${condition(locals, 0)} then ${a} else ${b})`,
    ])();
  };
  const condition = (locals: readonly string[], depth: number): string => {
    if (depth === 0)
      return `${number(locals, decide(0, 1))} ${of(['<', '<=', '>', '>=', '==', '!='])} ${number(locals, 0)}`;
    const [a, b] = [condition(locals, 0), condition(locals, depth - 1)];
    return of([
      () => a,
      () => `(${a} && ${b})`,
      () => `(${a} || ${b})`,
      () => `!(${a} || ${b})`,
      () => `!(${a} => ${b})`,
      () => `${of(places(locals))} in ${decide(0, 2)}..${decide(2, 4)}`,
      () => {
        const q = `q${++names}`;
        return `(o is some(${q}) && ${q} ${of(['<', '>'])} ${decide(0, 3)})`;
      },
    ])();
  };
  const block = (locals: readonly string[], depth: number): string => {
    const known = [...locals];
    const statements = Array.from({ length: decide(1, 3) }, () => statement(known, depth));
    return `{ ${statements.join(' ')} }`;
  };
  const statement = (locals: string[], depth: number): string => {
    const name = `n${++names}`;
    const kinds = [
      () => `${of(places(locals))} ${of(['=', '+=', '-='])} ${number(locals, decide(0, 1))};`,
      () => `${of(places(locals))}${of(['++', '--'])};`,
      () => {
        const text = `var ${name} : 0..4 = ${number(locals, 1)};`;
        locals.push(name);
        return text;
      },
      () => `o = ${of(['none', `some(${number(locals, 0)})`])};`,
    ];
    if (depth > 0)
      kinds.push(
        () => `if ${condition(locals, 1)} ${block(locals, depth - 1)} else ${block(locals, depth - 1)}`,
        () => `if ${condition(locals, 1)} ${block(locals, depth - 1)}`,
        () => `if o is some(${name}) && ${name} < ${decide(1, 4)} ${block([...locals], depth - 1)}`,
        () => `for ${name} in 0..2 ${block([...locals], depth - 1)}`,
        () => `either ${block(locals, depth - 1)} or ${block(locals, depth - 1)}`,
        () => `await ${condition(locals, 1)};`,
        () => {
          const text = `pick ${name} in ${decide(0, 1)}..${of(['3', 'x', 'z', 'y'])} where ${condition(['k', name], 0)};`;
          return text;
        },
        () => `bump(${of(['x', 'z', 'c[i]', 'c[p[i]]'])}, ${number(locals, 0)});`,
      );
    return of(kinds)();
  };
  const guard = (): string => (decide(0, 1) === 0 ? '' : `when ${condition([], 1)} `);
  const body = (): string => block(['k'], 2).slice(1);
  return `spec steps;
struct R { n: 0..3; }
var x : 0..4 = 1;
var y : -2..3 = 0;
var z : 1..3 = 1;
var c : [0..2 -> 0..4] = [_ in 0..2 -> 1];
var p : [0..2 -> 0..2] = [_ in 0..2 -> 0];
var r : R = R { n: 0 };
var o : (0..4)? = none;
proc bump(ref to: 0..4, by: 0..4) { if to < 4 { to += 1; } to -= by; }
action first(i: 0..1) ${guard()}{ var k : 0..2 = (i + 1) % 3; ${body()}
action second(i: 0..1) ${guard()}{ var k : 0..2 = x % 3; ${body()}
process both[i: 0..1] { atomic { var k : 0..2 = 2 - i; ${body()} }
check all allow deadlock;
`;
}
