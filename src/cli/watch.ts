import { setTimeout as sleep } from 'node:timers/promises';
import { findSpecs, type SpecFile } from '../driver/files.ts';
import { filesOf, plan } from '../driver/plan.ts';
import { statusOf } from '../driver/status.ts';
import { printable } from '../text/display.ts';
import type { CheckOptions } from './check-options.ts';
import { checkCommand } from './check.ts';
import { exitCodes, type ExitCode } from './exit-codes.ts';
import { styleFor, type Host } from './host.ts';

/** Milliseconds between two looks at the files. Looking works on every file system, and in containers. */
const INTERVAL = 300;

/** Waits until it is time to look again; false where nobody wants to look any more. */
export type Wait = () => Promise<boolean>;

const always: Wait = async () => {
  await sleep(INTERVAL);
  return true;
};

/**
 * Checks specs, and again those that change, or that import what changes, until it is interrupted.
 * @param wait for tests
 */
export async function watchCommand(
  names: readonly string[],
  options: CheckOptions,
  host: Host,
  wait: Wait = always,
): Promise<ExitCode> {
  const life = { isOver: false };
  const noticing: Host = {
    ...host,
    interrupts: (stop) =>
      host.interrupts((signal) => {
        life.isOver = true;
        stop(signal);
      }),
  };
  // What changes while the first run goes on is not missed.
  let seen = look(names, host);
  let code: ExitCode = await checkCommand(names, options, noticing);
  say(`watching ${seen.size === 1 ? 'one spec' : `${seen.size} specs`}; Ctrl-C ends it`, host);
  while (!life.isOver && (await wait())) {
    const now = look(names, host, seen);
    const changed = [...now.values()].filter(({ file, state }) => seen.get(file.path)?.state !== state);
    seen = now;
    if (changed.length === 0) continue;
    const files = changed.map(({ file }) => file.name);
    say(`changed: ${files.join(', ')}`, host);
    code = await checkCommand(files, options, noticing);
  }
  return life.isOver ? exitCodes.incomplete : code;
}

interface Watched {
  readonly file: SpecFile;
  /** The spec and all that it imports; undefined for what could not be found. */
  readonly paths: readonly (string | undefined)[];
  /** What they were like: sizes and times. */
  readonly state: string;
}

/**
 * The specs that the names stand for now, by their paths. What a spec imports is only read again where something of it
 * has changed, or is missing.
 */
function look(
  names: readonly string[],
  host: Host,
  before: ReadonlyMap<string, Watched> = new Map(),
): ReadonlyMap<string, Watched> {
  const { files } = findSpecs(names, host.cwd);
  return new Map(
    files.map((file) => {
      const known = before.get(file.path);
      const isSame = known !== undefined && !known.paths.includes(undefined) && stateOf(known.paths) === known.state;
      const paths = isSame ? known.paths : filesOf(plan(file, [], host.cwd));
      return [file.path, { file, paths, state: stateOf(paths) }];
    }),
  );
}

function stateOf(paths: Watched['paths']): string {
  return paths.map((path) => (path === undefined ? 'missing' : stamp(path))).join('\n');
}

function stamp(path: string): string {
  try {
    const status = statusOf(path);
    return status === undefined ? `${path} is gone` : `${path} ${status.size} ${status.mtimeMs} ${status.ino}`;
  } catch {
    return `${path} cannot be read`;
  }
}

function say(text: string, host: Host): void {
  const style = styleFor(host.stderr, host);
  host.stderr.write(`\n${style.dim(printable(text))}\n\n`);
}
