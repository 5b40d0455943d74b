import { accepts, type NodePart, type Part, partsOf } from '../syntax/parts.ts';
import type { AnyNode, Expression, Identifier, NodeKind, NodeOf } from '../syntax/tree.ts';
import { children } from '../syntax/visit.ts';
import { covering, type Span } from '../text/source.ts';

/** A node that is being built. */
export type Draft<K extends NodeKind> = {
  -readonly [P in keyof NodeOf<K>]?: Unfinished<NodeOf<K>[P]>;
} & { readonly kind: K; readonly id: number; span: Span; incomplete?: true };

type Unfinished<T> = T extends readonly (infer Item)[]
  ? Item[]
  : T extends AnyNode | Span
    ? T
    : T extends { readonly kind: string }
      ? { [P in keyof T]: P extends 'kind' ? T[P] : T[P] | undefined }
      : T;

/** Makes the nodes of a tree, and those that stand for what is missing. Their ids count up from the first one. */
export class NodeMaker {
  #nextId: number;

  constructor(firstId: number) {
    this.#nextId = firstId;
  }

  /** All ids so far are below it. */
  get idCount(): number {
    return this.#nextId;
  }

  newId(): number {
    return this.#nextId++;
  }

  /** A node without parts yet. */
  open<K extends NodeKind>(kind: K, start: number): Draft<K>;
  open(kind: NodeKind, start: number): object {
    return { kind, id: this.newId(), span: { start, end: start } };
  }

  /** A node of a kind without parts, where something is missing. */
  hole<K extends NodeKind>(kind: K, at: number): NodeOf<K>;
  hole(kind: NodeKind, at: number): object {
    return { kind, id: this.newId(), span: { start: at, end: at }, incomplete: true };
  }

  missing(at: number): Expression {
    return this.hole('missing', at);
  }

  /** What stands for a part that is missing, by the word of the table of parts. */
  filler(word: string, at: number): AnyNode {
    switch (word) {
      case 'expression':
        return this.missing(at);
      case 'type':
        return this.hole('missingType', at);
      case 'pattern':
        return this.hole('missingPattern', at);
      case 'identifier':
        return this.#emptyName(at);
      case 'path':
        return { ...this.hole('path', at), parts: [this.#emptyName(at)] };
      case 'block':
        return { ...this.hole('block', at), statements: [] };
      case 'binder':
        return { ...this.hole('binder', at), name: this.#emptyName(at), set: this.missing(at) };
      default:
        return this.hole('missingStatement', at);
    }
  }

  #emptyName(at: number): Identifier {
    return { ...this.hole('identifier', at), name: '' };
  }

  /** A copy with ids of its own. */
  copy<N extends AnyNode>(node: N): N;
  copy(node: AnyNode): unknown {
    const clone = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(clone);
      if (typeof value !== 'object' || value === null) return value;
      const result: Holder = {};
      for (const [key, part] of Object.entries(value)) result[key] = key === 'id' ? this.newId() : clone(part);
      return result;
    };
    return clone(node);
  }

  /**
   * Gives a node the parts that it has to have. What was saved from inside of it becomes one that it has to have rather
   * than one that may be absent.
   * @param at where what is missing belongs
   */
  fill(node: { readonly kind: NodeKind }, saved: AnyNode | undefined, at: number): void {
    // Which properties a node has is what the table says.
    const places = placesIn(node as object as Holder, partsOf(node.kind));
    const open = saved === undefined ? [] : places.filter((place) => mayHold(place, saved));
    const home = open.find(({ part }) => part.many || !part.optional) ?? open[0];
    for (const place of places) {
      const { holder, part } = place;
      const present = holder[part.property];
      const added = place === home ? saved : undefined;
      if (part.many) {
        if (present === undefined && part.optional && added === undefined) continue;
        const list: readonly unknown[] = Array.isArray(present) ? present : [];
        holder[part.property] = [...list, added].filter((item) => item !== undefined);
      } else if (present === undefined) {
        if (added !== undefined) holder[part.property] = added;
        else if (!part.optional) holder[part.property] = this.filler(part.word, at);
      }
    }
  }

  /**
   * After errors: gives every node the parts it has to have, and widens it over them, since a part may
   * have been saved from beyond its own end.
   */
  repair(node: AnyNode): Span {
    this.fill(node, undefined, node.span.end);
    let { span } = node;
    for (const child of children(node)) span = covering(span, this.repair(child));
    widen(node, span);
    return span;
  }
}

function widen(node: { span: Span }, span: Span): void {
  node.span = span;
}

/** A node, or a plain object inside of one, by the names of its parts. */
type Holder = Record<string, unknown>;

interface Place {
  readonly holder: Holder;
  readonly part: NodePart;
}

/** Where parts of a node are or belong; those inside of a plain object only where a rule has put one there. */
function placesIn(holder: Holder, parts: readonly Part[]): readonly Place[] {
  return parts.flatMap((part) => {
    if (part.inner === undefined) return [{ holder, part }];
    const object = holder[part.property];
    if (!isHolder(object)) return [];
    return placesIn(
      object,
      part.inner.filter(({ property }) => property in object),
    );
  });
}

function isHolder(value: unknown): value is Holder {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mayHold({ holder, part }: Place, node: AnyNode): boolean {
  return accepts(part.word, node) && (part.many || holder[part.property] === undefined);
}
