import { readJsonTrace } from './json.ts';
import { readTlcText } from './tlc-text.ts';
import type { ForeignTrace } from './value.ts';

/** A counterexample in whichever form it is: what TLC prints, its JSON, or an ITF trace. @throws NoTrace */
export function readTrace(text: string): ForeignTrace {
  return /^\s*[[{]/.test(text) ? readJsonTrace(text) : readTlcText(text);
}
