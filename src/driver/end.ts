/** As shells count a process that a signal ends, also where it ends itself for the same reason. */
export const endedBy = { SIGHUP: 129, SIGINT: 130, SIGPIPE: 141, SIGTERM: 143 } as const;

/** Ends the process at once, whatever is going on in it. Commands return a code instead: only here is it called so. */
export function endProcess(code: number): never {
  process.exit(code);
}
