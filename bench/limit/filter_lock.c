/*
 * The filter lock of ../models/filter_lock.thps: three bits each for level, last and pc, two for j - 1, three for k.
 * Words: level and last; pc and j; k.
 */
#ifndef N
#define N 5
#endif
#define WORDS 3
#include "search.h"

struct field {
  unsigned word, shift, bits;
};

#define LEVEL(p) ((struct field){0, (p) * 3, 3})
#define LAST(l) ((struct field){0, 15 + (l) * 3, 3})
#define PC(p) ((struct field){1, (p) * 3, 3})
#define J(p) ((struct field){1, 15 + (p) * 2, 2})
#define AT(p) ((struct field){2, (p) * 3, 3})

static inline word get(const word *state, struct field f) { return state[f.word] >> f.shift & ((1u << f.bits) - 1); }
static inline void set(word *state, struct field f, word value) {
  state[f.word] = (state[f.word] & ~(((1u << f.bits) - 1) << f.shift)) | value << f.shift;
}

static void start(word *state) { (void)state; }

static void check(const word *state) {
  unsigned inside = 0;
#pragma GCC unroll 8
  for (unsigned p = 0; p < N; p++) inside += get(state, PC(p)) == 4;
  if (inside > 1) fail("mutual exclusion");
}

static inline void advance(word *next, unsigned p) {
  const word j = get(next, J(p));
  set(next, AT(p), 0);
  if (j < N - 2) {
    set(next, J(p), j + 1);
    set(next, PC(p), 1);
  } else {
    set(next, PC(p), 4);
  }
}

static void expand(const word *state) {
#pragma GCC unroll 8
  for (unsigned p = 0; p < N; p++) {
    const word j = get(state, J(p)) + 1;
    word next[WORDS];
    memcpy(next, state, sizeof next);
    switch (get(state, PC(p))) {
      case 0:
        set(next, PC(p), 1);
        break;
      case 1:
        set(next, LEVEL(p), j);
        set(next, PC(p), 2);
        break;
      case 2:
        set(next, LAST(j), p);
        set(next, PC(p), 3);
        break;
      case 3: {
        const word k = get(state, AT(p));
        if (k == p || get(state, LEVEL(k)) < j) {
          if (k < N - 1) set(next, AT(p), k + 1);
          else advance(next, p);
          emit(next);
        }
        if (get(state, LAST(j)) == p) continue;
        memcpy(next, state, sizeof next);
        advance(next, p);
        break;
      }
      default:
        set(next, LEVEL(p), 0);
        set(next, J(p), 0);
        set(next, PC(p), 0);
        break;
    }
    emit(next);
  }
}
