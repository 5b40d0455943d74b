import type { BoundSet, Expr } from '../../../core/expression.ts';
import { valuesOf } from '../../../core/values.ts';
import { packedScalar, wordsAt } from '../emit/access.ts';
import { add, and, constantOf, eq, eqz, gtS, ltS, or, select, shl, sub } from '../emit/arithmetic.ts';
import { constantWords, type Emitter, type Words } from '../emit/emitter.ts';
import { block, br, brIf, get, i32, type Instruction, loop, op, set } from '../encoding/instructions.ts';
import type { Compiler } from '../emit/compiler.ts';
import { counted } from '../emit/loops.ts';
import { rankOf, unranked } from '../emit/rank.ts';
import { addBit, bitAt, possibleRanks } from './sets.ts';
import { shapeOf } from '../layout/shape.ts';
import { compareWords } from '../emit/order.ts';

/**
 * Quantifiers, comprehensions and reductions over a few elements are unrolled: the elements that a set may have are
 * known, so that in each copy of the body the bound name is a constant and indices with it are fixed places. Over
 * more they are loops. Every element that is there is evaluated, whatever the others gave.
 */
export function eachElement(binders: readonly BoundSet[], c: Compiler, body: () => void): void {
  const [first, ...rest] = binders;
  if (!first) {
    body();
    return;
  }
  const { type } = first.set;
  if (type.kind !== 'set') throw new Error('a quantifier over something that is no set');
  const all = c.words(first.set);
  const { element } = type;
  const inner = (value: Words): void => {
    c.bind(first.symbol, value);
    eachElement(rest, c, body);
  };
  const ranks = type.element.kind === 'never' ? [] : possibleRanks(all);
  if (c.isUnrolled(ranks.length)) {
    c.unrolling(ranks.length, () => {
      const values = valuesOf(element);
      for (const rank of ranks)
        c.emitter.scoped(() => {
          c.emitter.guarded(bitAt(all, rank), () => {
            inner(constantWords(values[rank]!, shapeOf(element)));
          });
        });
    });
    return;
  }
  eachRank(all.words, c.emitter, (rank) => {
    inner(unranked(rank, element, c.emitter));
  });
}

/** A loop over the bits of a set, lowest first. */
function eachRank(words: readonly Instruction[], emitter: Emitter, body: (rank: Instruction) => void): void {
  const left = emitter.fresh('left');
  counted(
    words.length,
    emitter,
    (at) => {
      emitter.emit(set(left, wordOf(words, at, emitter)));
      const once = emitter.collect(() => {
        const rank = emitter.atom(or(shl(at, i32(5)), op('i32.ctz', get(left))));
        emitter.emit(set(left, and(get(left), sub(get(left), i32(1)))));
        body(rank);
      });
      emitter.emit(
        block('over', (over) => [loop('bits', (again) => [brIf(over, eqz(get(left))), ...once, br(again)])]),
      );
    },
    words.length === 1,
  );
}

/** A word of a set; of all values of a type, which is the commonest large set, all but the last are full. */
function wordOf(words: readonly Instruction[], at: Instruction, emitter: Emitter): Instruction {
  const last = words.length - 1;
  if (words.every((w, i) => i === last || constantOf(w) === -1))
    return select(words[last]!, i32(-1), eq(at, i32(last)));
  return wordsAt(words, at, 1, words.length, emitter)[0]!;
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
  const locals = so.words.flatMap((w) => (w.kind === 'get' ? [w.local] : []));
  addBit(locals, rank, c.emitter);
}
