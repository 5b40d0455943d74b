-- The slotted ring of ring.thps: the same variables and steps.
const N: @N@; SENDERS: 3;
type station: 0..N-1; sender: 0..SENDERS-1; number: 0..SENDERS; distance: 0..N; payload: 0..255;
var source: array [station] of number; destination: array [station] of station; received: array [station] of boolean;
  hops: array [station] of distance; data: array [station] of payload; busy: array [sender] of boolean;
ruleset s: sender; d: station do
rule "send" !busy[s] & source[s] = 0 & d != s ==> begin
  busy[s] := true; source[s] := s + 1; destination[s] := d; data[s] := (s + 1) * 60 + d;
end;
end;
ruleset i: station do
rule "move" source[i] != 0 & hops[i] < N & source[(i+1)%N] = 0 ==> begin
  source[(i+1)%N] := source[i]; destination[(i+1)%N] := destination[i];
  received[(i+1)%N] := received[i] | destination[i] = (i+1)%N;
  hops[(i+1)%N] := hops[i] + 1; data[(i+1)%N] := data[i];
  source[i] := 0; destination[i] := 0; received[i] := false; hops[i] := 0; data[i] := 0;
end;
end;
ruleset s: sender do
rule "take off" source[s] = s + 1 & hops[s] = N ==> begin
  busy[s] := false; source[s] := 0; destination[s] := 0; received[s] := false; hops[s] := 0; data[s] := 0;
end;
end;
startstate begin
  for i: station do source[i] := 0; destination[i] := 0; received[i] := false; hops[i] := 0; data[i] := 0; end;
  for s: sender do busy[s] := false; end;
end;
invariant "data is kept" forall i: station do source[i] != 0 -> data[i] = source[i] * 60 + destination[i] end;
invariant "is received" forall s: sender do (source[s] = s + 1 & hops[s] = N) -> received[s] end;
