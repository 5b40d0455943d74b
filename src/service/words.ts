import type { FindingName } from '../core/findings.ts';

/** What hover and completion say about the words of the language. */

const statements = {
  await: 'Waits until the condition holds. Testing it and going on are one step.',
  assert:
    'A violation, with a trace, if the condition is false where this stands. `assert NAME: e, "message";` gives it a name.',
  atomic: 'The statements happen as one step. Whatever in it would wait disables the whole step.',
  break: 'Leaves the innermost loop.',
  continue: 'Goes on with the next round of the innermost loop.',
  either: 'Takes one of the branches, any one.',
  or: 'Another branch of `either`.',
  else: 'What happens otherwise.',
  for: 'Runs the block for each element of the set, in declaration order. The set is evaluated once.',
  goto: 'Goes on at a label of this or an enclosing block.',
  if: 'Runs the block if the condition holds. A test of shared state is a step of its own.',
  let: 'Gives a value a name, in the rest of the block. It cannot be assigned.',
  loop: 'Repeats the block forever, or until `break`.',
  match: 'Takes the first arm whose pattern matches the value.',
  pick: 'Takes any one element of the set, and names it in the rest of the block.',
  return: 'Leaves the procedure with a result, or ends the process.',
  skip: 'A step that changes nothing but the control point.',
  while: 'Runs the block as long as the condition holds. Each test of shared state is a step.',
  var: 'In a body: a local variable. It ends with its block. At the top: shared state.',
  ghost: 'History for properties: it costs no step and cannot change what the system does.',
  fence:
    'A memory barrier: `fence mb;`, `fence wmb;` or `fence rmb;`. `import kernel.barrier;` has the names of the kernel for them.',
} as const;

const declarations = {
  spec: 'The name of the spec, first in the file.',
  library: 'The name of a file that can only be imported.',
  import: 'Brings in a bundled module, or a file: `import kernel.page;`, `import "./pagecache.thps" as pc with N = 3;`',
  const: 'A constant. A check, the command line or the importer can set it.',
  assume: 'Has to hold for the constants.',
  type: 'A name for a finite type.',
  enum: 'A type whose values are the members.',
  struct: 'A record with fields.',
  union: 'A type whose values are variants, some with a payload.',
  symmetric: 'Interchangeable values: states that differ only in their names are explored once.',
  init: 'Leaves out initial states that do not satisfy it.',
  fun: 'A pure function of its arguments, the constants and the variables.',
  proc: 'A procedure, copied into each caller: its steps are those of the caller.',
  action: 'One atomic step that may happen whenever its condition holds, for any values of its parameters.',
  process:
    'Sequential code with its own control point and locals. `process p[i: T]` is one instance for each value of T.',
  constraint:
    'Steps are taken only from states that satisfy it: the others are checked, counted and reported, and not explored further. Also of one check.',
  terminates: 'Which states of a spec of actions may have no successor.',
  invariant: 'Has to hold in every reachable state.',
  transition: "Has to hold for every step: `e` is the value before it, `e'` after it.",
  temporal: 'Has to hold for every run: `~>`, `always`, `eventually`.',
  reachable: 'Some reachable state has to satisfy it.',
  check: 'A run, with the result that the file promises.',
  scenario:
    'An order of steps that has to be possible, or impossible: `scenario NAME { p.l; q.m; }`. Others may come between.',
  deny: 'Findings that make a check fail: `never_ran`, `vacuous`, `no_initial_state`, `useless_fairness`.',
  memory:
    'The memory model of the checks that name none, `memory pso_iq;`, or of one check. It is about the variables that are declared `weak`.',
} as const;

const clauses = {
  fair: 'A step that stays enabled happens in the end. `fair while e`: as long as e holds.',
  strong: '`strong fair`: a step that is enabled again and again happens in the end.',
  daemon: 'May be blocked forever without that being a deadlock.',
  on: '`on e`: the CPU that it runs on. Processes on one CPU share its store buffer under weak memory; without it each has one of its own.',
  when: 'Is added to the condition of every step.',
  during: 'Only the steps of these actions, processes or labels.',
  except: 'Not the steps of these actions, processes or labels.',
  with: 'Values for constants.',
  without: 'Leaves out the statement with that label.',
  moving: 'Runs the statement with that label after another one.',
  after: 'The statement after which it runs.',
  only: 'Looks only at these properties, and at deadlock, range errors and assertions without a name. Execution goes on past other named assertions.',
  allow: '`allow deadlock`: a deadlock is not a violation in this run.',
  symmetry: '`symmetry off`: explores states that differ only in names of symmetric values.',
  expect: 'What should come out: `holds`, `violates P`, `deadlock`, `states n`, `complete`.',
  holds: 'Every property holds.',
  complete:
    'Every state is explored, although everything expected may be found before: all that is not expected to be violated holds.',
  violates: 'These properties are violated, all others hold.',
  deadlock: 'Some reachable state has no successor.',
  passing: 'Which race is meant: the steps that its counterexample takes, in this order. `passing p.l then q.m`',
  possible: 'Some run takes the steps of the scenario in this order.',
  impossible: 'No run takes the steps of the scenario in this order.',
  next: 'No other step comes between the one before and this one. As the first: the run begins with it.',
  before: 'None of the steps that follow comes between the one before and this one.',
  states: 'The number of distinct states.',
} as const;

