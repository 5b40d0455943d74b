import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { fileNotFound, fileUnreadable } from '../diagnostics/driver.ts';
import { siblingsOf } from '../driver/files.ts';
import { statusOf } from '../driver/status.ts';
import type { Host } from './host.ts';

/**
 * What is in a file that is no spec, or comes from standard input (`-`).
 * @param most bytes that are read
 */
export function readInput(
  name: string,
  host: Host,
  most = Infinity,
): { readonly bytes: Uint8Array } | { readonly problem: Diagnostic } {
  const read = name === '-' ? { bytes: host.stdin() } : readBytes(name, host.cwd, most);
  if ('problem' in read || read.bytes.length <= most) return read;
  return { problem: tooLarge(name, read.bytes.length, most) };
}

function readBytes(
  name: string,
  cwd: string,
  most: number,
): { readonly bytes: Uint8Array } | { readonly problem: Diagnostic } {
  const path = resolve(cwd, name);
  const status = statusOf(path);
  if (status === undefined) return { problem: fileNotFound(name, siblingsOf(name, cwd)) };
  if (!status.isFile()) return { problem: fileUnreadable(name, 'it is no regular file') };
  if (status.size > most) return { problem: tooLarge(name, status.size, most) };
  try {
    return { bytes: readFileSync(path) };
  } catch (error) {
    return { problem: fileUnreadable(name, error instanceof Error ? error.message : String(error)) };
  }
}

function tooLarge(name: string, bytes: number, most: number): Diagnostic {
  return fileUnreadable(name, `it has ${bytes} bytes, more than the ${most} that are read`);
}
