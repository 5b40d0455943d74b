-- Peterson's algorithm for N processes (filter lock): the BEEM model peterson.1 (N = 3). Beside ../filter_lock.thps.
-- Rumur v2022.08.20-1 (Debian): 12498 states, 33369 rules fired. How to run it: see bakery.m.
const N: 3;
type id: 0..N-1; idx: 0..N; pct: enum {ncs, cs, wait, q2, q3};
var pos: array [id] of idx; step: array [id] of id;
  pc: array [id] of pct; j: array [id] of idx; k: array [id] of idx;
ruleset i: id do
rule "request" pc[i] = ncs ==> begin j[i] := 1; pc[i] := wait; end;
rule "enter_level" pc[i] = wait & j[i] < N ==> begin pos[i] := j[i]; pc[i] := q2; end;
rule "be_last" pc[i] = q2 ==> begin step[j[i]-1] := i; k[i] := 0; pc[i] := q3; end;
rule "below" pc[i] = q3 & k[i] < N & (k[i] = i | pos[k[i]] < j[i]) ==> begin k[i] := k[i] + 1; end;
rule "next_level" pc[i] = q3 & (k[i] = N | step[j[i]-1] != i) ==> begin j[i] := j[i] + 1; pc[i] := wait; end;
rule "enter" pc[i] = wait & j[i] = N ==> begin pc[i] := cs; end;
rule "leave" pc[i] = cs ==> begin pos[i] := 0; pc[i] := ncs; end;
end;
startstate begin
  for i: id do pos[i] := 0; step[i] := 0; pc[i] := ncs; j[i] := 0; k[i] := 0; end;
end;
invariant "mutex" forall x: id do forall y: id do x = y | !(pc[x] = cs & pc[y] = cs) end end;
