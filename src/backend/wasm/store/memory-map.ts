/**
 * Where things lie in the engine's memory, and what it costs.
 *
 *     page 0    CONTROL, and what is known of each property (WANTED, MARKS)
 *     areas     one for each worker: its counters, flags, filter of recent states and batch (`areaMap`)
 *     table     slots of 8 bytes (hash32 | number of the state + 1), eight to a bucket, open addressing; 0 is empty
 *     spare     entries that wait while the table grows
 *     samples   for every 1,024th state its parent and where its byte in `parents` ends
 *     parents   the path to each state: its parent's number minus that of the previous state's parent, as LEB128
 *     frontier  entries of the states of the last levels, which spare most lookups of known states (`sleep-code.ts`)
 *     second    only with fingerprints: another 32 bits of hash for each state
 *     store     the states in order of discovery; with fingerprints, a ring with the frontier alone
 *
 * The regions are reserved at their largest size; pages are allocated when they are touched. A packed state of w words
 * takes 4w bytes, its parent 1.01. A table of more than half a GiB (58 million states) grows by a sixth when 86 % of
 * its slots are used, so a slot takes 8 / 0.86 to 8 / 0.737 bytes: at most 4w + 11.9 bytes in all, or 15.9 and the
 * frontier with fingerprints; the frontier, 24 bytes for each state of three levels, comes on top. A smaller table
 * doubles, which takes less time, and up to 18.6 bytes per slot.
 *
 * A state flows from a step's code through `emit` (hash, filter, batch) to `flush`, which looks a batch up in the table
 * and appends what is new to the store. One worker appends in breadth-first order, so that the parents of successive
 * states never decrease and their differences fit in a byte. Several workers append to blocks of their own: each
 * writes a state and then publishes it by compare-and-swap of its slot; they keep no parents. See
 * `src/backend/wasm/search/engine.ts`.
 */
export const CONTROL = {
  /** Number of states in the store; while several workers run, of those for which blocks have room. */
  count: 0,
  /** States generated, 64 bits. */
  generated: 8,
  /** States that were not expanded since they are beyond a constraint, 64 bits. */
  beyond: 16,

  /** `flush` calls the host to make room in the table when `count` reaches this. */
  limit: 64,
  /** No state is added beyond this number. */
  maximum: 68,
  /** 1 when a state was not added because of `maximum`. */
  full: 72,
  /** Successors generated in this call of `run` up to that point. */
  generatedAtFull: 92,
  /** Number of slots of the table. */
  capacity: 76,
  /** With fingerprints: number of states in the ring, minus 1. */
  ringMask: 84,
  /** Number of the parent of the previous state, plus 1. */
  lastParent: 88,
  /** Addresses, 64 bits each. `parentsEnd`: where the next parent goes. */
  table: 96,
  store: 104,
  second: 112,
  samples: 120,
  parents: 128,
  parentsEnd: 136,
  spare: 144,
  /** Entries of the frontier: their address, their number minus 1, and the first state that has one. */
  frontier: 152,
  frontierMask: 160,
  masksFrom: 164,
  /** Number of the first state after the level being expanded. */
  levelEnd: 168,
  /** States of the level for workers to claim: the next one, the end, and how many at once. */
  frontierEnd: 192,
  chunk: 196,
  cursor: 256,
  /** Incremented when workers are to begin, and when those that wait for room are to continue. */
  epoch: 320,
  resume: 324,
  /** Workers that have neither finished nor stopped for lack of room, and those that have stopped. */
  active: 384,
  parked: 388,
  /** Nonzero when workers are to leave. */
  leave: 392,
} as const;

/** A word for each function that inspects states: the bits of what is still to be found. */
export const WANTED = 1_024;
/** A byte for each property that a worker saw violated by a step or a deadlock. */
export const MARKS = 9_216;
/** Where the areas begin. */
export const FIRST_AREA = 65_536;
/** The most properties that have a mark, and a bit if they are about states. */
export const MAX_MARKS = FIRST_AREA - MARKS;

/** Offsets in the area of a worker. */
export const AREA = {
  /** The state that is being expanded. */
  current: 0,
  /** The worker's block of the store: the next state, and the end. */
  next: 4,
  blockEnd: 8,
  /** Target of loads that only touch memory. */
  sink: 16,
  /** Words of the state that a property of steps is about, and of states passed in by the host. */
  scratch: 64,
} as const;

/** Slots of a bucket of the table; a bucket is a cache line. */
export const SLOTS = 8;
export const SLOT_BYTES = 8;
/** Successors that are looked up together, so that their places in the table are already being fetched from memory. */
export const BATCH = 256;
/** Numbers of states that a worker takes at once. */
export const BLOCK = 1_024;
/** One sample of `parents` for this many states. */
export const SAMPLE = 1_024;
/** Bytes of a sample. */
export const SAMPLE_BYTES = 8;

/** What the area of a worker consists of. */
export interface AreaMap {
  /** A byte for each implication whose left side was true. */
  readonly implications: number;
  /** A byte for each step that ran. */
  readonly steps: number;
  readonly filter: number;
  readonly filterEntries: number;
  /** A row for each class of steps, after one for initial states: how it relates to each class, a byte (`RELATION`). */
  readonly independent: number;
  /** Such rows of words: for each function that inspects states, the bits that a step of the class may change. */
  readonly changes: number;
  readonly classes: number;
  readonly inspectors: number;
  readonly batch: number;
  /** Bytes of an area. */
  readonly size: number;
}

/** What determines the size of an area. */
export interface AreaContents {
  /** Of a state. */
  readonly words: number;
  readonly implications: number;
  readonly steps: number;
  /** Of steps that may sleep; 0 where nothing sleeps. */
  readonly classes: number;
  /** Functions that inspect states; 0 where they are asked everything. */
  readonly inspectors: number;
}

export function areaMap({ words, implications, steps, classes, inspectors }: AreaContents): AreaMap {
  const line = (address: number): number => Math.ceil(address / 64) * 64;
  const implicationsAt = line(AREA.scratch + words * 4);
  const stepsAt = line(implicationsAt + implications);
  const filter = line(stepsAt + steps);
  // What sleeps is not looked up, and that is what the filter would find.
  const filterEntries = classes > 0 ? 0 : filterEntriesFor(words);
  const independent = line(filter + filterEntries * words * 4);
  const rows = classes > 0 ? classes + 1 : 0;
  const changes = line(independent + rows * classes);
  const batch = line(changes + rows * inspectors * 4);
  const size = Math.ceil((batch + (BATCH + 1) * recordBytes(words, classes > 0)) / 4_096) * 4_096;
  return {
    implications: implicationsAt,
    steps: stepsAt,
    filter,
    filterEntries,
    independent,
    changes,
    classes,
    inspectors,
    batch,
    size,
  };
}

/**
 * A record of the batch: the words of a state, its hash, its parent; where steps may sleep, the step that led to it.
 */
export function recordBytes(words: number, isBy: boolean): number {
  return words * 4 + (isBy ? 12 : 8);
}

/** Initial number of entries of the frontier. */
export const FRONTIER = 2 ** 14;

/** Entries of the filter of recent states: what the table and the batch leave of the caches, as measured. */
function filterEntriesFor(words: number): number {
  if (words <= 2) return 204_800 / (words * 4);
  if (words === 3) return 8_192;
  return Math.max(256, Math.min(4_096, 1_048_576 / (words * 4)) | 0);
}
