import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Measured } from './child.ts';
import type { HostileText } from './kind.ts';

const child = join(import.meta.dirname, 'child.ts');

/**
 * Runs command lines one after the other in one process of their own.
 * @param seconds of processor time that all of them together may take, which does not depend on what else a machine does
 * @returns for each what it took; at the end how the process died, where it did not come to the end of all
 */
export async function measureAll(
  commands: readonly (readonly string[])[],
  seconds: number,
): Promise<readonly (Measured | string)[]> {
  const limited = ['-c', `ulimit -t ${seconds} && exec "$0" "$@"`, process.execPath, child, JSON.stringify(commands)];
  const started = spawn('sh', limited, { stdio: ['ignore', 'pipe', 'pipe'] });
  let stderr = '';
  started.stderr.on('data', (chunk: Buffer) => (stderr = `${stderr}${chunk.toString()}`.slice(-4000)));
  const ended = new Promise<string>((resolve) => {
    started.once('close', (code, signal) => {
      const isLimit = signal === 'SIGKILL' || signal === 'SIGXCPU';
      resolve(isLimit ? `takes more than ${seconds} s` : `died: ${signal ?? code ?? ''} ${stderr}`);
    });
  });
  const measured: (Measured | string)[] = [];
  for await (const line of createInterface({ input: started.stdout })) measured.push(JSON.parse(line) as Measured);
  const end = await ended;
  return measured.length < commands.length ? [...measured, end] : measured;
}

/** Writes a text into a folder of its own. @returns the file to check */
export function write(text: HostileText, folder: string): string {
  mkdirSync(folder, { recursive: true });
  const files = typeof text === 'string' ? { 'main.thps': text } : text;
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return join(folder, 'main.thps');
}
