/* The filter lock of filter_lock.thps: the same variables, one access to a shared variable a step. */
#ifndef N
#define N 5
#endif
byte level[N], last[N], pc[N], k[N];
byte j[N] = 1;
#define IN(p) (pc[p]==4)
#if N==3
#define INSIDE (IN(0)+IN(1)+IN(2))
#elif N==4
#define INSIDE (IN(0)+IN(1)+IN(2)+IN(3))
#elif N==5
#define INSIDE (IN(0)+IN(1)+IN(2)+IN(3)+IN(4))
#endif
#define ADVANCE(p) k[p]=0; if :: j[p]<N-1 -> j[p]++; pc[p]=1 :: else -> pc[p]=4; assert(INSIDE<=1) fi
#define R(p) \
 :: d_step { pc[p]==0 -> pc[p]=1 } \
 :: d_step { pc[p]==1 -> level[p]=j[p]; pc[p]=2 } \
 :: d_step { pc[p]==2 -> last[j[p]]=p; pc[p]=3 } \
 :: d_step { pc[p]==3 && (k[p]==p || level[k[p]]<j[p]) -> if :: k[p]<N-1 -> k[p]++ :: else -> ADVANCE(p) fi } \
 :: d_step { pc[p]==3 && last[j[p]]!=p -> ADVANCE(p) } \
 :: d_step { pc[p]==4 -> level[p]=0; j[p]=1; pc[p]=0 }
active proctype main() {
 do
 R(0) R(1) R(2)
#if N>=4
 R(3)
#endif
#if N>=5
 R(4)
#endif
 od
}
