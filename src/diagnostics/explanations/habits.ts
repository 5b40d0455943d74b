import type { Explanation } from '../explanation.ts';

/** The pages of `thps explain` for what people write who come from other languages: 1xxx. */
export const habitExplanations: Readonly<Record<string, Explanation>> = {
  THPS1022: {
    title: "'=' in place of '=='",
    text: '`=` gives a value in declarations and assignments, `==` asks whether two values are equal.',
    wrong: `spec example;
var x : 0..3 = 0;
invariant i = x = 0;
`,
    right: `spec example;
var x : 0..3 = 0;
invariant i = x == 0;
`,
  },
  THPS1023: {
    title: "'? :' in place of 'if then else'",
    text: 'A choice between two values is written with words.',
    wrong: `spec example;
var x : 0..3 = 0;
fun f(): 0..3 = x > 0 ? 1 : 2;
`,
    right: `spec example;
var x : 0..3 = 0;
fun f(): 0..3 = if x > 0 then 1 else 2;
`,
  },
  THPS1024: {
    title: 'NULL in place of none',
    text: 'A value that may be absent has a type `T?`; its values are `none` and `some(x)`.',
    wrong: `spec example;
var owner : Process? = NULL;
`,
    right: `spec example;
var owner : Process? = none;
`,
  },
  THPS1025: {
    title: "'->' in place of '.'",
    text: 'There are no pointers: a variable is the object itself. `->` appears only in map types and map literals.',
    wrong: `spec example;
struct Page { refs: 0..3; }
var page : Page;
invariant i = page->refs > 0;
`,
    right: `spec example;
struct Page { refs: 0..3; }
var page : Page;
invariant i = page.refs > 0;
`,
  },
  THPS1026: {
    title: 'A string used as a value',
    text: 'Strings appear only in imports and in the messages of asserts. For named values, declare an `enum`.',
    wrong: `spec example;
var state : bool = "on";
`,
    right: `spec example;
enum State { on, off }
var state : State = on;
`,
  },
  THPS1027: {
    title: 'A record in the head of a statement',
    text: 'In `if x == S { … }` the brace would open the block, so the record needs parentheses, as in Rust.',
    wrong: `spec example;
struct S { f: bool; }
var x : S;
process p {
  if x == S { f: true } { skip; }
}
`,
    right: `spec example;
struct S { f: bool; }
var x : S;
process p {
  if x == (S { f: true }) { skip; }
}
`,
  },
  THPS1028: {
    title: 'A quantifier without a set',
    text: "Every bound name ranges over a finite set; a type's name is the set of its values.",
    wrong: `spec example;
var a : [0..3 -> bool];
invariant i = forall x: a[x];
`,
    right: `spec example;
var a : [0..3 -> bool];
invariant i = forall x in 0..3: a[x];
`,
  },
  THPS1029: {
    title: "An 'if' in an expression without 'else'",
    text: 'An expression has a value in both cases. To say that one thing implies another, write `a => b`.',
    wrong: `spec example;
var x : 0..3 = 0;
invariant i = if x > 0 then x > 1;
`,
    right: `spec example;
var x : 0..3 = 0;
invariant i = x > 0 => x > 1;
`,
  },
  THPS1030: {
    title: 'An expression that stands alone',
    text: 'A statement assigns, waits, calls or branches. An expression that is only evaluated does nothing.',
    wrong: `spec example;
var x : 0..3 = 0;
process p {
  x;
}
`,
    right: `spec example;
var x : 0..3 = 0;
process p {
  x = 1;
}
`,
  },
  THPS1031: {
    title: 'A prime in an assignment',
    text: "In a body `x = e` changes x, as in C: later statements see the new value. The prime belongs to transition properties, where `x'` is the value after the step.",
    wrong: `spec example;
var x : 0..3 = 0;
process p {
  x' = 1;
}
`,
    right: `spec example;
var x : 0..3 = 0;
process p {
  x = 1;
}
`,
  },
  THPS1032: {
    title: "A ';' that ends nothing",
    text: 'Blocks, and the declarations that end with one, have no `;` after them.',
    wrong: `spec example;
enum E { a, b };
`,
    right: `spec example;
enum E { a, b }
`,
  },
  THPS1033: {
    title: 'A block was expected',
    text: 'The branches of `if`, `while` and the like are always blocks, even if they hold a single statement.',
    wrong: `spec example;
var x : 0..3 = 0;
process p {
  if (x == 0) x = 1;
}
`,
    right: `spec example;
var x : 0..3 = 0;
process p {
  if x == 0 { x = 1; }
}
`,
  },
  THPS1034: {
    title: "'++' in front",
    text: '`++` and `--` are statements here and come after what they change.',
    wrong: `spec example;
var x : 0..3 = 0;
process p {
  ++x;
}
`,
    right: `spec example;
var x : 0..3 = 0;
process p {
  x++;
}
`,
  },
  THPS1035: {
    title: 'A local declared as in C',
    text: 'A local is declared with `var x : T = e;`, or with `let x = e;` if it does not change.',
    wrong: `spec example;
process p {
  int i = 0;
}
`,
    right: `spec example;
process p {
  var i : 0..3 = 0;
}
`,
  },
  THPS1036: {
    title: 'A word of Promela',
    text: "`do … od` is `loop { either { … } or { … } }`, and an option's guard is an `await` at its start.",
    wrong: `spec example;
var x : 0..3 = 0;
process p {
  do { x = 1; }
}
`,
    right: `spec example;
var x : 0..3 = 0;
process p {
  loop { x = 1; }
}
`,
  },
  THPS1037: {
    title: 'elif in place of else if',
    text: 'A chain of conditions is written `if … { } else if … { } else { }`.',
    wrong: `spec example;
var x : 0..3 = 0;
process p {
  if x == 0 { x = 1; } elif x == 1 { x = 2; }
}
`,
    right: `spec example;
var x : 0..3 = 0;
process p {
  if x == 0 { x = 1; } else if x == 1 { x = 2; }
}
`,
  },
  THPS1038: {
    title: "'==' in place of '=' in a declaration",
    text: 'TLA+ defines with `==`; here `=` defines and `==` compares.',
    wrong: `spec example;
invariant i == true;
`,
    right: `spec example;
invariant i = true;
`,
  },
  THPS1039: {
    title: 'A definition without a word in front',
    text: 'A definition says what it is: a property, a function, a step. There is no `Init` and no `Next`: variables have first values, and every action and every step of a process is part of the next-state relation.',
    wrong: `spec example;
var x : 0..3 = 0;
TypeOK == x >= 0;
`,
    right: `spec example;
var x : 0..3 = 0;
invariant type_ok = x >= 0;
`,
  },
  THPS1040: {
    title: 'A clause that only transitions have',
    text: '`during` and `except` say in which steps a `transition` has to hold; the other properties are about states.',
    wrong: `spec example;
var x : 0..3 = 0;
process p { x = 1; }
invariant i during p = x > 0;
`,
    right: `spec example;
var x : 0..3 = 0;
process p { x = 1; }
transition i during p = x' > 0;
`,
  },
  THPS1041: {
    title: 'A clause that is repeated',
    text: 'Write one clause with both parts.',
    wrong: `spec example;
var x : 0..3 = 0;
invariant a = true;
invariant b = true;
check c only a only b;
`,
    right: `spec example;
var x : 0..3 = 0;
invariant a = true;
invariant b = true;
check c only a, b;
`,
  },
  THPS1042: {
    title: 'A symbol of another language',
    text: 'Operators of TLA+, C or mathematics that are written differently here, or do not exist.',
    wrong: `spec example;
var x : 0..3 = 0;
invariant i = x > 0 /\\ x < 3;
`,
    right: `spec example;
var x : 0..3 = 0;
invariant i = x > 0 && x < 3;
`,
  },
  THPS1043: {
    title: 'A word of another language',
    text: 'A word of TLA+, PlusCal, Promela or C at a place where no name can stand. The hint says what to write.',
    wrong: `spec example;
VARIABLES x, y
`,
    right: `spec example;
var x : bool;
var y : bool;
`,
  },
  THPS1044: {
    title: "A ',' between the parts of a list",
    text: 'Members, elements and arguments are separated by `,`; the fields of a struct end with `;`.',
    wrong: `spec example;
enum E { a b }
`,
    right: `spec example;
enum E { a, b }
`,
  },
  THPS1045: {
    title: 'A clause that does not exist',
    text: 'The message lists the clauses that can stand here.',
    wrong: `spec example;
invariant a = true;
check c wth N = 3;
`,
    right: `spec example;
const N : 0..3 = 1;
invariant a = true;
check c with N = 3;
`,
  },
};
