import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { cannotWrite, notFormatted } from '../diagnostics/driver.ts';
import { format } from '../format/format.ts';
import { renderDiagnostics } from '../render/diagnostics-terminal.ts';
import { printable } from '../text/display.ts';
import type { Source } from '../text/source.ts';
import { exitCodeOfDiagnostic, exitCodes, mostSevere, type ExitCode } from './exit-codes.ts';
import { decodeSource, findSpecs, readSource } from '../driver/files.ts';
import { styleFor, type Host, type ShieldedHost } from './host.ts';
import { replaceFile } from '../driver/replace-file.ts';

export interface FormatCommandOptions {
  /** Write nothing; say which files would change. */
  readonly check: boolean;
}

/** `thps format`: white space as all specs have it. A file with a syntax error stays as it is. */
export function formatCommand(names: readonly string[], options: FormatCommandOptions, host: ShieldedHost): ExitCode {
  const problems =
    names.length === 1 && names[0] === '-' ? formatInput(options, host) : formatFiles(names, options, host);
  if (problems.length > 0) {
    host.stderr.write(renderDiagnostics(problems, styleFor(host.stderr, host)));
  }
  return mostSevere([exitCodes.asExpected, ...problems.map(exitCodeOfDiagnostic)]);
}

/** From standard input to standard output. */
function formatInput({ check }: FormatCommandOptions, host: ShieldedHost): readonly Diagnostic[] {
  const read = decodeSource('<stdin>', host.stdin());
  if ('problem' in read) return [read.problem];
  const formatted = format(read.source);
  if ('problems' in formatted) return formatted.problems;
  if (!check) host.verbatim(formatted.text);
  return check ? compare(read.source, formatted.text) : [];
}

/** Prints the names of the files that it changes. */
function formatFiles(names: readonly string[], { check }: FormatCommandOptions, host: Host): readonly Diagnostic[] {
  const { files, diagnostics } = findSpecs(names, host.cwd);
  const problems = [...diagnostics];
  for (const { name, path, isOutside } of files) {
    if (isOutside === true) {
      problems.push(cannotWrite(name, 'it is a link to a file outside of the folder'));
      continue;
    }
    const read = readSource(name, path);
    if ('problem' in read) {
      problems.push(read.problem);
      continue;
    }
    const formatted = format(read.source);
    if ('problems' in formatted) problems.push(...formatted.problems);
    else if (check) problems.push(...compare(read.source, formatted.text));
    else if (formatted.text !== read.source.text) {
      try {
        replaceFile(path, formatted.text);
        host.stdout.write(`${printable(name)}\n`);
      } catch (error) {
        problems.push(cannotWrite(name, error instanceof Error ? error.message : String(error)));
      }
    }
  }
  return problems;
}

function compare({ name, text }: Source, formatted: string): readonly Diagnostic[] {
  if (formatted === text) return [];
  const lines = text.split('\n');
  const line = formatted.split('\n').findIndex((one, i) => one !== lines[i]);
  return [notFormatted(name, (line < 0 ? formatted.split('\n').length : line) + 1)];
}
