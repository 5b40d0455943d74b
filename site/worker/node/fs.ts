import { files } from '../bundled.ts';

/** The functions of `node:fs` that checking uses, on the texts that the site has with it. Nothing can be written. */

export const constants = { O_RDONLY: 0, O_NONBLOCK: 0 } as const;

const encoder = new TextEncoder();
const open = new Map<number, { readonly bytes: Uint8Array; at: number }>();
let last = 2;

function missing(path: string): Error {
  return Object.assign(new Error(`there is no ${path}`), { code: 'ENOENT' });
}

function isFolder(path: string): boolean {
  const inside = path.endsWith('/') ? path : `${path}/`;
  return [...files.keys()].some((name) => name.startsWith(inside));
}

export function existsSync(path: string): boolean {
  return files.has(path) || isFolder(path);
}

export function realpathSync(path: string): string {
  if (!existsSync(path)) throw missing(path);
  return path;
}

interface Status {
  readonly size: number;
  readonly isFile: () => boolean;
  readonly isDirectory: () => boolean;
  readonly isSymbolicLink: () => boolean;
}

function statusOf(size: number | undefined): Status {
  return {
    size: size ?? 0,
    isFile: () => size !== undefined,
    isDirectory: () => size === undefined,
    isSymbolicLink: () => false,
  };
}

export function statSync(path: string, options?: { readonly throwIfNoEntry?: boolean }): Status | undefined {
  const text = files.get(path);
  if (text !== undefined) return statusOf(encoder.encode(text).length);
  if (isFolder(path)) return statusOf(undefined);
  if (options?.throwIfNoEntry === false) return undefined;
  throw missing(path);
}

/** There are no links. */
export function lstatSync(path: string, options?: { readonly throwIfNoEntry?: boolean }): Status | undefined {
  return statSync(path, options);
}

export function readdirSync(path: string): readonly { readonly name: string; readonly isDirectory: () => boolean }[] {
  const inside = path.endsWith('/') ? path : `${path}/`;
  const names = [...files.keys()].filter((name) => name.startsWith(inside)).map((name) => name.slice(inside.length));
  const first = new Set(names.map((name) => /^[^/]*/.exec(name)?.[0] ?? ''));
  return [...first].map((name) => ({ name, isDirectory: () => isFolder(`${inside}${name}`) }));
}

export function openSync(path: string): number {
  const text = files.get(path);
  if (text === undefined) throw missing(path);
  open.set(++last, { bytes: encoder.encode(text), at: 0 });
  return last;
}

export function fstatSync(file: number): Status {
  return statusOf(open.get(file)?.bytes.length);
}

export function readSync(file: number, into: Uint8Array, offset: number, length: number): number {
  const from = open.get(file);
  if (from === undefined) return 0;
  const piece = from.bytes.subarray(from.at, from.at + length);
  into.set(piece, offset);
  from.at += piece.length;
  return piece.length;
}

export function closeSync(file: number): void {
  open.delete(file);
}
