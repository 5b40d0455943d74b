import { type Location, spanText } from '../text/source.ts';
import { declaredHere, type Diagnostic, diagnostic, type Fix, type Label } from './diagnostic.ts';
import { remove, replace, within } from './fixes.ts';

/** Messages about statements, processes, properties and checks: 3050 and up. */

type Because = Label | undefined;

const ROLES: Readonly<Record<string, string>> = {
  bound: 'a name of this expression',
  index: 'a parameter',
  value: 'a parameter',
  let: 'declared by `let`, `for`, `pick` or a pattern',
  result: 'the result of a call',
};

export function immutable(
  at: Location,
  symbol: { readonly name: string; readonly role: string; readonly at: Location },
): Diagnostic {
  return diagnostic('THPS3050', `'${symbol.name}' does not change: it is ${ROLES[symbol.role] ?? 'fixed'}`, {
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
  return diagnostic('THPS3051', `this holds ${found}, and the procedure may read ${wanted} only`, {
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
        ? 'only calls of procedures stand alone'
        : `functions change nothing, they have a value: write \`${instead};\``,
    fixes: changed === undefined ? [] : [replace(`Write '${instead}'`, at, instead)],
  });
}

export function callNotHere(at: Location, procedure: string, where: string, declared: Location): Diagnostic {
  return diagnostic('THPS3054', `'${procedure}' is a procedure, and it cannot be called ${where}`, {
    at,
    secondary: declaredHere(declared),
    hint: `a call takes steps: run it first, \`let r = ${procedure}(…);\`, and use \`r\` here`,
  });
}

export function callOutsideCode(at: Location, procedure: string, declared: Location): Diagnostic {
  return diagnostic('THPS3054', `'${procedure}' is a procedure, and only processes, procedures and actions call it`, {
    at,
    secondary: declaredHere(declared),
    hint: 'a function (`fun`) can be used in every expression',
  });
}

export function callInAtomicLet(at: Location): Diagnostic {
  return diagnostic('THPS3054', 'in `atomic let` a call stands alone', {
    at,
    hint: 'write `atomic let r = p(…);`, and work with `r` afterwards',
  });
}

export function callInGhost(at: Location): Diagnostic {
  return diagnostic('THPS3054', 'a ghost statement is no step, so it cannot call a procedure for its result', {
    at,
    hint: 'call it in a statement of its own, or use a function (`fun`)',
  });
}

export function returnNeedsValue(at: Location, body: string, type: string, declared: Location): Diagnostic {
  return diagnostic('THPS3055', `'${body}' returns ${type}, and nothing is returned here`, {
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
    `jumping to '${label}' leaves out ${one ? 'a declaration' : `${declared.length} declarations`}`,
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
    secondary: [{ location: declared, text: `gives back ${type}` }],
    hint: 'end every way through it with `return e;`, also where no condition should let it come here',
  });
}

export function outsideLoop(at: Location, word: string): Diagnostic {
  return diagnostic('THPS3058', `\`${word}\` stands in no loop`, { at });
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

export function selfHere(at: Location): Diagnostic {
  return diagnostic('THPS3061', 'there is no process that `self` could be here', {
    at,
    hint: '`self` is the running process, in processes, procedures and `transition`',
  });
}

export function selfInAction(at: Location, procedure: string | undefined, declared: Location | undefined): Diagnostic {
  return diagnostic(
    'THPS3061',
    procedure === undefined
      ? 'an action is no process, so it has no `self`'
      : `'${procedure}' uses \`self\`, and an action has none`,
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
  return diagnostic('THPS3062', `${what} stands only in properties`, { at, hint: instead });
}

/** @param declaration the property, which begins with the word for its kind */
function otherProperty(declaration: Location, where: string, instead: string): readonly Fix[] {
  if (!spanText(declaration).startsWith(where)) return [];
  return [replace(`Write '${instead}'`, within(declaration, 0, where.length), instead)];
}

/** `where` is the kind of property or place it stands in, `declaration` the whole of it. */
export function onlyInTemporal(at: Location, what: string, where: string, declaration: Location): Diagnostic {
  const property = where === 'invariant' || where === 'transition' || where === 'reachable';
  return diagnostic('THPS3063', `${what} speaks of whole runs${property ? `, and \`${where}\` does not` : ''}`, {
    at,
    hint: property ? `write \`temporal\` instead of \`${where}\`` : 'it stands in `temporal` properties',
    fixes: property ? otherProperty(declaration, where, 'temporal') : [],
  });
}

export function onlyInTransitions(at: Location, what: string, where: string, declaration: Location): Diagnostic {
  if (where === 'code') return primeInCode(at);
  const property = where === 'invariant' || where === 'temporal' || where === 'reachable';
  return diagnostic(
    'THPS3064',
    `${what} speaks of the state after a step${property ? `, and \`${where}\` of one state` : ''}`,
    {
      at,
      hint: property ? `write \`transition\` instead of \`${where}\`` : 'it stands in `transition` properties',
      fixes: property ? otherProperty(declaration, where, 'transition') : [],
    },
  );
}

