import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { TotalsReporter } from './scripts/totals-reporter.ts';

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as { version: string };

export default defineConfig({
  define: { THPS_VERSION: JSON.stringify(version) },
  test: {
    include: ['test/**/*.test.ts'],
    // Ends a test that hangs; how long one takes depends on what else the machine does.
    testTimeout: 180_000,
    // By default one CPU is left alone, which of two is half.
    maxWorkers: availableParallelism(),
    allowOnly: false,
    reporters: ['default', new TotalsReporter()],
  },
});
