import { CommanderError } from 'commander';
import { exitCodeOfDiagnostic, exitCodes, type ExitCode } from './exit-codes.ts';
import { type Host, plainly, shielded, styleFor } from './host.ts';
import { BadOption } from './options.ts';
import { program } from './program.ts';

/**
 * Runs one command line and says what to exit with. What a command needs is loaded only when it runs, so that
 * `--help` answers at once.
 * @param words what stands after the name of the program
 */
export async function runCommandLine(words: readonly string[], outside: Host): Promise<ExitCode> {
  const host = shielded(outside);
  try {
    let code: ExitCode = exitCodes.asExpected;
    await program(host, (result) => (code = result)).parseAsync(words.map(complete), { from: 'user' });
    return code;
  } catch (error) {
    return failure(error, words.includes('--no-color') ? plainly(host) : host);
  }
}

/** `--strict` takes a value only behind `=`: what follows it is a file. */
function complete(word: string): string {
  return word === '--strict' ? '--strict=all' : word;
}

/** Says what went wrong: wrong options, or a bug of thps. */
async function failure(error: unknown, host: Host): Promise<ExitCode> {
  if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.asExpected;
  const [{ badUsage }, { internalErrorOf }, { renderDiagnostics }] = await Promise.all([
    import('../diagnostics/driver.ts'),
    import('./internal.ts'),
    import('../render/diagnostics-terminal.ts'),
  ]);
  const style = styleFor(host.stderr, host);
  if (error instanceof BadOption) {
    host.stderr.write(renderDiagnostics([error.diagnostic], style));
    return exitCodes.usage;
  }
  if (error instanceof CommanderError) {
    const [message = '', suggestion] = error.message.replace(/^error: /, '').split('\n');
    const hint =
      suggestion?.replace(/^\(Did you mean (.*)\?\)$/, "did you mean '$1'?") ??
      (error.code === 'commander.unknownOption' ? 'a file whose name starts with - is written ./-name' : undefined);
    const words = error.code === 'commander.help' ? 'no command is given' : message.replace(/\.$/, '');
    host.stderr.write(renderDiagnostics([badUsage(words, hint)], style));
    return exitCodes.usage;
  }
  const diagnostic = internalErrorOf(error, host);
  host.stderr.write(renderDiagnostics([diagnostic], style));
  return exitCodeOfDiagnostic(diagnostic);
}
