import type { Expr, LocalSymbol, Statement } from '../../core/expression.ts';
import type { WeakModel } from '../../core/memory.ts';
import { itemAt } from '../../core/lists.ts';
import { boundBy } from '../../core/traverse.ts';
import type { Location } from '../../text/source.ts';
import { type Bindings, openedBy, rewrite, rewritePattern, rewritePlace } from './bindings.ts';
import { type Body, type Context, declaredBy, type Exits, NodeBuilder } from './context.ts';
import { placeReadsShared, readsShared } from '../operations/effects.ts';
import { isGhostStatement } from './ghosts.ts';
import type { Graph, Scope } from './graph.ts';
import { inlineCall } from './inline-call.ts';
import type { IrPlace } from '../system.ts';

/**
 * Turns the body of a process or an action into a control-flow graph. It is built from its end to its
 * beginning: `build(statement, …, next)` gives the node where the statement starts. Calls are copied in
 * (language.md, section 3), each copy with slots of its own.
 */

export interface BodyOptions {
  /** Symbols that are slots from the beginning: the parameters of an action. */
  readonly parameters: readonly LocalSymbol[];
  readonly at: Location;
  /** The memory model of the run, unless it is sequential consistency. */
  readonly memory?: WeakModel | undefined;
  /** Whether the run leaves out a named assertion. */
  readonly isLeftOut: (assertion: string) => boolean;
}

export function lowerBody(body: Statement, options: BodyOptions): Graph {
  const builder = new NodeBuilder();
  const { graph } = builder;
  const nowhere = {
    region: 0,
    scope: undefined,
    labels: new Set<number>(),
    procedures: new Set<number>(),
    frame: undefined,
  };
  const done = graph.add({ content: { kind: 'done' }, at: options.at, ...nowhere });
  const bindings: Bindings = new Map();
  let scope: Scope;
  for (const symbol of options.parameters) {
    const slot = graph.newSlot(symbol.name, symbol.type, { symbol, frame: undefined });
    bindings.set(symbol.id, { kind: 'slot', slot });
    scope = { slot, outer: scope };
  }
  const context: Context = {
    ...nowhere,
    bindings,
    scope,
    ghost: false,
    exits: { returned: done, result: undefined },
    targets: new Map(),
  };
  const entry = new BodyLowering(builder, options).build(body, context, done);
  return { nodes: graph.nodes, entry, done, slots: graph.slots };
}

class BodyLowering {
  readonly #builder: NodeBuilder;
  readonly #isLeftOut: BodyOptions['isLeftOut'];
  readonly #memory: BodyOptions['memory'];

  constructor(builder: NodeBuilder, { isLeftOut, memory }: Pick<BodyOptions, 'isLeftOut' | 'memory'>) {
    this.#memory = memory;
    this.#builder = builder;
    this.#isLeftOut = isLeftOut;
  }

  // -------------------------------------------------------------------------------- statements

