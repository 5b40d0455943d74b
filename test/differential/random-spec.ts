import type { Decide } from './decide.ts';
import { type Around, conditionOnMemory, weakDeclarations, weakStatement } from './random-memory.ts';

/**
 * Random specs that are well typed by construction: all types, all statements, several processes and actions,
 * every kind of safety property. Small enough to be explored in milliseconds. Range errors, failed
 * assertions and deadlocks may happen and are part of what engines have to agree on.
 */

interface Scope {
  readonly decide: Decide;
  /** Readable names with their types. */
  readonly names: readonly { readonly name: string; readonly type: T; readonly writable: boolean }[];
  readonly depth: number;
  readonly inLoop: boolean;
  readonly inAtomic: boolean;
  readonly inProcess: boolean;
  /** Whether the spec has weak memory. */
  readonly weak: boolean;
  readonly fresh: () => string;
}

/** Types that the generator knows. */
type T =
  'bool' | 'small' | 'wide' | 'enum' | 'option' | 'set' | 'map' | 'struct' | 'union' | 'seq' | 'tuple' | 'process';
const TYPES: readonly T[] = [
  'bool',
  'small',
  'wide',
  'enum',
  'option',
  'set',
  'map',
  'struct',
  'union',
  'seq',
  'tuple',
  'process',
];

const TEXT: Readonly<Record<T, string>> = {
  bool: 'bool',
  small: '0..2',
  wide: '-3..12',
  enum: 'Color',
  option: '(0..2)?',
  set: 'set of 0..2',
  map: '[0..2 -> 0..3]',
  struct: 'Point',
  union: 'Slot',
  seq: 'seq[2] of 0..2',
  tuple: '(0..2, bool)',
  process: 'Process?',
};

const PRELUDE = `
enum Color { red, green, blue }
struct Point { a: 0..3; b: bool; c: Color = red; }
union Slot { hole, small(0..2), pair(n: 0..2, c: Color) }
fun bump(n: -3..12): -3..13 = if n < 12 then n + 1 else n;
fun is_small(s: Slot): bool = match s { small(_) => true, _ => false };
`;

function of<X>(decide: Decide, list: readonly X[]): X {
  return list[decide(0, list.length - 1)]!;
}

