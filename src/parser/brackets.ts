import type { IToken } from 'chevrotain';

const openers: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** For every token the index of the bracket that belongs to it, or -1. A stray `)` pairs with nothing. */
export function partnersOf(tokens: readonly IToken[]): Int32Array {
  const partners = new Int32Array(tokens.length).fill(-1);
  const open: number[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const image = tokens[i]!.image;
    if (image.length !== 1) continue;
    if (image === '(' || image === '[' || image === '{') open.push(i);
    else if (image === ')' || image === ']' || image === '}') {
      // A brace closes the block it belongs to, whatever is left open inside it.
      let k = open.length - 1;
      const least = image === '}' ? 0 : Math.max(0, open.length - 1);
      while (k >= least && openers[tokens[open[k]!]!.image] !== image) k--;
      if (k < least) continue;
      const partner = open[k]!;
      open.length = k;
      partners[i] = partner;
      partners[partner] = i;
    }
  }
  return partners;
}
