import { type Part, partsOf } from './parts.ts';
import type { AnyNode, NodeKind } from './tree.ts';

/** Kinds whose parts the author may have put in another order than the table has. */
const unordered: ReadonlySet<NodeKind> = new Set(['file', 'import', 'property', 'check']);

const none: readonly AnyNode[] = [];

/** The parts of a node, in the order of the text. */
export function children(node: AnyNode): readonly AnyNode[] {
  const parts = partsOf(node.kind);
  if (parts.length === 0) return none;
  const result: AnyNode[] = [];
  // The type of the table says that these properties are there.
  collect(node as unknown as Holder, parts, result);
  return unordered.has(node.kind) ? result.sort((a, b) => a.span.start - b.span.start) : result;
}

/** What has parts: a node, or a plain object inside of one. */
interface Holder {
  readonly [property: string]: Held | readonly Held[] | undefined;
}
type Held = AnyNode & Holder;

function collect(holder: Holder, parts: readonly Part[], into: AnyNode[]): void {
  for (const { property, inner } of parts) {
    const value = holder[property];
    if (value === undefined) continue;
    if (inner !== undefined) for (const held of isList(value) ? value : [value]) collect(held, inner, into);
    else if (isList(value)) for (const node of value) into.push(node);
    else into.push(value);
  }
}

function isList(value: Held | readonly Held[]): value is readonly Held[] {
  return Array.isArray(value);
}

/** Visits a node and all its parts, each before its own parts. `enter` returns false to leave the parts out. */
export function walk(node: AnyNode, enter: (node: AnyNode, parents: readonly AnyNode[]) => boolean | undefined): void {
  const parents: AnyNode[] = [];
  const visit = (n: AnyNode) => {
    if (enter(n, parents) === false) return;
    parents.push(n);
    for (const child of children(n)) visit(child);
    parents.pop();
  };
  visit(node);
}
