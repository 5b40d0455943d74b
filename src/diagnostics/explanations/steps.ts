import type { Explanation } from '../explanation.ts';

export const stepExplanations: Readonly<Record<string, Explanation>> = {
  THPS4001: {
    title: 'A loop without a step in it',
    text: `Statements that touch only locals run together with the visible statement before or after them, in
one step, and a step has to end. A \`for\` ends by itself, and so does a loop that counts a local of a small type
up, or down, in every round: \`while i != 3 { i += 1; }\` comes to 3, or leaves the type of i, which is a range
error. Of any other loop that touches only locals nothing shows that it ends. A label in it is a control point, and
makes a step of each round; so does a statement that reads or writes shared state.`,
    wrong: `spec spin;
var x : 0..1 = 0;
process p {
  var i : 0..3 = 0;
  loop { i = (i + 1) % 4; }
}
invariant ok = x == 0;
`,
    right: `spec spin;
var x : 0..1 = 0;
process p {
  var i : 0..3 = 0;
  loop {
  again:
    i = (i + 1) % 4;
  }
}
invariant ok = x == 0;
`,
  },
  THPS4002: {
    title: 'A loop inside atomic',
    text: `What stands in \`atomic { … }\` happens in one step, so it has to come to an end. Only \`for\` may repeat in
it, since it visits each element of a set once. \`while\`, \`loop\` and a \`goto\` to a label inside it may not,
also not in a procedure that is called there. A jump out of the block does not repeat in it: after
\`l: atomic { … goto l; }\` the next step starts at l, and \`continue\` for a loop around the block works
likewise.`,
    wrong: `spec spin;
var x : 0..3 = 0;
process p {
  atomic { while x < 3 { x += 1; } }
}
`,
    right: `spec spin;
var x : 0..3 = 0;
process p {
  atomic { for i in 1..3 { x = i; } }
}
`,
  },
  THPS4003: {
    title: 'Too many statements after inlining',
    text: `Every call of a procedure is a copy of its body, with control points and locals of its own. Procedures that
call procedures that call procedures multiply; beyond a limit the system would be too large to explore
anyway. Share the call: put it into a loop, or give the procedure a parameter.`,
    wrong: '',
    right: '',
  },
  THPS4004: {
    title: 'An edit of a check breaks the body',
    text: `\`without p.l\` leaves the statement labelled l out, and its label stays. \`moving p.l after p.m\` takes the statement
labelled l, with its label, out of its place and puts it directly after the statement labelled m. What comes out has to be
a body that could stand in the file: names are declared before they are used and are still in scope, a \`break\` has its
loop, a \`goto\` finds its label and leaves out no declaration, a procedure with a result returns one. No name and no
\`break\` may come to mean another declaration or another loop either. Label a statement that only does something.`,
    wrong: `spec edit;
var x : 0..3 = 0;
process p {
load:
  let v = x;
  x = 1;
  x = v;
}
check broken without p.load;
`,
    right: `spec edit;
var x : 0..3 = 0;
process p {
  let v = x;
store:
  x = 1;
  x = v;
}
check shorter without p.store;
`,
  },
  THPS4005: {
    title: 'A statement moved after a part of itself',
    text: `\`moving p.l after p.m\` executes the statement labelled l directly after the one labelled m. That cannot
be done if m stands inside l, or if m is moved after l by the same check.`,
    wrong: `spec edit;
var x : 0..3 = 0;
process p {
outer: {
  inner:
    x = 1;
  }
}
check moved moving p.outer after p.inner;
`,
    right: `spec edit;
var x : 0..3 = 0;
process p {
first:
  x = 1;
second:
  x = 2;
}
check moved moving p.first after p.second;
`,
  },
  THPS4006: {
    title: 'A temporal operator where it has no meaning',
    text: `A temporal formula says something about the rest of a behaviour. It is put together from conditions of states by
\`always\`, \`eventually\`, \`until\`, \`~>\`, boolean operators and \`forall\` and \`exists\`; nothing else may stand between.
A name that \`is\` binds means a value of the state it is bound in, so it cannot be used on the other side of a
temporal operator: quantify over the values instead.`,
    wrong: `spec light;
var on : (0..1)? = none;
process p fair { on = some(1); }
temporal stays = always (on is some(n) && eventually n == 1);
`,
    right: `spec light;
var on : (0..1)? = none;
process p fair { on = some(1); }
temporal stays = forall n in 0..1: on == some(n) ~> n == 1;
`,
  },
  THPS4007: {
    title: 'A temporal property that is too large',
    text: `A temporal property is translated to an automaton, which grows with the number of temporal operators. Quantifiers
around temporal operators are unrolled first. Conjuncts are checked one by one, so \`forall\` outside is cheap, and
\`exists\` over a large set is not. What \`always eventually\` and \`eventually always\` say about conditions costs next to
nothing, also as the premise of something else. Split the property, or quantify over a smaller set.`,
    wrong: `spec numbers;
var x : 0..99 = 0;
process p fair { x = 7; }
temporal misses_one = exists n in 0..99: always x != n;
`,
    right: `spec numbers;
var x : 0..99 = 0;
process p fair { x = 7; }
temporal misses_most = forall n in 8..99: always x != n;
`,
  },
  THPS4008: {
    title: 'Edits of a check that do not go together',
    text: `The edits of a check are carried out all at once: first every statement that is moved is taken out of its place,
then each is put directly after the one that it is to follow; several after the same one stand in the order in which
they are written. So a statement that stands in another may be moved out of it while the other is left out. But a
statement can be edited only once, and nothing can be moved into what is left out.`,
    wrong: `spec edit;
var x : 0..3 = 0;
process p {
first:
  x = 1;
second:
  x = 2;
}
check twice without p.first moving p.first after p.second;
`,
    right: `spec edit;
var x : 0..3 = 0;
process p {
first:
  x = 1;
second:
  x = 2;
}
check left_out without p.first;
check moved moving p.first after p.second;
`,
  },
  THPS6001: {
    title: 'Atomicity: a step that no CPU takes',
    text: `A statement outside \`atomic\` is one step. If it touches several shared locations, or reads and writes one
of them, others cannot run in between in the model, though they can on a real machine: C compiles \`x++\`
to a load and a store. If an atomic operation or a lock makes it one step, say so with \`atomic\`; if not, load
into a \`let\` first. This is a warning: the spec is checked as it is written.`,
    wrong: `spec counter;
var x : 0..2 = 0;
process p[i: 0..1] { x++; }
`,
    right: `spec counter;
var x : 0..2 = 0;
process p[i: 0..1] { atomic x++; }
`,
  },
  THPS6002: {
    title: 'A scenario with a step that is none',
    text: `A scenario names steps by the label that they begin at. Within \`atomic\` a label begins no step, a statement that is left
out by a constant condition has none, and a process whose \`if\` is false takes none. Such a step never happens: the scenario is
impossible, whatever else it says. This is a warning: the scenario is checked as it is written.`,
    wrong: `spec counter;
var x : 0..2 = 0;
process p[i: 0..1] {
  atomic {
  load:
    let seen = x;
  store:
    x = seen + 1;
  }
}
scenario both { p[0].load; p[1].load; }
`,
    right: `spec counter;
var x : 0..2 = 0;
process p[i: 0..1] {
load:
  let seen = x;
store:
  x = seen + 1;
}
scenario both { p[0].load; p[1].load; }
`,
  },
};
