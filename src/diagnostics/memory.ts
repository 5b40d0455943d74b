import type { Location } from '../text/source.ts';
import { type Diagnostic, diagnostic } from './diagnostic.ts';

/** 4009: accesses that have no meaning under weak memory. */

const messages = {
  reads: 'this reads several words of weak memory at once, which no CPU does',
  writes: 'this stores several words of weak memory at once, which no CPU does',
  function: 'this calls a function that reads weak memory',
  bound: 'which word of weak memory this reads depends on a name that is bound within the statement',
};

const hints = {
  reads: 'read one after the other, `let a = x;`; a record that is one word is declared `weak packed var`',
  writes: 'store one after the other; a record that is one word is declared `weak packed var`',
  function: 'read the word first, `let a = x;`, and give the function its value',
  bound: 'bind the name first, and read the word in a statement of its own',
};

/** @param first where another word is read */
export function weakAccess(at: Location, problem: keyof typeof messages, first?: Location): Diagnostic {
  return diagnostic('THPS4009', messages[problem], {
    at,
    secondary: first ? [{ location: first, text: 'another word is read here' }] : [],
    hint: hints[problem],
  });
}
