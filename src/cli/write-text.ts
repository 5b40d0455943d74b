import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { cannotWrite } from '../diagnostics/driver.ts';
import { createFile, replaceFile } from '../driver/replace-file.ts';
import type { ShieldedHost } from './host.ts';

/** A file to write to, and whether one that is there is replaced. */
export interface Destination {
  readonly file: string;
  readonly mode: 'create' | 'replace';
}

/** What `--out` and `--force` say. */
export function destinationOf({ out, force }: { readonly out?: string; readonly force?: true }): {
  readonly out?: Destination;
} {
  return out === undefined ? {} : { out: { file: out, mode: force === true ? 'replace' : 'create' } };
}

/** Writes a text to a file, or prints it where none is named. @returns what goes wrong */
export function writeText(text: string, out: Destination | undefined, host: ShieldedHost): readonly Diagnostic[] {
  if (out === undefined) {
    // What a terminal would obey is shown; a file or a program gets what the form says.
    if (host.stdout.isTerminal) host.stdout.write(text);
    else host.verbatim(text);
    return [];
  }
  try {
    const path = resolve(host.cwd, out.file);
    mkdirSync(dirname(path), { recursive: true });
    (out.mode === 'replace' ? replaceFile : createFile)(path, text);
    return [];
  } catch (error) {
    return [cannotWrite(out.file, reasonOf(error))];
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'EEXIST')
    return 'it exists, and `--force` was not given';
  return error instanceof Error ? error.message : String(error);
}
