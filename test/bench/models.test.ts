import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { limitFile, models, thpsFile } from '../../bench/models.ts';
import { compileOne, exploreRun, exploreWithCode, runsOf } from '../support/compile.ts';
import { readLibrary } from '../support/library.ts';

/** Small sizes with the numbers of states and transitions that Rumur v2022.08.20 finds in the Murphi versions. */
const small = [
  ['counter', 'K = 4, MX = 4', 256, 768],
  ['diners', 'N = 5', 242, 805],
  ['twophase', 'N = 3', 288, 1145],
  ['filter_lock', 'N = 3', 1800, 4883],
  ['ring', 'N = 5', 8249, 18452],
] as const;

function sized(name: string, constants: string): string {
  return readFileSync(thpsFile(name), 'utf8').replace(/^check \w+/m, `$& with ${constants}`);
}

describe('the models of the benchmark', () => {
  it('are all looked at here', () => {
    expect(small.map(([name]) => name)).toEqual(models.map(({ name }) => name));
  });

  it.each(small)('%s, %s has the counts that others find', async (name, constants, states, transitions) => {
    const compiled = compileOne(sized(name, constants));
    const { exploration, violated } = await exploreRun(compiled);
    expect(violated).toEqual([]);
    expect(exploration).toMatchObject({ end: 'complete', distinct: states, generated: transitions + 1 });
    const engine = await exploreWithCode(compiled);
    expect(engine).toMatchObject({ end: 'complete', distinct: states, generated: transitions + 1 });
  });

  it.each(models)('$name is written in every language', ({ name, promela, murphi, hasLimit }) => {
    for (const file of [...promela, murphi, ...(hasLimit ? [limitFile(name)] : [])])
      expect(existsSync(file)).toBe(true);
  });

  it.each(models)('$name names constants of its spec', ({ name, full, quick }) => {
    const text = readFileSync(thpsFile(name), 'utf8');
    for (const constant of [...Object.keys(full.constants), ...Object.keys(quick.constants)])
      expect(text).toMatch(new RegExp(String.raw`^const ${constant} +:|^const ${constant}:`, 'm'));
  });

  it('has one spec under each memory model, with the states that the reference finds', async () => {
    const text = readFileSync(thpsFile('weak'), 'utf8').replace('= 40;', '= 1;');
    const found: number[] = [];
    for (const compile of runsOf(text, readLibrary)) {
      const compiled = compile();
      const { exploration, violated } = await exploreRun(compiled);
      expect(violated).toEqual([]);
      expect(await exploreWithCode(compiled)).toMatchObject({ end: 'complete', distinct: exploration.distinct });
      found.push(exploration.distinct);
    }
    // Each model allows what the one before it does, and more.
    expect(found).toEqual([...new Set(found)].sort((a, b) => a - b));
    expect(found).toHaveLength(4);
  });

  it('gives Spin enough slots for its table, and not many more', () => {
    for (const { states, spinTable } of models.flatMap(({ full, quick }) => [full, quick])) {
      expect(2 ** spinTable).toBeGreaterThan(states);
      expect(2 ** spinTable).toBeLessThanOrEqual(states * 4);
    }
  });
});
