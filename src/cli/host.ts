import { readFileSync } from 'node:fs';
import { ansi, plain, type Style } from '../render/style.ts';
import { printableLines } from '../text/display.ts';
import { endedBy, endProcess } from '../driver/end.ts';
import { exitCodes } from './exit-codes.ts';
import type { Lines } from './lines.ts';
import { type Interrupts, processInterrupts, type Signal } from '../driver/interrupts.ts';

/** Where text goes: a terminal, a pipe, a test. */
export interface Output {
  readonly write: (text: string) => void;
  readonly isTerminal: boolean;
  /** Width of the terminal in columns. */
  readonly columns: () => number;
}

/** What a command sees of the process that it runs in. */
export interface Host {
  /** Reads standard input to its end. */
  readonly stdin: () => Uint8Array;
  /** Reads standard input line by line. @param complete what a line that is being written could become */
  readonly lines: (complete: (line: string) => readonly string[]) => Promise<Lines>;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Folder that relative paths start from. */
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** No colours, whatever the environment says. */
  readonly isPlain?: true;
  /** Calls back when the command is asked to end, from now on. */
  readonly interrupts: (stop: (signal: Signal) => void) => Interrupts;
  /** Serves an editor; the server is no part of the command line. */
  readonly serve: (over: 'stdio' | 'node-ipc') => Promise<void>;
}

/** A host whose outputs show what a terminal would obey, and the way around that for a text that is written as it is. */
export interface ShieldedHost extends Host {
  readonly verbatim: (text: string) => void;
}

/** The colours of `ansi`, and how a line of progress is written over: nothing else of ours is obeyed by a terminal. */
const ours = /(\u001b\[(?:1|22|2|3[1-6]|39)m|\r\u001b\[K)/;

/**
 * The outermost of two shields: renderers make the texts of specs printable, and what they may have forgotten is stopped
 * here, so that no file and no name of a file can steer a terminal.
 */
export function shielded(host: Host): ShieldedHost {
  const force = host.environment['FORCE_COLOR'] ?? '';
  const shield = (output: Output): Output => {
    const isStyled = output.isTerminal || (force !== '' && force !== '0');
    const shown = (text: string): string =>
      isStyled
        ? text
            .split(ours)
            .map((part, i) => (i % 2 === 1 ? part : printableLines(part)))
            .join('')
        : printableLines(text);
    return {
      ...output,
      write: (text) => {
        output.write(shown(text));
      },
    };
  };
  return {
    ...host,
    stdout: shield(host.stdout),
    stderr: shield(host.stderr),
    verbatim: (text) => {
      host.stdout.write(text);
    },
  };
}

/** The same host, where `--no-color` is given. */
export function plainly(host: ShieldedHost): ShieldedHost {
  return { ...host, isPlain: true };
}

/** Colours on a terminal, unless `--no-color` or NO_COLOR (no-color.org) forbid them; FORCE_COLOR asks for them. */
export function styleFor(output: Output, { environment, isPlain }: Host): Style {
  const { NO_COLOR: no, FORCE_COLOR: force, TERM: terminal } = environment;
  if (isPlain === true || (no !== undefined && no !== '')) return plain;
  if (force !== undefined && force !== '' && force !== '0') return ansi;
  return output.isTerminal && terminal !== 'dumb' ? ansi : plain;
}

/**
 * The process itself. What its standard output does not take ends it, with a message where nobody could know of it
 * otherwise: `endWithoutOutput` says how. Standard error is where that would be told, so what it does not take is only counted.
 */
export function processHost(serve: Host['serve']): Host {
  const output = (stream: NodeJS.WriteStream): Output => ({
    write: (text) => void stream.write(text),
    isTerminal: stream.isTTY,
    columns: () => (stream.isTTY ? stream.columns : 80),
  });
  const host: Host = {
    stdin: () => readFileSync(0),
    lines: async (complete) => {
      const { readLines } = await import('./lines.ts');
      return readLines({ input: process.stdin, output: process.stdout }, complete);
    },
    stdout: output(process.stdout),
    stderr: output(process.stderr),
    cwd: process.cwd(),
    environment: process.env,
    interrupts: processInterrupts,
    serve,
  };
  let isLost = false;
  process.stdout.on('error', (problem: NodeJS.ErrnoException) => {
    if (isLost) return;
    isLost = true;
    void endWithoutOutput(problem, host);
  });
  process.stderr.on('error', () => {
    process.once('exit', (code) => {
      if (code === exitCodes.asExpected) process.exitCode = exitCodes.noInput;
    });
  });
  return host;
}

/** Whoever closes a pipe has seen enough, as in `thps check | head`. A device that is full is a fault that is told. */
async function endWithoutOutput({ code, message }: NodeJS.ErrnoException, host: Host): Promise<never> {
  if (code === 'EPIPE') endProcess(endedBy.SIGPIPE);
  const [{ outputLost }, { renderDiagnostics }] = await Promise.all([
    import('../diagnostics/driver.ts'),
    import('../render/diagnostics-terminal.ts'),
  ]);
  const reason = code === 'ENOSPC' ? 'there is no space left where it goes' : message;
  host.stderr.write(renderDiagnostics([outputLost(reason)], plain));
  endProcess(exitCodes.noInput);
}
