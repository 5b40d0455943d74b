import { describe, expect, it } from 'vitest';
import { displayWidth } from '../../src/text/display.ts';
import { loopLines } from '../../src/render/loop.ts';
import { renderRace } from '../../src/render/trace-race.ts';
import { renderTrace } from '../../src/render/trace-terminal.ts';
import type { ActorInLoopData, StepData, TraceData } from '../../src/result/trace.ts';
import { traceOf } from '../support/trace.ts';
import { failing, lockUp, specText } from './example-trace.ts';

const golden = (name: string): string => `../golden/render/${name}.golden`;

/** The numbered lines of a trace. */
function headingsOf(text: string): readonly string[] {
  return text.split('\n').flatMap((line) => /^ {2}(\d+ {2}.*)$/.exec(line)?.[1] ?? []);
}

describe('a trace on a terminal', () => {
  it('names actor, statements, calls and changes of every step', async () => {
    const text = renderTrace(lockUp);
    expect(headingsOf(text)).toEqual([
      '0  initial state',
      '1  khugepaged: start → line 20',
      '2  khugepaged: line 20 → line 20',
      '3  getter[0]: start → get_page_unless_zero (line 12)',
      '4  getter[0]: get_page_unless_zero (line 12) → failed',
    ]);
    expect(text).toContain('test.thps:12    if !get_page_unless_zero(…)  (true)\n');
    expect(text).toMatch(/\n +new: 1 → 0\n +khugepaged\.i: - → 0\n/);
    await expect(`${specText}\n=== trace ===\n${text}`).toMatchFileSnapshot(golden('trace-full'));
  });

  it('ends with what failed', async () => {
    const text = renderTrace(failing);
    expect(headingsOf(text).at(-1)).toBe('5  getter[0]: failed → failed');
    expect(text).toMatch(
      / {7}test\.thps:15 {4}assert cache\[0\] == hole {2}\(false \(cache\[0\] = huge\)\)\n {7}a frozen page is found {2}\(test\.thps:15\)\n$/,
    );
    await expect(`${specText}\n=== trace ===\n${text}`).toMatchFileSnapshot(golden('trace-failure'));
  });

  it('says where a lasso goes on', () => {
    const trace = { ...lockUp, backTo: 1 };
    expect(renderTrace(trace)).toMatch(/\n {2}--- from here on forever:\n {2}2 /);
    expect(renderTrace(trace)).toMatch(/\n {2}back to the state after step 1\n$/);
    expect(renderRace({ ...lockUp, backTo: 0 })).toContain('\nback to the state at the start\n');
    expect(renderRace(trace)).toContain('\n--- from here on forever:\n');
  });

  it('says why those who do not step in a loop need not', () => {
    const actors: readonly ActorInLoopData[] = [
      { actor: 'a', fairness: 'fair', does: 'steps' },
      { actor: 'b', fairness: 'fair', does: 'is blocked', step: 2 },
      { actor: 'c', fairness: 'not fair', does: 'need not' },
      { actor: 'd', fairness: 'fair while x == 1', does: 'need not', step: 0 },
      { actor: 'e', fairness: 'strong fair', does: 'cannot' },
      { actor: 'f', fairness: 'fair', does: 'done' },
      { actor: 'g', fairness: 'fair', does: 'changes nothing' },
    ];
    const end = loopLines({ ...lockUp, backTo: 2, loop: { stutters: true, actors } });
    expect(end).toEqual([
      'nothing happens any more',
      'a takes steps (fair)',
      'b is blocked again and again, as after step 2: it need not step (fair)',
      'c could step, but need not: it is not fair',
      'd could step, but need not: it is fair while x == 1, which is false at the start',
      'e is blocked (strong fair)',
      'f is done',
      'g takes only steps that change nothing, which do not count (fair)',
    ]);
  });

  it('says under a call that goes on in a later step where it was entered', async () => {
    const trace = await traceOf(
      `spec s; var x : 0..3 = 0;
       proc twice() { x = 1; x = 2; }
       process p { twice(); }
       invariant never = x != 2; check c;`,
      'never',
    );
    expect(renderTrace(trace)).toMatch(/twice\(\)\n.*x = 1\n[^]*twice\(\) {2}\(entered earlier\)\n.*x = 2\n/);
  });
});

describe('a race', () => {
  it('has a column for each process, whole calls with their results, and values for indices', async () => {
    const race = renderRace(lockUp, ['invariant nobody_fails is violated']);
    expect(race.split('\n').slice(0, 9)).toEqual([
      'at first: new = 1, cache[0] = hole',
      '',
      'khugepaged               getter[0]',
      '-----------------------  ----------------------------------',
      'page_ref_freeze(new, 1)',
      'cache[0] = huge',
      '                         pick i = 0',
      '                         await cache[0] == huge',
      '                         get_page_unless_zero(new) -> false',
    ]);
    await expect(`${specText}\n=== race ===\n${race}`).toMatchFileSnapshot(golden('trace-race'));
  });

  it.each([72, 60, 40])('stays within %i columns by wrapping, and breaks no name while it has room', async (width) => {
    const trace = await traceOf(
      `spec s;
       struct Page { refcount: 0..9; locked_by: Process?; }
       var a_long_name_of_a_map : [0..1 -> Page] = [_ in 0..1 -> Page { refcount: 1, locked_by: none }];
       var turn : 0..1 = 0;
       process one[i: 0..1] {
         await turn == i;
         a_long_name_of_a_map[i].refcount += 1 + a_long_name_of_a_map[1 - i].refcount + a_long_name_of_a_map[i].refcount;
         turn = 1 - i;
       }
       invariant never = !(one[1] at done); check c;`,
      'never',
    );
    const race = renderRace(trace, [], { width, legend: 'none' });
    expect(Math.max(...race.split('\n').map(displayWidth))).toBeLessThanOrEqual(width);
    if (width > 60) expect(race.match(/a_long_name_of_a_map/g)).toHaveLength(6);
  });

  it('puts all actions into one column', async () => {
    const trace = await traceOf(
      `spec s; var x : 0..2 = 0; var y : 0..1 = 0;
       action prepare(r: 0..1) when x == 0 && r == 1 { x = r; }
       process khugepaged { await x == 1; y = 1; }
       action receive(r: 0..1) when y == 1 { x = 2; }
       invariant never = x != 2; check c;`,
      'never',
    );
    expect(renderRace(trace, ['done'])).toBe(
      [
        'at first: x = 0, y = 0',
        '',
        'actions     khugepaged',
        '----------  ------------',
        'prepare(1)',
        '            await x == 1',
        '            y = 1',
        'receive(0)',
        '',
        'done',
        '',
      ].join('\n'),
    );
  });

  it('ends with a step that only moves on', () => {
    const last: StepData = { ...lockUp.steps[0]!, statements: [], to: 'retry' };
    const trace: TraceData = { ...lockUp, steps: [last] };
    expect(renderRace(trace)).toContain('\n(reaches retry)\n');
    expect(renderRace({ ...trace, steps: [{ ...last, to: 'done' }] })).toContain('\n(done)\n');
  });
});
