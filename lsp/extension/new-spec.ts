/** The initial text of a new spec. */
export const NEW_SPEC = `/// What is this about, and which patch?
spec two_counters;

var count : 0..2 = 0;

/// count++ without a lock: C compiles it to a load and a store.
process adder[i: 0..1] {
load:
  let seen = count;
store:
  count = seen + 1;
}

/// Both additions arrive.
invariant nothing_lost = all_done => count == 2;

/// They do not: both processes can load before either stores.
check lost_update expect violates nothing_lost;
`;
