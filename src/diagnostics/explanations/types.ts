import type { Explanation } from '../explanation.ts';

/** Pages about types and values (3001 to 3049). */
export const typeExplanations: Readonly<Record<string, Explanation>> = {
  THPS3001: {
    title: 'A value of another type',
    text: `Numbers, \`bool\`, members of enums, \`T\` and \`T?\` are different things, and none is turned into another silently:
write \`e != 0\`, \`int(b)\`, \`some(x)\`.`,
    wrong: `spec types;
var owner : (0..3)? = none;
process p { owner = 2; }
`,
    right: `spec types;
var owner : (0..3)? = none;
process p { owner = some(2); }
`,
  },
  THPS3002: {
    title: 'A value outside the type',
    text: `Every expression has an interval. If it overlaps the type that is needed, the value is checked when the step
runs, and one outside is a range error with a trace. If no value can ever be inside, it is an error right away.`,
    wrong: `spec ranges;
var x : 0..3 = 0;
process p { x = 4; }
`,
    right: `spec ranges;
var x : 0..4 = 0;
process p { x = 4; }
`,
  },
  THPS3003: {
    title: 'A value of the wrong kind for an operator',
    text: '`+` works on numbers, `&&` on conditions, `in` and quantifiers on sets, `[…]` on maps and sequences, `.f` on structs.',
    wrong: `spec kinds;
var refs : 0..3 = 0;
process p { await refs; }
`,
    right: `spec kinds;
var refs : 0..3 = 0;
process p { await refs != 0; }
process q { refs = 1; }
`,
  },
  THPS3004: {
    title: 'Values that cannot be equal',
    text: `Both sides of \`==\`, an element and its set, and the branches of an \`if\` have one type. \`T\` and \`T?\` do not mix:
compare with \`some(x)\`.`,
    wrong: `spec equal;
var owner : Process? = none;
process p { await owner == self; }
`,
    right: `spec equal;
var owner : Process? = none;
process p { await owner != some(self); owner = some(self); }
`,
  },
  THPS3005: {
    title: 'A number of more than 32 bits',
    text: `Numbers are -2147483648..2147483647. The interval of a calculation is worked out from its operands, and has to
stay inside; counters that wrap are written with \`%\`.`,
    wrong: `spec wide;
var x : 0..100000 = 1;
process p { x = x * x % 7; }
`,
    right: `spec wide;
var x : 0..1000 = 1;
process p { x = x * x % 7; }
`,
  },
  THPS3006: {
    title: 'A division that never has a result',
    text: `C and TLA+ disagree about division of negative numbers, so \`/\` and \`%\` need a dividend of at least 0 and a
divisor above 0. Where the intervals leave both possible, it is checked when the step runs.`,
    wrong: `spec division;
const N : -3..3 = -2;
var x : 0..7 = 1;
process p { x = x % N; }
`,
    right: `spec division;
const N : 1..3 = 2;
var x : 0..7 = 1;
process p { x = x % N; }
`,
  },
  THPS3007: {
    title: 'Values without an order',
    text: 'Numbers, `bool`, members of enums and what is made of them have an order. Sets, maps and processes have none.',
    wrong: `spec order;
var a : set of 0..1 = {};
var b : set of 0..1 = {0};
process p { await a < b; }
`,
    right: `spec order;
var a : set of 0..1 = {};
var b : set of 0..1 = {0};
process p { await forall x in a: x in b; }
`,
  },
  THPS3008: {
    title: 'A wrong number of parts',
    text: 'Calls, members with a payload, tuples and indices of processes need exactly the parts that are declared.',
    wrong: `spec parts;
var x : 0..3 = 0;
fun next(a: 0..3, b: 0..3): 0..3 = if a < b then b else a;
process p { x = next(1); }
`,
    right: `spec parts;
var x : 0..3 = 0;
fun next(a: 0..3, b: 0..3): 0..3 = if a < b then b else a;
process p { x = next(1, 2); }
`,
  },
  THPS3009: {
    title: 'A field without a value',
    text: 'A struct is written with all its fields. Those that are declared with a default, `f: T = e`, may be left out.',
    wrong: `spec fields;
struct Page { refs: 0..3; uptodate: bool; }
var page : Page = Page { refs: 1 };
process p { page.uptodate = true; }
`,
    right: `spec fields;
struct Page { refs: 0..3; uptodate: bool = false; }
var page : Page = Page { refs: 1 };
process p { page.uptodate = true; }
`,
  },
  THPS3010: {
    title: 'A pattern for another type',
    text: 'A pattern is written for the type that is matched: members of that union, `none` and `some(x)` of an option, tuples of that size.',
    wrong: `spec patterns;
var x : 0..3 = 0;
process p { match x { some(y) => { x = y; } _ => {} } }
`,
    right: `spec patterns;
var x : (0..3)? = none;
process p { match x { some(y) => { x = none; } _ => {} } }
`,
  },
  THPS3011: {
    title: 'A case that is not covered',
    text: '`match` has an arm for every value, so that a new variant is noticed wherever it matters. `_` stands for everything else. `let` with a pattern that may not match needs an `else`.',
    wrong: `spec cases;
union Slot { hole, small(0..3), huge }
var s : Slot = hole;
var x : bool = false;
process p { match s { hole => { x = true; } small(_) => {} } }
`,
    right: `spec cases;
union Slot { hole, small(0..3), huge }
var s : Slot = hole;
var x : bool = false;
process p { match s { hole => { x = true; } small(_) => {} huge => {} } }
`,
  },
  THPS3012: {
    title: 'An arm that is never taken',
    text: 'Arms are tried in order, and the first that matches is taken. One whose values are all taken by earlier arms never runs.',
    wrong: `spec arms;
var s : bool = false;
var x : 0..3 = 0;
process p { match s { _ => { x = 1; } true => { x = 2; } } }
`,
    right: `spec arms;
var s : bool = false;
var x : 0..3 = 0;
process p { match s { true => { x = 2; } _ => { x = 1; } } }
`,
  },
  THPS3013: {
    title: 'State where a constant is needed',
    text: 'Bounds of types, constants, `assume`, `if` clauses and what a check sets are known before the run, so they read no variables.',
    wrong: `spec known;
var n : 0..3 = 1;
type Id = 0..n;
var x : Id = 0;
process p { x = 0; n = 2; }
`,
    right: `spec known;
const N : 0..3 = 1;
type Id = 0..N;
var x : Id = 0;
process p { x = 0; }
`,
  },
  THPS3014: {
    title: 'A constant whose value has an error',
    text: 'What would be a range error with a trace in a step is an error in the text where the value is computed before the run.',
    wrong: `spec value;
const S : set of 0..3 = {};
const LEAST : 0..3 = min k in S: k;
var x : 0..3 = LEAST;
process p { x = 1; }
`,
    right: `spec value;
const S : set of 0..3 = {1, 2};
const LEAST : 0..3 = min k in S: k;
var x : 0..3 = LEAST;
process p { x = 1; }
`,
  },
  THPS3015: {
    title: 'A variable that has no value yet',
    text: 'Initial values are worked out in textual order, and read only variables that are declared before. `init e;` sees all of them, and leaves out the states in which e is false.',
    wrong: `spec order;
var a : 0..3 = b;
var b : 0..3 = 1;
process p { a = b; }
`,
    right: `spec order;
var b : 0..3 = 1;
var a : 0..3 = b;
process p { a = b; }
`,
  },
  THPS3016: {
    title: 'More values than can be enumerated',
    text: `A type may have 2^70 values: a state has only one of them. But where all are enumerated (quantifiers, \`pick\`,
a variable without initial value) 2^20 is the limit; a map has at most 65536 keys, and a value at most 2^18 parts.`,
    wrong: `spec large;
var x : set of 0..40;
process p { x = {}; }
`,
    right: `spec large;
var x : set of 0..40 = {};
process p { x = {1}; }
`,
  },
  THPS3017: {
    title: 'A type that contains itself',
    text: 'Every type is finite. What points to another of its kind holds a key, and the things themselves are kept in a map.',
    wrong: `spec list;
struct Node { next: Node?; }
var head : Node? = none;
process p { head = none; }
`,
    right: `spec list;
type Id = 0..2;
struct Node { next: Id?; }
var nodes : [Id -> Node] = [_ in Id -> Node { next: none }];
process p { nodes[0].next = some(1); }
`,
  },
  THPS3018: {
    title: 'An order among interchangeable values',
    text: `Values of a \`symmetric\` type are all alike, which lets the checker look at one state of many. They can be compared
with \`==\`, be keys and elements, and be picked. Anything that tells one from another would break that.`,
    wrong: `spec symmetry;
symmetric Cpu[3];
var owner : Cpu;
process p[c: Cpu] { await owner <= c; owner = c; }
`,
    right: `spec symmetry;
symmetric Cpu[3];
var owner : Cpu;
process p[c: Cpu] { await owner != c; owner = c; }
`,
  },
  THPS3019: {
    title: 'Keys that are not those of the map',
    text: 'A map has a value for every value of its key type. `[x in K -> e]` names that type, or a range with constant bounds.',
    wrong: `spec keys;
var used : set of 0..3 = {1};
var m : [0..3 -> bool] = [i in used -> true];
process p { m[0] = true; used = {}; }
`,
    right: `spec keys;
var used : set of 0..3 = {1};
var m : [0..3 -> bool] = [i in 0..3 -> i in used];
process p { m[0] = true; used = {}; }
`,
  },
  THPS3020: {
    title: 'A `choose` of several elements',
    text: '`choose x in S: e` is the least element of S for which e holds. For pairs, S is a set of pairs.',
    wrong: `spec choice;
var x : 0..3 = 0;
process p { x = choose a in 0..3, b in 0..3: a != b; }
`,
    right: `spec choice;
var x : 0..3 = 0;
process p { x = choose a in 0..3: exists b in 0..3: a > b; }
`,
  },
  THPS3021: {
    title: 'An assignment operator for another type',
    text: '`+=`, `-=` and `*=` are for numbers, `|=` and `&=` for bool and sets, and `\\=` removes elements from a set.',
    wrong: `spec flags;
var flags : 0..7 = 0;
process p { flags |= 1; }
`,
    right: `spec flags;
enum Flag { locked, dirty }
var flags : set of Flag = {};
process p { flags |= {locked}; }
`,
  },
  THPS3022: {
    title: 'A choice from nothing',
    text: 'A `pick` from the empty set is a step that never happens, and a variable whose type has no values has no initial state.',
    wrong: `spec empty;
const N : 0..3 = 0;
var owner : 0..N - 1;
process p { skip; }
`,
    right: `spec empty;
const N : 1..3 = 1;
var owner : 0..N - 1;
process p { owner = 0; }
`,
  },
  THPS3023: {
    title: 'Processes that depend on which processes there are',
    text: 'The values of the type `Process` are the instances of all processes. Their indices, their `if` clauses and the constants are known before that type is. A function can stand for such a constant: `fun free(): Process? = none;`.',
    wrong: `spec circle;
const FIRST : set of Process = Process;
var x : bool = false;
process p { x = true; }
`,
    right: `spec circle;
var waiting : set of Process = Process;
process p { waiting \\= {self}; }
`,
  },
  THPS3024: {
    title: 'A type without a definition',
    text: '`type T;` stands in libraries, where each importer says which type T is: `import queue with type T = 0..3;`. A spec cannot be imported.',
    wrong: `spec open;
type Id;
var x : Id = 0;
process p { x = 1; }
`,
    right: `spec open;
type Id = 0..1;
var x : Id = 0;
process p { x = 1; }
`,
  },
};