export function primeInPrime(at: Location): Diagnostic {
  return diagnostic('THPS3064', 'this is in the state after the step already', {
    at,
    hint: "one `'` is enough",
    fixes: spanText(at).endsWith("'")
      ? [replace("Remove the second `'`", within(at, spanText(at).length - 1), '')]
      : [],
  });
}

export function primeInCode(at: Location): Diagnostic {
  return diagnostic('THPS3064', "code does not name the next state with `'`", {
    at,
    hint: 'write `x = e;`: later statements see what earlier ones wrote',
  });
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
    `what this is in the end depends on the order in which '${type}' is gone through`,
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
  return diagnostic('THPS3066', 'nobody calls an action, so it has no `ref` parameters', {
    at,
    hint: 'its parameters take all values of their types',
    fixes: [replace("Remove 'ref'", within(at, 0, /^ref\s+/.exec(spanText(at))?.[0].length ?? 0), '')],
  });
}

export function daemonAction(at: Location): Diagnostic {
  return diagnostic('THPS3066', 'an action cannot be blocked, so it is no `daemon`', {
    at,
    hint: '`terminates when e;` says in which states nothing has to happen any more',
    fixes: [remove("Remove 'daemon'", at)],
  });
}

export function memoryModel(at: Location, model: string): Diagnostic {
  return diagnostic('THPS3067', `\`memory ${model}\` is not supported yet`, {
    at,
    hint: 'take the line out: then every write is seen by all at once (`memory sc`)',
    fixes: [replace("Write 'memory sc'", at, 'sc')],
  });
}

/** `values` are the constants that it mentions: `N = 3`. */
export function assumptionFails(at: Location, values: readonly string[]): Diagnostic {
  return diagnostic('THPS3068', 'this assumption does not hold', {
    class: 'assumption',
    at,
    notes: values.length === 0 ? [] : [`here ${values.join(', ')}`],
  });
}

/** @param name where the action is named in the path */
export function actionIsOneStep(at: Location, action: string, name: Location, path: Location): Diagnostic {
  const rest = { ...at, span: { start: name.span.end, end: path.span.end } };
  return diagnostic('THPS3069', `'${action}' is an action, which is one step`, {
    at,
    hint: `write \`${action}\` alone`,
    fixes: [replace(`Remove '${spanText(rest)}'`, rest, '')],
  });
}

function expectation(at: Location, message: string, hint?: string): Diagnostic {
  return diagnostic('THPS3070', message, { at, hint });
}

export function holdsAndViolates(at: Location): Diagnostic {
  return expectation(
    at,
    '`holds` and a violation cannot both be expected',
    'properties that are not named have to hold anyway',
  );
}

export function deadlockAllowedAndExpected(at: Location): Diagnostic {
  return expectation(at, 'a deadlock cannot be both allowed and expected');
}

export function expectedButAbsent(at: Location, name: string): Diagnostic {
  return expectation(
    at,
    `'${name}' is not part of this run, so it cannot be violated`,
    'its `if` is false with these constants',
  );
}

export function expectedButLeftOut(at: Location, name: string): Diagnostic {
  return expectation(
    at,
    `'${name}' is not among the properties after \`only\`, so it cannot be violated`,
    `name it there as well: \`only …, ${name}\``,
  );
}

export function stepsOfLiveness(at: Location, name: string): Diagnostic {
  return expectation(at, `a violation of '${name}' is a loop and has no number of steps`);
}

export function movingBetweenBodies(at: Location, from: string, to: string): Diagnostic {
  return diagnostic('THPS3071', `a statement of '${from}' cannot be moved into '${to}'`, {
    at,
    hint: 'both labels have to be of the same body',
  });
}

export function movingAfterItself(at: Location, label: string): Diagnostic {
  return diagnostic('THPS3071', `'${label}' cannot be moved after itself`, { at });
}

export function badOverride(at: Location, name: string, text: string, reason: string | undefined): Diagnostic {
  return diagnostic(
    'THPS3072',
    `\`--const ${name}=${text}\` does not give a value${reason === undefined ? '' : `: ${reason}`}`,
    {
      at,
      hint: 'write an expression as in the spec: `--const N=3`, `--const GUARD=freeze`, `--const "ENV={truncation}"`',
    },
  );
}
