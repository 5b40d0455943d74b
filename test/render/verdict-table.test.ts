import { describe, expect, it } from 'vitest';
import { thps, withFiles } from '../cli/run.ts';
import * as specs from '../cli/specs.ts';

/** `thps check --table`. */

async function table(spec: string, words: readonly string[] = [], columns = 80): Promise<string> {
  return withFiles({ 'spec.thps': spec }, async (cwd) => {
    const { stdout } = await thps(['check', '--table', 'spec.thps', ...words], { cwd, columns });
    return stdout;
  });
}

describe('the table of verdicts', () => {
  it('has a column for each check and a row for each property that says something', async () => {
    const text = await table(specs.countersExpected);
    // Six runs fit beside each other: what fails after how many steps, what was not decided, and what is a surprise.
    expect(text).toContain('nothing_lost  fails 4    fails 4    fails 4 !  fails 4    fails 4    -\n');
    expect(text).toContain('both_done     reached 4  reached 4  reached 4  reached 4  reached 4  -\n');
    expect(text).toContain('as expected   yes        yes        no !       yes        no !       yes\n');
    expect(text).toMatch(/^ {2}8 {2}without_store, without adder\.store$/m);
    expect(text).toMatch(/^8 checks: 4 as expected, 1 with an unexpected violation, 3 without what was expected$/m);
    await expect(text).toMatchFileSnapshot('../golden/render/verdict-table.golden');
  });

  it('has a column for each run of a sweep', async () => {
    const spec = `${specs.counters}check all for LIMIT in {1, 2, 3} only within_limit;\n`;
    const text = await table(spec);
    expect(text).toContain('1          2      3\n');
    expect(text).toContain('within_limit  fails 4 !  holds  holds\n');
    expect(text).toContain('1  all[LIMIT = 1]\n');
    expect(text).toContain('! not as expected');
  });

  it('shows what every spec has where it does not hold', async () => {
    expect(await table(specs.philosophers)).toMatch(/^ {2}deadlock +fails \d+ !$/m);
    expect(await table(specs.counters)).not.toContain('deadlock');
  });

  it('says of a property that no run has decided that it is open', async () => {
    const text = await table(`${specs.huge}reachable far = bits[3] == 3;\n`, ['--max-states', '100']);
    expect(text).toMatch(/^ {2}fine +\?$/m);
    expect(text).toMatch(/^ {2}far +\? !$/m);
    expect(text).toMatch(/^ {2}states +100\+$/m);
  });

  it('is divided where it is wider than the terminal', async () => {
    const text = await table(specs.countersExpected, [], 50);
    for (const line of text.split('\n').slice(
      0,
      text.split('\n').findIndex((l) => l.startsWith('  1  ')),
    ))
      expect(line.length).toBeLessThanOrEqual(50);
    expect(text.match(/^ {2}both_done/gm)?.length).toBeGreaterThan(1);
  });
});
