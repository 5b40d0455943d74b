import { readdirSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exitCodes, mostSevere } from '../../src/cli/exit-codes.ts';
import { endedBy } from '../../src/driver/end.ts';
import { thps } from './run.ts';

const ofSpecs: readonly number[] = Object.values(exitCodes);
const ofSignals: readonly number[] = Object.values(endedBy);
const all = [...ofSpecs, ...ofSignals];

/** The numbers that begin the lines of a list or table. */
function listed(text: string, line: RegExp): number[] {
  return [...text.matchAll(line)].flatMap((match) => match[1]!.split(',').map(Number));
}

const ascending = (codes: readonly number[]): number[] => codes.toSorted((a, b) => a - b);

describe('exit codes', () => {
  it('are all in the help, and no others', async () => {
    const { stdout } = await thps(['--help']);
    const section = stdout.slice(stdout.indexOf('Exit codes:'));
    expect(ascending(listed(section, /^ +(\d+(?:, \d+)*)  /gm))).toEqual(ascending(all));
  });

  it('are all in the guide, and no others', () => {
    const guide = readFileSync(join(import.meta.dirname, '../../docs/guide.md'), 'utf8');
    const section = guide.slice(guide.indexOf('| exit status | meaning |')).split('\n\n')[0]!;
    expect(ascending(listed(section, /^\| (\d+(?:, \d+)*) \|/gm))).toEqual(ascending(all));
  });

  it('have an order of severity, which the help names', async () => {
    const { stdout } = await thps(['--help']);
    const [, order = ''] = /^Where several apply: (.*), in this order\.$/m.exec(stdout) ?? [];
    const codes = order.split(', ').map(Number) as (typeof exitCodes)[keyof typeof exitCodes][];
    expect(ascending([...codes, 0])).toEqual(ascending(ofSpecs));
    for (const [i, code] of codes.entries()) expect(mostSevere(codes.slice(i).toReversed())).toBe(code);
  });

  it('of signals are those of shells', () => {
    for (const [name, code] of Object.entries(endedBy))
      expect(code).toBe(128 + constants.signals[name as keyof typeof endedBy]);
  });

  it('are written as numbers nowhere else', () => {
    const folder = resolve(import.meta.dirname, '../../src/cli');
    for (const name of readdirSync(folder))
      expect(readFileSync(join(folder, name), 'utf8'), name).not.toMatch(/(process\.exit\(|exitCode = )\d/);
  });
});