  /** The node where `statement` starts if `next` is where it ends. */
  build(statement: Statement, context: Context, next: number): number {
    if (!context.ghost && isGhostStatement(statement)) return this.build(statement, { ...context, ghost: true }, next);
    switch (statement.kind) {
      case 'block':
        return this.#block(statement.statements, context, next);
      case 'sequence':
        return this.#sequence(statement.statements, context, next);
      case 'assign':
        return this.#assign(statement, context, next);
      case 'declare':
        return this.#declare(statement, context, next);
      case 'declarePattern':
        return this.#declarePattern(statement, context, next);
      case 'await':
        return this.#await(statement, context, next);
      case 'assert':
        return this.#assert(statement, context, next);
      case 'if':
        return this.#if(statement, context, next);
      case 'match':
        return this.#match(statement, context, next);
      case 'while':
        return this.#while(statement, context, next);
      case 'for':
        return this.#for(statement, context, next);
      case 'break':
        return this.#builder.jump(context.exits.broken ?? next, statement.at, context, 'break');
      case 'continue':
        return this.#builder.jump(context.exits.continued ?? next, statement.at, context, 'continue');
      case 'skip':
        return this.#builder.operation({ kind: 'skip', next }, statement.at, context, { role: 'visible', shown: true });
      case 'fence':
        return this.#fence(statement, context, next);
      case 'either':
        return this.#either(statement, context, next);
      case 'pick':
        return this.#pick(statement, context, next);
      case 'atomic':
        return this.#atomic(statement, context, next);
      case 'call':
        return inlineCall(statement, context, next, this.#builder, this);
      case 'return':
        return this.#return(statement, context);
      case 'goto':
        return this.#goto(statement, context);
      case 'labelled':
        return this.#labelled(statement, context, next);
    }
  }

  /** Statements one after the other; declarations are in scope for the rest of the block. */
  #block(statements: readonly Statement[], context: Context, next: number): number {
    const contexts: Context[] = [];
    let inner = context;
    for (const statement of statements) {
      contexts.push(inner);
      inner = this.#builder.declared(statement, this.#behind(statement, inner));
    }
    return this.#inOrder(statements, contexts, next);
  }

