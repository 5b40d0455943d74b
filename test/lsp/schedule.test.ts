import { describe, expect, it } from 'vitest';
import { Schedule } from '../../lsp/server/schedule.ts';

const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
const runsOf = (...names: readonly string[]) => names.map((run) => ({ check: run.replace(/\d+$/, ''), run, range }));

/** A clock that goes on only when it is told to. */
class Clock {
  time = 0;
  readonly now = () => this.time;
}

/** Runs everything. @param taken what a run takes; `Infinity` if it never ends by itself */
function runAll(runs: ReturnType<typeof runsOf>, budget: number, taken: (run: string) => number): readonly string[] {
  const clock = new Clock();
  const schedule = new Schedule(runs, budget, clock.now);
  const turns: string[] = [];
  for (let turn = schedule.next(); turn; turn = schedule.next()) {
    const time = Math.min(taken(turn.run), turn.milliseconds);
    turns.push(`${turn.run} ${time}`);
    clock.time += time;
    if (taken(turn.run) > time) schedule.wasLate();
  }
  return [...turns, ...schedule.unbegun.map(({ run }) => `${run} not run`)];
}

describe('the time of checks in the editor', () => {
  it('is shared among checks, whatever the first one takes', () => {
    expect(runAll(runsOf('a', 'b', 'c'), 30, (run) => (run === 'a' ? Infinity : 1)).slice(0, 3)).toEqual([
      'a 10',
      'b 1',
      'c 1',
    ]);
  });

  it('is shared among the runs of a check, so that many of them take nothing from another check', () => {
    const runs = runsOf(...Array.from({ length: 10 }, (_, i) => `many${i}`), 'one');
    const turns = runAll(runs, 40, () => Infinity);
    expect(turns.map((turn) => turn.replace(/\d /, ' '))).toEqual([...Array<string>(10).fill('many 2'), 'one 20']);
  });

  it('goes to those that had too little when the others have left some, at least twice as much each time', () => {
    expect(runAll(runsOf('a', 'b'), 30, (run) => (run === 'a' ? 20 : 2))).toEqual(['a 15', 'b 2']);
    expect(runAll(runsOf('a', 'b', 'c'), 60, (run) => (run === 'a' ? 35 : 2))).toEqual(['a 20', 'b 2', 'c 2']);
    expect(runAll(runsOf('a', 'b', 'c', 'd'), 80, (run) => (run === 'a' ? 50 : 2))).toEqual([
      'a 20',
      'b 2',
      'c 2',
      'd 2',
      'a 50',
    ]);
  });

  it('is not needed where there is no limit', () => {
    expect(runAll(runsOf('a', 'b'), Infinity, () => 1e9)).toEqual(['a 1000000000', 'b 1000000000']);
  });

  it('is over when a run takes all of it, and then the others are not run', () => {
    const clock = new Clock();
    const schedule = new Schedule(runsOf('a', 'b'), 30, clock.now);
    schedule.next();
    clock.time = 31;
    expect(schedule.next()).toBeUndefined();
    expect(schedule.unbegun.map(({ run }) => run)).toEqual(['b']);
  });

  it('is not taken from the others by a run that has to be ended, a few times', () => {
    const clock = new Clock();
    const schedule = new Schedule(runsOf('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'), 80, clock.now);
    const turns = Array.from({ length: 8 }, () => {
      const turn = schedule.next();
      if (turn) clock.time += turn.milliseconds + 100;
      schedule.resume();
      return turn?.run;
    });
    expect(turns).toEqual(['a', 'b', 'c', 'd', 'e', 'f', undefined, undefined]);
  });
});
