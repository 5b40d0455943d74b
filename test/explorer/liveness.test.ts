import { describe, expect, it } from 'vitest';
import { vacuityOf, vacuityWarnings } from '../../src/driver/vacuity.ts';
import { compileOne, compileSpec } from '../support/compile.ts';
import { checkTemporal } from '../support/temporal.ts';

/** What temporal properties and fairness mean (language.md, sections 3 and 6), sentence by sentence. */

const results = async (text: string): Promise<Readonly<Record<string, string>>> =>
  (await checkTemporal(`spec s;\n${text}`)).results;

/** What everybody does in the loop of a violation. */
async function loopOf(text: string, property = 'p'): Promise<Record<string, string>> {
  const { loop } = (await checkTemporal(`spec s;\n${text}`)).trace(property);
  return Object.fromEntries(loop!.actors.map(({ actor, does, step }) => [actor, [does, step].join(' ').trim()]));
}

describe('stuttering', () => {
  it('may go on for ever without fairness, at any time', async () => {
    const text = 'var x : bool = false; process a { x = true; }';
    expect(await results(`${text} temporal p = eventually x;`)).toEqual({ p: 'violated' });
    expect(await results(`${text} temporal p = always !x;`)).toEqual({ p: 'violated' });
  });

  it('ends where fairness asks for a step', async () => {
    const text = 'var x : bool = false; process a fair { x = true; }';
    expect(await results(`${text} temporal p = eventually x;`)).toEqual({ p: 'holds' });
  });

  it('goes on where a run cannot', async () => {
    const text = `var x : 0..2 = 0; process a fair { x = 1; x = 2; }
      temporal ends = eventually always x == 2;
      temporal p = always eventually x == 1;`;
    expect(await results(text)).toEqual({ ends: 'holds', p: 'violated' });
    const { trace } = await checkTemporal(`spec s;\n${text}`);
    expect(trace('p').loop).toEqual({ stutters: true, actors: [{ actor: 'a', fairness: 'fair', does: 'done' }] });
    expect(trace('p').backTo).toBe(2);
  });

  it('is all that a step that changes nothing does', async () => {
    const spin = `var x : 0..1 = 0; process spin fair { loop { x = x; } } process a { x = 1; }`;
    expect(await results(`${spin} temporal p = eventually x == 1; temporal can = always enabled(spin);`)).toEqual({
      p: 'violated',
      can: 'holds',
    });
    expect(await loopOf(`${spin} temporal p = eventually x == 1;`)).toEqual({ spin: 'changes nothing', a: 'need not' });
  });

  it('changes no formula: a control point that moves is a change, but no condition sees it', async () => {
    const text = `var x : 0..1 = 0; process a fair { skip; skip; x = 1; }`;
    expect(await results(`${text} temporal p = x == 0 until x == 1;`)).toEqual({ p: 'holds' });
  });
});

describe('termination', () => {
  const lock = 'var x : 0..1 = 0; process a fair { await x == 1; } check default allow deadlock;';

  it('tells a deadlock from a run that goes on for ever', async () => {
    expect(await loopOf(`${lock} temporal p = eventually all_done;`)).toEqual({ a: 'cannot' });
    const busy = 'var x : 0..1 = 0; process a fair { loop { x = 1 - x; } }';
    expect(await loopOf(`${busy} temporal p = eventually all_done;`)).toEqual({ a: 'steps' });
    const { trace } = await checkTemporal(`spec s;\n${busy} temporal p = eventually all_done;`);
    expect(trace('p')).toMatchObject({ backTo: 0, loop: { stutters: false } });
    expect(trace('p').steps).toHaveLength(2);
  });

  it('does not wait for daemons', async () => {
    const text = `var x : 0..1 = 0; process a fair { x = 1; } process d daemon fair { loop { await x == 1; x = 0; } }`;
    expect(await results(`${text} temporal p = eventually always all_done;`)).toEqual({ p: 'holds' });
  });

  it('counts a process that does not exist as done, at no label, and never able to step', async () => {
    const text = `var x : 0..1 = 0; process a[i: 0..1] if i == 0 fair { l: x = 1; }
      temporal ends = eventually all_done;
      temporal never = always (a[1] at done && !a[1] at l && !enabled(a[1]));`;
    expect(await results(text)).toEqual({ ends: 'holds', never: 'holds' });
  });
});

