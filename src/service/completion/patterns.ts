import { itemAt } from '../../core/lists.ts';
import type { Type } from '../../core/types.ts';
import { meaningOf } from '../chain-type.ts';
import { chainBefore, type CursorContext } from '../context.ts';
import { expressionWords } from '../words.ts';
import type { Suggestions } from './suggestions.ts';

/** Patterns: behind `is`, and at the beginning of the arms of a `match`. */

/** A place for a pattern. */
interface PatternPlace {
  /** What is matched ends before this index of the words before the cursor; absent within another pattern. */
  readonly subjectEnd?: number;
}

/** Where the cursor stands if that is a place for a pattern. */
export function patternPlace(context: CursorContext): PatternPlace | undefined {
  return behindIs(context) ?? atArm(context);
}

const ofPattern = /^(\w+|[.(),-])$/;

/** Behind `is`, also within the parentheses of what stands there: `e is some(page(…` */
function behindIs({ before }: CursorContext): PatternPlace | undefined {
  const last = before.at(-1);
  if (last === 'is') return { subjectEnd: before.length - 1 };
  if (last !== '(' && last !== ',') return undefined;
  let open = 0;
  for (let i = before.length - 1; i >= 0; i--) {
    const word = itemAt(before, i);
    if (word === 'is') return open > 0 ? {} : undefined;
    if (!ofPattern.test(word)) return undefined;
    if (word === '(') open++;
    if (word === ')') open--;
  }
  return undefined;
}

function atArm({ before, head }: CursorContext): PatternPlace | undefined {
  const last = before.at(-1);
  if (last !== '{' && last !== ',' && last !== '}') return undefined;
  const open = openBrace(before, before.length - 1, head);
  if (open === undefined || (last === '}' && !closesArm(before, head))) return undefined;
  for (let i = open - 1; i > head; i--) {
    const word = itemAt(before, i);
    if (word === 'match') return { subjectEnd: open };
    if (word === ';' || word === '{' || word === '}' || word === '=>') return undefined;
  }
  return undefined;
}

/** The innermost brace that is open behind an index; within parentheses or brackets there is none. */
function openBrace(before: readonly string[], end: number, head: number): number | undefined {
  let depth = 0;
  for (let i = end; i > head; i--) {
    const word = itemAt(before, i);
    if (word === '}' || word === ')' || word === ']') depth++;
    if (word === '{' || word === '(' || word === '[') {
      if (depth === 0) return word === '{' ? i : undefined;
      depth--;
    }
  }
  return undefined;
}

/** Whether the last brace closes the block of an arm. */
function closesArm(before: readonly string[], head: number): boolean {
  const open = openBrace(before, before.length - 2, head);
  return open !== undefined && before[open - 1] === '=>';
}

export function patterns(list: Suggestions, { subjectEnd }: PatternPlace): void {
  const type = subjectEnd === undefined ? undefined : typeBefore(list, subjectEnd);
  list.add('_', 'keyword', 3, { documentation: 'Matches everything.' });
  switch (type?.kind) {
    case 'enum':
    case 'union':
      for (const one of list.names.allMembers()) if (one.owner?.name === type.name) list.addDeclared(one, 1);
      break;
    case 'option':
      options(list);
      break;
    case 'bool':
      list.addWords(expressionWords, 1, ['true', 'false']);
      break;
    case undefined:
      for (const one of list.names.allMembers()) list.addDeclared(one, 1);
      options(list);
      list.addWords(expressionWords, 2, ['true', 'false']);
      break;
    default:
      break;
  }
}

function options(list: Suggestions): void {
  list.addWords(expressionWords, 2, ['none']);
  list.add('some', 'keyword', 2, {
    documentation: expressionWords['some'] ?? '',
    insertText: 'some(${1:x})',
    isSnippet: true,
  });
}

/** The type of what stands before an index of the words. */
function typeBefore({ analysis, context }: Suggestions, end: number): Type | undefined {
  const chain = chainBefore(context, end);
  const meaning = chain && meaningOf(analysis, chain, context.start);
  return meaning?.kind === 'value' ? meaning.type : undefined;
}
