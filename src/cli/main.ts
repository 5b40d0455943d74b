import { runCommandLine } from './command-line.ts';
import { processHost } from './host.ts';

// Not process.exit(): what was written to a pipe has to get there first.
process.exitCode = await runCommandLine(process.argv.slice(2), processHost());
