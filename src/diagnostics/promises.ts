import { type Location, spanText } from '../text/source.ts';
import { type Diagnostic, diagnostic } from './diagnostic.ts';
import { didYouMean } from './did-you-mean.ts';
import { renameTo, replace } from './fixes.ts';

const MODELS = ['sc', 'tso', 'pso', 'pso_iq', 'lkmm'];

/** 3067 to 3072, and 3074 to 3078: what a spec takes for granted, and what its checks set and expect. */

export function memoryModel(at: Location, model: string): Diagnostic {
  const meant = didYouMean(model, MODELS);
  return diagnostic('THPS3067', `there is no memory model '${model}'`, {
    at,
    hint: `the models are ${MODELS.join(', ')}; \`sc\` is what holds where none is named: everyone sees all stores in one order`,
    fixes: meant === undefined ? [] : [replace(`Write '${meant}'`, at, meant)],
  });
}

/** @param what `fence` or `ordering` @param words those that there are */
export function unknownWordOfMemory(
  at: Location,
  what: 'fence' | 'ordering',
  word: string,
  words: readonly string[],
): Diagnostic {
  const meant = didYouMean(word, words);
  return diagnostic('THPS3076', `there is no ${what} '${word}'`, {
    at,
    hint: `${what === 'fence' ? '`fence`' : '`atomic`'} is followed by ${words.join(', ')}`,
    fixes: meant === undefined ? [] : [replace(`Write '${meant}'`, at, meant)],
  });
}

/** A run under a weak model in which no variable is weak. */
export function nothingIsWeak(at: Location, model: string): Diagnostic {
  return diagnostic('THPS3077', `\`memory ${model}\` changes nothing: no variable is declared weak`, {
    at,
    hint: 'declare the variables whose stores and loads may be reordered: `weak var x : T = e;`',
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

/** @param option `--inv`, `--reach` or `--show` */
export function badQuestion(at: Location, option: string, text: string, reason: string | undefined): Diagnostic {
  const why = reason === undefined ? '' : `: ${reason}`;
  return diagnostic('THPS3074', `what follows \`${option}\` is not an expression: '${text}'${why}`, {
    at,
    hint: `write it as in the spec, in quotes: \`${option} 'counter <= 2'\``,
  });
}

/** @param known names that `deny` takes */
export function unknownFinding(at: Location, name: string, known: readonly string[]): Diagnostic {
  const meant = didYouMean(name, known);
  return diagnostic(
    'THPS3075',
    `there is no finding '${name}'${meant === undefined ? '' : `: did you mean '${meant}'?`}`,
    {
      at,
      ...(meant === undefined ? {} : { fixes: renameTo(at, meant) }),
      hint: `\`deny\` takes ${known.map((one) => `\`${one}\``).join(', ')}`,
    },
  );
}

export function denyInLibrary(at: Location): Diagnostic {
  return diagnostic('THPS3075', 'a library cannot `deny` anything', {
    at,
    hint: 'write it into the specs that import it: a spec need not use all of a library',
    fixes: [replace('Remove it', at, '')],
  });
}

export function emptyScenario(at: Location, name: string): Diagnostic {
  return diagnostic('THPS3078', `the scenario '${name}' has no steps`, {
    at,
    hint: 'name steps in the order in which they happen: `{ cpu[0].load; cpu[1].load; }`',
  });
}
