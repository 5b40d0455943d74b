import { fill, type Kind, type Random, spec, times } from './kind.ts';

/** Few declarations that stand for much, and many declarations. */
export const declarations: readonly Kind[] = [
  {
    name: 'structs whose defaults double',
    make: (random) => {
      const more = random.between(2, 3);
      const fields = (i: number): string =>
        times(more, (k) => `f${k} : S${i} = ${random.of([`(S${i} {})`, `S${i} {}`])};`).join(' ');
      const levels = random.between(12, 40);
      return spec(
        'struct S0 { a : 0..1 = 0; }',
        ...times(levels, (i) => `struct S${i + 1} { ${fields(i)} }`),
        `var v : S${levels} = (S${levels} {});`,
        `action a { v = S${levels} {}; }`,
      );
    },
  },
  {
    name: 'functions that call the one before three times',
    make: (random) => {
      const levels = random.between(10, 30);
      return spec(...tripling(levels, random), `var v : 0..3 = 0;`, `action a { v = f${levels}(v); }`);
    },
    explores: true,
  },
  {
    name: 'constants of functions that call the one before three times',
    make: (random) => {
      const levels = random.between(10, 30);
      return spec(...tripling(levels, random), `const C : 0..3 = f${levels}(1);`, `var v : 0..3 = C;`);
    },
  },
  {
    name: 'constants that are made of the one before',
    make: (random) => {
      const levels = random.between(10, 60);
      const operator = random.of(['*', '+']);
      return spec(
        'const C0 : 0..9 = 2;',
        ...times(levels, (i) => `const C${i + 1} : 0..9 = (C${i} ${operator} C${i} ${operator} C${i}) % 10;`),
        `var v : 0..9 = C${levels};`,
      );
    },
  },
  {
    name: 'tuple types that double',
    make: (random) => {
      const levels = random.between(8, 28);
      return spec(
        'type T0 = 0..1;',
        ...times(levels, (i) => `type T${i + 1} = (T${i}, T${i});`),
        random.of([
          `var v : set of T${levels} = {};`,
          `var v : T${levels} in T${levels};`,
          `var v : T${levels}? = none;`,
        ]),
      );
    },
    explores: true,
  },
  {
    name: 'struct types that double, in functions',
    make: (random) => {
      const levels = random.between(6, 20);
      return spec(
        'struct T0 { a : 0..1; }',
        ...times(levels, (i) => `struct T${i + 1} { a : T${i}; b : T${i}; }`),
        'fun f0(x : 0..1): T0 = T0 { a: x };',
        ...times(levels, (i) => `fun f${i + 1}(x : 0..1): T${i + 1} = T${i + 1} { a: f${i}(x), b: f${i}(1 - x) };`),
        `var v : 0..1 = f${levels}(1)${'.a'.repeat(levels + 1)};`,
        `action a { v = f${levels}(v)${random.of(['.a', '.b']).repeat(levels)}.a; }`,
      );
    },
  },
  {
    name: 'unions that double',
    make: (random) => {
      const levels = random.between(6, 30);
      return spec(
        'union U0 { a0, b0 }',
        ...times(levels, (i) => `union U${i + 1} { a${i + 1}(U${i}), b${i + 1}(U${i}, U${i}) }`),
        random.of([
          `var v : set of U${levels} = {};`,
          `var v : U${levels}? = none;`,
          `var v : U${levels} in U${levels};`,
        ]),
        `invariant i = match v { _ => true };`,
      );
    },
    explores: true,
  },
  {
    name: 'thousands of variables',
    make: (random) => {
      const count = random.between(3000, 9000);
      return spec(...times(count, (i) => `var v${i} : 0..1 = 0;`), 'action a { v0 = 1 - v0; }');
    },
    isLong: true,
  },
  {
    name: 'variables with any value',
    make: (random) =>
      fill((count) => spec(...times(count, (i) => `var v${i} : 0..${random.between(1, 9)} in 0..1;`), 'init v0 == 1;')),
    explores: true,
  },
  {
    name: 'chains of functions',
    make: (random) => {
      const count = random.between(500, 3000);
      return spec(
        'fun f0(x : 0..1): 0..1 = x;',
        ...times(count, (i) => `fun f${i + 1}(x : 0..1): 0..1 = f${i}(x);`),
        random.of([`var v : 0..1 = f${count}(0);`, `const C : 0..1 = f${count}(0); var v : 0..1 = C;`]),
        `action a { v = f${count}(v); }`,
      );
    },
    isLong: true,
  },
  {
    name: 'chains of functions, the last one first',
    make: (random) => {
      const count = random.between(500, 3000);
      return spec(
        ...times(count, (i) => `fun f${count - i}(x : 0..1): 0..1 = f${count - i - 1}(x);`),
        'fun f0(x : 0..1): 0..1 = x;',
        'var v : 0..1 = 0;',
        `action a { v = f${count}(v); }`,
      );
    },
    isLong: true,
  },
  {
    name: 'chains of constants and types',
    make: (random) => {
      const count = random.between(500, 3000);
      return spec(
        ...times(count, (i) => `const C${count - i} : 0..1 = C${count - i - 1};`),
        'const C0 : 0..1 = 0;',
        ...times(count, (i) => `type T${count - i} = T${count - i - 1};`),
        'type T0 = 0..1;',
        `var v : T${count} = C${count};`,
      );
    },
    isLong: true,
  },
  {
    name: 'chains of structs with defaults',
    make: (random) => {
      const count = random.between(100, 2000);
      return spec(
        ...times(count, (i) => `struct S${count - i} { a : S${count - i - 1} = S${count - i - 1} {}; }`),
        'struct S0 { a : 0..1 = 0; }',
        `var v : S${count} = S${count} {};`,
      );
    },
    isLong: true,
  },
  {
    name: 'chains of procedures',
    make: (random) => {
      const count = random.between(100, 3000);
      return spec(
        'var v : 0..1 = 0;',
        'proc p0() { v = 1 - v; }',
        ...times(count, (i) => `proc p${i + 1}() { p${i}(); }`),
        random.of([`process q { p${count}(); }`, `action a { p${count}(); }`]),
      );
    },
    isLong: true,
  },
  {
    name: 'procedures that call the one before twice',
    make: (random) => {
      const levels = random.between(8, 30);
      const called = random.between(2, 3);
      return spec(
        'var v : 0..1 = 0;',
        'proc p0() { v = 1 - v; }',
        ...times(levels, (i) => `proc p${i + 1}() { ${`p${i}(); `.repeat(called)}}`),
        random.of([`process q { p${levels}(); }`, `action a { p${levels}(); }`]),
      );
    },
  },
  {
    name: 'ghost procedures that call the one before twice',
    make: (random) => {
      const levels = random.between(8, 40);
      return spec(
        'ghost var g : 0..1 = 0;',
        'proc p0() { g = 1 - g; }',
        ...times(levels, (i) => `proc p${i + 1}() { p${i}(); p${i}(); }`),
        `process q { p${levels}(); }`,
      );
    },
  },
  {
    name: 'types that contain themselves',
    make: (random) =>
      fill((count) =>
        spec(
          ...times(count, (i) => {
            const next = `T${(i + 1) % count}`;
            return `type T${i} = ${random.of([next, `set of ${next}`, `(${next}, ${next})`, `${next}?`])};`;
          }),
          'var v : T0 = 0;',
        ),
      ),
  },
  {
    name: 'functions and procedures that call each other',
    make: () =>
      fill((count) =>
        spec(
          ...times(count, (i) => `fun f${i}(x : 0..1): 0..1 = f${(i + 1) % count}(x);`),
          ...times(count, (i) => `proc p${i}() { p${(i * 7 + 1) % count}(); }`),
          'var v : 0..1 = f0(1);',
          'process q { p0(); }',
        ),
      ),
  },
  {
    name: 'large enums',
    make: (random) =>
      fill((count) => {
        const set = random.of(['E', 'set of E', '(E, E)']);
        return `spec s;\nenum E { ${times(count, (i) => `e${i}`).join(', ')} }\nvar v : ${set}? = none;\nvar m : [E -> E] = [x in E -> x];\ninvariant i = forall x, y in E : x == y || m[x] != m[y];\naction a(x : E) { m[x] = e0; }\ncheck c;\n`;
      }),
    explores: true,
  },
  {
    name: 'processes for everybody',
    make: (random) => {
      const count = random.between(100, 65_536);
      return spec(
        'var v : 0..1 = 0;',
        `process p[i : 0..${count}${random.of(['', ', j : 0..1', ', j : 0..99'])}] { v = 0; v = 1; }`,
        random.of(['', 'invariant i = forall k in 0..9 : true;', `temporal t = always eventually v == 1;`]),
      );
    },
    explores: true,
  },
  {
    name: 'symmetric types',
    make: (random) => {
      const count = random.between(5, 70_000);
      return spec(
        `symmetric S[${count}];`,
        random.of(['symmetric T[8];', '']),
        random.of(['var v : S in S;', 'var v : set of S = {};', 'var v : [S -> S?] = [_ in S -> none];']),
        'process p[i : S] { skip; }',
      );
    },
    explores: true,
  },
  {
    name: 'modules whose parameters multiply',
    make: (random) => {
      const levels = random.between(4, 14);
      const modules: Record<string, string> = {};
      const importsOf = (i: number): string =>
        i === levels
          ? ''
          : times(3, (k) => `import "./m${i + 1}.thps" as a${k} with N = ${i === 0 ? k : `(N + ${k}) % 9`};`).join(
              '\n',
            );
      modules['main.thps'] = `spec main;\n${importsOf(0)}\nvar v : 0..1 = 0;\ncheck c allow deadlock;\n`;
      for (let i = 1; i <= levels; i++)
        modules[`m${i}.thps`] =
          `library m${i};\n${i === levels ? '' : importsOf(i)}\nconst N : 0..9;\nvar x : 0..9 = N;\naction a { x = N; }\n`;
      return modules;
    },
  },
  {
    name: 'files that import each other',
    make: (random) => {
      const count = random.between(10, 60);
      const files: Record<string, string> = {};
      for (let i = 0; i < count; i++)
        files[i === 0 ? 'main.thps' : `m${i}.thps`] =
          `${i === 0 ? 'spec main' : `library m${i}`};\n${times(Math.min(8, count - 1), (k) => `import "./m${1 + ((i * random.between(1, 3) + k) % (count - 1))}.thps" as x${k};`).join('\n')}\nvar v${i} : 0..1 = 0;\n`;
      return files;
    },
  },
  {
    name: 'checks with many values',
    make: (random) => {
      const names = times(random.between(1, 8), (i) => `C${i}`);
      const most = random.of([1, 9, 99, 4095]);
      return `spec s;\n${names.map((n) => `const ${n} : 0..${most};`).join('\n')}\nvar v : 0..1 = 0;\ncheck c for ${names.map((n) => `${n} in 0..${most}`).join(', ')};\n`;
    },
    explores: true,
  },
  {
    name: 'checks with many edits',
    make: (random) => {
      const labels = random.between(5, 60);
      return fill(
        (count) =>
          `spec s;\nvar v : 0..1 = 0;\nprocess p {\n${times(labels, (i) => `l${i}: v = ${i % 2};`).join('\n')}\n}\n${times(count, (i) => `check c${i} ${random.of(['without p.l', 'moving p.l0 after p.l'])}${1 + (i % (labels - 1))};`).join('\n')}\n`,
      );
    },
    explores: true,
  },
  {
    name: 'one check with many edits',
    make: () =>
      fill((count) => {
        const labels = times(count, (i) => `l${i}`);
        return `spec s;\nvar v : 0..1 = 0;\nprocess p {\n${labels.map((l) => `${l}: v = 1;`).join('\n')}\n}\ncheck c ${labels.map((l) => `without p.${l}`).join(' ')};\n`;
      }),
  },
];

function tripling(levels: number, random: Random): readonly string[] {
  const body = random.of([
    (f: string) => `if ${f}(x) == 0 then ${f}(x) else ${f}(x)`,
    (f: string) => `(${f}(x) + ${f}(x) + ${f}(x)) % 4`,
    (f: string) => `${f}(${f}(${f}(x)))`,
    (f: string) => `let y = ${f}(x) in (${f}(y) + ${f}(y)) % 4`,
    (f: string) => `max(${f}(x), ${f}(x))`,
  ]);
  return [
    'fun max(x : 0..3, y : 0..3): 0..3 = if x < y then y else x;',
    'fun f0(x : 0..3): 0..3 = if x < 3 then x + 1 else 0;',
    ...times(levels, (i) => `fun f${i + 1}(x : 0..3): 0..3 = ${body(`f${i}`)};`),
  ];
}
