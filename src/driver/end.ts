/**
 * Exit codes as shells report them for a process ended by a signal, also used where it ends itself for the same reason.
 */
export const endedBy = { SIGHUP: 129, SIGINT: 130, SIGPIPE: 141, SIGTERM: 143 } as const;

/**
 * Ends the process at once, whatever it is doing. Commands return a code instead; this is the only place that exits.
 */
export function endProcess(code: number): never {
  process.exit(code);
}
