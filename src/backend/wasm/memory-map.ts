/**
 * Where things lie in the engine's memory. The first page is shared between the compiled code and the host; the
 * regions behind it are reserved for their largest size and come into being when they are touched.
 */
export const CONTROL = {
  /** Number of states in the store. */
  count: 0,
  /** States generated, 64 bits. */
  generated: 8,
  /** `run` returns when `count` gets here. */
  pause: 16,
  /** No state is added beyond this number. */
  maximum: 20,
  /** 1 when a state was not added for that reason. */
  full: 24,
  /** log2 of the number of slots of the table. */
  tableBits: 28,
  /** Where the table begins. */
  table: 32,
  /** Where the states begin, and the numbers of their parents. */
  store: 36,
  parents: 40,
  /** Bits of the properties of states that are still to be found. */
  wanted: 44,
  /** The state that is being expanded. */
  current: 48,
} as const;

/** Words of the state that a step property is about, and of states handed over by the host. */
export const SCRATCH = 256;
/** A byte for each implication whose left side was true. */
export const IMPLICATIONS = 8_192;
/** A byte for each step that ran. */
export const STEPS = 16_384;
/** Bytes of these two tables together with what comes before them. */
export const FIRST_REGION = 262_144;

/** Successors that are looked up together, so that their places in the table are on their way from memory. */
export const BATCH = 256;
/** Entries of the filter of recent states. */
export const FILTER = 4_096;
