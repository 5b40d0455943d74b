import type { CursorContext } from '../context.ts';

/** What the words before a cursor say about what can come next. */

const beforeNewNames: ReadonlySet<string> = new Set(
  `let var pick const type enum struct union symmetric fun proc action process invariant transition temporal reachable
  forall exists ref`.split(/\s+/),
);

/** Behind words that name something new. */
export function isNewName({ before }: CursorContext): boolean {
  return beforeNewNames.has(before.at(-1) ?? '');
}

export function isStatement({ before }: CursorContext): boolean {
  const last = before.at(-1);
  if (last === '{' || last === '}' || last === ';' || last === 'atomic') return true;
  // Behind a label; the colons of types and quantifiers come behind other words.
  const three = before.at(-3);
  return last === ':' && (three === ';' || three === '{' || three === '}');
}

/** Among the steps of `during` and `except`. */
export function isStepList({ before, head }: CursorContext): boolean {
  const word = before.slice(head).findLast((w) => w === 'during' || w === 'except' || w === '=');
  if (word !== 'during' && word !== 'except') return false;
  return ['during', 'except', ','].includes(before.at(-1) ?? '');
}

export function isType(context: CursorContext): boolean {
  const { before, head } = context;
  const last = before.at(-1);
  if (last === 'of' || last === '?') return last === 'of';
  if (last !== ':' && last !== '->') {
    const colon = before.lastIndexOf(':');
    return last === '[' && colon === before.length - 2 && colonIsOfType(context, colon);
  }
  if (last === '->') return ['var', 'const', 'type'].includes(before[head] ?? '') && !before.slice(head).includes('=');
  return colonIsOfType(context, before.length - 1);
}

/** Whether the colon at an index of the words stands between a name and its type. */
function colonIsOfType({ before, head, depth }: CursorContext, colon: number): boolean {
  const word = before[head];
  const equals = before.indexOf('=', head);
  if (word === 'var' || word === 'const' || word === 'ghost') return equals < 0;
  if (word === 'struct') return before[colon - 2] === '{' || before[colon - 2] === ';';
  if (word === 'union') return true;
  if (word === 'fun') return equals < 0;
  if (depth === 0) return word === 'proc' || word === 'action' || word === 'process';
  return before[colon - 2] === 'var';
}
