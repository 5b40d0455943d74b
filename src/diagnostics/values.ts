import type { Location } from '../text/source.ts';
import { tidy } from './conversions.ts';
import { declaredHere, type Diagnostic, diagnostic } from './diagnostic.ts';

/** 3005, 3006, 3013 to 3015 and 3022 to 3024: what has no value, or none yet. */

export function overflow(at: Location, interval: { readonly low: number; readonly high: number }): Diagnostic {
  return diagnostic('THPS3005', `this can be ${interval.low}..${interval.high}, but numbers have 32 bits`, {
    at,
    hint: 'give the operands smaller ranges',
  });
}

export function literalTooLarge(at: Location): Diagnostic {
  return diagnostic('THPS3005', 'this number does not fit into 32 bits', {
    at,
    hint: 'numbers are -2147483648..2147483647',
  });
}

function division(at: Location, message: string): Diagnostic {
  return diagnostic('THPS3006', message, {
    at,
    hint: '`/` and `%` are defined for a dividend of at least 0 and a divisor above 0, where C and TLA+ agree',
  });
}

export function badDivisor(
  at: Location,
  operator: string,
  interval: { readonly low: number; readonly high: number },
): Diagnostic {
  return division(
    at,
    `the divisor of \`${operator}\` is ${tidy(`${interval.low}..${interval.high}`)}, which is never above 0`,
  );
}

export function badDividend(
  at: Location,
  operator: string,
  interval: { readonly low: number; readonly high: number },
): Diagnostic {
  return division(
    at,
    `the dividend of \`${operator}\` is ${tidy(`${interval.low}..${interval.high}`)}, which is always negative`,
  );
}

export function needsConstant(at: Location, what: string, declared: Location | undefined): Diagnostic {
  return diagnostic('THPS3013', `${what} cannot be used here: this has to be known before the run`, {
    at,
    secondary: declaredHere(declared),
  });
}

export function constantFails(at: Location, message: string): Diagnostic {
  return diagnostic('THPS3014', `this has no value: ${message}`, { at });
}

export function initialisedLater(at: Location, name: string, declared: Location): Diagnostic {
  return diagnostic('THPS3015', `'${name}' has no value yet`, {
    at,
    secondary: [{ location: declared, text: 'gets its value here, later in the text' }],
    hint: 'initial values are worked out in textual order: declare it earlier, or filter with `init`',
  });
}

function noValue(at: Location, message: string, hint?: string): Diagnostic {
  return diagnostic('THPS3022', message, { at, hint });
}

export function pickOfNothing(at: Location): Diagnostic {
  return noValue(at, 'this set is empty, so nothing can ever be picked');
}

export function noInitialValue(at: Location, name: string, type: string): Diagnostic {
  return noValue(at, `'${name}' has no initial value: there is none in ${type}`);
}

export function processesNotKnown(at: Location): Diagnostic {
  return diagnostic('THPS3023', 'which processes there are is not known yet', {
    at,
    hint: 'indices and `if` clauses of processes, and constants, must not depend on the type `Process`',
  });
}

export function typeWithoutMeaning(at: Location, name: string): Diagnostic {
  return diagnostic('THPS3024', `the type '${name}' has no definition`, {
    at,
    hint: `write \`type ${name} = …;\`: only a library leaves a type to its importer`,
  });
}
