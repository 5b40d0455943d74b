import type { Explanation } from '../explanation.ts';

/** Pages about what an exploration finds out (5xxx). */
export const explorationExplanations: Readonly<Record<string, Explanation>> = {
  THPS5001: {
    title: 'A step that never ran',
    text: `All reachable states were explored, and in none of them could this step run. What the properties say about it
they say about nothing. Often a guard or an \`await\` waits for something that no process does, or the constants of
the check rule it out; then another check should run it. A statement of a procedure is reported if it runs in none of
the calls, and a call if it is never made. Each place is reported once, with the checks in which it never ran.`,
    wrong: `spec vacuous;
var ready : bool = false;
var done_once : bool = false;
process worker {
  if ready { done_once = true; }
}
`,
    right: `spec vacuous;
var ready : bool = false;
var done_once : bool = false;
process starter {
  ready = true;
}
process worker {
  if ready { done_once = true; }
}
`,
  },
  THPS5002: {
    title: 'An implication whose left side is never true',
    text: `\`a => b\` is true wherever \`a\` is false. If \`a\` is never true, the property holds whatever \`b\` says, and so it
says nothing. Find out with a \`reachable\` property why \`a\` does not become true.`,
    wrong: `spec vacuous;
var x : 0..3 = 0;
process p { x = 2; }
invariant small = x == 3 => false;
`,
    right: `spec vacuous;
var x : 0..3 = 0;
process p { x = 2; }
invariant small = x == 2 => x < 3;
`,
  },
  THPS5003: {
    title: 'A run without initial states',
    text: `The initialisers and the \`init\` conditions leave no state to start from, so every property holds and nothing was
checked.`,
    wrong: `spec vacuous;
var x : 0..3 in 0..3;
init x > 3;
process p { x = 0; }
`,
    right: `spec vacuous;
var x : 0..3 in 0..3;
init x > 2;
process p { x = 0; }
`,
  },
  THPS5004: {
    title: 'A fairness that never requires a step',
    text: `\`fair while e\` promises that the process takes a step if it can take one and e holds, from some point on forever.
Here there is no state in which both are true. The promise is empty, and the process may stop anywhere, which is
rarely what was meant: look at the condition.`,
    wrong: `spec light;
var on : bool = false;
var lock : bool = false;
process p fair while lock { on = true; }
temporal comes_on = eventually on;
check stops expect violates comes_on;
`,
    right: `spec light;
var on : bool = false;
var lock : bool = false;
process p fair while !lock { on = true; }
temporal comes_on = eventually on;
`,
  },
  THPS5011: {
    title: 'An expected violation did not come',
    text: `The check promises that this property is violated, and it is not: the wrong version that it describes is not
wrong, or the property does not see it. If the spec has become right, remove the property from \`expect violates\`.`,
    wrong: `spec counter;
var x : 0..1 = 0;
process p { x = 1; }
invariant bounded = x <= 1;
check wrong expect violates bounded;
`,
    right: `spec counter;
var x : 0..1 = 0;
process p { x = 1; }
invariant stays_zero = x == 0;
check wrong expect violates stays_zero;
`,
  },
  THPS5012: {
    title: 'A counterexample of another length',
    text: `\`in n steps\` promises how many steps the shortest counterexample has. The last one, which violates the property,
counts; the initial state does not.`,
    wrong: `spec counter;
var x : 0..2 = 0;
process p { x = 1; x = 2; }
invariant small = x < 2;
check wrong expect violates small in 1 steps;
`,
    right: `spec counter;
var x : 0..2 = 0;
process p { x = 1; x = 2; }
invariant small = x < 2;
check wrong expect violates small in 2 steps;
`,
  },
  THPS5013: {
    title: 'Another number of states',
    text: `\`expect states n\` promises the number of distinct states of a full exploration. Another number means that the
system has become another one: where that was not the purpose, something is wrong.`,
    wrong: `spec counter;
var x : 0..2 = 0;
process p { x = 1; x = 2; }
check size expect states 4;
`,
    right: `spec counter;
var x : 0..2 = 0;
process p { x = 1; x = 2; }
check size expect states 3;
`,
  },
  THPS5014: {
    title: 'A counterexample that is another race',
    text: `\`passing p.l then q.m\` says which race is meant: the shortest counterexample of the property takes a step that
starts at the label l of p, and a later one at m of q. Processes, actions and procedures can be named as well: any step of
theirs. Where the shortest counterexample does something else, the property was violated for a reason that nobody had in
mind.`,
    wrong: `spec counter;
var x : 0..2 = 0;
process one { add: atomic x++; }
process two { drop: x = 0; }
invariant counted = all_done => x == 1;
check wrong expect violates counted passing two.drop then one.add;
`,
    right: `spec counter;
var x : 0..2 = 0;
process one { add: atomic x++; }
process two { drop: x = 0; }
invariant counted = all_done => x == 1;
check wrong expect violates counted passing one.add then two.drop;
`,
  },
};
