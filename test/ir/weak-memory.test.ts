import { describe, expect, it } from 'vitest';
import { explore } from '../../src/explorer/bfs.ts';
import { compileOne, compileSpec, interpreterOf } from '../support/compile.ts';
import { readLibrary } from '../support/library.ts';
import { bothExplore, oneWorker } from '../differential/both-engines.ts';

/** How weak memory is lowered: what it costs, what it refuses, and what is outside of it. */

async function states(text: string): Promise<number> {
  return (await explore(interpreterOf(compileOne(text)), { exhaustive: true })).distinct;
}

/** The results of the checks of a spec that has a property `never`. */
async function verdicts(text: string): Promise<string> {
  const found: string[] = [];
  for (const compiled of compileSpec(text, readLibrary)) {
    const model = interpreterOf(compiled);
    const { findings } = await explore(model, { exhaustive: true });
    const names = findings.map(({ property }) => model.properties[property]?.name ?? '?');
    found.push(`${compiled.run.name} ${names.length === 0 ? 'holds' : names.join(', ')}`);
  }
  return found.join('; ');
}

const messages = (clauses = ''): string => `
spec messages;
${clauses}
weak var data : 0..1 = 0;
weak var flag : 0..1 = 0;
process writer { data = 1; fence wmb; flag = 1; fence mb; }
process reader { await flag == 1; fence rmb; let d = data; assert d == 1; }
`;

describe('sequential consistency', () => {
  it('costs nothing where variables are weak and barriers stand in code', async () => {
    const plain = messages()
      .replaceAll('weak ', '')
      .replaceAll(/fence \w+;/g, '');
    expect(await states(messages())).toBe(await states(plain));
    expect(await states(messages('memory sc;'))).toBe(await states(plain));
  });

  it('has no hidden state', () => {
    expect(compileOne(messages()).system.variables.map(({ name }) => name)).toEqual(['data', 'flag']);
  });
});

describe('a weak model', () => {
  const refused = (text: string): readonly string[] => {
    try {
      compileOne(
        `spec s;\nmemory pso_iq;\nweak var x : 0..3 = 0;\nweak var y : [0..1 -> 0..1] = [_ in 0..1 -> 0];\n${text}`,
      );
      return [];
    } catch (problem) {
      return [...String(problem).matchAll(/THPS4009[^\n]*/g)].map(([line]) => line);
    }
  };

  it.each([
    ['two words in a condition', 'process p { await x == 1 && y[0] == 1; }', 'reads several words'],
    ['a whole map', 'process p { y = [_ in 0..1 -> 1]; }', 'stores several words'],
    ['a function that reads it', 'fun f(): bool = x == 1; process p { await f(); }', 'calls a function'],
    ['a word found by what is picked', 'process p { pick i in 0..1 where y[i] == 0; x = i; }', 'depends on a name'],
    [
      'a record that is not packed',
      'struct S { a: bool; b: bool; } weak var s : S = S { a: false, b: false }; process p { s = S { a: true, b: true }; }',
      'stores several words',
    ],
  ])('refuses %s', (_what, text, message) => {
    expect(refused(text)).toEqual([expect.stringContaining(message)]);
  });

  it.each([
    [
      'a word of a process by its name',
      'weak var z : [Process -> bool] = [_ in Process -> false]; process p[i: 0..1] { z[p[1 - i]] = true; let b = z[p[i]]; }',
    ],
    ['one word twice', 'process p { await x == 0 || x == 2; }'],
    ['several words in an assertion', 'process p { assert x + y[0] <= 4; }'],
    ['several words in a read-modify-write', 'process p { atomic { await x == 0 && y[0] == 0; x = 1; } }'],
    [
      'a record that is packed',
      'struct S { a: bool; b: bool; } weak packed var s : S = S { a: false, b: false }; process p { s = s with { a = true }; s.b = true; }',
    ],
  ])('takes %s', (_what, text) => {
    expect(refused(text)).toEqual([]);
  });

  it('finds a barrier that is missing, and that they are enough', async () => {
    const text = `${messages()}
check both memory pso_iq;
`;
    expect(await verdicts(text)).toBe('both holds');
    expect(await verdicts(text.replace('fence wmb; ', ''))).toBe('both assert');
    expect(await verdicts(text.replace('fence rmb; ', ''))).toBe('both assert');
    expect(await verdicts(text.replace('fence rmb; ', '').replace('pso_iq', 'pso'))).toBe('both holds');
    expect(await verdicts(text.replace('fence wmb; ', '').replace('pso_iq', 'tso'))).toBe('both holds');
  });

  it('lets a lock that is no weak variable order what is stored under it', async () => {
    const text = `
spec locked;
import kernel.lock;
weak var x : 0..3 = 0;
var lock : Process? = none;
process p[i: 0..1] { spin_lock(lock); let v = x; x = v + 1; spin_unlock(lock); }
invariant counted = all_done => x == 2;
check weak memory pso_iq;
`;
    expect(await verdicts(text)).toBe('weak holds');
    expect(await verdicts(text.replace('spin_unlock(lock)', 'lock = none'))).toBe('weak counted');
    expect(await verdicts(text.replace('var lock', 'weak var lock'))).toBe('weak holds');
  });

  it('does not keep increments apart that are no read-modify-writes', async () => {
    const text = `
spec increments;
weak var x : 0..3 = 0;
process p[i: 0..1] { atomic relaxed x += 1; }
invariant counted = all_done => x == 2;
check weak memory pso_iq;
`;
    expect(await verdicts(text)).toBe('weak holds');
    expect(await verdicts(text.replace('relaxed', 'once'))).toBe('weak counted');
  });

  it('orders nothing where a read-modify-write fails', async () => {
    const text = `
spec failing;
weak var data : 0..1 = 0;
weak var count : 0..1 = 1;
process writer { data = 1; fence wmb; atomic { count = 0; } }
process reader {
  atomic { if count != 0 { return; } }
  let d = data;
  assert d == 1;
}
check weak memory pso_iq;
`;
    expect(await verdicts(text)).toBe('weak assert');
  });

  it('knows the CPUs of a family where other processes do not exist in the run', async () => {
    const spec = (others: string): string => `
spec absent;
memory pso_iq;
weak var x : 0..2 = 0;
${others}
process reader[i: 1..2] { let a = x; let b = x; assert b >= a; }
process writer { x = 1; x = 2; }`;
    const absent = 'process first if false { skip; }\nprocess second[i: 1..2] if i == 2 { skip; skip; }';
    const present = 'process second { skip; skip; }';
    expect(await states(spec(absent))).toBe(await states(spec(present)));
  });

  it('says where there is not enough room, and finds what is within it', async () => {
    const text = `
spec many;
weak var x : 0..1 = 0;
weak var y : 0..1 = 0;
process writer { loop { x = 1; y = 1; x = 0; } }
process reader { loop { let a = x; let b = y; } }
invariant never = y == 0;
check weak memory pso_iq expect violates never;
`;
    expect(await verdicts(text)).toContain('memory bound');
    expect(await verdicts(text)).toContain('never');
  });
});

