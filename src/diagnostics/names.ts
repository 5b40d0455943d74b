import type { Location } from '../text/source.ts';
import { didYouMean } from './did-you-mean.ts';
import { type Diagnostic, diagnostic, here } from './diagnostic.ts';
import { renameTo } from './fixes.ts';

/** 2001, 2007 to 2010, 2014 and 2016: names of things that are not there. */

/** `where` is empty or says in what it was looked for: `in 'pg'`. */
export function unknownName(
  at: Location,
  name: string,
  where: string,
  candidates: Iterable<string>,
  declaredAt: (name: string) => Location | undefined,
): Diagnostic {
  const meant = didYouMean(name, candidates);
  const declared = meant === undefined ? undefined : declaredAt(meant);
  const place = where === '' ? '' : ` ${where}`;
  return diagnostic(
    'THPS2001',
    `unknown name '${name}'${place}${meant === undefined ? '' : `: did you mean '${meant}'?`}`,
    {
      missing: 'name',
      at,
      ...(meant === undefined ? {} : { fixes: renameTo(at, meant) }),
      ...(declared ? { secondary: here(declared, `'${meant ?? ''}' is declared here`) } : {}),
    },
  );
}

/** A name of a module that is imported under a prefix. */
export function underPrefix(at: Location, name: string, prefix: string, declared: Location): Diagnostic {
  const instead = `${prefix}.${name}`;
  return diagnostic('THPS2001', `unknown name '${name}': did you mean '${instead}'?`, {
    missing: 'name',
    at,
    secondary: here(declared, `imported as '${prefix}' here`),
    fixes: renameTo(at, instead),
  });
}

interface InLibrary {
  readonly module: string;
  readonly types: readonly string[];
}

function importOf({ module, types }: InLibrary): string {
  const given = types.map((type) => `type ${type} = …`);
  return `import ${module}${given.length > 0 ? ` with ${given.join(', ')}` : ''};`;
}

/**
 * A name of bundled modules that are not imported.
 * @param place where an import can be written, and whether it would be the first
 */
export function inLibrary(
  at: Location,
  name: string,
  places: readonly InLibrary[],
  place: { readonly location: Location; readonly first: boolean } | undefined,
): Diagnostic {
  const modules = places.map(({ module }) => `'${module}'`);
  const complete = places.filter(({ types }) => types.length === 0);
  return diagnostic(
    'THPS2001',
    `unknown name '${name}': it is in the library module${modules.length > 1 ? 's' : ''} ${modules.join(' and ')}`,
    {
      missing: 'name',
      at,
      hint: `write ${places.map((one) => `\`${importOf(one)}\``).join(' or ')} at the top of the file`,
      fixes: place
        ? complete.map((one) => ({
            title: `Import '${one.module}'`,
            edits: [{ location: place.location, text: `${place.first ? '\n\n' : '\n'}${importOf(one)}` }],
          }))
        : [],
    },
  );
}

/** A misspelt name of a bundled module that is not imported. */
export function likeLibrary(at: Location, name: string, meant: string, places: readonly InLibrary[]): Diagnostic {
  const [first] = places;
  return diagnostic('THPS2001', `unknown name '${name}': did you mean '${meant}' of '${first?.module ?? ''}'?`, {
    missing: 'name',
    at,
    hint: first && `write \`${importOf(first)}\` at the top of the file to use it`,
    fixes: renameTo(at, meant),
  });
}

export function unknownLabel(
  at: Location,
  name: string,
  body: string,
  bodyAt: Location,
  labels: readonly { readonly name: string; readonly at: Location }[],
): Diagnostic {
  const meant = didYouMean(
    name,
    labels.map((l) => l.name),
  );
  const label = labels.find((l) => l.name === meant);
  const known = labels.map((l) => l.name);
  return diagnostic(
    'THPS2007',
    `'${body}' has no label '${name}'${meant === undefined ? '' : `: did you mean '${meant}'?`}`,
    {
      missing: 'label',
      at,
      ...(meant === undefined ? {} : { fixes: renameTo(at, meant) }),
      secondary: label ? here(label.at, `'${label.name}' is here`) : here(bodyAt, `'${body}' is declared here`),
      notes: meant === undefined && known.length > 0 ? [`labels of '${body}': ${known.join(', ')}`] : [],
      ...(name === 'start' ? { hint: 'to refer to its beginning, give its first statement a label' } : {}),
    },
  );
}

/**
 * A label of procedures that the process calls.
 * @param use `p at l` asks for a place, `without p.l` and `moving p.l` change one
 */
export function labelOfProcedure(
  at: Location,
  name: string,
  body: string,
  called: readonly { readonly path: string; readonly at: Location }[],
  use: 'test' | 'edit',
): Diagnostic {
  const paths = called.map(({ path }) => `'${path}'`);
  return diagnostic('THPS2007', `'${body}' has no label '${name}': did you mean ${paths.join(' or ')}?`, {
    missing: 'label',
    at,
    secondary: called.map((label) => ({ location: label.at, text: `'${label.path}' is here` })),
    hint:
      use === 'test'
        ? 'a label of a procedure is named with the procedure: `p at f.label` is in any of its calls'
        : 'a label of a procedure is named with the procedure: an edit is one of all its calls',
    fixes: called.flatMap(({ path }) => renameTo(at, path)),
  });
}

export function unknownProperty(at: Location, name: string, meant: string | undefined): Diagnostic {
  return diagnostic(
    'THPS2008',
    `there is no property '${name}'${meant === undefined ? '' : `: did you mean '${meant}'?`}`,
    {
      missing: 'property',
      at,
      ...(meant === undefined ? {} : { fixes: renameTo(at, meant) }),
      hint:
        meant === undefined
          ? 'properties are invariants, transitions, temporals, reachables, named asserts, `deadlock`, `range` and `assert`'
          : undefined,
    },
  );
}

export function unknownConstant(at: Location, name: string, known: readonly string[]): Diagnostic {
  const meant = didYouMean(name, known);
  return diagnostic(
    'THPS2009',
    `there is no constant '${name}'${meant === undefined ? '' : `: did you mean '${meant}'?`}`,
    {
      missing: 'constant',
      at,
      ...(meant === undefined ? {} : { fixes: renameTo(at, meant) }),
      notes: meant === undefined && known.length > 0 ? [`constants: ${known.join(', ')}`] : [],
    },
  );
}

/** `prefix` is that of the import it comes with, or empty. */
export function constantWithoutValue(at: Location, name: string, prefix: string): Diagnostic {
  const full = prefix + name;
  return diagnostic('THPS2010', `the constant '${full}' has no value`, {
    at,
    hint: `set it in the check (\`check c with ${full} = …;\`), with \`--const ${full}=…\`, or where it is imported (\`with ${name} = …\`)`,
  });
}

/** A name in a pattern that looks like a misspelt member. */
export function likeMember(
  at: Location,
  name: string,
  type: string,
  members: readonly string[],
): Diagnostic | undefined {
  // Short names are names: `i` is close to too many words.
  const meant = name.length < 4 ? undefined : didYouMean(name, members);
  if (meant === undefined) return undefined;
  return diagnostic('THPS2014', `'${type}' has no member '${name}': did you mean '${meant}'?`, {
    at,
    fixes: renameTo(at, meant),
    hint: 'a name that is not a member matches everything; write `_` for that',
  });
}

export function neverCalls(at: Location, process: string, procedure: string, declared: Location): Diagnostic {
  return diagnostic('THPS2016', `'${process}' never calls '${procedure}', so it is never there`, {
    at,
    secondary: here(declared, `'${process}' is declared here`),
  });
}
