import { createInterface } from 'node:readline';

/** Lines that somebody types, or a program writes, one after the other. */
export interface Lines {
  /** Whether it is a terminal, which shows the prompt and what is typed by itself. */
  readonly isEdited: boolean;
  /** Undefined at the end. */
  readonly next: (prompt: string) => Promise<string | undefined>;
  /** Reads no more. */
  readonly end: () => void;
}

/** Where lines come from and where a prompt goes: a terminal, or a file, a pipe. */
interface Streams {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/** Lines that are kept for going back to with the arrow keys. */
const HISTORY = 1000;

/**
 * Lines of a terminal, with editing, history and completion, or of anything else as they come. Ctrl-C drops the line that is
 * being written; Ctrl-D ends.
 * @param complete what a line that is being written could become
 */
export function readLines({ input, output }: Streams, complete: (line: string) => readonly string[]): Lines {
  const isTerminal = input.isTTY === true && output.isTTY === true;
  const reader = createInterface({
    input,
    ...(isTerminal ? { output } : {}),
    terminal: isTerminal,
    historySize: HISTORY,
    removeHistoryDuplicates: true,
    completer: (line: string) => [[...complete(line)], line],
  });
  const read: string[] = [];
  let isEnded = false;
  let hear: ((line: string | undefined) => void) | undefined;
  reader.on('line', (line) => {
    if (hear) hear(line);
    else read.push(line);
  });
  reader.on('close', () => {
    isEnded = true;
    if (isTerminal) output.write('\n');
    hear?.(undefined);
  });
  reader.on('SIGINT', () => {
    output.write('^C\n');
    reader.write(null, { ctrl: true, name: 'e' });
    reader.write(null, { ctrl: true, name: 'u' });
    reader.prompt();
  });
  return {
    isEdited: isTerminal,
    next: (prompt) => {
      const line = read.shift();
      if (line !== undefined || isEnded) return Promise.resolve(line);
      if (isTerminal) {
        reader.setPrompt(prompt);
        reader.prompt();
      }
      return new Promise((resolve) => {
        hear = (heard) => {
          hear = undefined;
          resolve(heard);
        };
      });
    },
    end: () => {
      reader.close();
    },
  };
}
