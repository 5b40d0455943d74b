/*
 * Breadth-first search as the engine does it, by hand: the limit that a compiler for specs could reach on the machine.
 * A model is a file that defines WORDS (32-bit words of a state), start(state) and expand(state), which calls
 * emit(successor) for each successor and check(state) for what has to hold, and includes this file in between.
 *
 * Successors pass a filter of recent states and are gathered in batches of 256; the slots of a batch are prefetched
 * together, then looked up. The table has open addressing with linear probing over (hash32 | index32); the states stand
 * in the order of their discovery, which is the frontier as well. The table doubles at a load of three quarters.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

typedef uint32_t word;

enum { BATCH = 256, FILTER = 4096 };

struct record {
  word state[WORDS];
  word hash;
  word parent;
};

static struct record batch[BATCH + 1];
static word recent[FILTER][WORDS];
static unsigned batched;

static uint64_t *table;
static unsigned table_bits = 16;
static word *store;
static word *parents;
static word count;
static word current;
static uint64_t generated;

static void *reserve(size_t bytes) {
  void *at = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (at == MAP_FAILED) {
    perror("mmap");
    exit(1);
  }
  return at;
}

static inline word hash_of(const word *state) {
  uint64_t h = 0;
  for (int i = 0; i < WORDS; i++) h = (h ^ state[i]) * 0x9e3779b97f4a7c15ull, h ^= h >> 29;
  h *= 0xbf58476d1ce4e5b9ull;
  return (word)(h >> 32);
}

static inline int same(const word *a, const word *b) {
  word difference = 0;
  for (int i = 0; i < WORDS; i++) difference |= a[i] ^ b[i];
  return difference == 0;
}

static void grow(void) {
  unsigned bits = table_bits + 1;
  uint64_t *wider = reserve(8ull << bits);
  uint64_t mask = (1ull << bits) - 1;
  for (uint64_t i = 0; i < 1ull << table_bits; i++) {
    if (table[i] == 0) continue;
    uint64_t at = (word)(table[i] >> 32) >> (32 - bits);
    while (wider[at] != 0) at = (at + 1) & mask;
    wider[at] = table[i];
  }
  munmap(table, 8ull << table_bits);
  table = wider;
  table_bits = bits;
}

static void check(const word *state);

static void flush(void) {
  const unsigned shift = 32 - table_bits;
  const uint64_t mask = (1ull << table_bits) - 1;
  for (unsigned i = 0; i < batched; i++) __builtin_prefetch(&table[batch[i].hash >> shift]);
  for (unsigned i = 0; i < batched; i++) {
    const struct record *r = &batch[i];
    uint64_t at = r->hash >> shift;
    uint64_t slot;
    while ((slot = table[at]) != 0) {
      if ((word)(slot >> 32) == r->hash && same(store + ((word)slot - 1) * (uint64_t)WORDS, r->state)) break;
      at = (at + 1) & mask;
    }
    if (slot != 0) continue;
    memcpy(store + count * (uint64_t)WORDS, r->state, sizeof r->state);
    parents[count] = r->parent;
    count++;
    table[at] = (uint64_t)r->hash << 32 | count;
    check(r->state);
  }
  batched = 0;
}

static inline void emit(const word *state) {
  const word hash = hash_of(state);
  word *seen = recent[hash % FILTER];
  struct record *r = &batch[batched];
  generated++;
  memcpy(r->state, state, sizeof r->state);
  r->hash = hash;
  r->parent = current;
  /* Always written, kept only if new: no branch to be predicted wrongly. */
  batched += !same(seen, state);
  memcpy(seen, state, sizeof r->state);
  if (batched == BATCH) flush();
}

static inline void fail(const char *what) {
  printf("violated: %s\n", what);
  exit(1);
}

static void start(word *state);
static void expand(const word *state);

int main(void) {
  word state[WORDS] = {0};
  word depth = 0;
  table = reserve(8ull << table_bits);
  store = reserve((size_t)WORDS * 4 << 28);
  parents = reserve((size_t)4 << 28);
  memset(recent, 0xff, sizeof recent);
  start(state);
  emit(state);
  flush();
  for (word level = 0; level < count; depth++) {
    const word end = count;
    for (current = level; current < end; current++) {
      expand(store + current * (uint64_t)WORDS);
      if (count + 2 * BATCH > 3ull << (table_bits - 2)) grow();
    }
    flush();
    level = end;
  }
  printf("%u states, %llu generated, depth %u\n", count, (unsigned long long)generated, depth - 1);
  return 0;
}
