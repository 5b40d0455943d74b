import type { AnyNode, File } from '../syntax/tree.ts';
import { children } from '../syntax/visit.ts';

/** The nodes around an offset, outermost first. The end of a node counts as inside. */
export function nodesAt(tree: File, offset: number): readonly AnyNode[] {
  const path: AnyNode[] = [tree];
  for (let node: AnyNode | undefined = tree; node;) {
    // Of two nodes that touch, the right one: it begins there.
    const inner: AnyNode | undefined = children(node).findLast(
      (child) => child.span.start <= offset && offset <= child.span.end,
    );
    if (inner) path.push(inner);
    node = inner;
  }
  return path;
}

/** Visits a node and all its parts. */
export function visitAll(node: AnyNode, enter: (node: AnyNode) => void): void {
  enter(node);
  for (const child of children(node)) visitAll(child, enter);
}
