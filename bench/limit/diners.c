/* The philosophers of ../peers/diners: four bits a fork, eight to a word; then two bits a philosopher. */
#ifndef N
#define N 14
#endif
#define WORDS ((N + 7) / 8 + 1)
#include "search.h"

enum { PC = WORDS - 1 };

static inline word fork_of(const word *state, unsigned i) { return state[i / 8] >> i % 8 * 4 & 15; }
static inline word pc_of(const word *state, unsigned i) { return state[PC] >> i * 2 & 3; }

/* Sets a field that is 0, or clears one. */
static inline void take(word *state, unsigned fork, word owner) { state[fork / 8] |= owner << fork % 8 * 4; }
static inline void free_fork(word *state, unsigned fork) { state[fork / 8] &= ~(15u << fork % 8 * 4); }

static void start(word *state) { (void)state; }

static void check(const word *state) {
#pragma GCC unroll 16
  for (unsigned i = 0; i < N; i++)
    if (pc_of(state, i) == 2 && !(fork_of(state, i) == i + 1 && fork_of(state, (i + 1) % N) == i + 1)) fail("own");
}

static void expand(const word *state) {
#pragma GCC unroll 16
  for (unsigned i = 0; i < N; i++) {
    const unsigned right = (i + 1) % N;
    word next[WORDS];
    memcpy(next, state, sizeof next);
    switch (pc_of(state, i)) {
      case 0:
        if (fork_of(state, i) != 0) continue;
        take(next, i, i + 1);
        break;
      case 1:
        if (fork_of(state, right) != 0) continue;
        take(next, right, i + 1);
        break;
      case 2:
        free_fork(next, i);
        break;
      default:
        free_fork(next, right);
        break;
    }
    /* From 3 to 0 as well: the carry is not wanted. */
    next[PC] = (next[PC] & ~(3u << i * 2)) | ((pc_of(state, i) + 1) & 3) << i * 2;
    emit(next);
  }
}
