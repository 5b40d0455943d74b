import type { Location } from '../text/source.ts';
import { type Diagnostic, diagnostic, here } from './diagnostic.ts';

/** 2003 to 2005, 2011 to 2013, 2015 and 2017 to 2020: declarations that cannot stand beside each other, or for themselves. */

/** `what` with its quotes: `'x'`, `the label 'l'`. */
export function twice(at: Location, what: string, first: Location): Diagnostic {
  return diagnostic('THPS2003', `${what} is already declared`, { at, secondary: here(first, 'first declared here') });
}

export function shadows(at: Location, name: string, earlier: Location): Diagnostic {
  return diagnostic('THPS2004', `'${name}' already has a meaning here`, {
    at,
    secondary: here(earlier, `'${name}' is declared here`),
    hint: 'choose another name: names cannot be shadowed',
  });
}

export function ambiguousMember(
  at: Location,
  name: string,
  owners: readonly { readonly type: string; readonly at: Location }[],
): Diagnostic {
  return diagnostic('THPS2005', `'${name}' can be a member of ${owners.map((o) => `'${o.type}'`).join(' or ')}`, {
    at,
    secondary: owners.map((o) => ({ location: o.at, text: `a member of '${o.type}'` })),
    hint: `write \`${owners[0]?.type ?? ''}.${name}\``,
    fixes: owners.map(({ type }) => ({
      title: `Write '${type}.${name}'`,
      edits: [{ location: at, text: `${type}.${name}` }],
    })),
  });
}

export function circular(at: Location, chain: readonly string[], target: Location): Diagnostic {
  const [first] = chain;
  return diagnostic(
    'THPS2011',
    chain.length <= 2
      ? `'${first ?? ''}' is defined in terms of itself`
      : `these are defined in terms of each other: ${chain.join(' → ')}`,
    { at, secondary: here(target, 'leads back to this') },
  );
}

export function recursion(at: Location, what: string, chain: readonly string[], target: Location): Diagnostic {
  const [first] = chain;
  return diagnostic(
    'THPS2012',
    chain.length <= 2 ? `'${first ?? ''}' calls itself` : `these ${what} call each other: ${chain.join(' → ')}`,
    {
      at,
      secondary: here(target, 'leads back to this'),
      hint:
        what === 'procedures'
          ? 'every call is a copy of the procedure, so calls must end: use `loop` or `while`'
          : 'use a quantifier, or a procedure with a loop',
    },
  );
}

export function importClash(at: Location, name: string, module: string, own: Location, imported: Location): Diagnostic {
  return diagnostic('THPS2013', `'${module}' brings in a second '${name}'`, {
    at,
    secondary: [
      { location: own, text: `'${name}' is declared here` },
      { location: imported, text: 'and here' },
    ],
    hint: `import it under a prefix: \`import ${module} as m;\``,
  });
}

export function reservedLabel(at: Location, name: string): Diagnostic {
  return diagnostic('THPS2015', `'${name}' cannot be a label`, {
    at,
    hint:
      name === 'done' ? 'every process has a point `done`, where it has ended' : 'every process has a point `start`',
  });
}

export function localOfSeveralTypes(at: Location, name: string, declared: readonly Location[]): Diagnostic {
  return diagnostic('THPS2017', `several locals are called '${name}', and they are of different types`, {
    at,
    secondary: declared.map((location) => ({ location, text: '' })),
    hint: 'give them different names',
  });
}

/**
 * @param count of its own instances
 * @param before of what is declared before it
 */
export function tooManyInstances(
  at: Location,
  name: string,
  what: 'processes' | 'actions',
  { count, before, most }: { readonly count: number; readonly before: number; readonly most: number },
): Diagnostic {
  const shown = count < 1e15 ? String(count) : `about 2^${Math.floor(Math.log2(count))}`;
  return diagnostic(
    'THPS2018',
    count > most
      ? `'${name}' stands for ${shown} ${what}; at most ${most} are allowed`
      : `with '${name}' there are ${before + count} ${what}; at most ${most} are allowed`,
    {
      at,
      hint:
        what === 'processes'
          ? 'give it indices of smaller types'
          : 'give it parameters of smaller types, or `pick` a value in it',
    },
  );
}

/** A property or a named assertion with a name that every spec has for one. */
export function reservedProperty(at: Location, name: string): Diagnostic {
  return diagnostic('THPS2019', `'${name}' cannot be the name of a property`, {
    at,
    hint: `every spec has a property '${name}': choose another name`,
  });
}

/** A scenario is a property of its run, which is called as it is. */
export function scenarioAsProperty(at: Location, name: string): Diagnostic {
  return diagnostic('THPS2019', `'${name}' cannot be the name of a scenario`, {
    at,
    hint: `there is a property '${name}', and a scenario is a property too: choose another name`,
  });
}

/** A second property of one name, or one with the name of a named assertion; `first` may be in another module. */
export function propertyTwice(at: Location, name: string, first: Location, by: 'property' | 'assertion'): Diagnostic {
  const foreign = first.source !== at.source;
  return diagnostic('THPS2003', `the ${by === 'assertion' ? 'property' : by} '${name}' is already declared`, {
    at,
    secondary: here(first, 'first declared here'),
    ...(!foreign
      ? {}
      : {
          hint:
            by === 'assertion'
              ? 'a named assertion is a property of the whole spec, whatever module it stands in: choose another name'
              : 'choose another name, or import the module under a prefix: `import m as x;`',
        }),
  });
}

/** A procedure with the name of a point that every process has. */
export function reservedPoint(at: Location, name: string): Diagnostic {
  return diagnostic('THPS2015', `'${name}' cannot be the name of a procedure`, {
    at,
    hint: `\`p at ${name}\` says where a process is: every process has a point \`${name}\``,
  });
}

/** A declaration or a local called as the type of all processes. */
export function reservedType(at: Location, name: string): Diagnostic {
  return diagnostic('THPS2020', `'${name}' is the type of all processes, and nothing else can be called that`, {
    at,
    hint: 'choose another name',
  });
}
