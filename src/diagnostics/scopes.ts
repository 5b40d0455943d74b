import { type Location, spanText } from '../text/source.ts';
import { declaredHere, type Diagnostic, diagnostic, type Fix } from './diagnostic.ts';
import { replace, within } from './fixes.ts';

/** 3061 to 3064: what can be said only in code, or only in properties of some kind. */

export function selfHere(at: Location): Diagnostic {
  return diagnostic('THPS3061', '`self` has no meaning here: no process is running', {
    at,
    hint: '`self` is the running process, in processes, procedures and `transition`',
  });
}

export function selfInAction(at: Location, procedure: string | undefined, declared: Location | undefined): Diagnostic {
  return diagnostic(
    'THPS3061',
    procedure === undefined
      ? 'an action is not a process, so it has no `self`'
      : `'${procedure}' uses \`self\`, but an action has none`,
    { at, secondary: declaredHere(declared) },
  );
}

/** @param caller the function that tests it, where code calls one */
export function labelInCode(
  at: Location,
  process: string,
  caller?: { readonly name: string; readonly at: Location },
): Diagnostic {
  return diagnostic('THPS3062', 'code cannot see where another process is', {
    at,
    ...(caller ? { secondary: [{ location: caller.at, text: `code or an initial value uses '${caller.name}'` }] } : {}),
    hint: `only \`${process} at done\` can be tested; keep what the code needs to know in a variable`,
  });
}

export function localInCode(at: Location, process: string, name: string): Diagnostic {
  return diagnostic('THPS3062', `'${name}' is a local of '${process}', and code cannot see it`, {
    at,
    hint: 'locals of processes can be used in properties; make it a `var` to share it',
  });
}

export function onlyInProperties(at: Location, what: string, instead: string): Diagnostic {
  return diagnostic('THPS3062', `${what} can only be used in properties`, { at, hint: instead });
}

/** @param declaration the property, which begins with the word for its kind */
function otherProperty(declaration: Location, where: string, instead: string): readonly Fix[] {
  if (!spanText(declaration).startsWith(where)) return [];
  return [replace(`Write '${instead}'`, within(declaration, 0, where.length), instead)];
}

/** `where` is the kind of property or place it stands in, `declaration` the whole of it. */
export function onlyInTemporal(at: Location, what: string, where: string, declaration: Location): Diagnostic {
  const property = where === 'invariant' || where === 'transition' || where === 'reachable';
  return diagnostic('THPS3063', `${what} is about whole runs${property ? `, but \`${where}\` is not` : ''}`, {
    at,
    hint: property ? `write \`temporal\` instead of \`${where}\`` : 'it can only be used in `temporal` properties',
    fixes: property ? otherProperty(declaration, where, 'temporal') : [],
  });
}

export function onlyInTransitions(at: Location, what: string, where: string, declaration: Location): Diagnostic {
  if (where === 'code') return primeInCode(at);
  const property = where === 'invariant' || where === 'temporal' || where === 'reachable';
  return diagnostic(
    'THPS3064',
    `${what} is about the state after a step${property ? `, but \`${where}\` is about one state` : ''}`,
    {
      at,
      hint: property
        ? `write \`transition\` instead of \`${where}\``
        : 'it can only be used in `transition` properties',
      fixes: property ? otherProperty(declaration, where, 'transition') : [],
    },
  );
}

export function primeInPrime(at: Location): Diagnostic {
  return diagnostic('THPS3064', 'this already refers to the state after the step', {
    at,
    hint: "one `'` is enough",
    fixes: spanText(at).endsWith("'")
      ? [replace("Remove the second `'`", within(at, spanText(at).length - 1), '')]
      : [],
  });
}

export function primeInCode(at: Location): Diagnostic {
  return diagnostic('THPS3064', "code does not refer to the next state with `'`", {
    at,
    hint: 'write `x = e;`: later statements see what earlier ones wrote',
  });
}
