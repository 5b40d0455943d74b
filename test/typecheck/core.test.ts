import { describe, expect, it } from 'vitest';
import type { Expr, Statement } from '../../src/core/expression.ts';
import { formatType, formatValue } from '../../src/core/format.ts';
import { checkSpec, inProcess, programOf } from './support.ts';

/** Statements of the body of the process `p`. */
function statementsOf(text: string, declarations = ''): readonly Statement[] {
  const body = programOf(inProcess(text, declarations)).processes[0]?.body;
  return body?.kind === 'block' ? body.statements : [];
}

/** The shape of statements: kinds, with parts in brackets. */
function shape(statement: Statement): string {
  switch (statement.kind) {
    case 'block':
      return `{${statement.statements.map(shape).join(' ')}}`;
    case 'call':
      return `call ${statement.procedure.name}${statement.result ? `→${statement.result.role} ${statement.result.name}` : ''}`;
    case 'if':
      return `if(${shape(statement.then)}${statement.otherwise ? ` else ${shape(statement.otherwise)}` : ''})`;
    case 'while':
      return `while[${statement.before.map(shape).join(' ')}]${shape(statement.body)}`;
    case 'atomic':
      return `atomic(${shape(statement.body)})`;
    case 'labelled':
      return `${statement.label.name}:${statement.body ? shape(statement.body) : ''}`;
    case 'declare':
      return `${statement.symbol.role} ${statement.symbol.name}`;
    default:
      return statement.kind;
  }
}

const get = 'proc get(i: 0..2): 0..7 { return m[i]; }';

/** The type of an expression, by way of a function without a narrower result. */
function typeOfExpression(text: string): string {
  const statement = statementsOf(`let r = ${text};`)[0];
  return statement?.kind === 'declare' ? formatType(statement.value.type) : '?';
}

describe('calls of procedures', () => {
  it.each([
    ['get(0);', 'call get'],
    ['let r = get(0);', 'call get→let r'],
    ['let r = (get(0));', 'call get→let r'],
    ['var r : 0..7 = get(0);', 'call get→var r'],
    ['var r : 0..3 = get(0);', 'call get→result get var r'],
    ['let r = get(0) + get(1);', 'call get→result get call get→result get let r'],
    ['x = get(0);', '{call get→result get assign}'],
    ['if get(0) == 1 { skip; }', '{call get→result get if({skip})}'],
    ['if b { skip; } else if get(0) == 1 { x = 1; }', 'if({skip} else {call get→result get if({assign})})'],
    ['while get(0) == 1 { x = 1; }', 'while[call get→result get]{assign}'],
    ['loop { break; }', 'while[]{break}'],
    ['atomic let r = get(0);', 'atomic(call get→let r)'],
    ['atomic x = get(0);', 'atomic({call get→result get assign})'],
    ['l: x = get(0);', 'l:{call get→result get assign}'],
    ['x = get(get(0) % 3);', '{call get→result get call get→result get assign}'],
  ])('%s', (text, expected) => {
    expect(statementsOf(text, get).map(shape).join(' ')).toBe(expected);
  });
});

describe('types of expressions are intervals', () => {
  it.each([
    ['x + 1', '1..8'],
    ['x - x', '-7..7'],
    ['x * (x - 3)', '-21..28'],
    ['x / 2', '0..3'],
    ['x % 3', '0..2'],
    ['1 % 3', '1..1'],
    ['-x', '-7..0'],
    ['N', '3..3'],
    ['if b then x else 9', '0..9'],
    ['if N == 3 then 1 else x', '1..1'],
    ['count i in 0..2: m[i] > 0', '0..3'],
    ['sum i in 0..2: m[i]', '0..21'],
    ['sum i in set: i', '0..56'],
    ['min i in set: i', '0..7'],
    ['size(queue)', '0..2'],
    ['size(set)', '0..8'],
    ['int(b)', '0..1'],
    ['{x, 9}', 'set of 0..9'],
    ['x..9', 'set of 0..9'],
    ['set intersect {3}', 'set of 3..3'],
    ['(x, b)', '(0..7, bool)'],
    ['[i in 0..2 -> i + 1]', '[0..2 -> 1..3]'],
    ['some(x)', '(0..7)?'],
    ['push(queue, 3)', 'seq[2] of 0..7'],
    ['tail(queue)', 'seq[1] of 0..7'],
    ['let y = x + 1 in y * 2', '2..16'],
    ['match slot { hole => 5, small(i) => i, pair(i, _) => i + 1 }', '0..5'],
  ])('%s', (text, expected) => {
    expect(typeOfExpression(text)).toBe(expected);
  });
});

describe('values are tested only where intervals do not prove them', () => {
  const valueOf = (text: string): Expr | undefined => {
    const statement = statementsOf(text)[0];
    return statement?.kind === 'declare' ? statement.value : undefined;
  };

  it('a narrower value is taken as it is', () => {
    expect(valueOf('var y : 0..9 = x;')?.kind).toBe('variable');
  });

  it('a wider value is tested', () => {
    expect(valueOf('var y : 0..3 = x;')?.kind).toBe('narrow');
  });

  it('fields of a struct are tested one by one', () => {
    const value = valueOf('var y : Page = Page { refs: x + 1 };');
    expect(value?.kind === 'tuple' ? value.elements.map((e) => e.kind) : []).toEqual(['narrow', 'constant']);
  });

  it('an assignment leaves the test to the place that is written', () => {
    const statement = statementsOf('x = x + 1;')[0];
    expect(statement?.kind === 'assign' ? statement.value.kind : '').toBe('binary');
  });
});

