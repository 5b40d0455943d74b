import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import process from 'node:process';
import { CheckpointRefused } from './checkpoint-refused.ts';

/** Who holds a lock: a process on a machine, identified by its start time as well, since numbers are reused. */
interface Holder {
  readonly pid: number;
  readonly began: string;
  readonly host: string;
}

/**
 * Lets one process at a time write a file. The lock of a process that was killed is taken over; a process on another
 * machine, whose end cannot be seen from here, is assumed to be running.
 * @param path of the lock itself
 * @returns releases the lock
 * @throws CheckpointRefused where another process holds it
 */
export function lock(path: string, subject: string): () => void {
  const own: Holder = { pid: process.pid, began: beginningOf(process.pid), host: hostname() };
  if (!create(path, own)) {
    const holder = holderOf(path);
    if (holder !== undefined && isAlive(holder)) {
      const where = holder.host === own.host ? '' : ` on ${holder.host}`;
      throw new CheckpointRefused(
        `${subject} is being written by process ${holder.pid}${where}`,
        `wait for its end, or use another folder; if there is no such process, remove ${path}`,
      );
    }
    rmSync(path, { force: true });
    if (!create(path, own)) throw new CheckpointRefused(`${subject} is being written by another process`);
  }
  let isHeld = true;
  const end = (): void => {
    process.off('exit', end);
    if (isHeld) rmSync(path, { force: true });
    isHeld = false;
  };
  // The second Ctrl-C ends the process at once.
  process.once('exit', end);
  return end;
}

/** Whether there was none: it is created completely or not at all, and not through a link. */
function create(path: string, holder: Holder): boolean {
  try {
    const file = openSync(path, 'wx');
    try {
      writeSync(file, JSON.stringify(holder));
    } finally {
      closeSync(file);
    }
    return true;
  } catch (problem) {
    if ((problem as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw problem;
  }
}

/** Undefined for what is not a lock, or was never written completely. */
function holderOf(path: string): Holder | undefined {
  try {
    const { pid, began, host } = JSON.parse(readFileSync(path, 'utf8')) as Partial<Holder>;
    if (pid === undefined || began === undefined || host === undefined) return undefined;
    return { pid, began, host };
  } catch {
    return undefined;
  }
}

function isAlive({ pid, began, host }: Holder): boolean {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
  } catch (problem) {
    // It exists, but belongs to another user.
    return (problem as NodeJS.ErrnoException).code === 'EPERM';
  }
  return beginningOf(pid) === began;
}

/** When a process started, in Linux clock ticks since boot; empty where the system does not say. */
function beginningOf(pid: number): string {
  try {
    // Field 22 of proc(5); the program's name, which may contain anything, ends at the last parenthesis.
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
