import { builders } from 'prettier/doc';
import type { Doc } from 'prettier';
import type { Identifier, Path, Pattern } from '../syntax/tree.ts';
import { bracketed } from './lists.ts';
import type { Writer } from './writer.ts';

const { group } = builders;

export function name(w: Writer, { span }: Identifier): Doc {
  return w.tokensTo(span.end);
}

export function path(w: Writer, { span }: Path): Doc {
  return w.tokensTo(span.end);
}

/** A pattern. One pattern in parentheses has no node for them. */
export function pattern(w: Writer, node: Pattern): Doc {
  if (w.offset < node.span.start) return inParentheses(w, () => pattern(w, node));
  switch (node.kind) {
    case 'variantPattern': {
      const head = path(w, node.path);
      return w.offset < node.span.end ? [head, patterns(w, node.arguments)] : head;
    }
    case 'somePattern':
      return [w.token('some'), patterns(w, [node.argument])];
    case 'tuplePattern':
      return patterns(w, node.elements);
    case 'wildcard':
    case 'namePattern':
    case 'nonePattern':
    case 'integerPattern':
    case 'booleanPattern':
    case 'missingPattern':
      return w.tokensTo(node.span.end);
  }
}

function patterns(w: Writer, nodes: readonly Pattern[]): Doc {
  return bracketed(
    w,
    nodes.map((one) => () => pattern(w, one)),
    'plain',
  );
}

/** What the parser left out of the tree: parentheses around a type or a pattern. */
export function inParentheses(w: Writer, inner: () => Doc): Doc {
  return group([w.token('('), inner(), w.token(')')]);
}
