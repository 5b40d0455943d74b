import { fill, type Kind, spec, times } from './kind.ts';

/** Few characters whose values are large, or take long to work out. */
export const values: readonly Kind[] = [
  value('sums over ranges', (n) => `sum a in 0..${n}, b in 0..${n}, c in 0..${n} : a * b + c`, 'int'),
  value(
    'quantifiers over ranges',
    (n) => `if forall a in 0..${n}, b in 0..${n}, c in 0..${n} : a + b + c >= 0 then 1 else 0`,
  ),
  value('sets of tuples', (n) => `size({ (a, b, c) for a in 0..${n}, b in 0..${n}, c in 0..${n} })`),
  value('subsets', (n) => `size(subset (0..${n}))`),
  value('subsets of subsets', (n) => `size({ a union b for a in subset (0..${n % 40}), b in subset (0..${n % 40}) })`),
  value('smallest ones', (n) => `min a in 0..${n} : a`),
  value('choices', (n) => `choose a in 0..${n} : a == ${n}`),
  value('maps', (n) => `size({ m[k] for m in {[a in 0..${n} -> a]}, k in 0..${n} })`),
  value('sequences', (n) => `size([${Array.from({ length: 200 }, () => n).join(', ')}])`),
  value('powers', (n) => Array.from({ length: 60 }, () => String(n)).join(' * ')),
  {
    name: 'large maps',
    make: (random) => {
      const keys = random.of(['0..65535', '0..255, 0..255', '0..9']);
      const type = `[0..${random.of([9, 255, 65_535])} -> [0..${random.of([9, 255, 65_535])} -> 0..1]]`;
      return spec(
        `var m : ${type} = [_ in 0..255 -> [_ in 0..255 -> 0]];`,
        `var n : [(${keys}) -> 0..9] = [_ in (${keys}) -> 0];`,
        `action a { m[0][0] = 1; }`,
      );
    },
  },
  {
    name: 'maps of maps of maps',
    make: (random) => {
      const depth = random.between(2, 12);
      const most = random.between(1, 40);
      return spec(
        `var m : ${`[0..${most} -> `.repeat(depth)}0..1${']'.repeat(depth)} = ${`[_ in 0..${most} -> `.repeat(depth)}0${']'.repeat(depth)};`,
        `invariant i = ${times(depth, (i) => `forall k${i} in 0..${most} : `).join('')}m${times(depth, (i) => `[k${i}]`).join('')} == 0;`,
      );
    },
    explores: true,
  },
  {
    name: 'sets of sets',
    make: (random) => {
      const depth = random.between(1, 8);
      const most = random.between(1, 20);
      const type = `${'set of '.repeat(depth)}0..${most}`;
      return spec(
        random.of([
          `var v : ${type} = {};`,
          `var v : ${type} in subset ${'{{'.repeat(1)}}};`,
          `var v : ${type}? = none;`,
        ]),
        `type S = ${type};`,
        random.of([
          '',
          'invariant i = size(v) >= 0;',
          `action a(x : S) { skip; }`,
          'invariant j = forall x in S : x == x;',
        ]),
      );
    },
    explores: true,
  },
  {
    name: 'ranges without end',
    make: (random) => {
      const most = random.of([
        '9'.repeat(500),
        `0x${'f'.repeat(450)}`,
        '1_000'.repeat(100),
        '4294967296',
        '9007199254740993',
      ]);
      return spec(
        `var v : ${random.of(['0', '-1', `-${most}`])}..${most} = 0;`,
        `const C : 0..${most} = ${most} * ${random.of([most.slice(0, 90), '1'])};`,
        `var m : [0..${most} -> bool] = [_ in 0..${most} -> true];`,
        `invariant i = forall x in 0..${most} : x >= 0;`,
      );
    },
    explores: true,
  },
  {
    name: 'enormous literals',
    make: (random) => {
      const digit = random.of(['9', '1', '0']);
      return fill((count) =>
        spec('var v : 0..1 = 0;', `invariant i = v != ${digit.repeat(count)} * ${digit.repeat(9)};`),
      );
    },
  },
  {
    name: 'large literals of sets and sequences',
    make: (random) =>
      fill((count) => {
        const elements = times(count, () => random.between(0, 99)).join(',');
        return spec(
          random.of([`var v : set of 0..99 = {${elements}};`, `var v : seq[4096] of 0..99 = [${elements}];`]),
          `invariant i = v == ${random.of(['v', '{}', '[]'])};`,
        );
      }),
    explores: true,
  },
  {
    name: 'permutations',
    make: (random) => {
      const count = random.between(3, 60);
      return spec(
        `symmetric S[${count}];`,
        ...times(random.between(1, 6), (i) => `symmetric T${i}[${random.between(2, 40)}];`),
        'var v : [S -> S] = [x in S -> x];',
        'invariant i = forall x, y in S : v[x] == v[y] => x == y;',
      );
    },
    explores: true,
  },
  {
    name: 'loops of one step',
    make: (random) => {
      const most = random.of([10, 1000, 65_535, 1_000_000]);
      return spec(
        'var x : 0..9 = 0;',
        `process p { atomic { for i in 0..${most} { ${`x = (x + i) % 10; `.repeat(random.between(1, 80))} } } }`.replace(
          'var ',
          'for ',
        ),
      );
    },
    explores: true,
  },
  {
    name: 'picks from large sets',
    make: (random) => {
      const most = random.of([9, 99, 65_535]);
      return spec(
        'var x : 0..9 = 0;',
        `process p { ${times(random.between(1, 8), (i) => `pick a${i} in ${random.of([`0..${most}`, `subset (0..${most % 30})`])} where true;`).join(' ')} x = 1; }`,
        random.of(['', 'temporal t = eventually x == 1;']),
      );
    },
    explores: true,
  },
  {
    name: 'actions with many parameters',
    make: (random) =>
      spec(
        'var x : 0..9 = 0;',
        `action a(${times(random.between(2, 30), (i) => `p${i} : 0..${random.of([1, 9, 255])}`).join(', ')}) { x = 1; }`,
      ),
    explores: true,
  },
  {
    name: 'matches of many columns',
    make: (random) => {
      const columns = random.between(4, 24);
      return fill((rows) =>
        spec(
          'enum E { a, b, c }',
          'var x : E = a;',
          `process p { match (${times(columns, () => 'x').join(', ')}) { ${times(Math.min(rows, 40), () => `(${times(columns, () => random.of(['a', 'b', 'c', '_', '_'])).join(', ')}) => {}`).join(' ')} } }`,
        ),
      );
    },
  },
  {
    name: 'many temporal formulas',
    make: (random) => {
      const count = random.between(2, 30);
      const parts = (operator: string): string =>
        times(count, (i) =>
          random.of([
            `(always eventually x == ${i % 10})`,
            `(x == ${i % 10} until x == 3)`,
            `(eventually always x == ${i % 10})`,
            `(x == 1 ~> x == ${i % 10})`,
          ]),
        ).join(operator);
      return spec(
        'var x : 0..9 = 0;',
        'process p { loop { x = 1; x = 2; } }',
        `temporal t = ${parts(random.of([' && ', ' || ', ' => ', ' until ']))};`,
      );
    },
    explores: true,
  },
  {
    name: 'fairness with conditions',
    make: (random) =>
      fill((count) =>
        spec(
          'var x : 0..9 = 0;',
          ...times(
            count,
            (i) => `process p${i} ${random.of(['fair', 'strong fair', 'strong fair while x == 1'])} { x = ${i % 10}; }`,
          ),
          'temporal t = always eventually x == 1;',
        ),
      ),
    explores: true,
  },
];

/** A constant, an initial value and an invariant with an expression that has to do with some number. */
function value(what: string, make: (most: number) => string, type = '0..1000000'): Kind {
  return {
    name: `values: ${what}`,
    make: (random) => {
      const expression = make(random.of([9, 30, 99, 1000, 65_535, 1_000_000, 2_000_000_000]));
      const range = type === 'int' ? '0..1000000' : type;
      return spec(
        random.of([
          `const C : ${range} = ${expression}; var x : 0..1 = 0;`,
          `var x : ${range} = ${expression};`,
          `var x : 0..1 = 0; init ${expression} == 1;`,
          `var x : 0..1 = 0; invariant i = ${expression} >= x;`,
          `type T = 0..${/[ :]/.test(expression) ? `(${expression})` : expression}; var x : T = 0;`,
          `var x : 0..1 = 0; assume (${expression}) >= 0;`,
        ]),
      );
    },
    explores: true,
  };
}
