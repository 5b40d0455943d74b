import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Position, Range } from '../../src/service/data.ts';
import { createService, type Service } from '../../src/service/service.ts';
import { makeSource } from '../../src/text/source.ts';
import { toOffset, toPosition } from '../../src/service/positions.ts';

const root = resolve(import.meta.dirname, '../..');
const libraries = ['kernel.lock', 'kernel.page'];

export const MAIN = 'file:///w/main.thps';

/** A service with a document open in which `<|>` marks the cursor, and with files beside it. */
export interface Opened {
  readonly service: Service;
  readonly uri: string;
  /** The text without marks. */
  readonly text: string;
  /** Where the first mark was. */
  readonly at: Position;
  readonly marks: readonly Position[];
  /** What stands at a range of the document. */
  readonly textAt: (range: Range) => string;
}

export function open(marked: string, files: Readonly<Record<string, string>> = {}): Opened {
  const parts = marked.split('<|>');
  const text = parts.join('');
  const source = makeSource(MAIN, text);
  const service = serviceFor(files);
  service.set(MAIN, 1, text);
  let offset = 0;
  const marks = parts.slice(0, -1).map((part) => toPosition(source, (offset += part.length)));
  return {
    service,
    uri: MAIN,
    text,
    marks,
    at: marks[0] ?? { line: 0, character: 0 },
    textAt: (range) => text.slice(toOffset(source, range.start), toOffset(source, range.end)),
  };
}

/** @param files texts by names, in the folder of the document */
export function serviceFor(files: Readonly<Record<string, string>> = {}): Service {
  return createService({
    read: (uri) => {
      const library = /^library:(.*)$/.exec(uri)?.[1];
      if (library === undefined) return files[uri.replace('file:///w/', '')];
      return libraries.includes(library)
        ? readFileSync(`${root}/specs/${library.replaceAll('.', '/')}.thps`, 'utf8')
        : undefined;
    },
    libraries,
    libraryUri: (name) => (libraries.includes(name) ? `library:${name}` : undefined),
    files: () => Object.keys(files).map((name) => `file:///w/${name}`),
  });
}

/** The text after edits. */
export function applied(
  text: string,
  edits: readonly { readonly range: Range; readonly newText: string }[] = [],
): string {
  const source = makeSource(MAIN, text);
  return [...edits]
    .sort((a, b) => toOffset(source, b.range.start) - toOffset(source, a.range.start))
    .reduce(
      (t, e) => t.slice(0, toOffset(source, e.range.start)) + e.newText + t.slice(toOffset(source, e.range.end)),
      text,
    );
}
