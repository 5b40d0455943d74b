import { type Location, spanText } from '../text/source.ts';
import { declaredHere, type Diagnostic, diagnostic, type Label } from './diagnostic.ts';
import { remove, replace, within } from './fixes.ts';

/** 3050 to 3060, 3065, 3066 and 3073: statements, parameters and calls. */

type Because = Label | undefined;

const ROLES: Readonly<Record<string, string>> = {
  bound: 'bound by this expression',
  index: 'a parameter',
  value: 'a parameter',
  let: 'declared by `let`, `for`, `pick` or a pattern',
  result: 'the result of a call',
};

export function immutable(
  at: Location,
  symbol: { readonly name: string; readonly role: string; readonly at: Location },
): Diagnostic {
  return diagnostic('THPS3050', `'${symbol.name}' cannot be changed: it is ${ROLES[symbol.role] ?? 'fixed'}`, {
    at,
    secondary: declaredHere(symbol.at),
    hint:
      symbol.role === 'value'
        ? `copy it into a local first: \`var copy : T = ${symbol.name};\`, or make the parameter \`ref\``
        : `declare it with \`var ${symbol.name} : T = …;\` to assign to it`,
  });
}

export function notAssignable(at: Location): Diagnostic {
  return diagnostic('THPS3050', 'this cannot be assigned to', {
    at,
    hint: 'assign to a variable, a local declared with `var`, a `ref` parameter, or a part of one',
  });
}

export function refTooWide(at: Location, found: string, wanted: string, because: Because): Diagnostic {
  return diagnostic('THPS3051', `this holds ${found}, but the procedure may read only ${wanted}`, {
    at,
    secondary: because ? [because] : [],
    hint: 'what is passed to a `ref` parameter may be narrower than the parameter, not wider',
  });
}

export function noResult(at: Location, procedure: string, declared: Location | undefined): Diagnostic {
  return diagnostic('THPS3052', `'${procedure}' has no result`, {
    at,
    secondary: declaredHere(declared),
    hint: `declare one: \`proc ${procedure}(…): T\`, or call it as a statement`,
  });
}

/** @param changed what the value was most likely meant to be assigned to */
export function valueAsStatement(at: Location, changed: string | undefined): Diagnostic {
  const instead = changed === undefined ? '' : `${changed} = ${spanText(at)}`;
  return diagnostic('THPS3053', 'this value is not used', {
    at,
    hint:
      changed === undefined
        ? 'only calls of procedures can stand alone'
        : `functions change nothing, they only have a value: write \`${instead};\``,
    fixes: changed === undefined ? [] : [replace(`Write '${instead}'`, at, instead)],
  });
}

export function callNotHere(at: Location, procedure: string, where: string, declared: Location): Diagnostic {
  return diagnostic('THPS3054', `'${procedure}' is a procedure, so it cannot be called ${where}`, {
    at,
    secondary: declaredHere(declared),
    hint: `a call takes steps: run it first, \`let r = ${procedure}(…);\`, and use \`r\` here`,
  });
}

export function callOutsideCode(at: Location, procedure: string, declared: Location): Diagnostic {
  return diagnostic('THPS3054', `'${procedure}' is a procedure: only processes, procedures and actions can call it`, {
    at,
    secondary: declaredHere(declared),
    hint: 'a function (`fun`) can be used in every expression',
  });
}

export function callInAtomicLet(at: Location): Diagnostic {
  return diagnostic('THPS3054', 'in `atomic let` a call has to stand alone', {
    at,
    hint: 'write `atomic let r = p(…);`, and work with `r` afterwards',
  });
}

export function callInGhost(at: Location): Diagnostic {
  return diagnostic('THPS3054', 'a ghost statement is not a step, so it cannot call a procedure for its result', {
    at,
    hint: 'call it in a statement of its own, or use a function (`fun`)',
  });
}

export function returnNeedsValue(at: Location, body: string, type: string, declared: Location): Diagnostic {
  return diagnostic('THPS3055', `'${body}' returns ${type}, but nothing is returned here`, {
    at,
    secondary: declaredHere(declared),
  });
}

export function returnWithoutResult(at: Location, kind: string, body: string, declared: Location): Diagnostic {
  return diagnostic('THPS3055', `'${body}' returns nothing`, {
    at,
    secondary: declaredHere(declared),
    hint: kind === 'procedure' ? `declare what it returns: \`proc ${body}(…): T\`` : 'only procedures have results',
  });
}

