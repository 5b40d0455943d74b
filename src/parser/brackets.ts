import type { IToken } from 'chevrotain';
import { imageAt } from './token.ts';

const openers: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** For every token the index of the bracket that belongs to it, or -1. A stray `)` pairs with nothing. */
export function partnersOf(tokens: readonly IToken[]): Int32Array {
  const partners = new Int32Array(tokens.length).fill(-1);
  const open: number[] = [];
  for (const [i, { image }] of tokens.entries()) {
    if (image.length !== 1) continue;
    if (image === '(' || image === '[' || image === '{') open.push(i);
    else if (image === ')' || image === ']' || image === '}') {
      // A brace closes the block it belongs to, whatever is left open inside it.
      let k = open.length - 1;
      const least = image === '}' ? 0 : Math.max(0, open.length - 1);
      while (k >= least && openers[imageAt(tokens, open[k] ?? -1)] !== image) k--;
      const partner = open[k];
      if (k < least || partner === undefined) continue;
      open.length = k;
      partners[i] = partner;
      partners[partner] = i;
    }
  }
  return partners;
}
