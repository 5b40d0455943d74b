import type { Expr, LocalSymbol, ProcedureSymbol, VariableSymbol } from '../core/expression.ts';
import { type Bindings, placeExpression, rewrite, rewritePlace } from './bindings.ts';
import type { Body, Context, NodeBuilder } from './context.ts';
import { spanText } from '../text/source.ts';
import { placeReadsShared, readsShared } from './effects.ts';
import type { Frame, IrPlace } from './system.ts';

/** Builds the body of the called procedure in the context of the call; gives the node where it starts. */
type BuildBody = (procedure: ProcedureSymbol, context: Context, next: number) => number;

/**
 * Copies a procedure in where it is called (language.md, section 3): its value parameters and the indices of its
 * `ref` arguments become slots, evaluated together at the call; `ref` parameters become the caller's places.
 */
export function inlineCall(
  statement: Body<'call'>,
  context: Context,
  next: number,
  builder: NodeBuilder,
  build: BuildBody,
): number {
  const { procedure } = statement;
  const bindings: Bindings = new Map();
  const values: { slot: number; value: Expr }[] = [];
  let { scope } = context;
  const kept: Frame['arguments'][number][] = [];
  const frame: Frame = {
    id: builder.graph.newFrameId(),
    procedure,
    callAt: statement.at,
    ...(context.frame ? { parent: context.frame } : {}),
    arguments: kept,
  };
  const keep = (name: string, value: Expr, symbol: LocalSymbol | undefined): number => {
    const slot = builder.graph.newSlot(name, symbol?.type ?? value.type, {
      ...(symbol ? { symbol } : {}),
      frame,
      hidden: symbol === undefined,
    });
    scope = { slot, outer: scope };
    values.push({ slot, value });
    return slot;
  };
  let touchesShared = false;
  for (const [i, argument] of statement.arguments.entries()) {
    const parameter = procedure.parameters[i];
    if (!parameter) continue;
    if (argument.kind === 'value') {
      const value = rewrite(argument.value, context.bindings);
      touchesShared ||= readsShared(value);
      const slot = keep(parameter.name, value, parameter);
      bindings.set(parameter.id, { kind: 'slot', slot });
      kept.push({ kind: 'slot', slot });
      continue;
    }
    const place = rewritePlace(argument.place, context.bindings);
    touchesShared ||= placeReadsShared(place);
    // Indices are evaluated once, at the call.
    const path = place.path.map((step) => {
      if (step.kind === 'field' || step.index.kind === 'constant' || isFixed(step.index)) return step;
      const name = spanText(step.index.at).replace(/\s+/g, ' ');
      const slot = keep(name, step.index, undefined);
      const index: Expr = { kind: 'slot', slot, name, type: step.index.type, at: step.index.at };
      return { ...step, index };
    });
    const captured: IrPlace = { ...place, path };
    const rootExpr = placeExpression(rootExpression(argument.place.root, captured, context), path, argument.place.at);
    bindings.set(parameter.id, { kind: 'place', place: captured, rootExpr });
    kept.push({ kind: 'place', place: captured });
  }
  const result = statement.result && builder.slotOf(statement.result, context);
  const leave = builder.operation(
    { kind: 'leave', left: frame, ...(result === undefined ? {} : { result }), next },
    statement.at,
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
  const entry = build(procedure, inner, end);
  return builder.operation({ kind: 'enter', entered: frame, values, next: entry }, statement.at, context, {
    role: touchesShared ? 'visible' : 'local',
    shown: false,
  });
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
