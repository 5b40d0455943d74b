import type { Expr, LocalSymbol, Place, ProcedureSymbol, Statement, VariableSymbol } from '../../core/expression.ts';
import { itemAt } from '../../core/lists.ts';
import { type Bindings, placeExpression, rewrite, rewritePlace } from './bindings.ts';
import type { Body, Context, NodeBuilder } from './context.ts';
import { spanText } from '../../text/source.ts';
import type { Scope } from './graph.ts';
import { placeReadsShared, readsShared } from '../operations/effects.ts';
import type { Frame, IrPlace } from '../system.ts';

/** Builds a statement in a context; gives the node where it starts. */
interface StatementBuilder {
  build(statement: Statement, context: Context, next: number): number;
}

/**
 * Copies a procedure in where it is called (language.md, section 3): its value parameters and the indices of its
 * `ref` arguments become slots, evaluated together at the call; `ref` parameters become the caller's places.
 */
export function inlineCall(
  statement: Body<'call'>,
  context: Context,
  next: number,
  builder: NodeBuilder,
  statements: StatementBuilder,
): number {
  const { procedure, at } = statement;
  const call = new CallUnderConstruction(statement, context, builder);
  for (const [i, argument] of statement.arguments.entries()) call.pass(argument, itemAt(procedure.parameters, i));
  const { frame, values, bindings, scope } = call;
  const result = statement.result && builder.slotOf(statement.result, context);
  const leave = builder.operation(
    { kind: 'leave', left: frame, ...(result === undefined ? {} : { result }), next },
    at,
    context,
    { role: 'local', shown: false },
  );
  const inner: Context = {
    ...context,
    bindings,
    frame,
    scope,
    procedures: new Set([...context.procedures, procedure.id]),
    exits: { returned: leave, result: resultPlace(procedure, result, frame, builder) },
    targets: new Map(),
  };
  const end = procedure.result ? builder.node({ kind: 'never' }, procedure.at, inner) : leave;
  const entry = statements.build(procedure.body, inner, end);
  return builder.operation({ kind: 'enter', entered: frame, values, next: entry }, at, context, {
    role: call.readsShared ? 'visible' : 'local',
    shown: false,
  });
}

/** Grows by the arguments of a call. */
class CallUnderConstruction {
  readonly frame: Frame;
  /** What the parameters are in this copy of the body. */
  readonly bindings: Bindings = new Map();
  /** What is evaluated at the call, and the slots that it goes to. */
  readonly values: { readonly slot: number; readonly value: Expr }[] = [];
  /** That of the call, with the slots of the arguments. */
  scope: Scope;
  /** Whether evaluating the arguments reads shared variables. */
  readsShared = false;
  readonly #arguments: Frame['arguments'][number][] = [];
  readonly #context: Context;
  readonly #builder: NodeBuilder;

  constructor({ procedure, at }: Body<'call'>, context: Context, builder: NodeBuilder) {
    this.#context = context;
    this.#builder = builder;
    this.scope = context.scope;
    this.frame = {
      id: builder.graph.newFrameId(),
      procedure,
      callAt: at,
      ...(context.frame ? { parent: context.frame } : {}),
      arguments: this.#arguments,
    };
  }

  pass(argument: Body<'call'>['arguments'][number], parameter: LocalSymbol): void {
    if (argument.kind === 'value') this.#passValue(argument.value, parameter);
    else this.#passPlace(argument.place, parameter);
  }

  #passValue(argument: Expr, parameter: LocalSymbol): void {
    const value = rewrite(argument, this.#context.bindings);
    this.readsShared ||= readsShared(value);
    const slot = this.#keep(value, parameter.name, parameter);
    this.bindings.set(parameter.id, { kind: 'slot', slot });
    this.#arguments.push({ kind: 'slot', slot });
  }

  /** The indices of a `ref` argument are evaluated once, at the call. */
  #passPlace(argument: Place, parameter: LocalSymbol): void {
    const place = rewritePlace(argument, this.#context.bindings);
    this.readsShared ||= placeReadsShared(place);
    const path = place.path.map((step) => {
      if (step.kind === 'field' || step.index.kind === 'constant' || isFixed(step.index)) return step;
      const { type, at } = step.index;
      const name = spanText(at).replace(/\s+/g, ' ');
      const slot = this.#keep(step.index, name);
      return { ...step, index: { kind: 'slot', slot, name, type, at } as const };
    });
    const captured: IrPlace = { ...place, path };
    const rootExpr = placeExpression(rootExpression(argument.root, captured, this.#context), path, argument.at);
    this.bindings.set(parameter.id, { kind: 'place', place: captured, rootExpr });
    this.#arguments.push({ kind: 'place', place: captured });
  }

  /** A slot for what is evaluated at the call: of a parameter, or hidden. */
  #keep(value: Expr, name: string, parameter?: LocalSymbol): number {
    const slot = this.#builder.graph.newSlot(name, parameter?.type ?? value.type, {
      ...(parameter ? { symbol: parameter } : {}),
      frame: this.frame,
      hidden: parameter === undefined,
    });
    this.scope = { slot, outer: this.scope };
    this.values.push({ slot, value });
    return slot;
  }
}

/** A result that nobody uses is evaluated, converted and checked all the same. */
function resultPlace(
  procedure: ProcedureSymbol,
  used: number | undefined,
  frame: Frame,
  builder: NodeBuilder,
): IrPlace | undefined {
  const { result: type, at } = procedure;
  if (type === undefined) return undefined;
  const slot = used ?? builder.graph.newSlot('result', type, { frame, hidden: true });
  return { root: { kind: 'slot', slot }, path: [], type, at };
}

/** Reads the whole root of a place in the terms of this copy. */
function rootExpression(root: VariableSymbol | LocalSymbol, place: IrPlace, context: Context): Expr {
  if (root.kind === 'variable') return { kind: 'variable', symbol: root, type: root.type, at: place.at };
  const binding = context.bindings.get(root.id);
  if (binding?.kind === 'place') return rootOf(binding.rootExpr);
  return { kind: 'slot', slot: place.root.slot, name: root.name, type: root.type, at: place.at };
}

/** The variable or slot at the bottom of a chain of fields and indices. */
function rootOf(expr: Expr): Expr {
  let e = expr;
  while (e.kind === 'index' || e.kind === 'field') e = e.object;
  return e;
}

/** Whether the value of an index cannot change while a call runs, so that it needs no copy. */
function isFixed(index: Expr): boolean {
  return index.kind === 'local' && index.symbol.role === 'index';
}
