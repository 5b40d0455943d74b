import { describe, expect, it } from 'vitest';
import { displayWidth } from '../../src/text/display.ts';
import { renderRace } from '../../src/render/trace-race.ts';
import { renderTrace } from '../../src/render/trace-terminal.ts';
import { loopLines } from '../../src/render/loop.ts';
import type { ActorInLoop, CallView, Trace, TraceStep } from '../../src/trace/trace.ts';
import { failing, lockUp, specText } from './example-trace.ts';
import { at, makeSource } from './places.ts';

const golden = (name: string): string => `../golden/render/${name}.golden`;

describe('a trace on a terminal', () => {
  it('names actor, statements, calls and changes of every step', async () => {
    await expect(`${specText}\n=== trace ===\n${renderTrace(lockUp)}`).toMatchFileSnapshot(golden('trace-full'));
  });

  it('ends with what failed', async () => {
    await expect(`${specText}\n=== trace ===\n${renderTrace(failing)}`).toMatchFileSnapshot(golden('trace-failure'));
  });

  it('prints a call that is a statement of its own once', () => {
    const source = makeSource('a.thps', 'f(x);');
    const call: CallView = {
      procedure: 'f',
      text: 'f(x)',
      callAt: at(source, 'f(x)'),
      id: 1,
      began: true,
      ended: false,
    };
    const step: TraceStep = {
      ...lockUp.steps[0]!,
      changes: [],
      statements: [
        { at: at(source, 'f(x)'), text: 'f(x)', role: 'visible', stack: [] },
        { at: at(source, 'x'), text: 'x', role: 'local', stack: [call] },
      ],
    };
    expect(renderTrace({ initial: { variables: [], processes: [] }, steps: [step] })).toBe(
      '  1  khugepaged: start → line 12\n       a.thps:1  f(x)\n       a.thps:1    x\n',
    );
    expect(renderRace({ initial: { variables: [], processes: [] }, steps: [step] })).toContain('\nf(x)\n');
  });

  it('says where a lasso goes on', () => {
    const trace = { ...lockUp, backTo: 1 };
    expect(renderTrace(trace)).toMatch(/\n {2}--- from here on for ever:\n {2}2 /);
    expect(renderTrace(trace)).toMatch(/\n {2}back to the state after step 1\n$/);
    expect(renderRace({ ...lockUp, backTo: 0 })).toContain('\nback to the state at the start\n');
    expect(renderRace(trace)).toContain('\n--- from here on for ever:\n');
  });

  it('says why those who do not step in a loop need not', () => {
    const actors: readonly ActorInLoop[] = [
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
      'g takes only steps that change nothing, which count as none (fair)',
    ]);
  });
});

describe('a race', () => {
  it('has a column for each process, whole calls with their results, and values for indices', async () => {
    const race = renderRace(lockUp, 'invariant no_frozen_page_visible is violated');
    await expect(`${specText}\n=== race ===\n${race}`).toMatchFileSnapshot(golden('trace-race'));
  });

  it('stays within 72 columns by wrapping, where the names of the processes let it', () => {
    const wide = { ...lockUp.steps[1]!.statements[0]!, text: 'a_long_name = another_name + '.repeat(4).trim() };
    const steps = lockUp.steps.map((step) => ({ ...step, statements: [wide] }));
    const lines = renderRace({ ...lockUp, steps }).split('\n');
    expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(72);
    expect(lines.join(' ').match(/a_long_name/g)).toHaveLength(12);
  });

  it('puts all actions into one column', () => {
    const action = (actor: string): TraceStep => ({ ...lockUp.steps[0]!, actor, kind: 'action', statements: [] });
    const trace: Trace = { ...lockUp, steps: [action('prepare(r1)'), lockUp.steps[1]!, action('receive(r1)')] };
    expect(renderRace(trace, 'done')).toBe(
      [
        'actions      khugepaged',
        '-----------  ---------------',
        'prepare(r1)',
        '             cache[0] = huge',
        'receive(r1)',
      ]
        .concat('', 'done', '')
        .join('\n'),
    );
  });

  it('does not guess an index that has two values in a step', () => {
    const step = { ...lockUp.steps[1]!, changes: [] };
    expect(renderRace({ ...lockUp, steps: [lockUp.steps[0]!, step] })).toContain('\ncache[i] = huge\n');
  });

  it('shows a call that an earlier step only entered where it does its work', () => {
    const call = { ...lockUp.steps[0]!.statements[0]!.stack[0]!, ended: false };
    const entering = { ...lockUp.steps[0]!, statements: [{ ...lockUp.steps[0]!.statements[1]!, stack: [call] }] };
    const working: TraceStep = {
      ...lockUp.steps[0]!,
      statements: [{ ...lockUp.steps[0]!.statements[0]!, stack: [{ ...call, began: false, ended: true }] }],
    };
    const steps = [entering, working, lockUp.steps[1]!];
    const race = renderRace({ ...lockUp, steps });
    expect(race).toMatch(/^khugepaged\n-+\npage_ref_freeze\(new, 1\)\ncache\[0\] = huge\n$/);
    expect(renderTrace({ ...lockUp, steps })).not.toContain('entered earlier');
    expect(renderTrace({ ...lockUp, steps: [working, { ...working, statements: [] }] })).not.toContain(
      'entered earlier',
    );
    const half = { ...working, statements: [{ ...lockUp.steps[0]!.statements[0]!, stack: [call] }] };
    expect(renderTrace({ ...lockUp, steps: [half, working] })).toContain('page_ref_freeze(new, 1)  (entered earlier)');
  });
});
