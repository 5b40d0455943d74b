import { type Location, spanText } from '../text/source.ts';
import { didYouMean } from './did-you-mean.ts';
import { type Diagnostic, diagnostic } from './diagnostic.ts';
import { renameTo, replace, within } from './fixes.ts';

/** 2050 to 2060: modules and imports. */

export function unknownLibrary(at: Location, name: string, known: readonly string[]): Diagnostic {
  const meant = didYouMean(name, known);
  return diagnostic(
    'THPS2050',
    `there is no library module '${name}'${meant === undefined ? '' : `: did you mean '${meant}'?`}`,
    {
      at,
      ...(meant === undefined
        ? { hint: `a file is imported by its path in quotes: \`import "./${name}.thps";\`` }
        : { fixes: renameTo(at, meant) }),
      notes: known.length === 0 || meant !== undefined ? [] : [`the library has ${known.join(', ')}`],
    },
  );
}

export function missingFile(at: Location, file: string): Diagnostic {
  return diagnostic('THPS2051', `there is no file '${file}'`, {
    at,
    hint: 'the path is relative to the file that imports it',
  });
}

export function unreadableModule(at: Location, name: string, error: string): Diagnostic {
  return diagnostic('THPS2052', `'${name}' cannot be read: ${error}`, { at });
}

/** @param why a clause */
export function importRefused(at: Location, file: string, why: string): Diagnostic {
  return diagnostic('THPS2059', `'${file}' cannot be imported: ${why}`, {
    at,
    notes: [
      'imports are regular files whose names end in `.thps`, in the project of the file that imports them: the nearest folder around it with `.git` or `package.json` in it; without one, the folder that thps was started in, or that of the file',
    ],
  });
}

export function emptyImport(at: Location): Diagnostic {
  return diagnostic('THPS2060', 'this import names no file', {
    at,
    hint: 'write the path of a library, relative to this file: `import "./pages.thps";`',
  });
}

export function importCycle(at: Location, cycle: readonly string[]): Diagnostic {
  const own = cycle.length <= 2;
  return diagnostic(
    'THPS2053',
    own ? `module '${cycle[0] ?? ''}' imports itself` : `imports form a cycle: ${cycle.join(' → ')}`,
    {
      at,
      hint: 'move what both need into a module of its own',
    },
  );
}

export function importOfSpec(at: Location, name: string, header: Location): Diagnostic {
  return diagnostic('THPS2054', `'${name}' is a spec, and only a library can be imported`, {
    at,
    secondary: [{ location: header, text: 'declared as a spec here' }],
    hint: 'begin the imported file with `library NAME;`',
    fixes: spanText(header).startsWith('spec')
      ? [replace(`Make '${name}' a library`, within(header, 0, 'spec'.length), 'library')]
      : [],
  });
}

export function importTooDeep(at: Location, limit: number): Diagnostic {
  return diagnostic('THPS2055', `imports are nested more than ${limit} deep`, { at });
}

export function unboundType(at: Location, module: string, type: string, declared: Location): Diagnostic {
  return diagnostic('THPS2056', `'${module}' leaves its type '${type}' to the importer`, {
    at,
    secondary: [{ location: declared, text: 'given by the importer' }],
    hint: `import it \`with type ${type} = …\``,
  });
}

export function unknownImportBinding(
  at: Location,
  what: 'constant' | 'type',
  name: string,
  module: string,
  known: readonly string[],
): Diagnostic {
  const meant = didYouMean(name, known);
  return diagnostic(
    'THPS2057',
    `'${module}' has no ${what} '${name}' that can be set${meant === undefined ? '' : `: did you mean '${meant}'?`}`,
    {
      at,
      ...(meant === undefined ? {} : { fixes: renameTo(at, meant) }),
      notes: known.length === 0 || meant !== undefined ? [] : [`it has ${known.join(', ')}`],
    },
  );
}

export function boundTwice(at: Location, name: string, first: Location): Diagnostic {
  return diagnostic('THPS2058', `'${name}' is given two values`, {
    at,
    secondary: [{ location: first, text: 'first given here' }],
  });
}
