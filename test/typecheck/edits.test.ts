import { describe, expect, it } from 'vitest';
import { lower } from '../../src/ir/lower.ts';
import { loadModules } from '../../src/modules/modules.ts';
import { makeSource } from '../../src/text/source.ts';
import { planRuns } from '../../src/typecheck/runs/plan.ts';
import { typecheck } from '../../src/typecheck/typecheck.ts';
import { compileOne, compileSpec, exploreRun } from '../support/compile.ts';

/**
 * `without` and `moving` (language.md, section 7). What an edit makes is what the same text would mean if somebody wrote
 * it: each edit that is accepted is compared with the text that it stands for, and each other one is an error.
 */

const VARIABLES = 'var x : 0..3 = 0; var y : 0..3 = 0; var o : (0..3)? = some(1);';

function spec(body: string, check: string): string {
  return `spec edited; ${VARIABLES} ${body} check c ${check} allow deadlock;`;
}

/** All that an exploration tells about behaviour. */
async function behaviour(text: string): Promise<unknown> {
  const { exploration, violated } = await exploreRun(compileOne(text));
  const { distinct, generated, depth } = exploration;
  return { distinct, generated, depth, violated };
}

describe('an edit that leaves a body that nobody could write is an error', () => {
  const wrong: readonly (readonly [what: string, body: string, edit: string, message: string])[] = [
    [
      'a declaration moved behind its use',
      'process q[i: 2..3] { one: let a = i; two: y = 0; three: assert a >= 2; }',
      'moving q.one after q.three',
      "with `moving q.one after q.three` of check 'c', 'a' is not declared here",
    ],
    [
      'a use moved before the declaration',
      'process p { first: x = 1; l: let a = x; m: y = a; }',
      'moving p.m after p.first',
      "with `moving p.m after p.first` of check 'c', 'a' is not declared here",
    ],
    [
      'a declaration moved behind an assignment of another local',
      'process p { var b : 0..3 = 0; l: let a = x; m: b = a; y = b; }',
      'moving p.l after p.m',
      "'a' is not declared here",
    ],
    [
      'a pick moved behind its use',
      'process p { l: pick a in 0..1; m: x = a; n: y = 1; }',
      'moving p.l after p.m',
      "'a' is not declared here",
    ],
    [
      'a pattern moved behind its use',
      'process p { l: let some(a) = o else { return; } m: x = a; }',
      'moving p.l after p.m',
      "'a' is not declared here",
    ],
    [
      'the result of a call moved behind its use',
      'proc f(): 0..3 { return x; } process p { l: let a = f(); m: x = a; }',
      'moving p.l after p.m',
      "'a' is not declared here",
    ],
    [
      'a declaration whose value calls, left out',
      'proc f(): 0..3 { return x; } process p { l: let a = f() % 2 + f() % 2; x = a; }',
      'without p.l',
      "'a' is not declared here",
    ],
    [
      'an atomic declaration left out',
      'process p { l: atomic let a = x; y = a; }',
      'without p.l',
      "with `without p.l` of check 'c', 'a' is not declared here",
    ],
    [
      'a mutable local left out that is assigned later',
      'process p { l: var a : 0..3 = 0; a = x; y = 1; }',
      'without p.l',
      "'a' is not declared here",
    ],
    [
      'a ghost local left out',
      'process p { l: ghost let a = x; x = 1; assert a == 0; }',
      'without p.l',
      "'a' is not declared here",
    ],
    [
      'a declaration moved into a block that ends before its use',
      'process p { l: let a = x; if y == 0 { m: y = 1; } y = a; }',
      'moving p.l after p.m',
      "'a' is not declared here",
    ],
    [
      'a use moved out of the branch that binds its name',
      'process p { if o is some(k) { l: x = k; } m: y = 1; }',
      'moving p.l after p.m',
      "'k' is not declared here",
    ],
    [
      'a use moved out of the arm that binds its name',
      'process p { match o { some(k) => { l: x = k; } none => {} } m: y = 1; }',
      'moving p.l after p.m',
      "'k' is not declared here",
    ],
    [
      'a use moved out of the loop over its name',
      'process p { for v in 0..1 { l: x = v; } m: y = 1; }',
      'moving p.l after p.m',
      "'v' is not declared here",
    ],
    [
      'a use in a procedure',
      'proc f() { l: let a = x; m: y = a; } process p { f(); }',
      'moving f.l after f.m',
      "with `moving f.l after f.m` of check 'c', 'a' is not declared here",
    ],
    [
      'a use in an atomic block',
      'process p { atomic { l: let a = x; m: y = a; } }',
      'without p.l',
      "'a' is not declared here",
    ],
    [
      'a use in an action',
      'action act { l: let a = x; m: y = a; }',
      'moving act.l after act.m',
      "'a' is not declared here",
    ],
    [
      'a declaration of an atomic block that ends with it',
      'process p { atomic l: let a = x; y = a; n: x = 1; }',
      'moving p.n after p.l',
      "'a' is not declared here",
    ],
    [
      'a name that means another declaration at the new place',
      'process p { if x == 0 { let v = 1; l: y = v; } else { let v = 2; m: y = v; } }',
      'moving p.l after p.m',
      "with `moving p.l after p.m` of check 'c', 'v' means another declaration",
    ],
    [
      'a declaration whose name is taken at the new place',
      'process p { if x == 0 { l: let v = 1; } else { let v = 2; m: y = v; } }',
      'moving p.l after p.m',
      "'v' already has a meaning here",
    ],
    [
      'a break moved out of its loop',
      'process p { loop { l: break; } m: x = 1; }',
      'moving p.l after p.m',
      "with `moving p.l after p.m` of check 'c', `break` stands in no loop",
    ],
    [
      'a break within a condition moved out of its loop',
      'process p { loop { l: if x == 0 { break; } } m: x = 1; }',
      'moving p.l after p.m',
      '`break` stands in no loop',
    ],
    [
      'a break moved into the loop around its own',
      'process p { loop { loop { l: break; } m: x = 1; if x == 1 { return; } } }',
      'moving p.l after p.m',
      'this `break` is about another loop',
    ],
    [
      'a continue moved into another loop',
      'process p { for v in 0..1 { l: continue; } for w in 0..1 { m: x = 1; } }',
      'moving p.l after p.m',
      'this `continue` is about another loop',
    ],
    [
      'a goto whose label is left out with the statement around it',
      'process p { if x == 1 { goto inner; } outer: inner: y = 1; }',
      'without p.outer',
      "with `without p.outer` of check 'c', there is no label 'inner'",
    ],
    [
      'a goto whose label is moved into a block',
      'process p { if x == 1 { goto l; } l: y = 1; if x == 2 { m: x = 1; } }',
      'moving p.l after p.m',
      "'l' is inside a block, and nothing can jump into one",
    ],
    [
      'a declaration moved between a goto and its label',
      'process p { n: let a = x; if x == 1 { goto l; } m: skip; l: y = 1; }',
      'moving p.n after p.m',
      "jumping to 'l' leaves out a declaration",
    ],
    [
      'the return of a procedure left out',
      'proc f(): 0..3 { l: return x; } process p { x = f(); }',
      'without f.l',
      "with `without f.l` of check 'c', 'f' can end here without `return`",
    ],
    [
      'the return of a procedure moved into a branch',
      'proc f(): 0..3 { if x == 0 { m: y = 1; } l: return x; } process p { x = f(); }',
      'moving f.l after f.m',
      "'f' can end here without `return`",
    ],
    [
      'what leaves the block of `else`',
      'process p { let some(a) = o else { l: return; } y = a; }',
      'without p.l',
      'this block has to leave',
    ],
    [
      'a choice moved into a loop over a scalarset',
      'symmetric S[2]; var m : [S -> 0..1] = [_ in S -> 0]; process p { atomic { for s in S { n: m[s] = 1; } l: pick k in 0..1; x = k; } }',
      'moving p.l after p.n',
      "of check 'c', ",
    ],
    [
      'a local of a property left out',
      'process p { l: let a = x; m: y = 1; } invariant i = !(p at m) || p.a == 0;',
      'without p.l',
      "with `without p.l` of check 'c', 'a' is not declared here",
    ],
  ];

  it.each(wrong)('%s', (_, body, edit, message) => {
    expect(() => compileOne(spec(body, ''))).not.toThrow();
    expect(() => compileOne(spec(body, edit))).toThrow(message);
  });

  it('and so is one after which a loop has no step, with a note about the edit', () => {
    const text = spec(
      'process p { var i : 0..3 = 0; loop { i = (i + 1) % 4; l: x = 1; } m: skip; }',
      'moving p.l after p.m',
    );
    const { modules } = loadModules(makeSource('test.thps', text), () => undefined);
    const { program, run } = typecheck(modules, planRuns(modules).requests[0]!);
    const [found] = lower(program, run).diagnostics;
    expect(found).toMatchObject({ code: 'THPS4001', notes: ["with `moving p.l after p.m` of check 'c'"] });
  });
});

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
    expect(await behaviour(spec(body, edits))).toEqual(await behaviour(spec(text, '')));
  });

  it.each([
    ['a statement after a part of itself', 'moving p.outer after p.a', 'cannot be moved after itself'],
    ['two statements after each other', 'moving p.outer after p.c, p.c after p.outer', 'cannot be moved after itself'],
    ['two, one after a part of the other', 'moving p.outer after p.c, p.c after p.a', 'cannot be moved after itself'],
    ['a statement into one that is left out', 'without p.outer moving p.c after p.a', "'a' stands in 'outer'"],
    ['leaving out a part of what is left out', 'without p.outer, p.a', "'a' stands in 'outer'"],
    ['leaving out what is moved', 'without p.a moving p.a after p.c', "'a' is edited already"],
    ['leaving out twice', 'without p.a, p.a', "'a' is edited already"],
    ['moving twice', 'moving p.a after p.c, p.a after p.b', "'a' is edited already"],
  ])('and refused where they contradict each other: %s', (_, edits, message) => {
    const body = 'process p { outer: { a: x = 1; b: x = 2; } c: y = x; }';
    expect(() => compileOne(spec(body, edits))).toThrow(message);
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
