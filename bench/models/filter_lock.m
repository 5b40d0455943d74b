-- The filter lock of filter_lock.thps: the same variables, one access to a shared variable a step.
const N: @N@;
type proc: 0..N-1; height: 0..N-1; place: 0..4; level1: 1..N-1;
var level: array [proc] of height; last: array [height] of proc;
  pc: array [proc] of place; j: array [proc] of level1; k: array [proc] of proc;
ruleset p: proc do
rule "request" pc[p] = 0 ==> begin pc[p] := 1; end;
rule "set level" pc[p] = 1 ==> begin level[p] := j[p]; pc[p] := 2; end;
rule "come last" pc[p] = 2 ==> begin last[j[p]] := p; pc[p] := 3; end;
rule "see below" pc[p] = 3 & (k[p] = p | level[k[p]] < j[p]) ==> begin
  if k[p] < N-1 then k[p] := k[p] + 1;
  else k[p] := 0; if j[p] < N-1 then j[p] := j[p] + 1; pc[p] := 1; else pc[p] := 4; end; end;
end;
rule "be passed" pc[p] = 3 & last[j[p]] != p ==> begin
  k[p] := 0; if j[p] < N-1 then j[p] := j[p] + 1; pc[p] := 1; else pc[p] := 4; end;
end;
rule "leave" pc[p] = 4 ==> begin level[p] := 0; j[p] := 1; pc[p] := 0; end;
end;
startstate begin
  for p: proc do level[p] := 0; last[p] := 0; pc[p] := 0; j[p] := 1; k[p] := 0; end;
end;
invariant "mutual exclusion" forall p: proc do forall q: proc do p < q -> !(pc[p] = 4 & pc[q] = 4) end end;
