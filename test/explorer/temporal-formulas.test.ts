import { describe, expect, it } from 'vitest';
import { thps, withFiles } from '../cli/run.ts';
import { checkTemporal } from '../support/temporal.ts';

/** What formulas mean (language.md, section 6), sentence by sentence. */

const results = async (text: string): Promise<Readonly<Record<string, string>>> =>
  (await checkTemporal(`spec s;\n${text}`)).results;

describe('operators', () => {
  const count = 'var x : 0..2 = 0; process a fair { x = 1; x = 2; }';

  it.each([
    ['always x < 2', 'violated'],
    ['always x <= 2', 'holds'],
    ['eventually x == 1', 'holds'],
    ['always eventually x == 1', 'violated'],
    ['eventually always x == 2', 'holds'],
    ['x == 0 until x == 1', 'holds'],
    ['x == 0 until x == 2', 'violated'],
    ['x == 0 until x == 0', 'holds'],
    ['x < 2 until (x == 1 until x == 2)', 'holds'],
    // What is waited for has to come.
    ['x >= 0 until x > 2', 'violated'],
    ['x == 1 ~> x == 2', 'holds'],
    ['x == 2 ~> x == 1', 'violated'],
    // Said of the beginning only, and of every moment.
    ['x == 1 => eventually x == 0', 'holds'],
    ['always (x == 1 => eventually x == 0)', 'violated'],
    ['eventually x == 1 <=> eventually x == 2', 'holds'],
    ['if x == 0 then eventually x == 2 else always x == 1', 'holds'],
    ['!(always x == 0) && (eventually x == 2 || false)', 'holds'],
    // Nothing temporal is left of what a constant leaves out.
    ['(if false then always x == 1 else x == 0) && exists k in 0..1: x == k', 'holds'],
    ['!(if x < 0 || true then x == 1 else always x == 1)', 'holds'],
    ['(if true then x == 1 else always x == 1) || (if false then eventually x == 3 else x == 2)', 'violated'],
    ['forall k in 0..1: if k < 0 then eventually x == 3 else x <= k', 'holds'],
    ['always (if false then eventually x == 3 else x < 2)', 'violated'],
    ['always enabled(a)', 'violated'],
    ['enabled(a) until a at done', 'holds'],
  ])('%s', async (formula, result) => {
    expect(await results(`${count} temporal p = ${formula};`)).toEqual({ p: result });
  });

  it('`enabled` is about the action or process that its arguments name in each state', async () => {
    const text = `var x : 0..2 = 0; var sum : 0..2 = 0;
      action a(k: 0..2) when k == 2 - x && sum < 2 { sum = sum + 1; }
      process b[i: 0..2] when i == 1 { x = i; }
      temporal same = enabled(a(x)) ~> x == 1;
      temporal at_first = enabled(a(2)) && !enabled(a(x)) && !enabled(b[x]) && enabled(b[x + 1]);
      temporal after = always (x == 1 => (enabled(a(x)) <=> sum < 2));
      check default allow deadlock;`;
    const never = await checkTemporal(`spec s;\n${text.replace(' && enabled(b[x + 1])', '')}`);
    expect(never.results).toEqual({ same: 'holds', at_first: 'holds', after: 'holds' });
    const { results: found } = await checkTemporal(`spec s;\n${text.replace('x + 1', '(x + 1) % 3')}`);
    expect(found).toEqual({ same: 'holds', at_first: 'holds', after: 'holds' });
  });

  it('a quantified name keeps its value, also from a set that changes', async () => {
    const text = `var x : 0..2 = 0; process a fair { x = 1; x = 2; }
      temporal keeps = exists k in {x}: always x == k;
      temporal once = exists k in {x}: x == k;
      temporal leaves = always (forall k in {x}: k < 2 => eventually x != k);
      temporal first = forall k in 0..x: eventually x != k;
      temporal each = always (forall k in 0..x: eventually always x != k);
      temporal nobody = forall k in {x} \\ {x}: eventually x > 2;`;
    expect(await results(text)).toEqual({
      keeps: 'violated',
      once: 'holds',
      leaves: 'holds',
      first: 'holds',
      each: 'violated',
      nobody: 'holds',
    });
  });
});

describe('a range error in a condition', () => {
  const text = `spec s; var s : seq[2] of 0..2 = [1]; process a fair { skip; s = tail(s); }
    temporal stays = eventually head(s) == 0;
    temporal other = eventually s == [];`;

  it('is a violation with the shortest path to it, and leaves temporal properties undecided', async () => {
    const { results: found, exploration, trace } = await checkTemporal(text);
    expect(found).toEqual({ stays: 'undecided', other: 'undecided' });
    expect(exploration.findings).toHaveLength(1);
    expect(trace('range').steps).toHaveLength(2);
    expect(trace('range').failure?.message).toBe('head of an empty sequence');
  });

  it('counts as such where it is expected', async () => {
    const { results: found, exploration } = await checkTemporal(`${text} check default expect violates range;`);
    expect(found).toEqual({ stays: 'undecided', other: 'undecided' });
    expect(exploration.findings).toHaveLength(1);
  });

  it('is told as well in `fair while`', async () => {
    const { trace } = await checkTemporal(`spec s; var s : seq[2] of 0..2 = [];
      process a fair while head(s) == 1 { s = [1]; } temporal p = eventually s == [1];`);
    expect(trace('range').failure?.message).toBe('head of an empty sequence');
  });

  it('does not count in a property that the run leaves out', async () => {
    const { results: found, verdicts } = await checkTemporal(`${text} check default only other;`);
    expect(found).toEqual({ other: 'holds' });
    expect(verdicts.get('range')?.result).toBe('holds');
  });

  it.each(['wasm', 'interpreter'])('is looked for by --engine %s where it counts, and only there', async (engine) => {
    const checks = 'check all expect violates range; check one only other;';
    await withFiles({ 's.thps': `${text} ${checks}` }, async (cwd) => {
      const { code, stdout } = await thps(['check', 's.thps', '--engine', engine], { cwd });
      expect(code, stdout).toBe(0);
    });
  });
});

describe('what is right of && || => in the same state', () => {
  const text = `var s : seq[2] of 0..2 = []; var o : (0..2)? = none;
    process a fair { s = [1]; o = some(1); }`;

  it.each([
    'always (size(s) > 0 && enabled(a) => head(s) == 1)',
    'always (size(s) == 0 || (head(s) == 1 && (enabled(a) || eventually all_done)))',
    'always (!(enabled(a) || size(s) == 0) => head(s) == 1)',
    'size(s) == 0 ~> size(s) > 0 && head(s) == 1 && eventually all_done',
    'if size(s) == 0 then eventually all_done else eventually all_done && head(s) == 1',
    'always (forall i in { i in 0..1: i < size(s) }: s[i] == 1 || eventually !all_done)',
    'always (o is some(k) && !enabled(a) => k == 1)',
  ])('%s', async (formula) => {
    expect(await results(`${text} temporal p = ${formula};`)).toEqual({ p: 'holds' });
  });

  it('is not evaluated if the left side decides; in another state it is', async () => {
    expect(await results(`${text} temporal p = size(s) > 0 && eventually head(s) == 1;`)).toEqual({ p: 'undecided' });
    expect(await results(`${text} temporal p = enabled(a) => head(s) == 1;`)).toEqual({ p: 'undecided' });
  });
});
