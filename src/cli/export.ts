import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { cannotWrite, fileExists, notExportable } from '../diagnostics/driver.ts';
import { createFile, replaceFile } from '../driver/replace-file.ts';
import { printable } from '../text/display.ts';
import { CannotExport } from '../tla/cannot-export.ts';
import { exportModule, type TlaModule } from '../tla/module.ts';
import type { ExitCode } from './exit-codes.ts';
import type { Host } from './host.ts';
import { type ChosenRun, type InspectOptions, withSystem } from './inspect.ts';

/** `thps export tla`: a run as a module of TLA+, with the configuration for TLC. */

export interface ExportOptions extends InspectOptions {
  /** The folder to write to, which is made where it is not there. */
  readonly out: string;
  /** Write over files that are there. */
  readonly force: boolean;
}

export function exportTlaCommand(name: string, options: ExportOptions, host: Host): Promise<ExitCode> {
  return withSystem(name, options, host, (chosen) => {
    const module = moduleOr(chosen);
    if ('problem' in module) return [module.problem];
    const files = [
      { name: `${module.name}.tla`, text: module.text },
      { name: `${module.name}.cfg`, text: module.configuration },
    ];
    const problems = writeFiles(files, options, host);
    if (problems.length > 0) return problems;
    const shown = files.map((file) => printable(join(options.out, file.name)));
    host.stdout.write(`${shown.join(' and ')} are written\n`);
    return [];
  });
}

function moduleOr({ system, run }: ChosenRun): TlaModule | { readonly problem: Diagnostic } {
  try {
    return exportModule(system, run);
  } catch (problem) {
    if (problem instanceof CannotExport) return { problem: notExportable(run.name, problem.message, problem.at) };
    throw problem;
  }
}

/** Writes all of them, or says of the first that cannot be written why. */
function writeFiles(
  files: readonly { readonly name: string; readonly text: string }[],
  { out, force }: ExportOptions,
  { cwd }: Host,
): readonly Diagnostic[] {
  const folder = resolve(cwd, out);
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    return [cannotWrite(out, (error as NodeJS.ErrnoException).message)];
  }
  const there = force ? undefined : files.find(({ name }) => existsSync(join(folder, name)));
  if (there) return [exists(join(out, there.name))];
  for (const { name, text } of files) {
    const path = join(folder, name);
    const shown = join(out, name);
    try {
      if (force) replaceFile(path, text);
      else createFile(path, text);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code !== 'EEXIST') return [cannotWrite(shown, message)];
      return [exists(shown)];
    }
  }
  return [];
}

function exists(name: string): Diagnostic {
  return { ...fileExists(name), hint: 'choose another folder, or write over it with --force' };
}