describe('fairness', () => {
  /** `a` can step again and again, but not all the time. */
  const blinking = (fairness: string): string => `var on : bool = false;
    process clock fair { loop { on = !on; } }
    process a ${fairness} { await on; }
    temporal passes = eventually a at done;`;

  it('is weak or strong', async () => {
    expect(await results(blinking('fair'))).toEqual({ passes: 'violated' });
    expect(await results(blinking('strong fair'))).toEqual({ passes: 'holds' });
    expect(await loopOf(blinking('fair'), 'passes')).toEqual({ clock: 'steps', a: 'is blocked 0' });
  });

  it('is of each instance', async () => {
    const text = (fairness: string): string => `var x : [0..1 -> bool] = [_ in 0..1 -> false];
      process a[i: 0..1] ${fairness} { x[i] = true; } temporal p = forall i in 0..1: eventually x[i];
      temporal first = eventually x[0];`;
    expect(await results(text('fair'))).toEqual({ p: 'holds', first: 'holds' });
    expect(await results(text('fair while i == 0'))).toEqual({ p: 'violated', first: 'holds' });
  });

  it('is of each action with its arguments', async () => {
    const text = (clauses: string): string => `var x : 0..2 = 0;
      action up(k: 1..2) ${clauses} { x = k; } action down fair when x > 0 { x = 0; }
      temporal one = eventually x == 1; temporal two = eventually x == 2; temporal any = eventually x > 0;`;
    const none = 'violated';
    expect(await results(text('when x == 0'))).toEqual({ one: none, two: none, any: none });
    expect(await results(text('fair when x == 0'))).toEqual({ one: none, two: none, any: 'holds' });
    expect(await results(text('strong fair when x == 0'))).toEqual({ one: 'holds', two: 'holds', any: 'holds' });
    expect(await results(text('fair while k == 1'))).toEqual({ one: 'holds', two: none, any: 'holds' });
  });

  it('with a condition asks only where it holds before the step', async () => {
    const text = `var lock : Process? = none;
      process a[i: 0..1] fair while lock == some(self) {
        loop { free: atomic { await lock == none; lock = some(self); } held: lock = none; }
      }
      temporal releases = forall i in 0..1: a[i] at held ~> a[i] at free;
      temporal goes_on = always eventually lock != none;`;
    expect(await results(text)).toEqual({ releases: 'holds', goes_on: 'violated' });
    expect(await loopOf(text, 'goes_on')).toEqual({ 'a[0]': 'need not 0', 'a[1]': 'need not 0' });
  });

  it('with a condition may ask a process only at some of its labels', async () => {
    const text = `var x : 0..2 = 0; process a fair while a at inside { x = 1; inside: x = 2; }
      temporal begins = eventually x == 1; temporal ends = x == 1 ~> x == 2;`;
    expect(await results(text)).toEqual({ begins: 'violated', ends: 'holds' });
  });

  it('asks for nothing while `when` is false', async () => {
    const text = (fairness: string): string => `var irq : bool = false; var x : bool = false;
      process a ${fairness} when !irq { x = true; }
      process device fair { loop { irq = !irq; } }
      temporal p = eventually x;`;
    expect(await results(text('fair'))).toEqual({ p: 'violated' });
    expect(await results(text('strong fair'))).toEqual({ p: 'holds' });
  });

  it.each([
    ['!x[1 - i]', 'fair while !x[1]', 'fair while !x[0]'],
    ['x[i] || !a[1 - i] at done', 'fair while x[0] || !a[1] at done', 'fair while x[1] || !a[0] at done'],
    ['(forall j in 0..1: !x[j])', 'fair while forall j in 0..1: !x[j]', 'fair while forall j in 0..1: !x[j]'],
    ['i == 0 && !x[i]', 'fair while 0 == 0 && !x[0]', 'fair while 1 == 0 && !x[1]'],
  ])('while %s is told of each process with its own indices', async (condition, first, second) => {
    const { trace } = await checkTemporal(`spec s; var x : [0..1 -> bool] = [_ in 0..1 -> false];
      process a[i: 0..1] fair while ${condition} { await x[1 - i]; x[i] = true; }
      temporal p = eventually x[0];`);
    expect(trace('p').loop!.actors.map(({ fairness }) => fairness)).toEqual([first, second]);
  });

  it('that never asks for a step is remarked on once, and only if it asks no instance', async () => {
    const codes = async (condition: string): Promise<string[]> => {
      const compiled = compileOne(`spec s; var x : 0..1 = 0;
        process a[i: 0..1] fair while ${condition} { x = i; } temporal p = always x >= 0;`);
      const { exploration } = await checkTemporal(compiled);
      const vacuity = vacuityOf(compiled.system, exploration, { properties: [], problems: [] });
      return vacuityWarnings([{ run: compiled.run, vacuity }]).map(
        ({ warning }) => `${warning.code} ${warning.message}`,
      );
    };
    expect(await codes('i == 0')).toEqual([]);
    expect(await codes('a[i] at done')).toEqual(['THPS5004 this fairness of a never requires a step']);
  });
});

