import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { type Lines, readLines } from '../../src/cli/lines.ts';
import type { Interrupts } from '../../src/driver/interrupts.ts';

/** What a command line did. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly terminal?: boolean;
  readonly stdin?: string;
  /** Width of the terminal. */
  readonly columns?: number;
  /** Is given the way to interrupt the command, as Ctrl-C does. */
  readonly onStart?: (interrupt: () => void) => void;
}

/** Of a host that nobody interrupts. */
export const noInterrupts: Interrupts = {
  leave: () => undefined,
  take: () => undefined,
  atOnce: (work) =>
    new Promise((done) => {
      done(work());
    }),
  end: () => undefined,
};

/** Of a host that nobody types anything into. */
export const noLines = (): Promise<Lines> => Promise.reject(new Error('there are no lines'));

/** Of a host that serves no editor. */
export const noServer = (): Promise<void> => Promise.reject(new Error('there is no server'));

/** Runs `thps WORDS` in this process. */
export async function thps(words: readonly string[], options: RunOptions = {}): Promise<Ran> {
  let stdout = '';
  let stderr = '';
  const terminal = { isTerminal: options.terminal ?? false, columns: () => options.columns ?? 80 };
  const code = await runCommandLine(words, {
    stdin: () => new TextEncoder().encode(options.stdin ?? ''),
    lines: (complete) =>
      Promise.resolve(readLines({ input: Readable.from([options.stdin ?? '']), output: new PassThrough() }, complete)),
    stdout: { ...terminal, write: (text) => void (stdout += text) },
    stderr: { ...terminal, write: (text) => void (stderr += text) },
    cwd: options.cwd ?? process.cwd(),
    environment: options.environment ?? {},
    interrupts(stop) {
      options.onStart?.(() => {
        stop('SIGINT');
      });
      return noInterrupts;
    },
    serve: noServer,
  });
  return { code, stdout, stderr };
}

/** A folder with these files, for as long as `use` runs. */
export async function withFiles<T>(
  files: Readonly<Record<string, string | Uint8Array>>,
  use: (folder: string) => T | Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'thps-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
