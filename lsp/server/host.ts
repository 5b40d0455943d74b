import { statSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { findSpecs, libraryFile, libraryModules, readSource } from '../../src/cli/files.ts';
import { format } from '../../src/format/format.ts';
import type { ServiceHost } from '../../src/service/workspace.ts';
import { makeSource } from '../../src/text/source.ts';

/** The files of the machine, as the language service sees them. */
export function nodeHost(files: () => readonly string[]): ServiceHost {
  return {
    read: (uri) => {
      const path = pathOf(uri);
      if (path === undefined || statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return undefined;
      const result = readSource(uri, path);
      return 'source' in result ? result.source.text : { error: result.problem.message };
    },
    libraries: libraryModules(),
    libraryUri: (name) => {
      const path = libraryFile(name);
      return path === undefined ? undefined : pathToFileURL(path).href;
    },
    files,
    format: (text) => {
      const formatted = format(makeSource('document', text));
      return 'text' in formatted
        ? Promise.resolve(formatted.text)
        : Promise.reject(new Error('a text with syntax errors is not formatted'));
    },
  };
}

/** The path of a `file:` URI. */
export function pathOf(uri: string): string | undefined {
  try {
    return uri.startsWith('file:') ? fileURLToPath(uri) : undefined;
  } catch {
    return undefined;
  }
}

/** URIs of all specs in folders, which are given by their URIs. */
export function specsOf(folders: readonly string[]): readonly string[] {
  const paths = folders.flatMap((uri) => pathOf(uri) ?? []);
  return paths.length === 0 ? [] : findSpecs(paths, '/').files.map(({ path }) => pathToFileURL(path).href);
}
