import type { BoundSet, Expr } from '../../core/expression.ts';
import { packedScalar } from './access.ts';
import { add, and, eqz, gtS, ltS, or } from './arithmetic.ts';
import type { Words } from './emitter.ts';
import { get, i32, type Instruction, set } from './encoding/instructions.ts';
import type { Compiler } from './compiler.ts';
import { rankOf } from './rank.ts';
import { elementsOf, withBit } from './sets.ts';
import { shapeOf } from './shape.ts';
import { compareWords } from './order.ts';

/**
 * Quantifiers, comprehensions and reductions are unrolled: the elements that a set may have are known, so that
 * in each copy of the body the bound name is a constant and indices with it are fixed places. Every element that
 * is there is evaluated, whatever the others gave.
 */
export function eachElement(binders: readonly BoundSet[], c: Compiler, body: () => void): void {
  const [first, ...rest] = binders;
  if (!first) {
    body();
    return;
  }
  const { type } = first.set;
  if (type.kind !== 'set') throw new Error('a quantifier over something that is no set');
  for (const { words, present } of elementsOf(c.words(first.set), type.element))
    c.emitter.guarded(present, () => {
      c.bind(first.symbol, words);
      eachElement(rest, c, body);
    });
}

export function compileQuantifier(expr: Extract<Expr, { kind: 'quantifier' }>, c: Compiler): Words {
  const { emitter } = c;
  const result = emitter.fresh('r');
  const accumulate = (initial: number, step: (so: Instruction) => Instruction): Instruction => {
    emitter.emit(set(result, i32(initial)));
    eachElement(expr.binders, c, () => {
      emitter.emit(set(result, step(get(result))));
    });
    return get(result);
  };
  const number = (i: Instruction): Words => c.scalar(expr.type, packedScalar(i, shapeOf(expr.type)));
  switch (expr.quantifier) {
    case 'forall':
      return c.scalar(
        expr.type,
        accumulate(1, (so) => and(c.condition(expr.body), so)),
      );
    case 'exists':
      return c.scalar(
        expr.type,
        accumulate(0, (so) => or(c.condition(expr.body), so)),
      );
    case 'count':
      return number(accumulate(0, (so) => add(c.condition(expr.body), so)));
    case 'sum':
      return number(accumulate(0, (so) => add(c.number(expr.body), so)));
    case 'min':
    case 'max':
      return extreme(expr, c);
    case 'choose':
      return choice(expr, c);
  }
}

function extreme(expr: Extract<Expr, { kind: 'quantifier' }>, c: Compiler): Words {
  const { emitter } = c;
  const found = emitter.fresh('f');
  emitter.emit(set(found, i32(0)));
  const best = c.branching(expr.body.type, (keep) => {
    const so = c.branching(expr.body.type, () => undefined);
    eachElement(expr.binders, c, () => {
      const value = c.words(expr.body);
      const order = emitter.atom(compareWords(value, so, expr.body.type, emitter));
      const better = expr.quantifier === 'min' ? ltS(order, i32(0)) : gtS(order, i32(0));
      emitter.guarded(or(better, eqz(get(found))), () => {
        so.words.forEach((w, i) => {
          if (w.kind === 'get') emitter.emit(set(w.local, value.words[i]!));
        });
      });
      emitter.emit(set(found, i32(1)));
    });
    emitter.failIf(eqz(get(found)));
    keep(so);
  });
  return expr.type === expr.body.type ? best : c.retyped(best, expr.body.type, expr.type);
}

function choice(expr: Extract<Expr, { kind: 'quantifier' }>, c: Compiler): Words {
  const { emitter } = c;
  const symbol = expr.binders[0]!.symbol;
  const found = emitter.fresh('f');
  emitter.emit(set(found, i32(0)));
  const chosen = c.branching(symbol.type, (keep) => {
    eachElement(expr.binders, c, () => {
      const holds = emitter.atom(c.condition(expr.body));
      emitter.guarded(holds, () => {
        emitter.guarded(eqz(get(found)), () => {
          keep(c.words({ kind: 'local', symbol, type: symbol.type, at: expr.at }));
        });
        emitter.emit(set(found, add(get(found), i32(1))));
      });
    });
  });
  emitter.failIf(eqz(get(found)));
  if (symbol.type.kind === 'symmetric') emitter.failIf(gtS(get(found), i32(1)));
  return c.retyped(chosen, symbol.type, expr.type);
}

export function compileFilter(expr: Extract<Expr, { kind: 'filter' }>, c: Compiler): Words {
  return c.collecting(expr.type, (addElement) => {
    eachElement([{ symbol: expr.symbol, set: expr.set }], c, () => {
      const element: Expr = { kind: 'local', symbol: expr.symbol, type: expr.symbol.type, at: expr.at };
      c.emitter.guarded(c.condition(expr.condition), () => {
        addElement(element);
      });
    });
  });
}

export function compileImage(expr: Extract<Expr, { kind: 'image' }>, c: Compiler): Words {
  return c.collecting(expr.type, (addElement) => {
    eachElement(expr.binders, c, () => {
      addElement(expr.element);
    });
  });
}

/** Adds the value of an expression to a set that is kept in locals. */
export function addTo(so: Words, element: Expr, c: Compiler): void {
  const { type } = so.shape;
  if (type.kind !== 'set') return;
  const rank = rankOf(c.as(element, type.element), type.element, c.emitter);
  const added = withBit(so, rank, c.emitter);
  so.words.forEach((w, i) => {
    if (w.kind === 'get') c.emitter.emit(set(w.local, added.words[i]!));
  });
}
