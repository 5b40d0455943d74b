import { BeyondStack, InternalError, isStackOverflow } from '../core/internal-error.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { internalError, nestedBeyondStack } from '../diagnostics/driver.ts';
import type { Host } from './host.ts';
import { version } from '../driver/version.ts';

/**
 * What is said about an error that should not happen, with its stack where THPS_DEBUG asks for it.
 * @param about what was being done, as a phrase: `check c of a.thps`
 */
export function internalErrorOf(problem: unknown, host: Host, about?: string): Diagnostic {
  if (host.environment['THPS_DEBUG'] === '1' && problem instanceof Error) host.stderr.write(`${problem.stack ?? ''}\n`);
  if (problem instanceof BeyondStack || isStackOverflow(problem)) {
    const said = nestedBeyondStack(problem instanceof BeyondStack ? problem.at : undefined);
    return about === undefined ? said : { ...said, notes: [`it happened in ${about}`] };
  }
  const message = problem instanceof Error ? `${problem.name}: ${problem.message}` : String(problem);
  const said = internalError(message, version, problem instanceof InternalError ? problem.at : undefined);
  return about === undefined ? said : { ...said, notes: [`it happened in ${about}`, ...said.notes] };
}
