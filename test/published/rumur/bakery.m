-- Lamport's bakery, bounded: the BEEM model bakery.1 (N = 2, MAX = 9). Beside ../bakery.thps.
-- Rumur v2022.08.20-1 (Debian): 1506 states, 2697 rules fired.
-- rumur --threads 1 --deadlock-detection off --symmetry-reduction off --output bakery.c bakery.m
-- gcc -O2 -march=native -mcx16 -o bakery bakery.c -lpthread -latomic && ./bakery
const N: 2; MAX: 9;
type id: 0..N-1; num: 0..MAX; idx: 0..N;
  pct: enum {ncs, choose, for_loop, wait, cs};
var choosing: array [id] of boolean; number: array [id] of num;
  pc: array [id] of pct; j: array [id] of idx; m: array [id] of num;
ruleset i: id do
rule "request" pc[i] = ncs ==> begin pc[i] := choose; choosing[i] := true; j[i] := 0; m[i] := 0; end;
rule "larger" pc[i] = choose & j[i] < N & number[j[i]] > m[i] ==> begin m[i] := number[j[i]]; j[i] := j[i] + 1; end;
rule "not_larger" pc[i] = choose & j[i] < N & number[j[i]] <= m[i] ==> begin j[i] := j[i] + 1; end;
rule "take_number" pc[i] = choose & j[i] = N & m[i] < MAX ==> begin
  number[i] := m[i] + 1; choosing[i] := false; j[i] := 0; pc[i] := for_loop; end;
rule "look" pc[i] = for_loop & j[i] < N & !choosing[j[i]] ==> begin pc[i] := wait; end;
rule "pass" pc[i] = wait & (number[j[i]] = 0 | number[j[i]] > number[i] | (number[j[i]] = number[i] & i <= j[i])) ==> begin
  j[i] := j[i] + 1; pc[i] := for_loop; end;
rule "enter" pc[i] = for_loop & j[i] = N ==> begin pc[i] := cs; end;
rule "leave" pc[i] = cs ==> begin number[i] := 0; pc[i] := ncs; end;
end;
startstate begin
  for i: id do choosing[i] := false; number[i] := 0; pc[i] := ncs; j[i] := 0; m[i] := 0; end;
end;
invariant "mutex" forall a: id do forall b: id do a = b | !(pc[a] = cs & pc[b] = cs) end end;
