// A vitest reporter: the last line of a run says how many tests passed and failed, in words that a script can read.
import { writeSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

export class TotalsReporter implements Reporter {
  /** A file or group that could not be set up and an error outside of any test count as one failure each. */
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    let passed = 0;
    let failed = unhandledErrors.length;
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed') passed += 1;
        if (state === 'failed') failed += 1;
      }
      failed += module.errors().length;
      for (const suite of module.children.allSuites()) failed += suite.errors().length;
    }
    // Other reporters are still writing their summary: this line goes after everything else.
    process.once('exit', () => writeSync(1, `${passed} passed, ${failed} failed\n`));
  }
}
