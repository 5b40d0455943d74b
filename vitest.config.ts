import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { TotalsReporter } from './scripts/totals-reporter.ts';

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as { version: string };

/** They put something in the place of a module, which other files have loaded as it is. */
const alone = 'test/**/*.alone.test.ts';

export default defineConfig({
  define: { THPS_VERSION: JSON.stringify(version) },
  test: {
    // Ends a test that hangs; how long one takes depends on what else the machine does.
    testTimeout: 180_000,
    // By default one CPU is left alone, which of two is half.
    maxWorkers: availableParallelism(),
    allowOnly: false,
    restoreMocks: true,
    reporters: ['default', new TotalsReporter()],
    projects: [
      // A process loads and compiles the sources once, for all files that it runs.
      { extends: true, test: { name: 'together', include: ['test/**/*.test.ts'], exclude: [alone], isolate: false } },
      { extends: true, test: { name: 'alone', include: [alone], isolate: true } },
    ],
  },
});
