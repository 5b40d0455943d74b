/** The spec that `thps init NAME` writes. It checks successfully, and says what to change first. */
export function starterSpec(name: string): string {
  return `/// Two workers that share one counter under a lock.
/// Run it with: thps check ${name}.thps
spec ${name};

// A constant: try \`thps check ${name}.thps --const ROUNDS=3\`.
const ROUNDS : 1..4 = 2;

// Every type is finite: that is what makes it possible to look at every state.
type Worker = 0..1;

// Shared state. \`Process?\` is a process or none: who holds the lock.
var lock    : Process? = none;
var counter : 0..ROUNDS * 2 = 0;

// A procedure, inlined where it is called. \`await\` blocks until its condition holds, and \`atomic\` makes
// one step of what it contains.
proc spin_lock(ref l: Process?) {
  atomic { await l == none; l = some(self); }
}

proc spin_unlock(ref l: Process?) {
  l = none;
}

// One process for each value of Worker. Between any two statements that touch shared state others may run;
// \`thps steps ${name}.thps\` shows where.
process worker[w: Worker] fair {
  for round in 1..ROUNDS {
  take:
    spin_lock(lock);
  critical: {
      let seen = counter;      // a load,
      counter = seen + 1;      // and a store: without the lock another worker could come in between
    }
    spin_unlock(lock);
  }
}

/// Only who holds the lock is in the critical section.
invariant mutual_exclusion = forall w in Worker: worker[w] at critical => lock == some(worker[w]);

/// No increment is lost.
invariant nothing_lost = all_done => counter == ROUNDS * 2;

/// The run comes to its end at all: a property about nothing would hold as well.
reachable all_finish = all_done;

// What the file promises about itself. \`thps check\` fails if any of it does not come out.
check with_lock;

/// A wrong version is one line: without the lock both properties are violated, and that is what is expected.
check without_lock without worker.take
  expect violates mutual_exclusion, nothing_lost;
`;
}
