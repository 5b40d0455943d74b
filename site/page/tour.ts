import type { CheckData, Result } from '../../src/result/model.ts';

/** A lesson of the guided tour: a spec to read, and something to do that its checks verify. */
export interface Lesson {
  /** The spec of `specs/tutorial`. */
  readonly file: string;
  readonly title: string;
  readonly task: string;
  /** Whether the text that was checked does what the task asks for. */
  readonly isDone: (result: Result) => boolean;
}

/** A check that came out as it says. */
function came(result: Result, name: string): CheckData | undefined {
  return result.checks.find((check) => check.name === name && check.outcome === 'as expected');
}

function verdict(check: CheckData | undefined, property: string): string | undefined {
  return check?.properties.find(({ name }) => name === property)?.result;
}

/** In how many steps a check says that a property is violated. */
function promised(check: CheckData | undefined, property: string): number | undefined {
  return check?.expects.violated.find((one) => one.property === property)?.steps;
}

export const lessons: readonly Lesson[] = [
  {
    file: '01-two-counters.thps',
    title: 'Lesson 1: a lost update',
    task: 'Mend the shared counter: put atomic { … } around each load and store of hits, and let the check named shared say that everything holds.',
    isDone: (result) => verdict(came(result, 'shared'), 'nothing_is_lost') === 'holds',
  },
  {
    file: '02-readers-and-a-writer.thps',
    title: 'Lesson 2: readers and a writer',
    task: 'Let a fourth CPU take part, and let the check named careful say how many states there are now.',
    isDone: (result) => came(result, 'careful')?.expects.states === 20,
  },
  {
    file: '03-two-locks.thps',
    title: 'Lesson 3: two locks',
    task: 'Let the check named opposite_order say in how many steps the deadlock comes: expect deadlock in N steps.',
    isDone: (result) => promised(came(result, 'opposite_order'), 'deadlock') !== undefined,
  },
  {
    file: '04-the-last-reference.thps',
    title: 'Lesson 4: the last reference',
    task: 'Can a lookup be the one that frees the object? Ask: add a property  reachable lookup_frees = …;  about freed_by, and look how the check named careful comes to it.',
    isDone: (result) => verdict(came(result, 'careful'), 'lookup_frees') === 'witnessed',
  },
  {
    file: '05-ticket-lock.thps',
    title: 'Lesson 5: a ticket lock',
    task: 'What is the line at wait for if there are two CPUs? Add a check named mine with CPUS = 2, without cpu.wait, and let it say in how many steps mutual_exclusion is violated.',
    isDone(result) {
      const mine = came(result, 'mine');
      const isWithTwo = mine?.constants.some(({ name, value }) => name === 'CPUS' && value === '2') === true;
      return isWithTwo && mine.edits.length > 0 && promised(mine, 'mutual_exclusion') !== undefined;
    },
  },
];