/** An expression of a type, by name, literal or operator. */
function expression(type: T, s: Scope, depth = 2): string {
  const { decide } = s;
  const candidates = s.names.filter((n) => n.type === type);
  if (candidates.length > 0 && decide(0, 2) > 0) return of(decide, candidates).name;
  const deeper = (t: T): string => expression(t, s, depth - 1);
  const leaf = depth <= 0;
  switch (type) {
    case 'bool':
      return leaf ? of(decide, ['true', 'false']) : condition(s, depth, deeper);
    case 'small':
      if (leaf) return String(decide(0, 2));
      return of(decide, [
        () => `(if ${deeper('bool')} then ${deeper('small')} else ${deeper('small')})`,
        () => `((${deeper('small')} + 1) % 3)`,
        () => fill(s, `(match ${deeper('union')} { hole => 0, small($a) => $a, pair($b, _) => $b })`),
        () => `${deeper('tuple')}.0`,
        () => String(decide(0, 2)),
      ])();
    case 'wide':
      if (leaf) return String(decide(-3, 12));
      return of(decide, [
        () => `(${deeper('wide')} + ${deeper('small')})`,
        () => `(${deeper('wide')} - ${deeper('small')})`,
        () => `bump(${deeper('wide')})`,
        () => `${deeper('map')}[${deeper('small')}]`,
        () => `${deeper('map')}[${deeper('wide')}]`,
        () => `${deeper('struct')}.a`,
        () => `size(${deeper('set')})`,
        () => fill(s, `(sum $a in ${deeper('set')}: 1)`),
        () => `head(${deeper('seq')})`,
        () => `(12 / (${deeper('small')} + ${decide(0, 1)}))`,
        () => fill(s, `(max $a in ${deeper('set')}: $a)`),
      ])();
    case 'enum':
      return leaf
        ? of(decide, ['red', 'green', 'Color.blue'])
        : of(decide, [
            () => `${deeper('struct')}.c`,
            () => of(decide, ['red', 'green', 'blue']),
            () => fill(s, `(choose $a in Color: $a >= ${deeper('enum')})`),
          ])();
    case 'option':
      return leaf || decide(0, 1) === 0 ? 'none' : `some(${deeper('small')})`;
    case 'set':
      if (leaf) return of(decide, ['({0} \\ {0})', '{0}', '{1, 2}']);
      return of(decide, [
        () => `{${deeper('small')}, ${deeper('small')}}`,
        () => `(${deeper('set')} union ${deeper('set')})`,
        () => `(${deeper('set')} \\ ${deeper('set')})`,
        () => `(${deeper('set')} intersect 0..1)`,
        () => fill(s, `{ $a in 0..2: $a != ${deeper('small')} }`),
        () => fill(s, `{ ($a + 1) % 3 for $a in ${deeper('set')} }`),
      ])();
    case 'map':
      return leaf || decide(0, 1) === 0
        ? fill(s, `[$a in 0..2 -> ${leaf ? '$a' : of(decide, ['$a', '3 - $a', '0'])}]`)
        : `(${deeper('map')} with { [${deeper('small')}] = ${decide(0, 3)} })`;
    case 'struct':
      return leaf || decide(0, 1) === 0
        ? `Point { a: ${decide(0, 3)}, b: ${leaf ? 'true' : deeper('bool')} }`
        : `(${deeper('struct')} with { b = ${deeper('bool')}, c = ${deeper('enum')} })`;
    case 'union':
      return leaf
        ? 'hole'
        : of(decide, [
            () => 'hole',
            () => `small(${deeper('small')})`,
            () => `pair(${deeper('small')}, ${deeper('enum')})`,
          ])();
    case 'seq':
      return leaf
        ? of(decide, ['[]', '[1]', '[0, 2]'])
        : of(decide, [
            () => `[${deeper('small')}]`,
            () => `push(${deeper('seq')}, ${deeper('small')})`,
            () => `tail(${deeper('seq')})`,
          ])();
    case 'tuple':
      return `(${leaf ? '1' : deeper('small')}, ${leaf ? 'false' : deeper('bool')})`;
    case 'process':
      return of(decide, ['none', 'some(p[0])', 'some(q)', s.inProcess ? 'some(self)' : 'none']);
  }
}

function condition(s: Scope, depth: number, deeper: (t: T) => string): string {
  const { decide } = s;
  const type = of(decide, TYPES);
  return of(decide, [
    () => `(${deeper(type)} == ${deeper(type)})`,
    () => `(${deeper('wide')} < ${deeper('wide')})`,
    () => `(${deeper('bool')} && ${deeper('bool')})`,
    () => `(${deeper('bool')} || ${deeper('bool')})`,
    () => `(${deeper('bool')} => ${deeper('bool')})`,
    () => `!${deeper('bool')}`,
    () => `(${deeper('small')} in ${deeper('set')})`,
    () => `(${deeper('enum')} <= ${deeper('enum')})`,
    () => fill(s, `(forall $a in 0..2: ${deeper('map')}[$a] >= $a)`),
    () => fill(s, `(exists $a in ${deeper('set')}: $a == ${deeper('small')})`),
    () => `is_small(${deeper('union')})`,
    () => fill(s, `(${deeper('union')} is pair($a, green) && $a > 0)`),
    () => fill(s, `(${deeper('option')} is some($a) && $a == ${decide(0, 2)})`),
    () => fill(s, `(let $a = ${deeper('small')} in $a != ${deeper('small')})`),
  ])();
}

/** Puts fresh names in the place of `$a` and `$b`: nothing may be shadowed. */
function fill(s: Scope, text: string): string {
  return text.replaceAll('$a', s.fresh()).replaceAll('$b', s.fresh());
}

function block(s: Scope, length: number): string {
  const lines: string[] = [];
  let inner = s;
  for (let i = 0; i < length; i++) {
    const { text, declares } = statement(inner);
    lines.push(text);
    if (declares) inner = { ...inner, names: [...inner.names, declares] };
  }
  return `{ ${lines.join(' ')} }`;
}

interface Written {
  readonly text: string;
  readonly declares?: Scope['names'][number];
}

