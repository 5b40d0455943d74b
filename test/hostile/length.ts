import { fill, type Kind, spec, times } from './kind.ts';

/** Long texts and lines, names and comments, and many mistakes in one text. */
export const length: readonly Kind[] = [
  {
    name: 'thousands of branches',
    make: (random) => {
      const count = random.between(1000, 4000);
      return spec(
        'var x : 0..1 = 0;',
        `process p { either { x = 0; }\n${times(count, () => random.of(['or { x = 1; }', 'or { x = 0; x = 1; }'])).join('\n')} }`,
      );
    },
    isLong: true,
  },
  {
    name: 'thousands of arms and else-ifs',
    make: (random) => {
      const count = random.between(500, 3000);
      return spec(
        'var x : 0..9999 = 0;',
        random.of([
          `process p { match x { ${times(count, (i) => `${i} => { x = 1; }`).join('\n')} _ => {} } }`,
          `process p { ${times(count, (i) => `if x == ${i} { x = 1; }`).join('\n')} }`,
          `process p { ${times(count, (i) => `l${i}: x = ${i};`).join('\n')} }`,
          `invariant i = match x { ${times(count, (i) => `${i} => true`).join(',\n')}, _ => false };`,
        ]),
      );
    },
    isLong: true,
    explores: true,
  },
  {
    name: 'thousands of properties, processes and actions',
    make: (random) => {
      const count = random.between(300, 2000);
      return spec(
        'var x : 0..1 = 0;',
        ...times(count, (i) =>
          random.of([
            `invariant i${i} = x >= 0;`,
            `process p${i} { x = 1; }`,
            `action a${i} { x = 0; }`,
            `proc q${i}() { x = 1; }`,
          ]),
        ),
      );
    },
    isLong: true,
    explores: true,
  },
  {
    name: 'one line with unknown names',
    make: (random) => {
      const names = times(40_000 / 12, () => `n${random.between(1e9, 2e9)}`);
      const [known, unknown] = [names.slice(0, 1500), names.slice(1500)];
      return `spec s; ${known.map((n) => `var ${n} : 0..1 = 0;`).join(' ')} process p { ${unknown.map((n) => `${n} = ${n.slice(0, -1)};`).join(' ')} } ${unknown.map((n) => `action a${n} { ${n} = 1; }`).join(' ')}`;
    },
    isLong: true,
  },
  {
    name: 'long names that are nearly the same',
    make: (random) => {
      const size = random.between(1000, 20_000);
      return spec(
        `var ${'a'.repeat(size)} : 0..1 = 0;`,
        `action x { ${'a'.repeat(size - 1)}b = 1; ${'ab'.repeat(size / 2)} = 1; }`,
      );
    },
    isLong: true,
  },
  {
    name: 'a mistake in each declaration',
    make: (random) =>
      fill((count) =>
        spec(
          ...times(count, () =>
            random.of([
              'var 0..1 = x;',
              'process { x = }',
              'fun f(: = ;',
              'x = 1;',
              'var v : 0.1;',
              'invariant = ;',
              'if (x) {}',
              'int x;',
              'check;',
              'enum E { , }',
              'const c = #define;',
              '@',
              '"',
              "'",
              '`',
              'struct { int a; };',
              'void f() {',
              '}',
              'for (;;)',
              'var x : T = y z;',
            ]),
          ),
        ),
      ),
  },
  {
    name: 'unknown names',
    make: () => fill((count) => spec(...times(count, (i) => `action a${i} { xyz${i} = abc${i}; }`))),
  },
  {
    name: 'names that are declared again and again',
    make: (random) =>
      fill((count) =>
        spec(
          ...times(count, () =>
            random.of(['var v : 0..1 = 0;', 'fun v() : bool = v;', 'type v;', 'enum v { v, v, v }']),
          ),
        ),
      ),
  },
  {
    name: 'wrong types',
    make: (random) =>
      fill((count) =>
        spec(
          'var x : 0..1 = 0;',
          'var s : set of (0..1, bool) = {};',
          ...times(
            count,
            (i) =>
              `invariant i${i} = ${random.of(['x + s', 's == 1', 'x.f', 's[0]', 'x(1)', '!x', 'x in x', '{x, s} == s', 'x is some(_)'])};`,
          ),
        ),
      ),
  },
  {
    name: 'names and comments of any characters',
    make: (random) => {
      const characters = [
        'é',
        '日',
        '𝒳',
        '\u200b',
        '\u202e',
        '\u0301',
        '\ufeff',
        '\u2028',
        '\0',
        '\x1b[31m',
        '👩‍👩‍👧',
        '\ud800',
        'ß',
      ];
      return fill((count) =>
        spec(
          `/// ${times(count, () => random.of(characters)).join('')}`,
          `var ${random.of(characters)}${'\u0301'.repeat(count)} : 0..1 = 0;`,
          `// ${'\u202e'.repeat(count)}`,
        ),
      );
    },
  },
  {
    name: 'long comments',
    make: (random) => {
      const line = random.of([
        '/// **',
        '/// `',
        '/// [a](',
        '/// * ',
        '/// > ',
        '/// ```',
        '///',
        '//',
        '/* */',
        '/// | a',
        '/// <b>',
        '/// _*_*',
      ]);
      return fill((count) => `${spec()}${`${line}\n`.repeat(count)}var x : 0..1 = 0;`);
    },
  },
  {
    name: 'one comment of one character',
    make: (random) =>
      fill((count) =>
        `${random.of(['/// ', '/* ', '// '])}${random.of(['*', '`', '_', '[', '<', ' ', '\\', '('])}`.padEnd(
          count,
          random.of(['*', '`', '[', ' ']),
        ),
      ),
  },
  {
    name: 'space and empty lines',
    make: (random) =>
      spec(random.of([' ', '\t', '\r\n', '\n', '\r', '\f', '\u00a0']).repeat(3900), 'var x : 0..1 = 0;'),
  },
  {
    name: 'any tokens',
    make: (random) => {
      const tokens =
        'spec var const fun proc process action invariant check if else match { } ( ) [ ] : ; , . .. = == => ~> -> ? ! + - 0 1 x y in of set seq forall exists always eventually atomic await either or pick goto return with for is at self some none import enum struct union type'.split(
          ' ',
        );
      return fill((count) => `spec s; ${times(count, () => random.of(tokens)).join(' ')}`);
    },
  },
  {
    name: 'any characters',
    make: (random) =>
      times(4000, () => String.fromCharCode(random.of([random.between(32, 126), random.between(0, 0xffff)]))).join(''),
  },
  {
    name: 'a file of one character',
    make: (random) =>
      random
        .of(['(', '{', '[', '"', "'", '/', '*', '-', '!', '.', '=', ';', '0', 'a', '?', '&', '|', '<', '#', '\\', '\0'])
        .repeat(4096),
  },
  {
    name: 'long chains of accesses',
    make: (random) =>
      fill((count) =>
        spec(
          'var x : 0..1 = 0;',
          `invariant i = x${random.of(['.a', '[0]', '(1)', "'", ' is x', ' at p', '.0', '.size()']).repeat(count)};`,
        ),
      ),
  },
];
