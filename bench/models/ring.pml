/* The slotted ring of ring.thps with three senders: the same variables and steps. */
#ifndef N
#define N 14
#endif
byte source[N], destination[N], hops[N], data[N];
bool received[N], busy[3];
#define NEXT(i) ((i+1)%N)
#define SEND(s,d) :: d_step { !busy[s] && source[s]==0 && d!=s -> \
  busy[s]=1; source[s]=s+1; destination[s]=d; data[s]=(s+1)*60+d }
#define TAKE(s) :: d_step { source[s]==s+1 && hops[s]==N -> assert(received[s]); \
  busy[s]=0; source[s]=0; destination[s]=0; received[s]=0; hops[s]=0; data[s]=0 }
#define R(i) \
 SEND(0,i) SEND(1,i) SEND(2,i) \
 :: d_step { source[i]!=0 && hops[i]<N && source[NEXT(i)]==0 -> \
  source[NEXT(i)]=source[i]; destination[NEXT(i)]=destination[i]; \
  received[NEXT(i)]=(received[i] || destination[i]==NEXT(i)); \
  hops[NEXT(i)]=hops[i]+1; data[NEXT(i)]=data[i]; \
  source[i]=0; destination[i]=0; received[i]=0; hops[i]=0; data[i]=0; \
  assert(data[NEXT(i)]==source[NEXT(i)]*60+destination[NEXT(i)]) }
active proctype main() {
 do
 TAKE(0) TAKE(1) TAKE(2)
 R(0) R(1) R(2) R(3) R(4) R(5) R(6) R(7)
#if N>=9
 R(8)
#endif
#if N>=10
 R(9)
#endif
#if N>=11
 R(10)
#endif
#if N>=12
 R(11)
#endif
#if N>=13
 R(12)
#endif
#if N>=14
 R(13)
#endif
 od
}
