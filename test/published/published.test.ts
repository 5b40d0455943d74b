import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileSpec, exploreRun } from '../support/compile.ts';

/**
 * Models that are known from the literature or from other checkers. Each file names its source and promises its
 * count of distinct states; `// generated: n` gives the number of states generated, the initial ones included, of
 * the check that follows it.
 */
const files = readdirSync(import.meta.dirname).filter((f) => f.endsWith('.thps'));

/** Promised numbers of generated states by name of check. */
function generatedIn(text: string): Map<string, number> {
  const promised = new Map<string, number>();
  let generated: number | undefined;
  for (const line of text.split('\n')) {
    const number = /^\/\/\/? generated: ([\d_,]+)/.exec(line)?.[1];
    if (number !== undefined) generated = Number(number.replaceAll(/[_,]/g, ''));
    const check = /^check (\w+)/.exec(line)?.[1];
    if (check !== undefined && generated !== undefined) {
      promised.set(check, generated);
      generated = undefined;
    }
  }
  return promised;
}

describe('published models', () => {
  it('are there', () => {
    expect(files.length).toBeGreaterThanOrEqual(5);
  });

  for (const file of files) {
    const text = readFileSync(join(import.meta.dirname, file), 'utf8');
    it(`${file} has the published counts`, { timeout: 900_000 }, async () => {
      const generated = generatedIn(text);
      for (const compiled of compileSpec(text)) {
        const { exploration, violated } = await exploreRun(compiled, {
          exhaustive: compiled.run.expect.states !== undefined,
        });
        const name = compiled.run.name;
        const expected = compiled.run.expect;
        expect(violated, name).toEqual(expected.violated.map((v) => v.property));
        if (expected.states) {
          expect(exploration.end, name).toBe('complete');
          expect(exploration.distinct, name).toBe(expected.states.count);
        }
        const promised = generated.get(name);
        if (promised !== undefined) expect(exploration.generated, name).toBe(promised);
      }
    });
  }
});
