import type { BoundSet, Expr } from '../../../core/expression.ts';
import { itemAt } from '../../../core/lists.ts';
import type { Type } from '../../../core/types.ts';
import { valuesOf } from '../../../core/enumerate.ts';
import { packedScalar, wordAt } from '../emit/access.ts';
import { add, and, constantOf, eq, eqz, gtS, ltS, or, select, shl, sub } from '../emit/arithmetic.ts';
import { constantWords, type Emitter, type Words, zeroWords } from '../emit/emitter.ts';
import { block, br, brIf, get, i32, type Instruction, loop, op, set } from '../encoding/instructions.ts';
import type { Compiler } from '../emit/compiler.ts';
import { looped } from '../emit/loops.ts';
import { rankOf, unranked } from '../emit/rank.ts';
import { narrowed } from './miniscope.ts';
import { compileConnective } from './operators.ts';
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
  if (type.kind !== 'set') throw new Error('a quantifier over a value that is not a set');
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
            inner(constantWords(itemAt(values, rank), shapeOf(element)));
          });
        });
    });
    return;
  }
  eachRank(all.words, c.emitter, (rank) => {
    inner(unranked(rank, element, c.emitter));
  });
}

/** A set to which `write` adds elements. */
function collecting(type: Type, c: Compiler, write: (add: (element: Expr) => void) => void): Words {
  if (type.kind !== 'set') throw new Error('a set of another type');
  const shape = shapeOf(type);
  const locals = c.emitter.freshList(shape.words, 'b');
  c.emitter.assign(locals, zeroWords(shape).words);
  write((element) => {
    addBit(locals, rankOf(c.as(element, type.element), type.element, c.emitter), c.emitter);
  });
  return { shape, words: locals.map(get) };
}

/** A loop over the bits of a set, lowest first. */
function eachRank(words: readonly Instruction[], emitter: Emitter, body: (rank: Instruction) => void): void {
  const left = emitter.fresh('left');
  const eachBit = (at: Instruction): void => {
    emitter.emit(set(left, setWord(words, at, emitter)));
    const once = emitter.collect(() => {
      const rank = emitter.atom(or(shl(at, i32(5)), op('i32.ctz', get(left))));
      emitter.emit(set(left, and(get(left), sub(get(left), i32(1)))));
      body(rank);
    });
    emitter.emit(block('over', (over) => [loop('bits', (again) => [brIf(over, eqz(get(left))), ...once, br(again)])]));
  };
  if (words.length === 1) eachBit(i32(0));
  else looped(words.length, emitter, eachBit);
}

/** A word of a set; of all values of a type, which is the commonest large set, all but the last are full. */
function setWord(words: readonly Instruction[], at: Instruction, emitter: Emitter): Instruction {
  const last = words.length - 1;
  if (words.slice(0, last).every((w) => constantOf(w) === -1))
    return select(itemAt(words, last), i32(-1), eq(at, i32(last)));
  return wordAt(words, at, emitter);
}

export function compileQuantifier(expr: Extract<Expr, { kind: 'quantifier' }>, c: Compiler): Words {
  const [binder] = expr.binders;
  const narrow = binder && isNeverEmpty(binder.set, c) ? narrowed(expr) : undefined;
  if (narrow) return compileConnective(narrow, c);
  const { emitter } = c;
  const result = emitter.fresh('r');
  const accumulate = (initial: number, step: (result: Instruction) => Instruction): Instruction => {
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
        accumulate(1, (all) => and(c.condition(expr.body), all)),
      );
    case 'exists':
      return c.scalar(
        expr.type,
        accumulate(0, (any) => or(c.condition(expr.body), any)),
      );
    case 'count':
      return number(accumulate(0, (count) => add(c.condition(expr.body), count)));
    case 'sum':
      return number(accumulate(0, (sum) => add(c.number(expr.body), sum)));
    case 'min':
    case 'max':
      return extreme(expr, c);
    case 'choose':
      return choice(expr, c);
  }
}

function isNeverEmpty(set: Expr, c: Compiler): boolean {
  return set.kind === 'constant' && c.words(set).words.some((word) => constantOf(word) !== 0);
}

function extreme(expr: Extract<Expr, { kind: 'quantifier' }>, c: Compiler): Words {
  const { emitter } = c;
  const found = emitter.fresh('f');
  emitter.emit(set(found, i32(0)));
  const best = c.branching(expr.body.type, (keep) => {
    const shape = shapeOf(expr.body.type);
    const locals = emitter.freshList(shape.words, 'b');
    const extremum = { shape, words: locals.map(get) };
    eachElement(expr.binders, c, () => {
      const value = c.words(expr.body);
      const order = emitter.atom(compareWords(value, extremum, expr.body.type, emitter));
      const better = expr.quantifier === 'min' ? ltS(order, i32(0)) : gtS(order, i32(0));
      emitter.guarded(or(better, eqz(get(found))), () => {
        emitter.assign(locals, value.words);
      });
      emitter.emit(set(found, i32(1)));
    });
    emitter.failIf(eqz(get(found)));
    keep(extremum);
  });
  return expr.type === expr.body.type ? best : c.retyped(best, expr.body.type, expr.type);
}

function choice(expr: Extract<Expr, { kind: 'quantifier' }>, c: Compiler): Words {
  const { emitter } = c;
  const { symbol } = itemAt(expr.binders, 0);
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
  return collecting(expr.type, c, (addElement) => {
    eachElement([{ symbol: expr.symbol, set: expr.set }], c, () => {
      const element: Expr = { kind: 'local', symbol: expr.symbol, type: expr.symbol.type, at: expr.at };
      c.emitter.guarded(c.condition(expr.condition), () => {
        addElement(element);
      });
    });
  });
}

export function compileImage(expr: Extract<Expr, { kind: 'image' }>, c: Compiler): Words {
  return collecting(expr.type, c, (addElement) => {
    eachElement(expr.binders, c, () => {
      addElement(expr.element);
    });
  });
}
