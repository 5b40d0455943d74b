import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fragmentOf, readFragment } from '../../site/page/link.ts';
import { lessons } from '../../site/page/tour.ts';
import { answer, type Port, remote } from '../../site/shared/rpc.ts';
import { check } from '../../src/api/check.ts';

/** The parts of the page that need no browser; `npm run test:site` has the rest. */

const tutorial = join(import.meta.dirname, '../../specs/tutorial');

/** What somebody writes who does the task of a lesson. */
const solutions: Readonly<Record<string, (text: string) => string>> = {
  '01-two-counters.thps': (text) =>
    text
      .replaceAll(/let seen = hits;.*\n\s*hits = seen \+ 1;.*\n/g, 'atomic { let seen = hits; hits = seen + 1; }\n')
      .replace(/check shared expect .*;/, 'check shared;'),
  '02-readers-and-a-writer.thps': (text) => text.replace('0..2', '0..3').replace('states 11', 'states 20'),
  '03-two-locks.thps': (text) => text.replace('expect deadlock;', 'expect deadlock in 2 steps;'),
  '04-the-last-reference.thps': (text) =>
    `${text}\nreachable lookup_frees = exists c in Cpu: freed_by == some(lookup[c]);\n`,
  '05-ticket-lock.thps': (text) =>
    `${text}\ncheck mine with CPUS = 2 without cpu.wait\n  expect violates mutual_exclusion in 4 steps, the_one_that_was_called, tickets_differ;\n`,
};

describe('the tour', () => {
  it.each(lessons)('knows when the task of $file is done', async ({ file, isDone }) => {
    const text = readFileSync(join(tutorial, file), 'utf8');
    const checked = (edited: string) => check({ text: edited }, { workers: 1 });
    expect(isDone(await checked(text))).toBe(false);
    const solved = await checked(solutions[file]!(text));
    expect([solved.exitCode, isDone(solved)]).toEqual([0, true]);
  });
});

describe('a link', () => {
  it('carries a text and what is looked at', async () => {
    const text = readFileSync(join(tutorial, '01-two-counters.thps'), 'utf8');
    const shared = { text, constants: 'SHARED = false', check: 'shared', property: 'nothing_is_lost', step: 3 };
    const fragment = await fragmentOf(shared);
    expect(fragment).toMatch(/^#1=[\w-]+$/);
    expect(fragment.length).toBeLessThan(text.length * 0.75);
    expect(await readFragment(fragment)).toEqual(shared);
    expect(await readFragment(await fragmentOf({ text: 'ß → 😀' }))).toEqual({ text: 'ß → 😀' });
  });

  it('is refused where it was cut, or carries something else', async () => {
    const fragment = await fragmentOf({ text: 'spec a;\n'.repeat(20) });
    expect(await readFragment('')).toBeUndefined();
    expect(await readFragment('#somewhere')).toBeUndefined();
    await expect(readFragment(fragment.slice(0, -4))).rejects.toThrow();
    await expect(readFragment('#1=!')).rejects.toThrow();
    await expect(readFragment(await fragmentOf({ text: 5 } as never))).rejects.toThrow('no specification');
    await expect(readFragment(await fragmentOf({ text: ' '.repeat(5 * 2 ** 20) }))).rejects.toThrow('more than');
  });
});

describe('questions to a worker', () => {
  function connected(): readonly [Port, Port] {
    const ends: [Port, Port] = [
      { postMessage: (data) => ends[1].onmessage?.({ data }), onmessage: null },
      { postMessage: (data) => ends[0].onmessage?.({ data }), onmessage: null },
    ];
    return ends;
  }

  it('are answered, or refused with what went wrong', async () => {
    const [page, worker] = connected();
    answer(worker, {
      twice: (n: number) => 2 * n,
      fails: () => {
        throw new Error('no');
      },
    });
    const asked = remote<{ twice(n: number): number; fails(): void; other(): void }>(page);
    expect(await Promise.all([asked.twice(2), asked.twice(4)])).toEqual([4, 8]);
    await expect(asked.fails()).rejects.toThrow('no');
    await expect(asked.other()).rejects.toThrow('nothing answers other');
  });

  it('are refused where the worker has ended', async () => {
    const port: Port = { postMessage: () => undefined, onmessage: null };
    const lost = remote<{ check(): void }>(port).check();
    port.onerror?.({ message: 'out of memory' });
    await expect(lost).rejects.toThrow('out of memory');
  });
});
