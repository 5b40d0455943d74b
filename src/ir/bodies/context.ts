import type { LabelSymbol, LocalSymbol, Statement } from '../../core/expression.ts';
import { itemAt } from '../../core/lists.ts';
import { boundBy } from '../../core/traverse.ts';
import type { Ordering } from '../../core/memory.ts';
import type { Location } from '../../text/source.ts';
import type { Bindings } from './bindings.ts';
import { GraphUnderConstruction, type NodeContent, type Scope } from './graph.ts';
import type { Frame, IrPlace, Operation } from '../system.ts';

/** Nodes of one body at most: a deep pyramid of calls would not end otherwise. */
export const MAX_NODES = 200_000;

export class BodyTooLarge extends Error {
  readonly at: Location;
  constructor(at: Location) {
    super('too large');
    this.name = 'BodyTooLarge';
    this.at = at;
  }
}

/** Where a body is being built: what encloses the statement. */
export interface Context {
  readonly bindings: Bindings;
  readonly frame: Frame | undefined;
  readonly scope: Scope;
  readonly region: number;
  /** Of the `atomic` around it. */
  readonly ordering?: Ordering;
  readonly ghost: boolean;
  readonly labels: ReadonlySet<number>;
  readonly procedures: ReadonlySet<number>;
  /** Where `return`, `break` and `continue` lead to. */
  readonly exits: Exits;
  /** Nodes of labels by symbol; made when the first of goto and label is met. */
  readonly targets: Map<number, number>;
}

export interface Exits {
  readonly returned: number;
  /** Where `return` stores its value: typed as the procedure declares it, so that the value is converted and checked. */
  readonly result: IrPlace | undefined;
  readonly broken?: number;
  readonly continued?: number;
}

export type Body<K extends Statement['kind']> = Extract<Statement, { kind: K }>;
type Draft = Exclude<Operation, { kind: 'stop' }>;
/** What is particular to an operation; the rest comes from where it stands. */
type Particular<T> = T extends unknown
  ? Omit<T, 'at' | 'frame' | 'shown' | 'ghost' | 'role' | 'atomic' | 'ordering' | 'memory'>
  : never;

/** Makes nodes and slots where a context says. */
export class NodeBuilder {
  readonly graph = new GraphUnderConstruction();

  node(content: NodeContent, at: Location, context: Context): number {
    if (this.graph.nodes.length >= MAX_NODES) throw new BodyTooLarge(at);
    const { region, scope, labels, procedures, frame } = context;
    return this.graph.add({ content, at, region, scope, labels, procedures, frame });
  }

  operation(
    particular: Particular<Draft>,
    at: Location,
    context: Context,
    about: { role: Operation['role']; shown: boolean; opensRegion?: true },
  ): number {
    const operation = {
      ...particular,
      at,
      ...(context.frame ? { frame: context.frame } : {}),
      shown: about.shown,
      ghost: context.ghost,
      role: context.ghost ? 'local' : about.role,
      atomic: context.region !== 0,
      ...(context.ordering === undefined ? {} : { ordering: context.ordering }),
    } as Draft;
    const opens = about.opensRegion ? { opensRegion: about.opensRegion } : {};
    return this.node({ kind: 'operation', operation, ...opens }, at, context);
  }

  /** A local operation that only leads somewhere: what `goto`, `break` and the end of a loop's body are. */
  jump(target: number, at: Location, context: Context, jump?: string): number {
    return this.operation({ kind: 'skip', ...(jump === undefined ? {} : { jump }), next: target }, at, context, {
      role: 'local',
      shown: false,
    });
  }

  pass(at: Location, context: Context): { node: number; lead: (next: number) => void } {
    const content: NodeContent = { kind: 'pass', next: -1 };
    const node = this.node(content, at, context);
    return {
      node,
      lead: (next) => {
        content.next = next;
      },
    };
  }

  /** The context after a statement: its declarations have slots and are in scope. */
  declared(statement: Statement, context: Context): Context {
    let { scope } = context;
    for (const symbol of declaredBy(statement)) {
      const slot = this.graph.newSlot(symbol.name, symbol.type, {
        symbol,
        frame: context.frame,
        hidden: symbol.role === 'result',
      });
      context.bindings.set(symbol.id, { kind: 'slot', slot });
      scope = { slot, outer: scope };
    }
    return scope === context.scope ? context : { ...context, scope };
  }

  slotOf(symbol: LocalSymbol, context: Context): number {
    const binding = context.bindings.get(symbol.id);
    if (binding?.kind === 'slot') return binding.slot;
    const slot = this.graph.newSlot(symbol.name, symbol.type, { symbol, frame: context.frame });
    context.bindings.set(symbol.id, { kind: 'slot', slot });
    return slot;
  }

  /**
   * The context once the expressions of a statement have been evaluated: results of calls within them are in scope in the
   * statement that has them, but not in the statements in it, nor in those behind it. Those of the caller stay.
   */
  withoutResults(context: Context): Context {
    let { scope } = context;
    for (; scope; scope = scope.outer) {
      const { symbol, frame } = itemAt(this.graph.slots, scope.slot);
      if (symbol?.role !== 'result' || frame !== context.frame) break;
    }
    return scope === context.scope ? context : { ...context, scope };
  }

  /** A context in which these symbols have slots. */
  opening(symbols: readonly LocalSymbol[], context: Context): Context {
    if (symbols.length === 0) return context;
    let { scope } = context;
    for (const symbol of symbols) scope = { slot: this.slotOf(symbol, context), outer: scope };
    return { ...context, scope };
  }

  /** The node of a label in this copy of the body. A jump to it may be built before the label is, or inside it. */
  labelNode({ id, name, at }: LabelSymbol, context: Context): number {
    const existing = context.targets.get(id);
    if (existing !== undefined) return existing;
    const node = this.node({ kind: 'label', name, next: -1 }, at, context);
    context.targets.set(id, node);
    return node;
  }

  /** Says where a label stands, which is outside of its statement, and what it leads to. */
  placeLabel({ name, at }: LabelSymbol, node: number, next: number, context: Context): void {
    const { region, scope, labels, procedures, frame } = context;
    const content: NodeContent = { kind: 'label', name, next };
    this.graph.nodes[node] = { content, at, region, scope, labels, procedures, frame };
  }
}

/** What a statement declares for the rest of its block. */
export function declaredBy(statement: Statement): readonly LocalSymbol[] {
  switch (statement.kind) {
    case 'declare':
    case 'pick':
      return [statement.symbol];
    case 'declarePattern':
      return boundBy(statement.pattern);
    case 'call':
      return statement.result ? [statement.result] : [];
    // `atomic let r = e;` and `l: let r = e;` bind in the enclosing block, blocks do not.
    case 'atomic':
    case 'labelled':
      return statement.body ? declaredBy(statement.body) : [];
    case 'sequence':
      return statement.statements.flatMap(declaredBy);
    default:
      return [];
  }
}
