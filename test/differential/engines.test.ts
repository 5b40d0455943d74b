import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interpret } from '../../src/backend/interpreter/model.ts';
import { CannotCompile } from '../../src/backend/wasm/cannot-compile.ts';
import { exploreCompiled } from '../../src/backend/wasm/engine.ts';
import { explore } from '../../src/explorer/bfs.ts';
import type { ExploreOptions } from '../../src/explorer/model.ts';
import type { ModuleReader } from '../../src/resolve/modules.ts';
import { makeSource } from '../../src/text/source.ts';
import { type CompiledRun, compileSpec } from '../support/compile.ts';
import { compileRandom } from './compile-random.ts';

/** The compiled engine and the reference give the same counts, depth, end, evidence and vacuity. */

const root = join(import.meta.dirname, '..', '..');

const readLibrary: ModuleReader = (request) => {
  if (request.kind === 'file') return undefined;
  const text = readFileSync(join(root, 'specs', ...request.name.split('.')).concat('.thps'), 'utf8');
  return { source: makeSource(request.name, text), id: request.name };
};

async function bothExplore({ system, run }: CompiledRun, options: ExploreOptions): Promise<'same' | 'not compiled'> {
  const reference = await explore(interpret(system, run), options);
  try {
    expect(await exploreCompiled(system, run, interpret(system, run), options)).toEqual(reference);
    return 'same';
  } catch (problem) {
    if (problem instanceof CannotCompile) return 'not compiled';
    throw problem;
  }
}

/** Of runs with more states than this the reference, which is slow, explores only the levels that end before. */
const LARGE = 20_000;

async function affordable({ system, run }: CompiledRun, options: ExploreOptions): Promise<ExploreOptions> {
  const limits = { states: LARGE };
  const { end, depth } = await exploreCompiled(system, run, interpret(system, run), { ...options, limits });
  // Within a level the engines may come upon states in different orders.
  return end === 'max-states' ? { ...options, limits: { depth: depth - 1 } } : options;
}

function specsIn(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.name.endsWith('.thps'))
    .map((entry) => join(entry.parentPath, entry.name));
}

describe('the compiled engine', () => {
  it('agrees with the interpreter on random specs', { timeout: 240_000 }, async () => {
    const outcomes = { same: 0, 'not compiled': 0 };
    await fc.assert(
      fc.asyncProperty(fc.gen(), fc.boolean(), async (g, exhaustive) => {
        const compiled = compileRandom((low, high) => g(fc.integer, { min: low, max: high }));
        fc.pre(compiled !== undefined);
        outcomes[await bothExplore(compiled, { limits: { depth: 8 }, exhaustive })]++;
      }),
      // A smaller spec is found by hand faster than by shrinking.
      { numRuns: 500, endOnFailure: true },
    );
    expect(outcomes['not compiled']).toBeLessThan(outcomes.same / 20);
  });

  for (const file of [...specsIn('specs'), ...specsIn('test/published')]) {
    const text = readFileSync(file, 'utf8');
    if (/^library /m.test(text)) continue;
    it(`agrees with the interpreter on ${file.slice(root.length + 1)}`, { timeout: 240_000 }, async () => {
      for (const compiled of compileSpec(text, readLibrary)) {
        const exhaustive = compiled.run.expect.states !== undefined;
        expect(await bothExplore(compiled, await affordable(compiled, { exhaustive }))).toBe('same');
      }
    });
  }
});
