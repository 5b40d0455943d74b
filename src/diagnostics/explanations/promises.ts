import type { Explanation } from '../explanation.ts';

/** Pages about what a spec takes for granted and what its checks set and expect (3068 and up). */
export const promiseExplanations: Readonly<Record<string, Explanation>> = {
  THPS3068: {
    title: 'An assumption that does not hold',
    text: '`assume e;` says for which constants the spec is meant. It is tested for every run, once all constants are known.',
    wrong: `spec sizes;
const PAGES : 1..4 = 2;
const READERS : 1..4 = 3;
assume READERS <= PAGES;
var x : 0..PAGES = 0;
process p { x = 1; }
`,
    right: `spec sizes;
const PAGES : 1..4 = 3;
const READERS : 1..4 = 3;
assume READERS <= PAGES;
var x : 0..PAGES = 0;
process p { x = 1; }
`,
  },
  THPS3069: {
    title: 'A label of an action',
    text: 'An action is one step, so `during a` names all of it. Labels in it only serve `without` and `moving`.',
    wrong: `spec steps;
var x : 0..3 = 0;
action tick when x < 3 {
up:
  x += 1;
}
transition grows during tick.up = x' >= x;
`,
    right: `spec steps;
var x : 0..3 = 0;
action tick when x < 3 {
up:
  x += 1;
}
transition grows during tick = x' >= x;
terminates when x == 3;
`,
  },
  THPS3070: {
    title: 'An expectation that cannot come true',
    text: 'A check expects that all properties hold, or names those that are violated. What is not part of the run, since its `if` is false or since `only` leaves it out, is not violated in it.',
    wrong: `spec expectations;
const DEBUG : bool = false;
var x : 0..3 = 0;
process p { x = 1; }
invariant zero if DEBUG = x == 0;
check c expect violates zero;
`,
    right: `spec expectations;
const DEBUG : bool = false;
var x : 0..3 = 0;
process p { x = 1; }
invariant zero if DEBUG = x == 0;
check c with DEBUG = true expect violates zero;
`,
  },
  THPS3071: {
    title: 'A `moving` to another body',
    text: '`moving p.l after p.m` executes the statement labelled l directly after the one labelled m. Both stand in one process, procedure or action.',
    wrong: `spec edits;
var x : 0..3 = 0;
process p {
first:
  x = 1;
}
process q {
second:
  x = 2;
}
check swapped moving p.first after q.second;
`,
    right: `spec edits;
var x : 0..3 = 0;
process p {
first:
  x = 1;
second:
  x = 2;
}
check swapped moving p.first after p.second;
`,
  },
  THPS3072: {
    title: 'A constant on the command line that has no value',
    text: 'What follows `--const N=` is an expression as in the spec. Shells have their own ideas about braces and spaces: put it in quotes.',
    wrong: '',
    right: '',
  },
  THPS3074: {
    title: 'An expression on the command line that cannot be read',
    text: `\`--inv\`, \`--reach\` and \`--show\` take an expression as a property of the spec would have it: with the names of
the spec, \`==\` for equality, \`p at label\` for where a process is. Put it in quotes, so that the shell leaves it alone.`,
    wrong: '',
    right: '',
  },
  THPS3078: {
    title: 'A scenario without steps',
    text: 'A scenario is an order of steps that has to be possible, or impossible. An order of none says nothing.',
    wrong: `spec handover;
var ready : bool = false;
process p { ready = true; }
scenario first {}
`,
    right: `spec handover;
var ready : bool = false;
process p { ready = true; }
scenario first { p; }
`,
  },
  THPS3075: {
    title: 'Something that cannot be denied',
    text: `\`deny\` in a spec names what a run that looked at every state must not find: \`never_ran\` (a step),
\`vacuous\` (an implication whose left side was never true), \`no_initial_state\`, \`useless_fairness\` (a \`fair while\`
that never required a step). It holds for all checks of the file. A library denies nothing: a spec need not use all of it.`,
    wrong: `spec counter;
deny never_run;
var x : 0..1 = 0;
process p { x = 1; }
`,
    right: `spec counter;
deny never_ran;
var x : 0..1 = 0;
process p { x = 1; }
`,
  },
};
