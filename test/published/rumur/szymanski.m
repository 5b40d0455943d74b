-- Szymanski's algorithm with a flag in three bits: the BEEM model szymanski.1 (N = 3). Beside ../szymanski.thps.
-- Rumur v2022.08.20-1 (Debian): 20264 states, 56701 rules fired. How to run it: see bakery.m.
const N: 3;
type id: 0..N-1; idx: 0..N;
  pct: enum {ncs, p2, p3, p4, p5, p6, p61, p64, p7, p71, p8, p9, cs};
var a: array [id] of boolean; w: array [id] of boolean; s: array [id] of boolean;
  pc: array [id] of pct; j: array [id] of idx;
ruleset i: id do
rule "want" pc[i] = ncs ==> begin a[i] := true; j[i] := 0; pc[i] := p2; end;
rule "door_open" pc[i] = p2 & j[i] < N & !s[j[i]] ==> begin j[i] := j[i] + 1; end;
rule "all_open" pc[i] = p2 & j[i] = N ==> begin pc[i] := p3; end;
rule "wait_in" pc[i] = p3 ==> begin w[i] := true; a[i] := false; pc[i] := p4; end;
rule "closed_behind" pc[i] = p4 & s[i] ==> begin j[i] := 0; pc[i] := p9; end;
rule "not_closed" pc[i] = p4 & !s[i] ==> begin j[i] := 0; pc[i] := p5; end;
rule "nobody_wants" pc[i] = p5 & j[i] < N & !a[j[i]] ==> begin j[i] := j[i] + 1; end;
rule "looked" pc[i] = p5 & !(j[i] < N & !a[j[i]]) ==> begin pc[i] := p6; end;
rule "somebody" pc[i] = p6 & j[i] < N ==> begin pc[i] := p7; end;
rule "close_door" pc[i] = p6 & j[i] = N ==> begin s[i] := true; j[i] := 0; pc[i] := p61; end;
rule "still_nobody" pc[i] = p61 & j[i] < N & !a[j[i]] ==> begin j[i] := j[i] + 1; end;
rule "reopen" pc[i] = p61 & j[i] < N & a[j[i]] ==> begin s[i] := false; pc[i] := p7; end;
rule "last_in" pc[i] = p61 & j[i] = N ==> begin w[i] := false; j[i] := 0; pc[i] := p64; end;
rule "room_empty" pc[i] = p64 & j[i] < N & !w[j[i]] ==> begin j[i] := j[i] + 1; end;
rule "room_is_empty" pc[i] = p64 & j[i] = N ==> begin pc[i] := p7; end;
rule "searched" pc[i] = p7 & j[i] = N ==> begin pc[i] := p8; end;
rule "search" pc[i] = p7 & j[i] < N ==> begin j[i] := 0; pc[i] := p71; end;
rule "not_closer" pc[i] = p71 & j[i] < N & (w[j[i]] | !s[j[i]]) ==> begin j[i] := j[i] + 1; end;
rule "closer" pc[i] = p71 & !(j[i] < N & (w[j[i]] | !s[j[i]])) ==> begin pc[i] := p8; end;
rule "go_through" pc[i] = p8 & j[i] != i & j[i] < N ==> begin s[i] := true; w[i] := false; pc[i] := p4; end;
rule "again" pc[i] = p8 & !(j[i] != i & j[i] < N) ==> begin pc[i] := p4; end;
rule "smaller_gone" pc[i] = p9 & j[i] < i & !w[j[i]] & !s[j[i]] ==> begin j[i] := j[i] + 1; end;
rule "enter" pc[i] = p9 & j[i] = i ==> begin pc[i] := cs; end;
rule "leave" pc[i] = cs ==> begin s[i] := false; pc[i] := ncs; end;
end;
startstate begin
  for i: id do a[i] := false; w[i] := false; s[i] := false; pc[i] := ncs; j[i] := 0; end;
end;
invariant "mutex" forall x: id do forall y: id do x = y | !(pc[x] = cs & pc[y] = cs) end end;
