/*
 * Breadth-first search as the engine does it, by hand: the limit that a compiler for specs could reach on the machine.
 * A model is a file that defines WORDS (32-bit words of a state), start(state) and expand(state), which calls
 * emit(successor) for each successor and check(state) for what has to hold, and includes this file in between.
 *
 * Successors pass a filter of recent states and are gathered in batches of 256; the buckets of a batch are prefetched
 * together, then looked up. The table has open addressing over buckets of eight slots (hash32 | index32), a cache line, which
 * are compared all at once; the states stand in the order of their discovery, which is the frontier as well. The table
 * doubles at a load of 86 %.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#ifdef __SSE2__
#include <immintrin.h>
#endif

typedef uint32_t word;

enum { BATCH = 256, FILTER = 4096, SLOTS = 8 };

struct record {
  word state[WORDS];
  word hash;
  word parent;
};

static struct record batch[BATCH + 1];
static word recent[FILTER][WORDS];
static unsigned batched;

static uint64_t *table;
static uint64_t buckets = 1 << 13;
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

static inline uint64_t *home(word hash) { return table + (hash * buckets >> 32) * SLOTS; }

/* A bit for each slot of a bucket of which a half, 0 the number or 1 the hash, has a value. */
static inline unsigned where(const uint64_t *bucket, int half, word value) {
#ifdef __SSE2__
  const float *at = (const float *)bucket;
  const __m128i v = _mm_set1_epi32((int)value);
  __m128i equal[2];
  for (int i = 0; i < 2; i++) {
    const __m128 a = _mm_load_ps(at + 8 * i), b = _mm_load_ps(at + 8 * i + 4);
    equal[i] = _mm_cmpeq_epi32(_mm_castps_si128(half ? _mm_shuffle_ps(a, b, 0xdd) : _mm_shuffle_ps(a, b, 0x88)), v);
  }
  return (unsigned)_mm_movemask_ps(_mm_castsi128_ps(equal[0])) |
         (unsigned)_mm_movemask_ps(_mm_castsi128_ps(equal[1])) << 4;
#else
  unsigned bits = 0;
  for (int i = 0; i < SLOTS; i++) bits |= (unsigned)((word)(bucket[i] >> 32 * half) == value) << i;
  return bits;
#endif
}

static inline unsigned empty(const uint64_t *bucket) { return where(bucket, 0, 0); }

static inline unsigned with_hash(const uint64_t *bucket, word hash) { return where(bucket, 1, hash); }

static inline uint64_t *after(uint64_t *bucket) {
  return bucket + SLOTS == table + buckets * SLOTS ? table : bucket + SLOTS;
}

static void grow(void) {
  const uint64_t *old = table;
  const uint64_t slots = buckets * SLOTS;
  buckets *= 2;
  table = reserve(buckets * SLOTS * 8);
  for (uint64_t i = 0; i < slots; i++) {
    if (old[i] == 0) continue;
    uint64_t *bucket = home((word)(old[i] >> 32));
    while (empty(bucket) == 0) bucket = after(bucket);
    bucket[__builtin_ctz(empty(bucket))] = old[i];
  }
  munmap((void *)old, slots * 8);
}

static void check(const word *state);

static inline int known(const struct record *r, const uint64_t *bucket) {
  for (unsigned bits = with_hash(bucket, r->hash); bits != 0; bits &= bits - 1) {
    const word number = (word)bucket[__builtin_ctz(bits)];
    if (number != 0 && same(store + (number - 1) * (uint64_t)WORDS, r->state)) return 1;
  }
  return 0;
}

static void insert(const struct record *r) {
  uint64_t *bucket = home(r->hash);
  while (!known(r, bucket)) {
    const unsigned free = empty(bucket);
    if (free == 0) {
      bucket = after(bucket);
      continue;
    }
    memcpy(store + count * (uint64_t)WORDS, r->state, sizeof r->state);
    parents[count] = r->parent;
    count++;
    bucket[__builtin_ctz(free)] = (uint64_t)r->hash << 32 | count;
    check(r->state);
    return;
  }
}

static void flush(void) {
  for (unsigned i = 0; i < batched; i++) __builtin_prefetch(home(batch[i].hash));
  for (unsigned i = 0; i < batched; i++) insert(&batch[i]);
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
  table = reserve(buckets * SLOTS * 8);
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
      if (count + 2 * BATCH > 0.86 * SLOTS * buckets) grow();
    }
    flush();
    level = end;
  }
  printf("%u states, %llu generated, depth %u\n", count, (unsigned long long)generated, depth - 1);
  return 0;
}
