import { type Location, spanText } from '../text/source.ts';
import { didYouMean } from './did-you-mean.ts';
import { type Diagnostic, type DiagnosticParts, diagnostic } from './diagnostic.ts';
import { behind, replace } from './fixes.ts';

/** Messages about names: 2xxx. */

function renameTo(at: Location, name: string): NonNullable<DiagnosticParts['fixes']> {
  return [{ title: `Change to '${name}'`, edits: [{ location: at, text: name }] }];
}

/** Where what to write instead is one word in quotes, and nothing else: `true`; or a function in place of another. */
function writeInstead(at: Location, instead: string): NonNullable<DiagnosticParts['fixes']> {
  const isCalled = at.source.text.charAt(at.span.end) === '(';
  const word = (isCalled ? /^`(\w+)\(/ : /^`(\w+)`(?=$|, and )/).exec(instead)?.[1];
  return word === undefined ? [] : [{ title: `Write '${word}'`, edits: [{ location: at, text: word }] }];
}

function here(location: Location, text: string): { location: Location; text: string }[] {
  return [{ location, text }];
}

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

const FOREIGN_NAMES: ReadonlyMap<string, string> = new Map([
  ['TRUE', '`true`'],
  ['FALSE', '`false`'],
  ['NULL', '`none`, and the type `T?`'],
  ['nil', '`none`, and the type `T?`'],
  ['null', '`none`, and the type `T?`'],
  ['Cardinality', '`size(s)`'],
  ['Len', '`size(s)`'],
  ['Head', '`head(s)`'],
  ['Tail', '`tail(s)`'],
  ['Append', '`push(s, e)`'],
  ['UNCHANGED', 'nothing: what is not assigned stays as it is'],
  ['DOMAIN', 'the key type of the map'],
  ['pc', '`p at label`'],
  ['_pid', '`self`'],
  ['ENABLED', '`enabled(a)`'],
  ['F', '`eventually`'],
  ['G', '`always`'],
  ['WF_vars', '`fair` behind the name of the process'],
  ['SF_vars', '`strong fair` behind the name of the process'],
  ['printf', 'nothing: a trace shows every value'],
]);

/** A name of TLA+, PlusCal, Promela or C for something that is written differently here. */
export function foreignName(at: Location, name: string): Diagnostic | undefined {
  const instead = FOREIGN_NAMES.get(name);
  if (instead === undefined) return undefined;
  return diagnostic('THPS2002', `there is no '${name}' here`, {
    at,
    hint: `write ${instead}`,
    fixes: writeInstead(at, instead),
  });
}

const FOREIGN_TYPES: ReadonlyMap<string, string> = new Map([
  ['int', 'a range that holds all its values: `0..7`'],
  ['Int', 'a range that holds all its values: `0..7`'],
  ['Nat', 'a range that holds all its values: `0..7`'],
  ['unsigned', 'a range that holds all its values: `0..7`'],
  ['integer', 'a range that holds all its values: `0..7`'],
  ['u8', 'the range `0..255`, or better a smaller one'],
  ['u16', 'the range `0..65535`, or better a smaller one'],
  ['u32', 'a range that holds all its values: `0..7`'],
  ['byte', 'the range `0..255`, or better a smaller one'],
  ['short', 'a range that holds all its values: `0..7`'],
  ['long', 'a range that holds all its values: `0..7`'],
  ['bit', '`bool`, or the range `0..1`'],
  ['BOOLEAN', '`bool`'],
  ['boolean', '`bool`'],
  ['_Bool', '`bool`'],
  ['string', 'an `enum` of the texts that occur'],
  ['STRING', 'an `enum` of the texts that occur'],
  ['Seq', '`seq[n] of T`'],
  ['pid', '`Process`'],
]);

export function foreignType(at: Location, name: string): Diagnostic | undefined {
  const instead = FOREIGN_TYPES.get(name);
  if (instead === undefined) return undefined;
  return diagnostic('THPS2002', `there is no type '${name}' here`, {
    at,
    hint: `write ${instead}`,
    fixes: writeInstead(at, instead),
  });
}

/** `what` with its quotes: `'x'`, `the label 'l'`. */
export function twice(at: Location, what: string, first: Location): Diagnostic {
  return diagnostic('THPS2003', `${what} is there already`, { at, secondary: here(first, 'first one here') });
}

export function shadows(at: Location, name: string, earlier: Location): Diagnostic {
  return diagnostic('THPS2004', `'${name}' already has a meaning here`, {
    at,
    secondary: here(earlier, `'${name}' is declared here`),
    hint: 'take another name: nothing is shadowed',
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

function otherKind(
  at: Location,
  message: string,
  declared: Location | undefined,
  hint: string | undefined,
  fixes: NonNullable<DiagnosticParts['fixes']> = [],
): Diagnostic {
  return diagnostic('THPS2006', message, {
    at,
    ...(declared ? { secondary: here(declared, 'declared here') } : {}),
    hint,
    fixes,
  });
}

/** `is` and `wanted` with their articles: `a type`. */
export function wrongKind(at: Location, name: string, is: string, wanted: string, declared: Location): Diagnostic {
  return otherKind(at, `'${name}' is ${is}, and ${wanted} is expected here`, declared, undefined);
}

/** @param parameters how many it has if it can be called */
export function notAValue(
  at: Location,
  name: string,
  is: string,
  parameters: number | undefined,
  declared: Location,
): Diagnostic {
  return otherKind(
    at,
    `'${name}' is ${is} and has no value`,
    declared,
    parameters === undefined ? undefined : `call it: \`${name}(${parameters === 0 ? '' : '…'})\``,
    parameters === 0 ? [replace(`Write '${name}()'`, behind(at), '()')] : [],
  );
}

