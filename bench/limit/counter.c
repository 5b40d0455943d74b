/* The counter grid of ../peers/counter, four bits a counter. */
#ifndef K
#define K 7
#endif
#ifndef MX
#define MX 10
#endif
#define WORDS ((K + 7) / 8)
#include "search.h"

static void start(word *state) { (void)state; }
static void check(const word *state) { (void)state; }

static void expand(const word *state) {
#pragma GCC unroll 16
  for (unsigned i = 0; i < K; i++) {
    if ((state[i / 8] >> i % 8 * 4 & 15) >= MX - 1) continue;
    word next[WORDS];
    memcpy(next, state, sizeof next);
    next[i / 8] += 1u << i % 8 * 4;
    emit(next);
  }
}