describe('names of patterns in the head of a statement live in its branch', () => {
  it('as locals of the statement along a chain of &&', () => {
    const statement = statementsOf('if slot is small(i) && i > 0 { x = i; }')[0];
    const test = statement?.kind === 'if' ? statement.condition : undefined;
    const left = test?.kind === 'binary' ? test.left : undefined;
    const pattern = left?.kind === 'is' && left.pattern.kind === 'variant' ? left.pattern.payload[0] : undefined;
    expect(pattern?.kind === 'bind' ? pattern.symbol.role : '').toBe('let');
  });

  it('as names of the expression elsewhere', () => {
    const statement = statementsOf('b = slot is small(i) && i > 0;')[0];
    const test = statement?.kind === 'assign' ? statement.value : undefined;
    const left = test?.kind === 'binary' ? test.left : undefined;
    const pattern = left?.kind === 'is' && left.pattern.kind === 'variant' ? left.pattern.payload[0] : undefined;
    expect(pattern?.kind === 'bind' ? pattern.symbol.role : '').toBe('bound');
  });
});

describe('a program', () => {
  it('has the variables of imported modules first, in textual order, with dense slots', () => {
    const program = programOf(
      'spec s;\nvar x : bool = false;\nimport "./a.thps" as a;\nvar y : bool = x;\nprocess p { a.v = true; x = y; }\n',
      { './a.thps': 'library a;\nvar v : bool = false;\n' },
    );
    expect(program.variables.map((v) => `${v.slot} ${v.name}`)).toEqual(['0 a.v', '1 x', '2 y']);
    expect(program.initialisers.map((i) => i.variable.name)).toEqual(['a.v', 'x', 'y']);
  });

  it('has the instances of processes with those that do not exist', () => {
    const { processType } = programOf(
      'spec s;\nconst N : 0..3 = 2;\nprocess r[i: 0..2] if i < N { skip; }\nprocess w { skip; }\nprocess none_ if false { skip; }\n',
    );
    expect(processType.families.map((f) => `${f.name} ${f.first} ${f.instances.map((i) => i.exists).join()}`)).toEqual([
      'r 0 true,true,false',
      'w 3 true',
      'none_ 4 false',
    ]);
  });

  it('has no constants but their values', () => {
    const { runs } = checkSpec('spec s;\nconst N : 1..4 = 2;\nvar x : 0..N = N;\nprocess p { x = 0; }\n');
    const [initial] = runs[0]?.program.initialisers ?? [];
    expect(initial?.kind === 'value' ? initial.value : undefined).toMatchObject({ kind: 'constant', value: 2 });
  });

  it('resolves the steps of transitions', () => {
    const [property] = programOf(
      'spec s;\nvar x : bool = false;\nproc q() { l: x = true; }\nprocess p { q(); }\nprocess r { q(); }\naction a when x { x = false; }\ntransition t during a, p, p.q.l, q = true;\n',
    ).properties;
    expect(property?.during.map((s) => s.kind)).toEqual(['action', 'process', 'label', 'procedure', 'procedure']);
  });

  it('knows which properties are part of it', () => {
    const { properties } = programOf(
      'spec s;\nconst DEBUG : bool = false;\nvar x : 0..3 = 0;\nprocess p { x = 1; }\ninvariant a if DEBUG = x > 3;\ninvariant b = x < 3;\n',
    );
    expect(properties.map((p) => `${p.name} ${p.exists}`)).toEqual(['a false', 'b true']);
  });
});

describe('tables', () => {
  const text = 'spec s;\n/// A counter.\nvar x : 0..3 = 0;\nprocess p { x = x + 1; }\n';
  const table = checkSpec(text).runs[0]?.tables.entry;

  it('have the type of every expression', () => {
    const types = [...(table?.types.values() ?? [])].map(formatType);
    expect(types).toContain('1..4');
  });

  it('have what every name stands for', () => {
    const uses = [...(table?.symbols.values() ?? [])].filter((s) => s.kind === 'variable');
    expect(uses.length).toBe(3);
    expect(new Set(uses.map((s) => s.definition?.span.start))).toEqual(new Set([text.indexOf('x')]));
  });

  it('have the values of constants', () => {
    const { runs } = checkSpec('spec s;\nconst N : 1..4 = 1 + 1;\nvar x : 0..N = 0;\nprocess p { x = 1; }\n');
    expect(
      [...(runs[0]?.tables.entry.constants.values() ?? [])].map((v) =>
        formatValue(v, { kind: 'int', low: 0, high: 9 }),
      ),
    ).toEqual(['2']);
  });

  it('know the rest of a body in spite of an error in it', () => {
    const broken = 'spec s;\nvar x : 0..3 = 0;\nprocess p { x = unknown; let later = x; x = later; }\n';
    const symbols = [...(checkSpec(broken).runs[0]?.tables.entry.symbols.values() ?? [])];
    expect(symbols.filter((s) => s.name === 'later').length).toBe(2);
  });
});