export function gotoIntoBlock(at: Location, label: string, declared: Location): Diagnostic {
  return diagnostic('THPS3056', `'${label}' is inside a block, and nothing can jump into one`, {
    missing: 'target',
    at,
    secondary: [{ location: declared, text: 'inside another block' }],
    hint: 'labels of the same block and of those around it can be reached',
  });
}

/** @param declared all of the declarations that are left out */
export function gotoOverDeclaration(at: Location, label: string, declared: readonly Location[]): Diagnostic {
  const one = declared.length === 1;
  return diagnostic(
    'THPS3056',
    `jumping to '${label}' skips ${one ? 'a declaration' : `${declared.length} declarations`}`,
    {
      at,
      secondary: declared.map((location) => ({ location, text: 'would have no value' })),
      hint: `declare ${one ? 'it' : 'them'} before the jump, or put ${one ? 'it' : 'them'} into a block that ends before the label`,
    },
  );
}

/** @param end where the procedure ends */
export function endsWithoutReturn(end: Location, procedure: string, type: string, declared: Location): Diagnostic {
  return diagnostic('THPS3073', `'${procedure}' can end here without \`return\``, {
    at: end,
    secondary: [{ location: declared, text: `returns ${type}` }],
    hint: 'end every path with `return e;`, even one that should never be taken',
  });
}

export function outsideLoop(at: Location, word: string): Diagnostic {
  return diagnostic('THPS3058', `\`${word}\` is not inside a loop`, { at });
}

export function elseMustLeave(at: Location): Diagnostic {
  return diagnostic('THPS3059', 'this block has to leave: after it the names of the pattern would have no value', {
    at,
    hint: 'end it with `return`, `goto`, `break` or `continue`',
  });
}

export function ghostRead(at: Location, name: string, declared: Location): Diagnostic {
  return diagnostic('THPS3060', `'${name}' is a ghost, and what the system does must not depend on it`, {
    at,
    secondary: [{ location: declared, text: 'declared as a ghost here' }],
    hint: 'ghosts are read in assignments to ghosts, in `assert` and in properties',
  });
}

export function ghostPattern(at: Location): Diagnostic {
  return diagnostic('THPS3060', '`ghost let` declares one name', { at, hint: 'take the value apart afterwards' });
}

function symmetricLoop(at: Location, message: string, head: Location, hint: string): Diagnostic {
  return diagnostic('THPS3065', message, {
    at,
    secondary: [{ location: head, text: 'the loop over interchangeable values' }],
    hint,
  });
}

export function symmetricLoopVisible(at: Location, type: string, head: Location): Diagnostic {
  return symmetricLoop(
    at,
    `a step of its own for each '${type}' would put them in an order`,
    head,
    'put the loop into `atomic { … }`, or pick the elements one by one: `pick x in rest;`',
  );
}

export function symmetricLoopOrder(at: Location, name: string, type: string, head: Location): Diagnostic {
  return symmetricLoop(
    at,
    `the final value of this depends on the order in which '${type}' is visited`,
    head,
    `assign to a place of the element, \`a[${name}]\`, or use \`+=\`, \`-=\`, \`|=\`, \`&=\``,
  );
}

export function symmetricLoopLeft(at: Location, type: string, head: Location): Diagnostic {
  return symmetricLoop(
    at,
    `leaving here makes one '${type}' the first`,
    head,
    'use `exists`, `count` or `choose` to look for an element',
  );
}

export function symmetricLoopChoice(at: Location, type: string, head: Location): Diagnostic {
  return symmetricLoop(
    at,
    `a choice for each '${type}' puts them in an order`,
    head,
    'choose a set before the loop: `pick s in subset S;`',
  );
}

export function refOfFunction(at: Location): Diagnostic {
  return diagnostic('THPS3066', 'a function changes nothing, so it has no `ref` parameters', {
    at,
    hint: 'make it a `proc`',
  });
}

export function refOfAction(at: Location): Diagnostic {
  return diagnostic('THPS3066', 'an action is not called, so it has no `ref` parameters', {
    at,
    hint: 'its parameters take all values of their types',
    fixes: [replace("Remove 'ref'", within(at, 0, /^ref\s+/.exec(spanText(at))?.[0].length ?? 0), '')],
  });
}

export function daemonAction(at: Location): Diagnostic {
  return diagnostic('THPS3066', 'an action cannot be blocked, so it cannot be a `daemon`', {
    at,
    hint: '`terminates when e;` says in which states nothing has to happen any more',
    fixes: [remove("Remove 'daemon'", at)],
  });
}