describe('the length of a lasso', () => {
  const shape = async (
    text: string,
    property: string,
  ): Promise<{ steps: number; backTo: number; stutters: boolean }> => {
    const trace = (await checkTemporal(`spec s;\n${text}`)).trace(property);
    return { steps: trace.steps.length, backTo: trace.backTo!, stutters: trace.loop!.stutters };
  };

  it('is the least of stem and loop together: rather a state that is kept than a loop in which others are busy', async () => {
    const text = `var x : bool = false; var busy : bool = false;
      action raise when !x { x = true; }
      action request when !busy { busy = true; }
      action serve strong fair when busy { busy = false; }
      temporal falls = x ~> !x;`;
    expect(await shape(text, 'falls')).toEqual({ steps: 1, backTo: 1, stutters: true });
  });

  it('may take a longer stem for a shorter loop', async () => {
    // After \`go\` there is a loop of four states at once; two steps further on nothing has to happen any more.
    const text = `var n : 0..6 = 0;
      action go fair when n < 1 { n = 1; }
      action round(k: 1..3) fair when n == k { n = k + 1; }
      action back fair when n == 4 { n = 1; }
      action leave when n == 2 { n = 6; }
      terminates when n == 6;
      temporal p = always eventually n == 0;`;
    expect(await shape(text, 'p')).toEqual({ steps: 3, backTo: 3, stutters: true });
  });

  it('counts, and of two equally long ones the one comes first that ends in a state that is kept', async () => {
    const text = `var n : 0..3 = 0;
      action flip fair when n < 2 { n = 1 - n; }
      action leave when n == 0 { n = 2; }
      action end fair when n == 2 { n = 3; }
      terminates when n == 3;
      temporal p = always eventually (n == 0 && n == 1);`;
    expect(await shape(text, 'p')).toEqual({ steps: 2, backTo: 2, stutters: true });
  });

  it('counts what every fair process does in the loop', async () => {
    const text = `var turn : 0..3 = 0; var x : bool = false;
      process p[i: 0..3] fair { loop { atomic { await turn == i; turn = (turn + 1) % 4; } } }
      process q { x = true; }
      temporal p = eventually x;`;
    expect(await shape(text, 'p')).toEqual({ steps: 4, backTo: 0, stutters: false });
  });
});

