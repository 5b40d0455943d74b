import type { Explanation } from '../explanation.ts';

/** Pages about statements, processes, properties and checks (3050 and up). */
export const bodyExplanations: Readonly<Record<string, Explanation>> = {
  THPS3050: {
    title: 'An assignment to something that does not change',
    text: 'Variables, locals declared with `var`, `ref` parameters and parts of them can be assigned to. `let`, `for`, `pick`, patterns and value parameters give a name to a value that stays.',
    wrong: `spec fixed;
var x : 0..3 = 0;
process p { let i = x; i = 2; x = i; }
`,
    right: `spec fixed;
var x : 0..3 = 0;
process p { var i : 0..3 = x; i = 2; x = i; }
`,
  },
  THPS3051: {
    title: 'A `ref` argument that is wider than its parameter',
    text: 'What a procedure reads through a `ref` parameter has the type of the parameter, so every value of the argument must be one of it. The argument may be narrower: what is written is checked against the argument.',
    wrong: `spec refs;
var x : 0..7 = 0;
proc inc(ref q: 0..3) { q += 1; }
process p { inc(x); }
`,
    right: `spec refs;
var x : 0..3 = 0;
proc inc(ref q: 0..7) { q += 1; }
process p { inc(x); }
`,
  },
  THPS3052: {
    title: 'A procedure without a result in an expression',
    text: 'A procedure that is called for its value declares the type of its result and returns it on every path.',
    wrong: `spec results;
var x : 0..3 = 0;
proc read() { skip; }
process p { x = read(); }
`,
    right: `spec results;
var x : 0..3 = 0;
proc read(): 0..3 { return x; }
process p { x = read(); }
`,
  },
  THPS3053: {
    title: 'A value that is not used',
    text: 'Functions only compute, so calling one as a statement does nothing. A procedure (`proc`) takes steps.',
    wrong: `spec unused;
var x : 0..3 = 0;
fun next(): 0..4 = x + 1;
process p { next(); }
`,
    right: `spec unused;
var x : 0..3 = 0;
fun next(): 0..4 = x + 1;
process p { x = next(); }
`,
  },
  THPS3054: {
    title: 'A call where no step can be taken',
    text: `A call of a procedure in an expression runs first, and takes its steps. Behind \`&&\`, \`||\` and \`=>\`, in a branch of
an \`if\` expression, in a quantifier, in \`await\`, \`where\` and \`when\` it might not run, run several times, or run outside a
step, so it has to be written out.`,
    wrong: `spec calls;
var lock : bool = false;
var want : bool = true;
proc trylock(): bool { atomic { if lock { return false; } lock = true; } return true; }
process p { if want && trylock() { want = false; } }
`,
    right: `spec calls;
var lock : bool = false;
var want : bool = true;
proc trylock(): bool { atomic { if lock { return false; } lock = true; } return true; }
process p { if want { if trylock() { want = false; } } }
`,
  },
  THPS3055: {
    title: 'A `return` that does not fit',
    text: 'A procedure with a result returns a value of that type; processes and procedures without one only `return;`.',
    wrong: `spec returns;
var x : 0..3 = 0;
proc read(): 0..3 { return; }
process p { x = read(); }
`,
    right: `spec returns;
var x : 0..3 = 0;
proc read(): 0..3 { return x; }
process p { x = read(); }
`,
  },
  THPS3056: {
    title: 'A `goto` to where it cannot go',
    text: '`goto` leads to a label of the same block or of one around it. It never leads into a block, nor forward over a declaration, since the names there would have no value.',
    wrong: `spec jumps;
var x : 0..3 = 0;
process p {
  goto inside;
  {
  inside:
    x = 1;
  }
}
`,
    right: `spec jumps;
var x : 0..3 = 0;
process p {
  goto after;
  x = 1;
after:
  x = 2;
}
`,
  },
  THPS3058: {
    title: 'A `break` or `continue` outside of a loop',
    text: 'Both belong to the innermost `while`, `loop` or `for` of the same body.',
    wrong: `spec leave;
var x : bool = false;
process p { if x { break; } }
`,
    right: `spec leave;
var x : bool = false;
process p { loop { if x { break; } x = true; } }
`,
  },
  THPS3059: {
    title: 'An `else` of `let` that comes back',
    text: 'After `let some(t) = e else { … }` the name t has a value, so the block of `else` leaves: with `return`, `goto`, `break` or `continue`.',
    wrong: `spec leaving;
var x : (0..3)? = none;
process p { let some(t) = x else { x = none; } x = some(t); }
`,
    right: `spec leaving;
var x : (0..3)? = none;
process p { let some(t) = x else { return; } x = some(t); }
`,
  },
  THPS3060: {
    title: 'A ghost that the system depends on',
    text: `Ghosts record history for properties, and must not change what the system does. They are read in statements that
only assign ghosts, in \`assert\`, and in properties.`,
    wrong: `spec ghosts;
var x : 0..3 = 0;
ghost var writes : 0..3 = 0;
process p { x = 1; writes += 1; if writes == 1 { x = 2; } }
`,
    right: `spec ghosts;
var x : 0..3 = 0;
ghost var writes : 0..3 = 0;
process p { x = 1; writes += 1; assert writes == 1; x = 2; }
`,
  },
  THPS3061: {
    title: 'A `self` where no process runs',
    text: '`self` is the running process: in the bodies of processes, in procedures that they call, and in `transition`, where it is the process that steps. Actions are not processes.',
    wrong: `spec owners;
var owner : Process? = none;
process p { owner = some(self); }
invariant mine = owner == none || owner == some(self);
`,
    right: `spec owners;
var owner : Process? = none;
process p { owner = some(self); }
invariant mine = owner == none || owner == some(p);
`,
  },
  THPS3062: {
    title: 'Code that looks into another process',
    text: `Real code cannot see where another thread is, nor its locals; a model whose code does proves little. Code may test
\`p at done\`, which is what \`join()\` waits for. Properties, \`fair while\` and \`terminates when\` see everything. A
function may test labels if only these use it.`,
    wrong: `spec peeping;
var x : 0..3 = 0;
process p {
write:
  x = 1;
}
process q { await !(p at write); x = 2; }
`,
    right: `spec peeping;
var x : 0..3 = 0;
process p {
write:
  x = 1;
}
process q { await p at done; x = 2; }
`,
  },
  THPS3063: {
    title: 'Whole runs in a property of states',
    text: '`always`, `eventually`, `~>`, `until` and `enabled` speak of runs, and stand in `temporal` properties. An `invariant` holds in every state by itself.',
    wrong: `spec kinds;
var x : bool = false;
process p fair { x = true; }
invariant ends = eventually x;
`,
    right: `spec kinds;
var x : bool = false;
process p fair { x = true; }
temporal ends = eventually x;
`,
  },
  THPS3064: {
    title: 'The next state where there is none',
    text: `\`e'\` is the value of e after the step, and stands in \`transition\` properties. Bodies are sequences of statements as in
C: \`x = e;\`, not \`x' = e\`.`,
    wrong: `spec primes;
var x : 0..3 = 0;
process p { x = 1; }
invariant grows = x' >= x;
`,
    right: `spec primes;
var x : 0..3 = 0;
process p { x = 1; }
transition grows = x' >= x;
`,
  },
  THPS3065: {
    title: 'A loop that puts interchangeable values into an order',
    text: `A \`for\` over a symmetric type visits its values in an order that means nothing, so nothing may depend on it: no step
of its own for each, no way out in the middle, and assignments only to a place of the element (\`a[c]\`) or with \`+=\`,
\`-=\`, \`|=\`, \`&=\`.`,
    wrong: `spec symmetry;
symmetric Cpu[3];
var last_one : Cpu;
process p { atomic { for c in Cpu { last_one = c; } } }
`,
    right: `spec symmetry;
symmetric Cpu[3];
var seen : [Cpu -> bool] = [_ in Cpu -> false];
process p { atomic { for c in Cpu { seen[c] = true; } } }
`,
  },
  THPS3066: {
    title: 'A clause or parameter that means nothing here',
    text: 'Functions change nothing and actions are not called, so neither has `ref` parameters; an action cannot be blocked, so it cannot be a `daemon`.',
    wrong: `spec clauses;
var x : 0..3 = 0;
action tick daemon when x < 3 { x += 1; }
`,
    right: `spec clauses;
var x : 0..3 = 0;
action tick when x < 3 { x += 1; }
terminates when x == 3;
`,
  },
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
  THPS3073: {
    title: 'A procedure that ends without its result',
    text: `A procedure with a result returns it with \`return e;\` on every path: otherwise its caller would go on
with a value that does not exist. As in C and Rust, conditions that are not constant may be true or false, and a
\`for\` may have nothing to visit. A \`loop\` without \`break\` does not end, and needs nothing after it. Where control
cannot come, write what should happen if it did: \`assert false;\` and a \`return\`.`,
    wrong: `spec locks;
var holder : Process? = none;
proc try_lock(): bool {
  if holder == none { holder = some(self); return true; }
}
process p { if try_lock() { holder = none; } }
`,
    right: `spec locks;
var holder : Process? = none;
proc try_lock(): bool {
  if holder == none { holder = some(self); return true; }
  return false;
}
process p { if try_lock() { holder = none; } }
`,
  },
};
