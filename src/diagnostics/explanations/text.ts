import type { Explanation } from '../explanation.ts';

/** Pages about the characters that a text is made of (6010 to 6019). */
export const textExplanations: Readonly<Record<string, Explanation>> = {
  THPS6010: {
    title: 'A character that changes the direction of text',
    text: `Some characters of Unicode (U+202A to U+202E, U+2066 to U+2069) show nothing themselves and make editors and
terminals display what follows in another order. In a comment or a string they let a line look like something that it is
not: code like a comment, or a comment like code. thps reads a text in the order in which it is stored, prints such
characters as \`<U+202E>\`, and warns of them. Remove them, or ask whoever put them there.`,
    wrong: `spec direction;
var x : bool = false;
// \u202ehas been checked
process p { x = true; }
`,
    right: `spec direction;
var x : bool = false;
// has been checked
process p { x = true; }
`,
  },
};