describe('processes on one CPU', () => {
  const text = (model: string, other: number): string => `
spec shared;
weak var x : 0..1 = 0;
weak var y : 0..1 = 0;
ghost var a : 0..1 = 0;
ghost var b : 0..1 = 0;
process p[c: 0..1] on c { if c == 0 { x = 1; let r = y; a = r; } }
process q on ${other} { y = 1; let r = x; b = r; }
invariant seen = all_done => a == 1 || b == 1;
check weak memory ${model};
`;

  it.each(['tso', 'pso', 'pso_iq', 'lkmm'])('see each other under %s, and others do not', async (model) => {
    expect(await verdicts(text(model, 0))).toBe('weak holds');
    expect(await verdicts(text(model, 1))).toBe('weak seen');
  });

  it('are explored alike by both engines', async () => {
    for (const model of ['tso', 'pso_iq'])
      expect(await bothExplore(compileOne(text(model, 0)), { exhaustive: true }, oneWorker)).toBe('same');
  });

  it('change nothing where memory is sequentially consistent', async () => {
    expect(await states(text('sc', 0))).toBe(await states(text('sc', 0).replaceAll(/ on \w+/g, '')));
  });
});

describe('lkmm', () => {
  const ORDERED = 'atomic load_acquire let r = y; b = r; x = 1;';

  /** Two words and somebody else's registers, with an outcome that is asked about. */
  const dependent = (p: string, q: string, outcome: string): Promise<string> =>
    verdicts(`
spec dependent;
weak var x : 0..2 = 0;
weak var y : 0..2 = 0;
weak var arr : [0..1 -> 0..1] = [_ in 0..1 -> 0];
ghost var a : 0..2 = 0;
ghost var b : 0..2 = 0;
process p { ${p} }
process q { ${q} }
invariant never = !(all_done && ${outcome});
check weak memory lkmm;
`);

  it.each<[string, string, string, string, string]>([
    ['makes a store before a load', 'let r = x; a = r; y = 1;', ORDERED, 'a == 1 && b == 1', 'never'],
    [
      'and before two',
      'let r = x; a = r; let s = x; y = 1;',
      'let r = y; b = r; fence rmb; x = 1;',
      'a == 1 && b == 1',
      'never',
    ],
    ['not where its value depends on the load', 'let r = x; a = r; y = r;', ORDERED, 'a == 1 && b == 1', 'holds'],
    ['nor where a branch does', 'let r = x; a = r; if r == 1 { y = 1; }', ORDERED, 'a == 1 && b == 1', 'holds'],
    [
      'nor where somebody waits for what is loaded',
      'await x == 1; a = 1; y = 1;',
      ORDERED,
      'a == 1 && b == 1',
      'holds',
    ],
    [
      'nor before a store to the same word',
      'let r = x; a = r; y = 2; y = 1;',
      'let r = y; b = r; x = 1;',
      'y == 2 && b == 1',
      'holds',
    ],
    ['nor before an acquire', 'atomic load_acquire let r = x; a = r; y = 1;', ORDERED, 'a == 1 && b == 1', 'holds'],
    [
      'puts a store before one that was seen',
      'x = 2; fence wmb; y = 1;',
      'let r = y; b = r; x = 1;',
      'b == 1 && x == 2',
      'never',
    ],
    [
      'not where a branch depended on it',
      'x = 2; fence wmb; y = 1;',
      'let r = y; b = r; if r == 1 { x = 1; }',
      'b == 1 && x == 2',
      'holds',
    ],
    [
      'orders a load that is found by another one',
      'arr[1] = 1; fence wmb; y = 1;',
      'let r = y; b = r; let s = arr[r]; a = s;',
      'b == 1 && a == 0',
      'holds',
    ],
    [
      'and no other one',
      'arr[1] = 1; fence wmb; y = 1;',
      'let r = y; b = r; let s = arr[1]; a = s;',
      'b == 1 && a == 0',
      'never',
    ],
  ])('%s', async (_what, p, q, outcome, verdict) => {
    const found = await dependent(p, q, outcome);
    expect(found).toBe(verdict === 'holds' ? 'weak holds' : `weak ${verdict}`);
  });
});
