import { writeSync } from 'node:fs';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { noInterrupts, noServer, noLines } from '../cli/run.ts';

/** Runs the command lines that it is given, and tells its parent about each as soon as it is over. */

/** What a command line took, and how it ended. */
export interface Measured {
  readonly code: number;
  readonly stderr: string;
  /** Of this process, in all its threads. */
  readonly seconds: number;
  /** The most memory that this process had until now. */
  readonly megabytes: number;
}

const NOWHERE = { isTerminal: false, columns: () => 80, write: () => undefined };

async function measure(words: readonly string[]): Promise<Measured> {
  let stderr = '';
  const before = process.cpuUsage();
  const code = await runCommandLine(words, {
    stdin: () => new Uint8Array(),
    lines: noLines,
    stdout: NOWHERE,
    stderr: { ...NOWHERE, write: (text) => void (stderr += text) },
    cwd: process.cwd(),
    environment: { THPS_DEBUG: '1' },
    interrupts: () => noInterrupts,
    serve: noServer,
  });
  const { user, system } = process.cpuUsage(before);
  return {
    code,
    stderr: stderr.slice(0, 4000),
    seconds: (user + system) / 1e6,
    megabytes: process.resourceUsage().maxRSS / 1024,
  };
}

for (const words of JSON.parse(process.argv[2] ?? '[]') as readonly (readonly string[])[])
  writeSync(1, `${JSON.stringify(await measure(words))}\n`);
