import { describe, expect, it } from 'vitest';
import { lower } from '../../src/ir/lower.ts';
import { loadModules } from '../../src/modules/modules.ts';
import { makeSource } from '../../src/text/source.ts';
import { planRuns } from '../../src/typecheck/runs/plan.ts';
import { typecheck } from '../../src/typecheck/typecheck.ts';
import { compileOne } from '../support/compile.ts';
import { edited } from './edited.ts';

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
      "with `moving p.l after p.m` of check 'c', `break` is not inside a loop",
    ],
    [
      'a break within a condition moved out of its loop',
      'process p { loop { l: if x == 0 { break; } } m: x = 1; }',
      'moving p.l after p.m',
      '`break` is not inside a loop',
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
      "jumping to 'l' skips a declaration",
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
    expect(() => compileOne(edited(body, ''))).not.toThrow();
    expect(() => compileOne(edited(body, edit))).toThrow(message);
  });

  it('and so is one after which a loop has no step, with a note about the edit', () => {
    const text = edited(
      'process p { var i : 0..3 = 0; loop { i = (i + 1) % 4; l: x = 1; } m: skip; }',
      'moving p.l after p.m',
    );
    const { modules } = loadModules(makeSource('test.thps', text), () => undefined);
    const { program, run } = typecheck(modules, planRuns(modules).requests[0]!);
    const [found] = lower(program, run, undefined).diagnostics;
    expect(found).toMatchObject({ code: 'THPS4001', notes: ["with `moving p.l after p.m` of check 'c'"] });
  });
});