const expressions = {
  true: 'The condition that always holds.',
  false: 'The condition that never holds.',
  none: 'No value, of an optional type `T?`.',
  some: 'A value of an optional type: `some(x)`.',
  self: 'The process that runs.',
  forall: 'Whether the condition holds for every element: `forall x in S: e`.',
  exists: 'Whether the condition holds for some element: `exists x in S: e`.',
  count: 'For how many elements the condition holds: `count x in S: e`.',
  sum: 'The sum over all elements: `sum x in S: e`.',
  min: 'The least value over all elements: `min x in S: e`.',
  max: 'The greatest value over all elements: `max x in S: e`.',
  choose: 'The first element, in declaration order, for which the condition holds.',
  then: 'The value if the condition holds.',
  in: 'Whether the value is an element of the set.',
  is: 'Whether a value matches a pattern. Names in it can be used after `&&` and in the branch.',
  at: 'Whether a process is at a label: `p at l`, `p at done`.',
  subset: 'The set of all subsets of a set.',
  intersect: 'Elements of both sets.',
  always: 'In this state and in every later one.',
  eventually: 'In this state or in a later one.',
  until: 'The left side holds up to a state in which the right side does.',
  bool: '`true` or `false`.',
  seq: 'Sequences of at most n elements: `seq[n] of T`.',
  set: 'Sets of elements of a type: `set of T`.',
  ref: "Stands for the caller's variable, or a part of it.",
} as const;

const builtins = {
  size: 'The number of elements of a set or a sequence.',
  head: 'The first element of a sequence.',
  tail: 'A sequence without its first element.',
  last: 'The last element of a sequence.',
  push: '`push(s, e)`: a sequence with one more element at its end.',
  int: '1 for true and 0 for false.',
  never_rises: "In a transition: `e' <= e`.",
  never_falls: "In a transition: `e' >= e`.",
  Process: 'The type of all process instances: what owners of locks are made of.',
  all_done: 'Every process that is not a daemon is done.',
  enabled: 'In a temporal property: whether a step of the action or process could happen.',
  done: 'Where a process is when it has run off its end.',
} as const;

/** What `deny` forbids. */
export const findingDocs: Readonly<Record<FindingName, string>> = {
  never_ran: 'A step that never ran.',
  vacuous: 'A `=>` or `~>` whose left side was never true.',
  no_initial_state: 'There is no initial state.',
  useless_fairness: 'A `fair while` that never required a step.',
};
/** What may follow `memory`, `fence` and `atomic`, and stand before `var`: words only there, and names elsewhere. */
const memoryModels = {
  sc: 'Sequential consistency: everyone sees all stores in one order. What holds where no model is named.',
  tso: 'Stores wait in a first-in first-out buffer of their CPU: x86.',
  pso: 'Stores to different words may reach memory in either order: what a missing smp_wmb() lets happen.',
  pso_iq:
    'As `pso`, and loads may find values that were overwritten since the CPU last synchronised: what a missing smp_rmb() lets happen.',
  lkmm: "The kernel's own model, tools/memory-model, for specs of the size of litmus tests: stores that some CPUs see before others, and stores that are made before earlier loads.",
} as const;

const fences = {
  mb: 'smp_mb(): every access before it comes before every access after it.',
  wmb: 'smp_wmb(): stores before it become visible before stores after it.',
  rmb: 'smp_rmb(): loads before it come before loads after it.',
} as const;

const orderings = {
  full: 'A fully ordered read-modify-write, such as atomic_inc_return(). What an `atomic` without a word is.',
  relaxed: 'A read-modify-write that orders nothing, such as atomic_inc().',
  acquire: 'A read-modify-write that comes before everything after it, such as test_and_set_bit_lock().',
  release: 'A read-modify-write that comes after everything before it, such as atomic_dec_return_release().',
  lock: 'As `acquire`: spin_lock(). Stores before an earlier unlock of this CPU stay before those after it.',
  once: 'Plain loads and stores in one step: READ_ONCE(), WRITE_ONCE().',
  load_acquire: 'Loads that come before everything after them: smp_load_acquire().',
  store_release: 'Stores that come after everything before them: smp_store_release().',
  unlock: 'As `store_release`: spin_unlock().',
} as const;

export const modelWords: Readonly<Record<string, string>> = memoryModels;
export const fenceWords: Readonly<Record<string, string>> = fences;
export const orderingWords: Readonly<Record<string, string>> = orderings;

const groups: readonly Readonly<Record<string, string>>[] = [statements, declarations, clauses, expressions, builtins];

export const statementWords: Readonly<Record<string, string>> = statements;
export const declarationDocs: Readonly<Record<string, string>> = declarations;
export const clauseDocs: Readonly<Record<string, string>> = clauses;
export const expressionWords: Readonly<Record<string, string>> = expressions;
export const builtinDocs: Readonly<Record<string, string>> = builtins;

/** What a word of the language means; undefined for names. */
export function documentationOf(word: string): string | undefined {
  return groups.map((group) => (Object.hasOwn(group, word) ? group[word] : undefined)).find((t) => t !== undefined);
}
