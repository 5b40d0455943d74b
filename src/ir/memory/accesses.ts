import type { Expr, FunctionSymbol, Projection } from '../../core/expression.ts';
import { isPlain, type Ordering } from '../../core/memory.ts';
import { childrenOf, mapChildren, slotsBoundBy, slotsBoundIn, walkExpression } from '../../core/traverse.ts';
import type { Location } from '../../text/source.ts';
import { expressionsOf } from '../operations/slot-uses.ts';
import type { Operation } from '../system.ts';
import { chainOf, type Located, locate, type Shape } from './shapes.ts';

/** Which words of weak memory an operation loads and stores, and in which way. */

/**
 * Why an operation has no meaning under weak memory: it reads several words at once, or writes several; it calls a function
 * that reads one; or which word it reads depends on a name that is bound within its expressions.
 */
export interface Impossible {
  readonly problem: 'reads' | 'writes' | 'function' | 'bound';
  readonly at: Location;
}

/** What an expression or an operation reads. */
interface Reads {
  readonly words: readonly (Located & { readonly at: Location })[];
  /** Shapes of which it reads several words, or words that are found only while it is evaluated. */
  readonly shapes: ReadonlySet<Shape>;
  readonly impossible: readonly Impossible[];
}

/** Plain accesses, which may be reordered, or those of an atomic read-modify-write. */
export function isPlainAccess({ ordering }: { readonly ordering?: Ordering }): boolean {
  return ordering === undefined || isPlain(ordering);
}

/** Whether an operation stores to a shared variable. */
export function storesShared(operation: Operation): boolean {
  return operation.kind === 'assign' && operation.target.root.kind === 'variable' && !operation.ghost;
}

export class Accesses {
  readonly #shapes: readonly Shape[];
  readonly #readByFunction = new Map<FunctionSymbol, ReadonlySet<Shape>>();

  constructor(shapes: readonly Shape[]) {
    this.#shapes = shapes;
  }

  /** The word that an assignment stores to. */
  stored(operation: Operation): Located | 'several' | undefined {
    if (operation.kind !== 'assign' || operation.ghost || operation.target.root.kind !== 'variable') return undefined;
    return locate(operation.target.root.slot, operation.target.path, this.#shapes);
  }

  /** What an operation loads: of what it stores to only part of, the rest as well. */
  loaded(operation: Operation): Reads {
    const words: (Located & { readonly at: Location })[] = [];
    const shapes = new Set<Shape>();
    const impossible: Impossible[] = [];
    if (operation.ghost) return { words, shapes, impossible };
    const exprs = expressionsOf(operation);
    const bound = new Set(exprs.flatMap(slotsBoundIn));
    if (operation.kind === 'pick') bound.add(operation.slot);
    if (operation.kind === 'match')
      for (const arm of operation.arms) for (const slot of slotsBoundBy(arm.pattern)) bound.add(slot);
    const visit = (expr: Expr): void => {
      const chain = chainOf(expr);
      const word = chain && locate(chain.slot, chain.path, this.#shapes);
      if (chain === undefined || word === undefined) {
        if (expr.kind === 'call') this.#noteCall(expr, shapes, impossible);
        for (const child of childrenOf(expr)) visit(child);
        return;
      }
      if (word === 'several') {
        for (const shape of this.#shapes) if (shape.variable.slot === chain.slot) shapes.add(shape);
        impossible.push({ problem: 'reads', at: expr.at });
      } else if (word.keys.some((key) => dependsOn(key, bound))) {
        shapes.add(word.shape);
        impossible.push({ problem: 'bound', at: expr.at });
      } else words.push({ ...word, at: expr.at });
      for (const index of indicesIn(chain.path)) visit(index);
    };
    for (const expr of exprs) visit(expr);
    const target = this.stored(operation);
    if (operation.kind === 'assign' && target && target !== 'several' && target.rest.length > 0)
      words.push({ ...target, at: operation.target.at });
    return { words, shapes, impossible };
  }

  #noteCall(
    { function: callee, at }: Extract<Expr, { kind: 'call' }>,
    shapes: Set<Shape>,
    impossible: Impossible[],
  ): void {
    const read = this.#readBy(callee);
    for (const shape of read) shapes.add(shape);
    if (read.size > 0) impossible.push({ problem: 'function', at });
  }

  /** The shapes of the words that a function may read. */
  #readBy(callee: FunctionSymbol): ReadonlySet<Shape> {
    const known = this.#readByFunction.get(callee);
    if (known) return known;
    const found = new Set<Shape>();
    this.#readByFunction.set(callee, found);
    walkExpression(callee.body, (expr) => {
      if (expr.kind === 'variable')
        for (const shape of this.#shapes) if (shape.variable.slot === expr.symbol.slot) found.add(shape);
      if (expr.kind === 'call') for (const shape of this.#readBy(expr.function)) found.add(shape);
      return true;
    });
    return found;
  }

  /** An expression with the words that it reads replaced. */
  replaced(expr: Expr, value: (word: Located, use: Expr) => Expr): Expr {
    const chain = chainOf(expr);
    const word = chain && locate(chain.slot, chain.path, this.#shapes);
    if (word && word !== 'several' && word.rest.length === 0) return value(word, expr);
    return mapChildren(expr, (e) => this.replaced(e, value));
  }
}

/** Whether two accesses are of one word, as far as can be told beforehand. */
export function isSameWord(a: Located, b: Located): boolean {
  return a.shape === b.shape && a.keys.every((key, i) => sameText(key, b.keys[i]));
}

function sameText(a: Expr, b: Expr | undefined): boolean {
  if (a.kind === 'constant' && b?.kind === 'constant') return JSON.stringify(a.value) === JSON.stringify(b.value);
  if (a.kind === 'slot' && b?.kind === 'slot') return a.slot === b.slot;
  if (a.kind === 'local' && b?.kind === 'local') return a.symbol.id === b.symbol.id;
  if (a.kind === 'self' && b?.kind === 'self') return true;
  return a.kind === 'narrow' && b?.kind === 'narrow' && sameText(a.operand, b.operand);
}

function indicesIn(path: readonly Projection[]): readonly Expr[] {
  return path.flatMap((step) => (step.kind === 'index' ? [step.index] : []));
}

/** Whether an expression has names that only get a value while the operation is evaluated. */
function dependsOn(expr: Expr, bound: ReadonlySet<number>): boolean {
  let found = false;
  walkExpression(expr, (e) => {
    if (e.kind === 'slot' && bound.has(e.slot)) found = true;
    if (e.kind === 'local' && e.symbol.role === 'bound') found = true;
    return !found;
  });
  return found;
}
