import { fill, type Kind, spec, times } from './kind.ts';

/** One thing in another. */
export const nesting: readonly Kind[] = [
  nested('parentheses', 'invariant i = ', ['(', '((', '(1 + ('], '0', [')', '))', '))'], ' >= 0;'),
  nested('prefix operators', 'invariant i = ', ['!', '!!', '!(!'], 'true', ['', '', ')'], ';'),
  nested('signs', 'invariant i = ', ['-', '- -', '-(-'], '1', ['', '', ')'], ' < 9;'),
  nested(
    'conditions',
    'invariant i = ',
    ['if x == 0 then ', 'if x == 0 then 1 else ', 'if '],
    '1',
    [' else 0', '', ' == 1 then 1 else 2'],
    ' == 1;',
  ),
  nested(
    'quantifiers',
    'invariant i = ',
    ['forall a in 0..1 : ', 'exists a in 0..9 : forall b in 0..9 : ', '(count c in 0..1 : '],
    'x == 0',
    ['', '', ') == 0'],
    ';',
  ),
  nested(
    'comprehensions',
    'invariant i = size(',
    ['{ a for a in ', '{ a in {1, 2} : size(', '{ (a, b) for a in 0..1, b in '],
    '{1}',
    [' }', ') > 0 }', ' }'],
    ') >= 0;',
  ),
  nested(
    'subsets of sets',
    'invariant i = x in ',
    ['subset ', 'subset subset ', '{y in subset '],
    '{1}',
    ['', '', ' : true}'],
    ';',
  ),
  nested(
    'lets',
    'invariant i = ',
    ['let y = 1 in ', 'let y = (', 'let (a, b) = (1, '],
    '2',
    ['', ') in y', ') in b'],
    ' == 0;',
  ),
  nested(
    'maps',
    'invariant i = ',
    ['[k in 0..1 -> ', '[k in 0..1 -> [j in 0..3 -> ', '[a in 0..9 -> '],
    '1',
    [']', ']]', '][x]'],
    ' == 0;',
  ),
  nested('sequences and tuples', 'invariant i = ', ['[', '(1, ', '[(1, '], '1', [']', ')', ')]'], ' == 0;'),
  nested('options', 'invariant i = ', ['some(', 'some(some(', '(x, some('], 'none', [')', '))', '))'], ' == none;'),
  nested(
    'matches',
    'invariant i = ',
    ['match x { 0 => ', 'match ', 'match x { _ => '],
    '1',
    [', _ => 2 }', ' { 1 => 0, _ => 1 }', ' }'],
    ' == 1;',
  ),
  nested('patterns', 'invariant i = x is ', ['(', 'some(', '(_, some('], '_', [', _)', ')', '))'], ';'),
  nested(
    'updates',
    'var m : [0..1 -> 0..1] = [_ in 0..1 -> 0]; invariant i = m',
    [' with { [0] = 1 }', ' with { [m[0]] = (m', '[m[0]'],
    '',
    ['', ')[0] }', ']'],
    ' == m;',
  ),
  nested(
    'temporal formulas',
    'temporal i = ',
    ['always ', 'eventually always ', '(x == 0 until '],
    'x == 1',
    ['', '', ')'],
    ';',
  ),
  nested(
    'implications in time',
    'temporal i = ',
    ['(x == 0 ~> ', '(eventually x == 1 => ', 'always (x == 0 || '],
    'x == 1',
    [')', ')', ')'],
    ';',
  ),
  nested(
    'operators without parentheses',
    'invariant i = ',
    ['x + ', 'x == 0 && ', 'x == 1 => '],
    'x',
    ['', ' == 0', ' == 0'],
    ' >= 0;',
  ),
  nested('option types', 'var v : ', ['', ''], '0..1', ['?', '??'], ' = none;'),
  nested(
    'types',
    'var v : ',
    ['set of ', '[0..1 -> ', 'seq[2] of ', '('],
    '0..1',
    ['', ']', '', ', bool)'],
    '? = none;',
  ),
  nested(
    'types of keys',
    'type T = ',
    ['[', '[set of ', 'set of ['],
    'bool',
    [' -> 0..1]', ' -> bool]', ' -> bool]'],
    '; var v : T? = none;',
  ),
  nested('blocks', 'process p { ', ['{ ', 'atomic { ', 'loop { '], 'x = 1;', [' }', ' }', ' }'], ' }'),
  nested(
    'statements',
    'process p { ',
    ['if x == 0 { ', 'while x == 0 { ', 'for i in 0..1 { ', 'either { skip; } or { '],
    'x = 1;',
    [' }', ' }', ' }', ' }'],
    ' }',
  ),
  nested(
    'chains of else',
    'process p { ',
    ['if x == 1 { x = 0; } else ', 'if x == 0 { } else if x == 1 { x = 1; } else '],
    'if x == 0 { x = 1; }',
    ['', ''],
    ' }',
  ),
  nested(
    'loops over ranges',
    'process p { atomic { ',
    ['for i in 0..9 { ', 'for i in 0..999 { ', 'for i in 0..65535 { '],
    'x = 1;',
    [' }', ' }', ' }'],
    ' } }',
  ),
  nested('comments', '', ['/* ', '// /* \n', '/* // '], '', [' */', '', ' */'], 'var v : 0..1 = 0;'),
  nested('brackets that are never closed', 'invariant i = ', ['(', '[', '{', '({['], '', ['', '', '', ''], ''),
  nested('brackets that were never opened', 'invariant i = 1', [')', ']', '}', ')]}'], '', ['', '', '', ''], ''),
  nested(
    'calls',
    'fun f(x : 0..1): 0..1 = x; invariant i = ',
    ['f(', 'size({', '(f('],
    'x',
    [')', '})', '))'],
    ' == 0;',
  ),
  nested(
    'text in which a bracket is missing somewhere',
    'process p { ',
    ['if (x == 0 { x = 1; } ', 'while x == { x = [1; } ', 'x = f(1, 2; '],
    '',
    ['', '', ''],
    ' }',
  ),
];

/** As deeply as few characters allow, or to some depth that most limits allow. */
function nested(
  what: string,
  before: string,
  openings: readonly string[],
  innermost: string,
  closings: readonly string[],
  after: string,
): Kind {
  return {
    name: `nested ${what}`,
    make: (random) => {
      const text = (depth: number): string => {
        const layers = times(depth, () => chosen());
        const [open, close] = [
          layers.map((i) => openings[i]).join(''),
          layers
            .map((i) => closings[i])
            .reverse()
            .join(''),
        ];
        return spec('var x : 0..1 = 0;', `${before}${open}${innermost}${close}${after}`);
      };
      const only = random.between(0, openings.length - 1);
      const isMixed = random.between(0, 2) === 0;
      const chosen = (): number => (isMixed ? random.between(0, openings.length - 1) : only);
      return random.between(0, 1) === 0 ? fill(text) : text(random.between(4, 60));
    },
    explores: true,
  };
}
