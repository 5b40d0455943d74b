import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import type { Measured } from './child.ts';
import { declarations } from './declarations.ts';
import { FEW, type HostileText, type Kind, Random } from './kind.ts';
import { length } from './length.ts';
import { measureAll, write } from './measure.ts';
import { nesting } from './nesting.ts';
import { values } from './values.ts';

/**
 * No text of few characters takes more than 10 s or 1 GB to be accepted or refused, and none ends thps otherwise.
 * `npm run campaign:hostile` asks many more texts than what is tested with every change.
 */

const RUNS = Number(process.env['THPS_RUNS'] ?? 1);
const SEED = Number(process.env['THPS_SEED'] ?? 1);

const SECONDS = 10;
const MEGABYTES = 1024;
/** For one text of each kind. */
const ALL_SECONDS = 120;

const kinds: readonly Kind[] = [...declarations, ...nesting, ...values, ...length];

const folder = mkdtempSync(join(tmpdir(), 'thps-hostile-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** What is wrong with how a command line ended. */
function problemOf(ended: Measured | string | undefined): string | undefined {
  if (ended === undefined) return 'was not reached';
  if (typeof ended === 'string') return ended;
  const { code, stderr, seconds, megabytes } = ended;
  if (code === exitCodes.internal || !(Object.values(exitCodes) as number[]).includes(code))
    return `ended with ${code}: ${stderr}`;
  if (seconds > SECONDS) return `took ${seconds.toFixed(1)} s`;
  if (megabytes > MEGABYTES) return `took ${megabytes.toFixed(0)} MB`;
  return undefined;
}

function sizeOf(text: HostileText): number {
  return typeof text === 'string' ? text.length : Math.max(...Object.values(text).map((part) => part.length));
}

it('has texts of few characters of all kinds but those that only long texts can be of', () => {
  for (const { name, make, isLong } of kinds)
    for (let seed = 1; seed <= 20; seed++)
      if (isLong !== true) expect(sizeOf(make(new Random(seed))), `${name}, seed ${seed}`).toBeLessThanOrEqual(FEW);
});

const seeds = Array.from({ length: RUNS }, (_, i) => SEED + i);

it.each(seeds)(
  'texts of all kinds are compiled or refused with a message, in little time and memory (seed %i)',
  async (seed) => {
    const texts = kinds.map((kind, i) => ({
      ...kind,
      file: write(kind.make(new Random(seed)), join(folder, `${seed}.${i}`)),
    }));
    const problems = RUNS === 1 ? await together(texts) : await oneByOne(texts);
    expect(problems).toEqual([]);
  },
  3_600_000,
);

type Written = Kind & { readonly file: string };

/** One process for all, which starts once. */
async function together(texts: readonly Written[]): Promise<readonly string[]> {
  const ended = await measureAll(
    texts.map(({ file }) => ['emit', file]),
    ALL_SECONDS,
  );
  return texts.flatMap(({ name }, i) => {
    const problem = problemOf(ended[i]);
    return problem === undefined ? [] : [`${name}: ${problem}`];
  });
}

/** A process for each command that a text is given to, so that it is known which one took the memory. */
async function oneByOne(texts: readonly Written[]): Promise<readonly string[]> {
  const open = texts.flatMap(({ name, file, explores }) =>
    [
      ['emit', file],
      ...(explores === true ? [] : [['check', '--workers', '1', '--max-states', '1000', file]]),
      ['steps', file],
      ['format', '--check', file],
    ].map((words) => ({ name, words })),
  );
  const problems: string[] = [];
  const work = async (): Promise<void> => {
    for (let next = open.shift(); next; next = open.shift()) {
      const [ended] = await measureAll([next.words], 2 * SECONDS);
      const problem = problemOf(ended);
      if (problem !== undefined) problems.push(`${next.name}: thps ${next.words[0] ?? ''} ${problem}`);
    }
  };
  await Promise.all(Array.from({ length: Math.ceil(availableParallelism() / 2) }, work));
  return problems;
}
