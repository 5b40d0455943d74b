#!/usr/bin/env node
import { keepCompiledCode } from './cli/code-cache.ts';
import { processHost } from './cli/host.ts';
import { version } from './driver/version.ts';

const words = process.argv.slice(2);
const host = processHost(async (over) => {
  const { startServer } = await import('../lsp/server/main.ts');
  await startServer(over);
});

if (words.length === 1 && (words[0] === '--version' || words[0] === '-V')) {
  host.stdout.write(`${version}\n`);
} else {
  keepCompiledCode(host.environment);
  const { runCommandLine } = await import('./cli/command-line.ts');
  // Not process.exit(): what was written to a pipe has to get there first.
  process.exitCode = await runCommandLine(words, host);
}
