import { type Location, spanText } from '../text/source.ts';
import { declaredHere, type Diagnostic, diagnostic, type Fix } from './diagnostic.ts';
import { behind, replace } from './fixes.ts';

/** 2006: names of something of another kind than is needed. */

function otherKind(
  at: Location,
  message: string,
  declared: Location | undefined,
  hint: string | undefined,
  fixes: readonly Fix[] = [],
): Diagnostic {
  return diagnostic('THPS2006', message, {
    at,
    secondary: declaredHere(declared),
    hint,
    fixes,
  });
}

/** `is` and `wanted` with their articles: `a type`. */
export function wrongKind(at: Location, name: string, is: string, wanted: string, declared: Location): Diagnostic {
  return otherKind(at, `'${name}' is ${is}, and ${wanted} is expected here`, declared, undefined);
}

/** `cpu.load[0]`: the index is not behind the process. */
export function indexOfSteps(at: Location, name: string): Diagnostic {
  return otherKind(
    at,
    `'${name}' is no process that an index could follow`,
    undefined,
    'the index stands behind the process: `cpu[0].load`',
  );
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
  return otherKind(at, `'${name}' needs an argument`, undefined, `call it: \`${name}(…)\``);
}

export function notTagged(at: Location, type: string, member: string, declared: Location): Diagnostic {
  return otherKind(
    at,
    `'${type}' is neither an enum nor a union, so it has no member '${member}'`,
    declared,
    undefined,
  );
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
  return otherKind(at, `'${name}' is not a constant, so it cannot be set`, declared, undefined);
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
