import type { Doc } from 'prettier';
import type { TypeExpression } from '../syntax/tree.ts';
import { expression } from './expressions.ts';
import { bracketed } from './lists.ts';
import { inParentheses, path } from './patterns.ts';
import type { Writer } from './writer.ts';

/** A type. One type in parentheses has no node for them. */
export function type(w: Writer, node: TypeExpression): Doc {
  if (w.offset < node.span.start) return inParentheses(w, () => type(w, node));
  switch (node.kind) {
    case 'boolType':
    case 'missingType':
      return w.token();
    case 'rangeType':
      return [expression(w, node.low), w.token('..'), expression(w, node.high)];
    case 'namedType':
      return path(w, node.path);
    case 'mapType':
      return [w.token('['), type(w, node.key), w.space(), w.token('->'), w.space(), type(w, node.value), w.token(']')];
    case 'setType':
      return [w.token('set'), w.space(), w.token('of'), w.space(), type(w, node.element)];
    case 'seqType':
      return [
        w.token('seq'),
        w.token('['),
        expression(w, node.capacity),
        w.token(']'),
        w.space(),
        w.token('of'),
        w.space(),
        type(w, node.element),
      ];
    case 'optionType':
      return [type(w, node.element), w.token('?')];
    case 'tupleType':
      return bracketed(
        w,
        node.elements.map((one) => () => type(w, one)),
        'plain',
      );
  }
}
