import { fileURLToPath, pathToFileURL } from 'node:url';
import { libraryFile, libraryModules, readSource } from '../../src/driver/files.ts';
import { importRefusal } from '../../src/driver/project.ts';
import type { ServiceHost } from '../../src/service/workspace.ts';
import { statusOf } from '../../src/driver/status.ts';

/**
 * The machine's files, as the language service sees them.
 * @param folders those of the workspace, as URIs
 */
export function nodeHost(files: () => readonly string[], folders: () => readonly string[]): ServiceHost {
  return {
    read: (uri) => {
      const path = pathOf(uri);
      if (path === undefined) return undefined;
      try {
        if (statusOf(path)?.isFile() !== true) return undefined;
      } catch {
        // Where access is denied, reading says why.
      }
      const result = readSource(uri, path);
      return 'source' in result ? result.source.text : { error: result.problem.message };
    },
    refusal: (from, uri) => {
      const [importing, path] = [pathOf(from), pathOf(uri)];
      if (path === undefined) return 'it is no file';
      // What is typed into a document that has no file yet
      if (importing === undefined) return undefined;
      return importRefusal(
        importing,
        path,
        folders().flatMap((folder) => pathOf(folder) ?? []),
      );
    },
    libraries: libraryModules(),
    libraryUri: (name) => {
      const path = libraryFile(name);
      return path === undefined ? undefined : pathToFileURL(path).href;
    },
    files,
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
