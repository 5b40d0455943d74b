import { describe, expect, it } from 'vitest';
import { compileOne, compileSpec } from '../support/compile.ts';
import { behaviour, edited, VARIABLES } from './edited.ts';

describe('edits of one check are carried out all at once', () => {
  const four = 'process p { a: x = 1; b: y = 1; c: x = 2; d: y = x; }';
  const right: readonly (readonly [what: string, body: string, edits: string, text: string])[] = [
    [
      'a statement that is left out keeps its label',
      four,
      'without p.b',
      'process p { a: x = 1; b: { } c: x = 2; d: y = x; }',
    ],
    ['later', four, 'moving p.a after p.c', 'process p { b: y = 1; c: x = 2; a: x = 1; d: y = x; }'],
    ['earlier', four, 'moving p.d after p.a', 'process p { a: x = 1; d: y = x; b: y = 1; c: x = 2; }'],
    [
      'two after the same statement, in the order in which they are written',
      four,
      'moving p.b after p.d, p.a after p.d',
      'process p { c: x = 2; d: y = x; b: y = 1; a: x = 1; }',
    ],
    [
      'one after another that is moved',
      four,
      'moving p.a after p.c, p.b after p.a',
      'process p { c: x = 2; a: x = 1; b: y = 1; d: y = x; }',
    ],
    [
      'and in the other order of writing',
      four,
      'moving p.b after p.a, p.a after p.c',
      'process p { c: x = 2; a: x = 1; b: y = 1; d: y = x; }',
    ],
    [
      'one after another that is left out',
      four,
      'without p.c moving p.a after p.c',
      'process p { b: y = 1; c: { } a: x = 1; d: y = x; }',
    ],
    [
      'out of a statement that is left out',
      'process p { outer: { a: x = 1; b: x = 2; } c: y = x; }',
      'without p.outer moving p.b after p.c',
      'process p { outer: { } c: y = x; b: x = 2; }',
    ],
    [
      'out of a statement that is moved',
      'process p { outer: { a: x = 1; b: x = 2; } c: y = x; d: skip; }',
      'moving p.outer after p.c, p.b after p.d',
      'process p { c: y = x; outer: { a: x = 1; } d: skip; b: x = 2; }',
    ],
    [
      'a statement after a former part of itself',
      'process p { outer: { a: x = 1; b: x = 2; } c: y = x; }',
      'moving p.b after p.c, p.outer after p.b',
      'process p { c: y = x; b: x = 2; outer: { a: x = 1; } }',
    ],
    [
      'the statement of two labels, of which the inner is left out',
      'process p { a: b: x = 1; c: y = x; }',
      'without p.b',
      'process p { a: b: { } c: y = x; }',
    ],
    [
      'the statement of two labels, of which the inner is moved',
      'process p { a: b: x = 1; c: y = x; }',
      'moving p.b after p.c',
      'process p { a: { } c: y = x; b: x = 1; }',
    ],
    [
      'after the statement of two labels, behind both',
      'process p { a: b: let v = x; c: y = v; d: x = 1; }',
      'moving p.d after p.b',
      'process p { a: b: let v = x; d: x = 1; c: y = v; }',
    ],
    [
      'two after the statement of two labels, in the order in which they are written',
      'process p { a: b: let v = x; c: y = v; d: x = 1; }',
      'moving p.d after p.a, p.c after p.b',
      'process p { a: b: let v = x; d: x = 1; c: y = v; }',
    ],
    [
      'and in the other order of writing, named the other way round',
      'process p { a: b: let v = x; c: y = v; d: x = 1; }',
      'moving p.c after p.b, p.d after p.a',
      'process p { a: b: let v = x; c: y = v; d: x = 1; }',
    ],
    [
      'two after a moved statement of two labels',
      'process p { a: b: x = 1; c: y = x; d: x = 2; e: skip; }',
      'moving p.a after p.e, p.d after p.a, p.c after p.b',
      'process p { e: skip; a: b: x = 1; d: x = 2; c: y = x; }',
    ],
    [
      'into an atomic block',
      'process p { atomic { a: x = 1; } b: y = x; }',
      'moving p.b after p.a',
      'process p { atomic { a: x = 1; b: y = x; } }',
    ],
    [
      'out of an atomic block of one statement',
      'process p { atomic a: x += 1; b: y = x; }',
      'moving p.a after p.b',
      'process p { atomic { } b: y = x; a: x += 1; }',
    ],
    [
      'after the one statement of an atomic block',
      'process p { atomic a: x += 1; b: y = x; }',
      'moving p.b after p.a',
      'process p { atomic { a: x += 1; b: y = x; } }',
    ],
    [
      'a block that is empty then',
      'process p { l: { a: x = 1; } b: y = x; }',
      'moving p.a after p.b',
      'process p { l: { } b: y = x; a: x = 1; }',
    ],
    [
      'a branch that is empty then',
      'process p { if x == 0 { a: x = 1; } else { b: y = 2; } y = x; }',
      'without p.a',
      'process p { if x == 0 { a: } else { b: y = 2; } y = x; }',
    ],
    [
      'in the `else` of a `let`',
      'process p { let some(a) = o else { l: x = 1; m: y = 1; return; } y = a; }',
      'moving p.l after p.m',
      'process p { let some(a) = o else { m: y = 1; l: x = 1; return; } y = a; }',
    ],
    [
      'a declaration with all that uses it',
      'process p { l: { let a = x; y = a; } m: x = 1; }',
      'moving p.l after p.m',
      'process p { m: x = 1; l: { let a = x; y = a; } }',
    ],
    [
      'a declaration to another place before its use',
      'process p { l: let a = x; m: x = 1; y = a; }',
      'moving p.l after p.m',
      'process p { m: x = 1; l: let a = x; y = a; }',
    ],
    [
      'a declaration whose value calls twice',
      'proc f(): 0..3 { skip; return x; } process p { l: let a = f() % 2 + f() % 2; m: x = 1; y = a; }',
      'moving p.l after p.m',
      'proc f(): 0..3 { skip; return x; } process p { m: x = 1; l: let a = f() % 2 + f() % 2; y = a; }',
    ],
    [
      'a declaration that nothing uses, left out',
      'process p { l: let a = x; y = 1; }',
      'without p.l',
      'process p { l: y = 1; }',
    ],
    [
      'a loop with its break',
      'process p { l: loop { x = 1; break; } m: y = x; }',
      'moving p.l after p.m',
      'process p { m: y = x; l: loop { x = 1; break; } }',
    ],
    [
      'a break within its loop',
      'process p { loop { a: if x == 3 { break; } b: x = 3; c: y = x; } }',
      'moving p.a after p.c',
      'process p { loop { b: x = 3; c: y = x; a: if x == 3 { break; } } }',
    ],
    [
      'a goto with its label',
      'process p { l: if x == 0 { goto l; } m: y = 1; } process q { x = 1; }',
      'moving p.l after p.m',
      'process p { m: y = 1; l: if x == 0 { goto l; } } process q { x = 1; }',
    ],
    [
      'a goto backwards that leads forwards then',
      'process p { l: x = 1; m: if y == 1 { goto l; } n: y = 1; }',
      'moving p.l after p.n',
      'process p { m: if y == 1 { goto l; } n: y = 1; l: x = 1; }',
    ],
    [
      'in a procedure that is called twice',
      'proc f() { a: x = 1; b: y = x; } process p { f(); x = 2; f(); }',
      'moving f.a after f.b',
      'proc f() { b: y = x; a: x = 1; } process p { f(); x = 2; f(); }',
    ],
    [
      'in a procedure and in its caller',
      'proc f() { a: x = 1; b: y = x; } process p { c: f(); d: x = 2; }',
      'moving f.a after f.b, p.c after p.d',
      'proc f() { b: y = x; a: x = 1; } process p { d: x = 2; c: f(); }',
    ],
    [
      'in an action',
      'action act when x < 2 { a: x += 1; b: y = x; }',
      'moving act.a after act.b',
      'action act when x < 2 { b: y = x; a: x += 1; }',
    ],
    [
      'a ghost statement',
      'ghost var g : 0..3 = 0; process p { a: x = 1; b: g = x; c: x = 2; } invariant i = p at done => g == 2;',
      'moving p.b after p.c',
      'ghost var g : 0..3 = 0; process p { a: x = 1; c: x = 2; b: g = x; } invariant i = p at done => g == 2;',
    ],
    [
      'a local that a property reads',
      'process p { l: let a = x; m: x = 1; n: y = a; } invariant i = p at n => p.a == 1;',
      'moving p.l after p.m',
      'process p { m: x = 1; l: let a = x; n: y = a; } invariant i = p at n => p.a == 1;',
    ],
  ];

  it.each(right)('%s', async (_, body, edits, text) => {
    expect(await behaviour(edited(body, edits))).toEqual(await behaviour(edited(text, '')));
  });

  it.each([
    ['a statement after a part of itself', 'moving p.outer after p.a', 'cannot be moved after itself'],
    ['two statements after each other', 'moving p.outer after p.c, p.c after p.outer', 'cannot be moved after itself'],
    ['two, one after a part of the other', 'moving p.outer after p.c, p.c after p.a', 'cannot be moved after itself'],
    ['a statement into one that is left out', 'without p.outer moving p.c after p.a', "'a' is inside 'outer'"],
    ['leaving out a part of what is left out', 'without p.outer, p.a', "'a' is inside 'outer'"],
    ['leaving out what is moved', 'without p.a moving p.a after p.c', "'a' is already edited"],
    ['leaving out twice', 'without p.a, p.a', "'a' is already edited"],
    ['moving twice', 'moving p.a after p.c, p.a after p.b', "'a' is already edited"],
  ])('and refused where they contradict each other: %s', (_, edits, message) => {
    const body = 'process p { outer: { a: x = 1; b: x = 2; } c: y = x; }';
    expect(() => compileOne(edited(body, edits))).toThrow(message);
  });
});

describe('an edit of one check', () => {
  it('is no concern of the others', () => {
    const runs = compileSpec(`spec two; ${VARIABLES} process p { a: x = 1; b: y = x; }
check plain;
check edited moving p.a after p.b;
check again;`);
    const steps = runs.map(({ system }) => system.families[0]!.points.map((point) => point.name));
    expect(steps).toEqual([
      ['a', 'b', 'done'],
      ['b', 'a', 'done'],
      ['a', 'b', 'done'],
    ]);
  });
});
