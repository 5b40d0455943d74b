import { resolve } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { badSpecName, cannotWrite, fileExists } from '../diagnostics/driver.ts';
import { parse } from '../parser/parse.ts';
import { renderDiagnostics } from '../render/diagnostics-terminal.ts';
import { makeSource } from '../text/source.ts';
import { exitCodeOfDiagnostic, exitCodes, type ExitCode } from './exit-codes.ts';
import { styleFor, type Host } from './host.ts';
import { starterSpec } from './init-template.ts';
import { createFile } from '../driver/replace-file.ts';

/** `thps init NAME`: writes a commented spec to start from into the current folder. */
export function initCommand(name: string, host: Host): ExitCode {
  const problem = writeStarter(name, host);
  if (problem !== undefined) {
    host.stderr.write(renderDiagnostics([problem], styleFor(host.stderr, host)));
    return exitCodeOfDiagnostic(problem);
  }
  host.stdout.write(`${name}.thps is written. Check it with: thps check ${name}.thps\n`);
  return exitCodes.asExpected;
}

function writeStarter(name: string, host: Host): Diagnostic | undefined {
  const isWord = /^[A-Za-z_]\w{0,99}$/.test(name) && name !== '_';
  // The language itself says which words are taken.
  if (!isWord || parse(makeSource(name, `spec ${name};`)).diagnostics.length > 0) return badSpecName(name);
  const file = `${name}.thps`;
  try {
    createFile(resolve(host.cwd, file), starterSpec(name));
    return undefined;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'EEXIST' ? fileExists(file) : cannotWrite(file, message);
  }
}
