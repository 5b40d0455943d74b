import { existsSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { CannotCompile, compiling } from '../backend/wasm/cannot-compile.ts';
import { problemOf } from '../backend/problem/problem.ts';
import { compileSystem } from '../backend/wasm/compile.ts';
import { encode } from '../backend/wasm/encoding/encode.ts';
import { printWat } from '../backend/wasm/encoding/wat.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { badUsage, cannotWrite, fileExists, noModule } from '../diagnostics/driver.ts';
import { countOf } from '../render/layout.ts';
import { printable } from '../text/display.ts';
import type { ExitCode } from './exit-codes.ts';
import type { Host } from './host.ts';
import { type InspectOptions, withSystem } from './inspect.ts';
import { createFile, replaceFile } from '../driver/replace-file.ts';

/** `thps emit`: the WebAssembly that the engine runs for one run of a spec, as text or as a file. */

export interface EmitOptions extends InspectOptions {
  /** Print the text form; what happens if no file is named either. */
  readonly wat: boolean;
  /** File to write the binary form to. */
  readonly wasm?: string;
  /** Write over a file that is there. */
  readonly force: boolean;
}

export function emitCommand(name: string, options: EmitOptions, host: Host): Promise<ExitCode> {
  return withSystem(name, options, host, ({ system, run, title }) => {
    const { wasm } = options;
    const written = compiledOr(() => {
      const { module } = compileSystem(problemOf(system, run));
      return {
        ...(options.wat || wasm === undefined ? { text: printWat(module) } : {}),
        ...(wasm === undefined ? {} : { file: { name: wasm, bytes: encode(module) } }),
      };
    });
    if (typeof written === 'string') return [noModule(run.name, written)];
    const { text, file } = written;
    if (text !== undefined) host.stdout.write(`${title === undefined ? '' : `;; ${title}\n\n`}${text}`);
    return file === undefined ? [] : writeModule(file, name, options, host);
  });
}

/** @returns what `compile` gives, or why this run has no module */
function compiledOr<T>(compile: () => T): T | string {
  try {
    return compiling(compile);
  } catch (problem) {
    if (problem instanceof CannotCompile) return problem.message;
    throw problem;
  }
}

function writeModule(
  { name, bytes }: { readonly name: string; readonly bytes: Uint8Array },
  spec: string,
  options: EmitOptions,
  host: Host,
): readonly Diagnostic[] {
  // `--wasm --force FILE`: the name was forgotten.
  if (name.startsWith('-'))
    return [badUsage(`--wasm takes the name of a file, not '${name}'`, `a file of this name is written ./${name}`)];
  const path = resolve(host.cwd, name);
  const isSpec = existsSync(path) && realpathSync(path) === realpathSync(resolve(host.cwd, spec));
  if (isSpec) return [cannotWrite(name, 'it is the spec itself')];
  try {
    if (options.force) replaceFile(path, bytes);
    else createFile(path, bytes);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'EEXIST') return [cannotWrite(name, message)];
    return [{ ...fileExists(name), hint: 'choose another name, or write over it with --force' }];
  }
  // Standard output is the text and nothing else where that is wanted.
  if (!options.wat) host.stdout.write(`${printable(name)} is written: ${countOf(bytes.length, 'byte')}\n`);
  return [];
}
