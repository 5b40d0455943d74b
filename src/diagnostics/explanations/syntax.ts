import type { Explanation } from '../explanation.ts';

/** The pages of `thps explain` for 1xxx. */
export const syntaxExplanations: Readonly<Record<string, Explanation>> = {
  THPS1001: {
    title: 'A character that the language does not use',
    text: 'Names are made of the letters A to Z, digits and `_`; everything else that may stand in a spec is an operator, a bracket or a comment.',
    wrong: `spec example;
const N$ : 0..3 = 1;
`,
    right: `spec example;
const N : 0..3 = 1;
`,
  },
  THPS1002: {
    title: 'A comment that never ends',
    text: '`/*` begins a comment that ends at the next `*/`. Comments do not nest.',
    wrong: `spec example;
/* a counter
var x : 0..3 = 0;
`,
    right: `spec example;
/* a counter */
var x : 0..3 = 0;
`,
  },
  THPS1003: {
    title: 'A string without its closing quote',
    text: 'A string ends on the line on which it begins.',
    wrong: `spec example;
import "./page.thps;
`,
    right: `spec example;
import "./page.thps";
`,
  },
  THPS1004: {
    title: 'Neither a number nor a name',
    text: 'Numbers are decimal or begin with `0x`, with single `_` between digits. A name does not begin with a digit.',
    wrong: `spec example;
const N : 0..9 = 3rd;
`,
    right: `spec example;
const N : 0..9 = 3;
`,
  },
  THPS1005: {
    title: 'Something else was expected here',
    text: 'The message names what can stand at this place, and what was found instead.',
    wrong: `spec example;
var x = 3;
`,
    right: `spec example;
var x : 0..3 = 3;
`,
  },
  THPS1006: {
    title: "A missing ';'",
    text: 'Simple declarations and statements end with `;`. Blocks do not.',
    wrong: `spec example;
var x : 0..3 = 0
var y : 0..3 = 0;
`,
    right: `spec example;
var x : 0..3 = 0;
var y : 0..3 = 0;
`,
  },
  THPS1007: {
    title: 'A bracket that is not closed',
    text: 'The second caret shows where the bracket was opened. If that one looks right, a bracket inside it is the one that lacks its partner.',
    wrong: `spec example;
var x : 0..3 = 0;
process p {
  x = (x + 1;
}
`,
    right: `spec example;
var x : 0..3 = 0;
process p {
  x = (x + 1);
}
`,
  },
  THPS1008: {
    title: 'A bracket that closes nothing',
    text: 'Either it is one too many, or an earlier bracket closes more than it should.',
    wrong: `spec example;
var x : 0..3 = 0;
process p {
  x = 1;
}
}
`,
    right: `spec example;
var x : 0..3 = 0;
process p {
  x = 1;
}
`,
  },
  THPS1009: {
    title: 'An expression was expected',
    text: 'A value has to stand here: a name, a number, something in brackets.',
    wrong: `spec example;
var x : 0..3 = ;
`,
    right: `spec example;
var x : 0..3 = 0;
`,
  },
  THPS1010: {
    title: 'This does not begin a statement',
    text: 'Statements begin with a word such as `if` or `await`, with a name, or with `{`.',
    wrong: `spec example;
var x : 0..3 = 0;
process p {
  else { x = 1; }
}
`,
    right: `spec example;
var x : 0..3 = 0;
process p {
  if x == 0 { x = 2; } else { x = 1; }
}
`,
  },
  THPS1011: {
    title: 'A type was expected',
    text: 'Types are `bool`, ranges `0..3`, names, maps `[K -> V]`, `set of T`, `seq[n] of T`, optional values `T?` and tuples `(T, U)`.',
    wrong: `spec example;
var x : = 3;
`,
    right: `spec example;
var x : 0..3 = 3;
`,
  },
  THPS1012: {
    title: 'A pattern was expected',
    text: 'Patterns are names, numbers, `true`, `false`, `none`, `some(p)`, `variant(p)`, tuples `(p, q)` and `_`, which matches everything.',
    wrong: `spec example;
fun f(x: 0..3): bool = match x { 0 => true, * => false };
`,
    right: `spec example;
fun f(x: 0..3): bool = match x { 0 => true, _ => false };
`,
  },
  THPS1013: {
    title: 'A name was expected',
    text: 'A declaration gives something a name, and a jump needs one.',
    wrong: `spec example;
process p {
  goto;
}
`,
    right: `spec example;
process p {
again:
  goto again;
}
`,
  },
  THPS1014: {
    title: 'A reserved word used as a name',
    text: 'Few words are reserved, and those cannot be names. Fields are the exception: `p.type` and `struct S { in: T; }` are fine.',
    wrong: `spec example;
var type : bool;
`,
    right: `spec example;
var kind : bool;
struct S { type: bool; }
`,
  },
  THPS1015: {
    title: 'This does not begin a declaration',
    text: 'Every declaration begins with a word that says what it is: `var`, `process`, `invariant` and so on.',
    wrong: `spec example;
procces p { skip; }
`,
    right: `spec example;
process p { skip; }
`,
  },
  THPS1016: {
    title: 'A file without a header',
    text: 'The first thing in a file is `spec NAME;`. A file that is only imported begins with `library NAME;`.',
    wrong: `var x : bool;
`,
    right: `spec example;
var x : bool;
`,
  },
  THPS1017: {
    title: 'A second header',
    text: 'A file is one module and has one name.',
    wrong: `spec example;
spec other;
`,
    right: `spec example;
`,
  },
  THPS1018: {
    title: 'A header that is not first',
    text: '`spec NAME;` comes before every declaration. Comments may come before it.',
    wrong: `var x : bool;
spec example;
`,
    right: `spec example;
var x : bool;
`,
  },
  THPS1019: {
    title: 'Operators that cannot be chained',
    text: '`a < b < c` would compare a truth value with `c`, and `a ~> b ~> c` has two readings. Join comparisons with `&&`, or add parentheses.',
    wrong: `spec example;
var x : 0..3 = 0;
invariant i = 0 <= x <= 3;
`,
    right: `spec example;
var x : 0..3 = 0;
invariant i = 0 <= x && x <= 3;
`,
  },
  THPS1020: {
    title: 'Blocks or expressions that are nested too deeply',
    text: 'Blocks, expressions and types may be nested 128 deep. Move inner parts into a `fun` or a `proc`.',
    wrong: `spec example;\nfun f(): 0..1 = ${'('.repeat(200)}1${')'.repeat(200)};\n`,
    right: `spec example;
fun f(): 0..1 = 1;
`,
  },
  THPS1021: {
    title: 'Too many operators in one expression',
    text: 'An expression may have 500 operators in a row. A quantifier or a `sum` over a set says the same in one line.',
    wrong: `spec example;\nfun f(): 0..3000 = ${'1 + '.repeat(600)}1;\n`,
    right: `spec example;
fun f(): 0..3000 = sum i in 0..600: 1;
`,
  },
};
