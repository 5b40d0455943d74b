import { describe, expect, it } from 'vitest';
import { models } from '../../bench/models.ts';
import { rowsOf, summary } from '../../bench/results.ts';
import { digits, grouped, percent, table } from '../../bench/table.ts';
import { median } from '../../bench/usage.ts';

const model = models[0]!;
const instance = { ...model.full, states: 1_000_000 };
const used = (cpu: number, megabytes: number): { cpu: number; wall: number; bytes: number } => ({
  cpu,
  wall: cpu,
  bytes: megabytes * 1e6,
});

const rows = rowsOf(model, instance, [
  {
    contestant: { name: 'thps', kind: 'thps' },
    build: 0,
    runs: [used(0.5, 66), used(0.25, 62), used(0.2, 60)],
    emptyBytes: 50e6,
  },
  { contestant: { name: 'limit', kind: 'limit' }, build: 1, runs: [used(0.125, 20)], emptyBytes: 0 },
  { contestant: { name: 'Spin, DFS', kind: 'peer' }, build: 2, runs: [used(4, 100)], emptyBytes: 50e6 },
  { contestant: { name: 'Rumur', kind: 'peer' }, build: 3, runs: [used(2, 100)], emptyBytes: 50e6 },
]);

describe('the results of a benchmark', () => {
  it('are medians of the rounds', () => {
    expect(rows[0]).toMatchObject({ cpu: 0.25, perCpu: 4e6, bytesPerState: 12 });
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
  });

  it('compare everybody with thps', () => {
    expect(rows.map(({ ratio }) => ratio)).toEqual([1, 0.5, 16, 8]);
  });

  it('are summed up against the best peer', () => {
    const [, line] = summary([model], rows).split('\n').slice(-2);
    expect(line!.split('|').map((cell) => cell.trim())).toEqual([
      '',
      'counter',
      '4.00',
      'Rumur 0.50',
      '8.00',
      '8.00',
      '50 %',
      '12.0',
      '4',
      '-',
      '',
    ]);
  });

  it('say nothing about who did not take part', () => {
    const line = summary([model], rows.slice(0, 1)).split('\n').at(-1);
    expect(line).toMatch(/counter \| 4\.00 \| +- \| +- \| +- \| +- \|/);
  });
});

describe('a table', () => {
  it('has aligned columns', () => {
    expect(
      table(
        ['', 'n'],
        [
          ['a', '10'],
          ['long', '2'],
        ],
      ),
    ).toBe(['|      |  n |', '| ---- | -: |', '| a    | 10 |', '| long |  2 |'].join('\n'));
  });

  it('has numbers that are easy to read', () => {
    expect([0.254, 12.34, 123.4, Infinity].map(digits)).toEqual(['0.25', '12.3', '123', '-']);
    expect(grouped(10_340_352)).toBe('10,340,352');
    expect(percent(0.756)).toBe('76 %');
  });
});
