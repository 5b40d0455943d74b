import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CompiledOptions } from '../../src/backend/wasm/search/options.ts';
import { explore } from '../../src/explorer/bfs.ts';
import type { ExploreOptions } from '../../src/explorer/model.ts';
import { type CompiledRun, runsOf, interpreterOf } from '../support/compile.ts';
import { twoWorkers } from '../support/crew.ts';
import { readLibrary } from '../support/library.ts';
import { bothExplore, exact, oneWorker, RUNS } from './both-engines.ts';

/** The compiled engine and the reference give the same counts, depth, end, evidence and vacuity for every spec here. */

const root = join(import.meta.dirname, '..', '..');

/**
 * Of runs with more states than this the reference, which is slow, explores only the levels that end before; a campaign
 * goes further.
 */
const LARGE = RUNS > 1 ? 10_000 : 1_500;

/** Of specs with more runs than this a campaign looks at all, and the tests at the first and then at one of so many. */
const FIRST = 5;

async function affordable({ system, run }: CompiledRun, options: ExploreOptions): Promise<ExploreOptions> {
  const limits = { states: LARGE };
  // Not with the compiled engine: of so few states, to compile takes longer than to explore.
  const { end, depth } = await explore(interpreterOf({ system, run }), { ...options, limits });
  // Within a level the engines may come upon states in different orders.
  return end === 'max-states' ? { ...options, limits: { depth: depth - 1 } } : options;
}

const specWays: Readonly<Record<string, CompiledOptions>> = { ...oneWorker, 'two workers': twoWorkers };

function specsIn(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.name.endsWith('.thps'))
    .map((entry) => join(entry.parentPath, entry.name));
}

describe('the compiled engine', () => {
  for (const file of [...specsIn('specs'), ...specsIn('test/published')]) {
    const text = readFileSync(file, 'utf8');
    if (/^library /m.test(text)) continue;
    it(`agrees with the interpreter on ${file.slice(root.length + 1)}`, { timeout: 900_000 }, async () => {
      // The runs of a spec are much alike: what differs between the ways is seen in some of them.
      for (const [n, compile] of runsOf(text, readLibrary).entries()) {
        if (RUNS === 1 && n >= FIRST && n % FIRST !== 0) continue;
        const compiled = compile();
        // The driver leaves these to the interpreter; test/differential/weak-memory compiles some of them.
        if (RUNS === 1 && compiled.run.memory === 'lkmm') continue;
        const ways = n % (RUNS === 1 ? FIRST * 4 : 4) === 0 ? specWays : { exact };
        const exhaustive = compiled.run.expect.states !== undefined;
        expect(await bothExplore(compiled, await affordable(compiled, { exhaustive }), ways)).toBe('same');
      }
    });
  }
});