  /** Behind a statement the results of calls within its expressions are gone; behind such a call its result is needed. */
  #behind(statement: Statement, context: Context): Context {
    const isWithin = statement.kind === 'call' && statement.result?.role === 'result';
    return isWithin ? context : this.#builder.withoutResults(context);
  }

  /** As a block, but what is declared in it has slots already: they are those of the block around it. */
  #sequence(statements: readonly Statement[], context: Context, next: number): number {
    const contexts: Context[] = [];
    let inner = context;
    for (const statement of statements) {
      contexts.push(inner);
      inner = this.#builder.opening(declaredBy(statement), this.#behind(statement, inner));
    }
    return this.#inOrder(statements, contexts, next);
  }

  /** Statements that stand one after the other, each in its context. */
  #inOrder(statements: readonly Statement[], contexts: readonly Context[], next: number): number {
    return statements.reduceRight(
      (following, statement, i) => this.build(statement, itemAt(contexts, i), following),
      next,
    );
  }

  #assign(statement: Body<'assign'>, context: Context, next: number): number {
    const target = rewritePlace(statement.target, context.bindings);
    const value = rewrite(statement.value, context.bindings);
    const writesShared = target.root.kind === 'variable';
    const visible = writesShared || readsShared(value) || placeReadsShared(target);
    return this.#builder.operation(
      { kind: 'assign', form: statement.isUpdate ? 'update' : 'assign', target, value, next },
      statement.at,
      context,
      {
        role: visible ? 'visible' : 'local',
        shown: true,
      },
    );
  }

  #declare({ symbol, value: initial, at }: Body<'declare'>, context: Context, next: number): number {
    const value = rewrite(initial, context.bindings);
    const target = slotPlace(this.#builder.slotOf(symbol, context), symbol);
    const form = symbol.role === 'var' ? 'var' : 'let';
    return this.#builder.operation(
      { kind: 'assign', form, target, value, next },
      at,
      context.ghost || symbol.ghost ? { ...context, ghost: true } : context,
      { role: readsShared(value) ? 'visible' : 'local', shown: true },
    );
  }

  #declarePattern(statement: Body<'declarePattern'>, context: Context, next: number): number {
    const value = rewrite(statement.value, context.bindings);
    const pattern = rewritePattern(statement.pattern, context.bindings);
    const role = readsShared(value) ? 'visible' : 'local';
    const behind = this.#builder.withoutResults(context);
    const otherwise = statement.otherwise && this.build(statement.otherwise, behind, next);
    return this.#builder.operation(
      {
        kind: 'match',
        form: 'let',
        value,
        arms: [{ pattern, next }],
        ...(otherwise === undefined ? {} : { otherwise }),
      },
      statement.at,
      context,
      { role, shown: true },
    );
  }

  #await(statement: Body<'await'>, context: Context, next: number): number {
    const condition = rewrite(statement.condition, context.bindings);
    return this.#builder.operation({ kind: 'await', condition, next }, statement.at, context, {
      role: 'visible',
      shown: true,
    });
  }

  #assert(statement: Body<'assert'>, context: Context, next: number): number {
    const condition = rewrite(statement.condition, context.bindings);
    const { name, message } = statement;
    const role = readsShared(condition) ? 'assert' : 'local';
    // The steps of a spec do not depend on which of its properties a run looks at.
    if (name !== undefined && this.#isLeftOut(name))
      return this.#builder.operation({ kind: 'skip', next }, statement.at, context, { role, shown: false });
    return this.#builder.operation(
      {
        kind: 'assert',
        condition,
        ...(name === undefined ? {} : { name }),
        ...(message === undefined ? {} : { message }),
        next,
      },
      statement.at,
      context,
      { role, shown: true },
    );
  }

  #branch(
    form: 'if' | 'while',
    condition: Expr,
    at: Location,
    context: Context,
    then: (inner: Context) => number,
    otherwise: () => number,
  ): number {
    const opened = openedBy(condition);
    const inner = this.#builder.opening(opened, this.#builder.withoutResults(context));
    const tested = rewrite(condition, context.bindings);
    if (tested.kind === 'constant') return tested.value === 0 ? otherwise() : then(inner);
    return this.#builder.operation(
      { kind: 'branch', form, condition: tested, then: then(inner), otherwise: otherwise() },
      at,
      context,
      { role: readsShared(tested) ? 'visible' : 'local', shown: true },
    );
  }

  #if(statement: Body<'if'>, context: Context, next: number): number {
    return this.#branch(
      'if',
      statement.condition,
      statement.head,
      context,
      (inner) => this.build(statement.then, inner, next),
      () => (statement.otherwise ? this.build(statement.otherwise, this.#builder.withoutResults(context), next) : next),
    );
  }

  #match(statement: Body<'match'>, context: Context, next: number): number {
    const behind = this.#builder.withoutResults(context);
    const arms = statement.arms.map((arm) => {
      const inner = this.#builder.opening(boundBy(arm.pattern), behind);
      return { pattern: rewritePattern(arm.pattern, inner.bindings), next: this.build(arm.body, inner, next) };
    });
    const value = rewrite(statement.value, context.bindings);
    return this.#builder.operation({ kind: 'match', form: 'match', value, arms }, statement.head, context, {
      role: readsShared(value) ? 'visible' : 'local',
      shown: true,
    });
  }

  #while(statement: Body<'while'>, context: Context, next: number): number {
    const head = this.#builder.pass(statement.head, context);
    let tested = context;
    const contexts = statement.before.map((s) => {
      const where = tested;
      tested = this.#builder.declared(s, tested);
      return where;
    });
    const exits: Exits = { ...context.exits, broken: next, continued: head.node };
    const body = (inner: Context): number =>
      this.build(statement.body, { ...inner, exits }, this.#builder.jump(head.node, statement.at, inner));
    const entry = statement.condition
      ? this.#branch('while', statement.condition, statement.head, tested, body, () => next)
      : body(tested);
    head.lead(this.#inOrder(statement.before, contexts, entry));
    return head.node;
  }

  #for(statement: Body<'for'>, context: Context, next: number): number {
    const set = rewrite(statement.set, context.bindings);
    const rest = this.#builder.graph.newSlot(`rest of ${statement.symbol.name}`, statement.set.type, {
      frame: context.frame,
      hidden: true,
    });
    const behind = this.#builder.withoutResults(context);
    const around: Context = { ...behind, scope: { slot: rest, outer: behind.scope } };
    const inner = this.#builder.opening([statement.symbol], around);
    const head = this.#builder.pass(statement.head, around);
    const exits: Exits = { ...context.exits, broken: next, continued: head.node };
    const back = this.#builder.jump(head.node, statement.at, inner);
    const body = this.build(statement.body, { ...inner, exits }, back);
    const slot = this.#builder.slotOf(statement.symbol, context);
    head.lead(
      this.#builder.operation({ kind: 'forNext', slot, rest, body, next }, statement.head, around, {
        role: 'local',
        shown: false,
      }),
    );
    const target: IrPlace = {
      root: { kind: 'slot', slot: rest },
      path: [],
      type: statement.set.type,
      at: statement.set.at,
    };
    return this.#builder.operation(
      { kind: 'assign', form: 'for', element: statement.symbol.name, target, value: set, next: head.node },
      statement.head,
      context,
      {
        role: readsShared(set) ? 'visible' : 'local',
        shown: true,
      },
    );
  }

  #either(statement: Body<'either'>, context: Context, next: number): number {
    const branches = statement.branches.map((branch) => this.build(branch, context, next));
    return this.#builder.operation({ kind: 'either', branches }, statement.at, context, {
      role: 'choice',
      shown: false,
    });
  }

  #pick(statement: Body<'pick'>, context: Context, next: number): number {
    const set = rewrite(statement.set, context.bindings);
    const where = statement.where && rewrite(statement.where, context.bindings);
    const slot = this.#builder.slotOf(statement.symbol, context);
    return this.#builder.operation(
      { kind: 'pick', slot, set, ...(where ? { where } : {}), next },
      statement.at,
      context,
      {
        role: 'choice',
        shown: true,
      },
    );
  }

  #atomic(statement: Body<'atomic'>, context: Context, next: number): number {
    // Inside another atomic it adds nothing.
    if (context.region !== 0) return this.build(statement.body, context, next);
    const inner: Context = {
      ...context,
      region: this.#builder.graph.newRegion(),
      ordering: statement.ordering ?? 'full',
    };
    const entry = this.build(statement.body, inner, next);
    return this.#builder.operation({ kind: 'skip', next: entry }, statement.at, inner, {
      role: 'visible',
      shown: false,
      opensRegion: true,
    });
  }

  /**
   * Only a full barrier may have to wait, for the store buffer: it is a step of its own, but not where memory is
   * sequentially consistent. The others change what only later accesses of their own CPU look at, and are part of the
   * step before them: as if they ran at once.
   */
  #fence({ fence, at }: Body<'fence'>, context: Context, next: number): number {
    const waits = this.#memory !== undefined && fence === 'mb';
    return this.#builder.operation({ kind: 'skip', fence, next }, at, context, {
      role: waits ? 'visible' : 'local',
      shown: false,
    });
  }

  #labelled(statement: Body<'labelled'>, context: Context, next: number): number {
    const { label, body } = statement;
    const inner: Context = { ...context, labels: new Set([...context.labels, label.id]) };
    const node = this.#builder.labelNode(label, inner);
    const built = body ? this.build(body, inner, next) : next;
    // A label of nothing is a control point all the same.
    const entry =
      built === next
        ? this.#builder.operation({ kind: 'skip', next }, statement.at, inner, { role: 'local', shown: false })
        : built;
    this.#builder.placeLabel(label, node, entry, inner);
    return node;
  }

  #goto({ label, at }: Body<'goto'>, context: Context): number {
    return this.#builder.jump(this.#builder.labelNode(label, context), at, context, `goto ${label.name}`);
  }

  #return(statement: Body<'return'>, context: Context): number {
    const { returned, result } = context.exits;
    if (!statement.value || !result) return this.#builder.jump(returned, statement.at, context, 'return');
    const value = rewrite(statement.value, context.bindings);
    return this.#builder.operation(
      { kind: 'assign', form: 'return', target: { ...result, at: statement.at }, value, next: returned },
      statement.at,
      context,
      { role: readsShared(value) ? 'visible' : 'local', shown: true },
    );
  }
}

function slotPlace(slot: number, symbol: LocalSymbol): IrPlace {
  return { root: { kind: 'slot', slot }, path: [], type: symbol.type, at: symbol.at };
}
