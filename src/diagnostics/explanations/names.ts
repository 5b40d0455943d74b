import type { Explanation } from '../explanation.ts';

/** Pages about names (2001 to 2049). */
export const nameExplanations: Readonly<Record<string, Explanation>> = {
  THPS2001: {
    title: 'A name that nothing declares',
    text: `Every name is declared in the file, by an import, or around the place where it is used. Declarations may stand
in any order. Names under the prefix of an import are written with it: \`pg.lock_page\`.`,
    wrong: `spec counts;
var mapcount : 0..3 = 0;
process unmap { mapcont = 1; }
`,
    right: `spec counts;
var mapcount : 0..3 = 0;
process unmap { mapcount = 1; }
`,
  },
  THPS2002: {
    title: 'A name of another language',
    text: `Types, constants and operators of TLA+, PlusCal, Promela and C have other names here. Most of all there is no
unbounded integer: a type names the range of its values, and the checker watches over it.`,
    wrong: `spec counter;
var n : int = 0;
process p { n = 1; }
`,
    right: `spec counter;
var n : 0..7 = 0;
process p { n = 1; }
`,
  },
  THPS2003: {
    title: 'A name that is declared twice',
    text: `Constants, types, variables, functions, procedures, actions and processes of a file share one set of names.
Properties and named assertions share another, which is that of the whole spec: a named assertion of an imported module is
known by its name alone, whatever the prefix, so a property of the spec takes another one. Labels of a body, fields of a
struct, and checks have names of their own.`,
    wrong: `spec twice;
var lock : bool = false;
var lock : 0..1 = 0;
process p { lock = true; }
`,
    right: `spec twice;
var lock : bool = false;
var owner : 0..1 = 0;
process p { lock = true; owner = 1; }
`,
  },
  THPS2004: {
    title: 'A local name that hides another',
    text: `In a model a name that means two things is a trap for its readers, so nothing is shadowed: a local, a parameter
or the name of a quantifier is new wherever it stands.`,
    wrong: `spec shadows;
var i : 0..3 = 0;
process p { for i in 0..2 { skip; } }
`,
    right: `spec shadows;
var i : 0..3 = 0;
process p { for k in 0..2 { i = k; } }
`,
  },
  THPS2005: {
    title: 'A member of several types',
    text: `A bare member of an enum or union is told apart by the type that is expected: the declared type of what it is
assigned to, or the other side of \`==\` and \`in\`. Where nothing is expected and several types have such a member,
write the type with it.`,
    wrong: `spec ambiguous;
enum Page { free, mapped }
enum Slot { free, used }
var x : bool = false;
process p { let s = free; x = true; }
`,
    right: `spec ambiguous;
enum Page { free, mapped }
enum Slot { free, used }
var x : bool = false;
process p { let s = Page.free; x = s == free; }
`,
  },
  THPS2006: {
    title: 'A name of another kind',
    text: `The name exists, but not as what is needed here: a variable where a type is expected, a procedure without its
call, a property as part of an expression, an action that is called.`,
    wrong: `spec kinds;
var x : 0..3 = 0;
var y : x = 0;
process p { y = 1; }
`,
    right: `spec kinds;
type X = 0..3;
var y : X = 0;
process p { y = 1; }
`,
  },
  THPS2007: {
    title: 'A label that is not there',
    text: `Labels belong to the body that they stand in. \`p at l\` asks for a label of the process p; a label of a
procedure q that it calls is written \`p at q.l\`.`,
    wrong: `spec labels;
var x : 0..3 = 0;
process p {
scan:
  x = 1;
}
invariant never = !(p at scna);
`,
    right: `spec labels;
var x : 0..3 = 0;
process p {
scan:
  x = 1;
}
invariant before = p at scan => x == 0;
`,
  },
  THPS2008: {
    title: 'A property that is not there',
    text: `A check names properties of the file and of its imports, named asserts, and the three that every spec has:
\`deadlock\`, \`range\` and \`assert\`.`,
    wrong: `spec properties;
var x : 0..3 = 0;
process p { x = 1; }
invariant small = x < 3;
check c only smal;
`,
    right: `spec properties;
var x : 0..3 = 0;
process p { x = 1; }
invariant small = x < 3;
check c only small;
`,
  },
  THPS2009: {
    title: 'A constant that is not there',
    text: `A check, the command line and an importer set constants, \`const N : T = e;\`. Everything else is part of the
state or computed.`,
    wrong: `spec constants;
const READERS : 1..4 = 1;
var x : 0..READERS = 0;
process p { x = 1; }
check more with READER = 3;
`,
    right: `spec constants;
const READERS : 1..4 = 1;
var x : 0..READERS = 0;
process p { x = 1; }
check more with READERS = 3;
`,
  },
  THPS2010: {
    title: 'A constant without a value',
    text: `\`const N : T;\` leaves the value to whoever runs or imports the module: each check sets it, or the command line
does with \`--const N=3\`. A default after \`=\` serves all that set nothing.`,
    wrong: `spec open;
const N : 1..4;
var x : 0..N = 0;
process p { x = 1; }
check small;
`,
    right: `spec open;
const N : 1..4;
var x : 0..N = 0;
process p { x = 1; }
check small with N = 2;
`,
  },
  THPS2011: {
    title: 'A constant that is defined in terms of itself',
    text: 'The values of constants are worked out before the run, so no constant may need its own value.',
    wrong: `spec circle;
const A : 0..7 = B + 1;
const B : 0..7 = A - 1;
var x : 0..A = 0;
process p { x = 0; }
`,
    right: `spec circle;
const A : 0..7 = B + 1;
const B : 0..7 = 2;
var x : 0..A = 0;
process p { x = 0; }
`,
  },
  THPS2012: {
    title: 'A function or procedure that calls itself',
    text: `Every call of a procedure is a copy of its steps, and functions are expanded in the same way, so calls have to
end. What is recursive in C is a loop, a quantifier or a comprehension in a model.`,
    wrong: `spec recursive;
var x : 0..3 = 0;
proc retry() { if x > 0 { x -= 1; retry(); } }
process p { retry(); }
`,
    right: `spec recursive;
var x : 0..3 = 0;
proc retry() { while x > 0 { x -= 1; } }
process p { retry(); }
`,
  },
  THPS2013: {
    title: 'An import that brings in a name twice',
    text: `Without a prefix all names of a module come into the file, and they have to be new. Under a prefix
(\`import kernel.lock as l;\`) they are written \`l.spin_lock\` and cannot clash.`,
    wrong: `spec clash;
import kernel.lock;
var held : Process? = none;
proc spin_lock(ref lock: Process?) { await lock == none; }
process p { spin_lock(held); }
`,
    right: `spec clash;
import kernel.lock as l;
var held : Process? = none;
proc spin_lock(ref lock: Process?) { await lock == none; }
process p { spin_lock(held); l.spin_lock(held); }
`,
  },
  THPS2014: {
    title: 'A pattern that looks like a misspelt member',
    text: `A name in a pattern that is not a member of the type is a new name, and matches everything. One that is a letter or
two away from a member is more likely a mistake.`,
    wrong: `spec patterns;
union Slot { hole, small(0..3) }
var s : Slot = hole;
var x : bool = false;
process p { match s { holes => { x = true; } } }
`,
    right: `spec patterns;
union Slot { hole, small(0..3) }
var s : Slot = hole;
var x : bool = false;
process p { match s { hole => { x = true; } small(_) => {} } }
`,
  },
  THPS2015: {
    title: 'A label with a name that is taken',
    text: 'Every process has the points `start` and `done`, so no label and no procedure can be called that.',
    wrong: `spec points;
var x : bool = false;
process p {
done:
  x = true;
}
`,
    right: `spec points;
var x : bool = false;
process p {
finish:
  x = true;
}
`,
  },
  THPS2016: {
    title: 'A procedure that the process never calls',
    text: '`p at q` holds while p is inside the procedure q. If p never calls q, it is false in every state, which is hardly what was meant.',
    wrong: `spec calls;
var x : bool = false;
proc scan() { x = true; }
proc other() { x = false; }
process p { scan(); }
invariant never = !(p at other);
`,
    right: `spec calls;
var x : bool = false;
proc scan() { x = true; }
process p { scan(); }
invariant before = p at scan => !x;
`,
  },
  THPS2017: {
    title: 'Locals of one name and several types',
    text: '`p.i` in a property is the local i of p, wherever p is. If several locals of p are called i, they need one type.',
    wrong: `spec locals;
var x : 0..3 = 0;
process p {
  { let i = x; x = i; }
  { let i = x == 1; skip; x = int(i); }
}
invariant small = p at done || p.i == 1;
`,
    right: `spec locals;
var x : 0..3 = 0;
process p {
  { let i = x; x = i; }
  { let b = x == 1; skip; x = int(b); }
}
invariant done_small = p at done => x <= 1;
`,
  },
  THPS2018: {
    title: 'Too many processes or actions',
    text: 'A process with several indices has an instance for each combination of their values, and an action with several parameters stands for one action for each. A spec has 65536 processes and 65536 actions at most. Most specs show what they have to with two or three.',
    wrong: `spec crowd;
var x : bool = false;
process p[i: 0..999, j: 0..999] { x = true; }
`,
    right: `spec crowd;
var x : bool = false;
process p[i: 0..1, j: 0..1] { x = true; }
`,
  },
  THPS2019: {
    title: 'A property with the name of one that every spec has',
    text: `\`deadlock\`, \`range\` and \`assert\` are properties of every spec: that some process can go on, that no value is outside its
type, and that the assertions without a name hold. A check, \`--only\` and a result could not tell another one from them. A scenario is a property of its own run, under its own
name: no other property may have that name.`,
    wrong: `spec pair;
var a : bool = false;
var b : bool = false;
process p { await a; b = true; }
process q { await b; a = true; }
invariant deadlock = !(a && b);
`,
    right: `spec pair;
var a : bool = false;
var b : bool = false;
process p { await a; b = true; }
process q { await b; a = true; }
invariant never_both = !(a && b);
check c expect deadlock;
`,
  },
  THPS2020: {
    title: 'Something called Process',
    text: '`Process` is the type of all process instances, and what traces and types of libraries mean by it.',
    wrong: `spec tasks;
enum Process { reader, writer }
var turn : Process = reader;
process p { turn = writer; }
`,
    right: `spec tasks;
enum Task { reader, writer }
var turn : Task = reader;
process p { turn = writer; }
`,
  },
};