function statement(s: Scope): Written {
  const { decide } = s;
  if (s.weak && decide(0, 1) === 0) return ofWeakMemory(s);
  const nested: Scope = { ...s, depth: s.depth - 1 };
  const body = (more: Partial<Scope> = {}): string => block({ ...nested, ...more }, decide(1, 2));
  const simple: (() => Written)[] = [
    () => assignment(s),
    () => assignment(s),
    () => assignment(s),
    () => declaration(s),
    () => ({ text: `await ${expression('bool', s)};` }),
    () => ({ text: `assert ${expression('bool', s)} || ${expression('bool', s)};` }),
    () => ({ text: 'skip;' }),
    () => ({ text: `g = ${expression('wide', { ...s, names: s.names })};` }),
    () => {
      const x = s.fresh();
      return { text: `pick ${x} in ${expression('set', s)};`, declares: { name: x, type: 'small', writable: false } };
    },
    () => ({ text: `store(${of(decide, ['m[1]', 'm[x0]', 'x0'])}, ${expression('small', s)});` }),
    () => {
      const x = s.fresh();
      return {
        text: `let ${x} = fetch(${expression('small', s)});`,
        declares: { name: x, type: 'small', writable: false },
      };
    },
  ];
  if (s.depth <= 0) return of(decide, simple)();
  return of(decide, [
    ...simple,
    () => ({ text: `if ${expression('bool', s)} ${body()} else ${body()}` }),
    () => ({
      text: `if ${expression('union', s)} is small(z${s.depth}) && ${expression('bool', s)} { x0 = z${s.depth}; }`,
    }),
    () => ({
      text: `match ${expression('union', s)} { hole => ${body()} small(z${s.depth}) => { x0 = z${s.depth}; } pair(_, _) => ${body()} }`,
    }),
    () => ({ text: `either ${body()} or ${body()}` }),
    () => ({ text: s.inAtomic ? 'skip;' : `atomic ${body({ inAtomic: true, inLoop: false })}` }),
    () => {
      const x = s.fresh();
      const names = [...s.names, { name: x, type: 'small' as const, writable: false }];
      return { text: `for ${x} in ${expression('set', s)} ${body({ names, inLoop: true })}` };
    },
    () =>
      s.inAtomic
        ? { text: 'skip;' }
        : { text: `while ${expression('bool', s)} { skip; ${of(decide, ['break;', 'x0 = (x0 + 1) % 3;'])} }` },
    () =>
      s.inLoop ? { text: `if ${expression('bool', s)} { ${of(decide, ['break;', 'continue;'])} }` } : { text: 'skip;' },
  ])();
}

/** A statement about weak memory. */
function ofWeakMemory(s: Scope): Written {
  const { decide, fresh, inAtomic, inProcess } = s;
  const small = (name: string): Scope['names'][number] => ({ name, type: 'small', writable: false });
  const nested: Around['block'] = (name) =>
    block({ ...s, depth: s.depth - 1, names: name === undefined ? s.names : [...s.names, small(name)] }, 1);
  const { text, declares } = weakStatement({
    decide,
    fresh,
    inAtomic,
    inProcess,
    number: () => expression('small', s, 1),
    index: () => expression('small', s, 0),
    condition: () => expression('bool', s, 1),
    block: s.depth > 0 ? nested : () => '{ skip; }',
  });
  return declares === undefined ? { text } : { text, declares: small(declares) };
}

function assignment(s: Scope): Written {
  const { decide } = s;
  const targets = s.names.filter((n) => n.writable);
  const target = of(decide, targets);
  const part = of<() => string>(decide, [
    () => `${target.name} = ${expression(target.type, s)};`,
    () =>
      target.type === 'map'
        ? `${target.name}[${expression('small', s)}] = ${expression('small', s)};`
        : `${target.name} = ${expression(target.type, s)};`,
    () =>
      target.type === 'struct'
        ? `${target.name}.b = ${expression('bool', s)};`
        : `${target.name} = ${expression(target.type, s)};`,
    () =>
      target.type === 'wide'
        ? `${target.name} += ${expression('small', s)};`
        : `${target.name} = ${expression(target.type, s)};`,
    () =>
      target.type === 'set'
        ? `${target.name} |= {${expression('small', s)}};`
        : `${target.name} = ${expression(target.type, s)};`,
  ]);
  return { text: part() };
}