describe('premises', () => {
  const premises = (n: number): string =>
    Array.from({ length: n }, (_, i) => `((always eventually a[${i}]) => (always eventually b[${i}]))`).join(' && ');
  /** Whoever wants is served if the server comes round to everybody. */
  const text = (n: number, property: string): string => `type Id = 0..${n - 1};
    var a : [Id -> bool] = [_ in Id -> false]; var b : [Id -> bool] = [_ in Id -> false];
    action want(i: Id) fair when !a[i] && !b[i] { a[i] = true; }
    action serve(i: Id) when a[i] { a[i] = false; b[i] = true; }
    action leave(i: Id) fair when b[i] { b[i] = false; }
    temporal p = ${property};`;

  it('may be as many as there are processes', async () => {
    const fair = premises(5);
    expect(await results(text(5, `(${fair}) => always eventually b[0]`))).toEqual({ p: 'holds' });
    expect(await results(text(5, `(${fair}) => (a[3] ~> b[3])`))).toEqual({ p: 'holds' });
    expect(await results(text(5, `(${premises(4)}) => (a[4] ~> b[4])`))).toEqual({ p: 'violated' });
    expect(
      await results(text(5, `(forall i in Id: (always eventually a[i]) => always eventually b[i]) => (a[4] ~> b[4])`)),
    ).toEqual({ p: 'holds' });
  });

  it.each([
    ['(always eventually a[0]) => always eventually b[1]', 'violated'],
    ['(always eventually a[0]) && (eventually always !b[1]) => always eventually b[1]', 'violated'],
    ['(eventually always a[0]) => always eventually a[0]', 'holds'],
    ['(always eventually a[0]) || eventually always !a[0]', 'holds'],
    ['always ((always eventually a[0]) || eventually always !a[0])', 'holds'],
    ['eventually ((eventually always a[0]) && always eventually !a[0])', 'violated'],
    ['(eventually always a[0]) || (eventually always !a[0])', 'violated'],
    ['!(always eventually a[0]) <=> eventually always !a[0]', 'holds'],
    ['(always eventually (a[0] && a[1])) => (always eventually a[0]) && always eventually a[1]', 'holds'],
    ['(always eventually a[0]) && (always eventually a[1]) => always eventually (a[0] && a[1])', 'violated'],
    ['(eventually always a[0]) && (eventually always a[1]) => eventually always (a[0] && a[1])', 'holds'],
    ['!(eventually always b[0])', 'holds'],
    ['!(always eventually b[0])', 'violated'],
  ])('%s', async (property, result) => {
    expect(await results(text(2, property))).toEqual({ p: result });
  });
});

describe('vacuity', () => {
  const met = async (formula: string): Promise<readonly boolean[]> => {
    const text = `spec s; var x : 0..2 = 0; process a fair { x = 1; } temporal p = ${formula};`;
    return (await checkTemporal(text)).exploration.implicationsMet;
  };

  it('is a left side that is never true', async () => {
    expect(await met('x == 2 ~> x == 0')).toEqual([false]);
    expect(await met('x == 1 ~> x == 1')).toEqual([true]);
    expect(await met('always (x == 2 => eventually x == 0)')).toEqual([false]);
    expect(await met('always (x == 1 => eventually x == 1)')).toEqual([true]);
    expect(await met('always (x == 2 => x == 0)')).toEqual([false]);
    expect(await met('forall k in 0..2: x == k ~> x == 1')).toEqual([true]);
    expect(await met('enabled(a) && x == 2 ~> x == 0')).toEqual([false]);
  });
});

describe('what cannot be checked', () => {
  it.each([
    ['always (o is some(n) && eventually n == 1)', 'THPS4006'],
    ['let n = x in eventually x != n', 'THPS4006'],
    ['exists n in 0..99: always y != n', 'THPS4007'],
  ])('%s', (formula, code) => {
    const text = `spec s; var x : 0..1 = 0; var y : 0..99 = 0; var o : (0..1)? = none; process a { x = 1; y = 3; o = some(1); }
      temporal p = ${formula};`;
    expect(() => compileSpec(text)).toThrow(code);
  });
});

describe('a lasso', () => {
  it('is shown with its loop and with why everybody else may stop', async () => {
    const { shown } = await checkTemporal(`spec s;
var x : 0..3 = 0;
process up fair { x = 1; loop { x = 2; x = 3; } }
process reset { await x == 3; x = 0; }
temporal p = eventually x == 0 && reset at done;`);
    expect(shown('p')).toBe(`  0  initial state
       x = 0
  1  up: start → line 3 (1)
       test.thps:3  x = 1
          x: 0 → 1
  2  up: line 3 (1) → line 3 (2)
       test.thps:3  x = 2
          x: 1 → 2
  --- from here on forever:
  3  up: line 3 (2) → line 3 (1)
       test.thps:3  x = 3
          x: 2 → 3
  4  up: line 3 (1) → line 3 (2)
       test.thps:3  x = 2
          x: 3 → 2
  back to the state after step 2
  up takes steps (fair)
  reset could step, but need not: it is not fair
`);
  });

  it('begins its loop as early as it can', async () => {
    const { trace } = await checkTemporal(`spec s; var x : 0..2 = 0;
      process a fair { loop { x = 1; x = 2; x = 0; } } temporal p = eventually always x == 0;`);
    expect(trace('p')).toMatchObject({ backTo: 0, loop: { stutters: false } });
    expect(trace('p').steps).toHaveLength(3);
  });
});
