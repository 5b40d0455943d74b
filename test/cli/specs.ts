/** Small specs, each with one story, for the tests of the command line. */

export const counters = `/// Two processes that add to one counter without a lock.
spec counters;

const LIMIT : 1..3 = 2;
var counter : 0..3 = 0;

process adder[i: 0..1] {
  let seen = counter;
store:
  counter = seen + 1;
}

invariant within_limit = counter <= LIMIT;
transition never_back during adder = never_falls(counter);
invariant nothing_lost = all_done => counter == 2;
reachable both_done = all_done;
`;

export const countersExpected = `${counters}
check lost expect violates nothing_lost;
check lost_in_4 expect violates nothing_lost in 4 steps;
check lost_in_3 expect violates nothing_lost in 3 steps;
check limit_of_1 with LIMIT = 1 expect violates within_limit, nothing_lost;
check wrong_hope expect violates within_limit, nothing_lost;
check states only within_limit expect states 12;
check wrong_states only within_limit expect states 13;
check without_store without adder.store expect violates both_done;
`;

export const anotherRace = `${counters}
check lost expect violates nothing_lost passing adder.store then adder.store then adder;
`;

export const philosophers = `/// Each takes the left fork first: the commonest deadlock.
spec philosophers;

const N : 2..4 = 2;
type Seat = 0..N - 1;
var fork : [Seat -> bool] = [_ in Seat -> true];

proc take(ref f: bool) {
  atomic { await f; f = false; }
}

process philosopher[p: Seat] {
  loop {
    take(fork[p]);
    take(fork[(p + 1) % N]);
  eat:
    fork[p] = true;
    fork[(p + 1) % N] = true;
  }
}

invariant neighbours = forall p in Seat: philosopher[p] at eat => !philosopher[(p + 1) % N] at eat;
`;

export const asserting = `spec asserting;
var x : 0..3 = 0;
process p {
  pick i in 0..3;
  x = i;
  assert x < 3, "x is too large";
}
`;

export const outOfRange = `spec ranges;
var x : 0..3 = 2;
process p {
  x = x + 1;
  atomic x++;
}
`;

export const assuming = `spec assuming;
const N : 0..9 = 3;
assume N % 2 == 0;
var x : 0..9 = N;
process p { x = 0; }
`;

export const vacuous = `spec vacuous;
var x : 0..3 = 0;
var go : bool = false;
process p { x = 1; }
process q daemon {
  await go;
  x = 2;
}
invariant never_three = x == 3 => go;
`;

export const unsatisfiable = `spec unsatisfiable;
var x : 0..3 in 0..3;
init x > 3;
process p { x = 0; }
`;

export const temporal = `spec light;
var on : bool = false;
process p { on = true; }
process watch fair { loop { await on; } }
invariant is_bool = on || !on;
temporal comes_on = eventually on;
temporal stays_on = on ~> always on;
`;

/** 62 bits of state: no exploration comes to its end. */
export const huge = `spec huge;
type Index = 0..30;
var bits : [Index -> 0..3] = [_ in Index -> 0];
action turn(i: Index) when true { bits[i] = (bits[i] + 1) % 4; }
invariant fine = true;
`;