function declaration(s: Scope): Written {
  const x = s.fresh();
  const type = of(s.decide, TYPES);
  const writable = s.decide(0, 1) === 1;
  const text = writable
    ? `var ${x} : ${TEXT[type]} = ${expression(type, s)};`
    : `var ${x} : ${TEXT[type]} = ${expression(type, s)};`;
  return { text, declares: { name: x, type, writable } };
}

/** What a random spec has besides. */
export interface Extension {
  /** A clause of a process or an action. @param condition makes a condition of shared variables */
  readonly clause: (owner: 'p' | 'q' | 'tick', condition: () => string) => string;
  /** Encloses the body of a process. */
  readonly body: (block: string) => string;
  readonly properties: (condition: () => string, hasAction: boolean) => readonly string[];
}

const NOTHING: Extension = { clause: () => '', body: (block) => block, properties: () => [] };

/** The text of a random spec. */
export function randomSpec(decide: Decide, more: Extension = NOTHING): string {
  let counter = 0;
  const fresh = (): string => `n${counter++}`;
  const shared: { name: string; type: T; writable: boolean }[] = [
    { name: 'x0', type: 'small', writable: true },
    { name: 'm', type: 'map', writable: true },
  ];
  const count = decide(1, 3);
  for (let i = 0; i < count; i++) shared.push({ name: `v${i}`, type: of(decide, TYPES), writable: true });
  const weak = decide(0, 3) === 0;
  const base: Scope = {
    decide,
    names: shared,
    depth: 2,
    inLoop: false,
    inAtomic: false,
    inProcess: false,
    weak,
    fresh,
  };
  /** A condition for what looks at memory as it is. */
  const inMemory = (): string =>
    weak && decide(0, 1) === 0
      ? `(${expression('bool', base)} || ${conditionOnMemory(decide)})`
      : expression('bool', base);
  const initial = shared.map(({ name: v, type }) =>
    decide(0, 4) === 0 && (type === 'small' || type === 'bool' || type === 'enum')
      ? `var ${v} : ${TEXT[type]};`
      : `var ${v} : ${TEXT[type]} = ${expression(type, { ...base, names: [] }, 0)};`,
  );
  const clause = (owner: 'p' | 'q' | 'tick'): string => more.clause(owner, () => expression('bool', base));
  const process = (header: string, owner: 'p' | 'q', extra: Scope['names']): string => {
    const cpu = weak && decide(0, 3) === 0 ? `on ${owner === 'p' ? 'i' : decide(0, 1)} ` : '';
    const clauses = of(decide, ['', 'daemon ', 'when x0 < 2 ']) + cpu + clause(owner);
    const names = [...shared, ...extra];
    return `process ${header} ${clauses}${more.body(block({ ...base, inProcess: true, names }, decide(1, 3)))}`;
  };
  const hasAction = decide(0, 1) === 0;
  const parts = [
    'spec random;',
    ...(weak ? weakDeclarations(decide) : []),
    PRELUDE,
    ...initial,
    'ghost var g : -20..20 = 0;',
    'proc store(ref r: 0..3, v: 0..2) { r = v; }',
    `proc fetch(k: 0..2): 0..3 { let a = m[k]; if a > ${decide(0, 3)} { return a; } return k; }`,
    process('p[i: 0..1]', 'p', [{ name: 'i', type: 'small', writable: false }]),
    process('q', 'q', []),
    ...(hasAction
      ? [
          `action tick(k: 0..2) when x0 == k ${clause('tick')}${block({ ...base, inAtomic: true, depth: 1, names: [...shared, { name: 'k', type: 'small', writable: false }] }, 1)}`,
        ]
      : []),
    `invariant i0 = ${inMemory()} || ${expression('bool', base)};`,
    `transition t0 = ${inMemory()} => (${inMemory()})' || x0 == x0';`,
    `reachable r0 = ${inMemory()} && q at done;`,
    ...more.properties(inMemory, hasAction),
    ...(decide(0, 4) === 0 ? [`constraint ${inMemory()} ${decide(0, 1) === 0 ? '||' : '&&'} x0 < 2;`] : []),
  ];
  return `${parts.join('\n')}\n`;
}
