import type { LocalSymbol } from '../../core/expression.ts';
import type { Type } from '../../core/types.ts';
import type { Location } from '../../text/source.ts';
import type { Frame, Operation, Slot } from '../system.ts';

/**
 * The control-flow graph of a body with all its calls inlined, before it is cut into steps. A node is an
 * operation, or a place without effect: a label, the head of a loop, the end.
 */

/** What stands at a node; the numbers in an operation are numbers of nodes. */
export type NodeContent =
  | {
      readonly kind: 'operation';
      readonly operation: Exclude<Operation, { kind: 'stop' }>;
      /** Where its `atomic` begins: who comes here enters it, from inside too. */
      readonly opensRegion?: true;
    }
  | { readonly kind: 'label'; readonly name: string; readonly next: number }
  /** The head of a loop or similar: `next` is set when what follows is known. */
  | { readonly kind: 'pass'; next: number }
  | { readonly kind: 'done' }
  /** The end of a procedure with a result: the type checker has seen to it that nothing comes here. */
  | { readonly kind: 'never' };

/** Slots in lexical scope, innermost first. */
export type Scope = { readonly slot: number; readonly outer: Scope } | undefined;

export interface GraphNode {
  readonly content: NodeContent;
  readonly at: Location;
  /** Which `atomic` it is in, the outermost one; 0 where in none. */
  readonly region: number;
  readonly scope: Scope;
  readonly labels: ReadonlySet<number>;
  readonly procedures: ReadonlySet<number>;
  readonly frame: Frame | undefined;
}

export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly entry: number;
  readonly done: number;
  readonly slots: readonly Slot[];
}

/** Grows while a body is turned into a graph. */
export class GraphUnderConstruction {
  readonly nodes: GraphNode[] = [];
  readonly slots: Slot[] = [];
  #regions = 0;
  #frames = 0;

  add(node: GraphNode): number {
    this.nodes.push(node);
    return this.nodes.length - 1;
  }

  newSlot(
    name: string,
    type: Type,
    about: { symbol?: LocalSymbol; frame: Frame | undefined; hidden?: boolean },
  ): number {
    this.slots.push({
      name,
      type,
      ...(about.symbol ? { symbol: about.symbol } : {}),
      ghost: about.symbol?.ghost ?? false,
      ...(about.frame ? { frame: about.frame } : {}),
      hidden: about.hidden ?? false,
    });
    return this.slots.length - 1;
  }

  newRegion(): number {
    return ++this.#regions;
  }

  newFrameId(): number {
    return this.#frames++;
  }
}

export function slotsInScope(scope: Scope): number[] {
  const slots: number[] = [];
  for (let s = scope; s; s = s.outer) slots.push(s.slot);
  return slots.sort((a, b) => a - b);
}