export function propertyAsValue(at: Location, name: string, declared: Location): Diagnostic {
  return otherKind(
    at,
    `'${name}' is a property, and no expression can use it`,
    declared,
    'give the condition a name with `fun`, and use that in both places',
  );
}

export function callWithoutArguments(at: Location, name: string): Diagnostic {
  return otherKind(at, `'${name}' needs something to work on`, undefined, `call it: \`${name}(…)\``);
}

export function notTagged(at: Location, type: string, member: string, declared: Location): Diagnostic {
  return otherKind(at, `'${type}' is no enum or union, so it has no member '${member}'`, declared, undefined);
}

export function notCallable(at: Location): Diagnostic {
  return otherKind(
    at,
    'this cannot be called',
    undefined,
    'functions, procedures and members with a payload are called by their names',
  );
}

export function actionCalled(at: Location, name: string, declared: Location): Diagnostic {
  return otherKind(
    at,
    `'${name}' is an action: it happens by itself and is not called`,
    declared,
    'make it a `proc` to call it from a process',
  );
}

export function prefixAlone(at: Location): Diagnostic {
  return otherKind(at, 'this is only the prefix of an import', undefined, 'go on with `.` and a name of that module');
}

export function needsLabel(at: Location, body: string): Diagnostic {
  return otherKind(at, `a label of '${body}' is expected here`, undefined, `write \`${body}.label\``);
}

export function notAConstant(at: Location, name: string, declared: Location): Diagnostic {
  return otherKind(at, `'${name}' is no constant, so it cannot be set`, declared, undefined);
}

/** @param whole the process with the label: `p[i].l` */
export function labelAsLocal(
  at: Location,
  whole: Location,
  process: string,
  name: string,
  declared: Location,
): Diagnostic {
  const instead = `${spanText(whole)
    .slice(0, -name.length)
    .replace(/\s*\.\s*$/, '')} at ${name}`;
  return otherKind(at, `'${name}' is a label of '${process}', not a local`, declared, `write \`${instead}\``, [
    replace(`Write '${instead}'`, whole, instead),
  ]);
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
      ...(name === 'start' ? { hint: 'to speak of where it begins, give its first statement a label' } : {}),
    },
  );
}

/** A label of procedures that the process calls. */
export function labelOfProcedure(
  at: Location,
  name: string,
  body: string,
  called: readonly { readonly path: string; readonly at: Location }[],
  isTest: boolean,
): Diagnostic {
  const paths = called.map(({ path }) => `'${path}'`);
  return diagnostic('THPS2007', `'${body}' has no label '${name}': did you mean ${paths.join(' or ')}?`, {
    missing: 'label',
    at,
    secondary: called.map((label) => ({ location: label.at, text: `'${label.path}' is here` })),
    hint: isTest
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

export function circular(at: Location, chain: readonly string[], target: Location): Diagnostic {
  const [first] = chain;
  return diagnostic(
    'THPS2011',
    chain.length <= 2
      ? `'${first ?? ''}' is defined by itself`
      : `these are defined by each other: ${chain.join(' → ')}`,
    { at, secondary: here(target, 'comes back to this') },
  );
}

export function recursion(at: Location, what: string, chain: readonly string[], target: Location): Diagnostic {
  const [first] = chain;
  return diagnostic(
    'THPS2012',
    chain.length <= 2 ? `'${first ?? ''}' calls itself` : `these ${what} call each other: ${chain.join(' → ')}`,
    {
      at,
      secondary: here(target, 'comes back to this'),
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
    hint: 'a name that is no member matches everything; write `_` for that',
  });
}

export function reservedLabel(at: Location, name: string): Diagnostic {
  return diagnostic('THPS2015', `'${name}' cannot be a label`, {
    at,
    hint:
      name === 'done' ? 'every process has a point `done`, where it has ended' : 'every process has a point `start`',
  });
}

export function neverCalls(at: Location, process: string, procedure: string, declared: Location): Diagnostic {
  return diagnostic('THPS2016', `'${process}' never calls '${procedure}', so it is never there`, {
    at,
    secondary: here(declared, `'${process}' is declared here`),
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
      ? `'${name}' would be ${shown} ${what}: ${most} at most`
      : `with '${name}' there would be ${before + count} ${what}: ${most} at most`,
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
    hint: `every spec has a property '${name}': take another name`,
  });
}

/** A second property of one name, or one with the name of a named assertion; `first` may be in another module. */
export function propertyTwice(at: Location, name: string, first: Location, by: 'property' | 'assertion'): Diagnostic {
  const foreign = first.source !== at.source;
  return diagnostic('THPS2003', `the ${by === 'assertion' ? 'property' : by} '${name}' is there already`, {
    at,
    secondary: here(first, 'first one here'),
    ...(!foreign
      ? {}
      : {
          hint:
            by === 'assertion'
              ? 'a named assertion is a property of the whole spec, whatever module it stands in: take another name'
              : 'take another name, or import the module under a prefix: `import m as x;`',
        }),
  });
}

/** A procedure with the name of a point that every process has. */
export function reservedPoint(at: Location, name: string): Diagnostic {
  return diagnostic('THPS2015', `'${name}' cannot be a procedure`, {
    at,
    hint: `\`p at ${name}\` says where a process is: every process has a point \`${name}\``,
  });
}

/** A declaration or a local called as the type of all processes. */
export function reservedType(at: Location, name: string): Diagnostic {
  return diagnostic('THPS2020', `'${name}' is the type of all processes, and nothing else can be called that`, {
    at,
    hint: 'take another name',
  });
}
