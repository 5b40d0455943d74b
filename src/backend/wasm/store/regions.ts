import { BATCH, BLOCK, SAMPLE, SAMPLE_BYTES, SLOTS } from './memory-map.ts';
import { entryBytes } from './sleep-code.ts';
import type { StoreKind } from './store-code.ts';
import { WAITING } from './table.ts';

/** The largest share of the table's slots that is used. */
export const LOAD = 0.86;
/** log2 of the number of slots of the first table. */
export const FIRST_BITS = 17;
/**
 * Up to this many slots, half a GiB, the table doubles, which is much faster; then it grows by a sixth, so that its
 * load stays above 73 % where memory matters.
 */
const DOUBLING = 2 ** 26;
/** The entries of the frontier may take one in this many bytes of the memory. */
const FRONTIER_SHARE = 8;

/** Where the regions after the areas begin, in bytes, and how large they may become. */
export interface Regions {
  readonly table: number;
  readonly spare: number;
  readonly samples: number;
  readonly parents: number;
  readonly second: number;
  readonly frontier: number;
  readonly store: number;
  /** Slots of the largest table. */
  readonly slots: number;
  /** The most states. */
  readonly states: number;
  /** With fingerprints: states of the largest ring. */
  readonly ring: number;
  /** Entries of the largest frontier. */
  readonly entries: number;
}

/** @param areas number of areas, one for each instance of the module */
export function planRegions(begin: number, end: number, kind: StoreKind, areas: number): Regions {
  const stateBytes = kind.words * 4;
  // Blocks may be handed out beyond the last state.
  const slack = slackStates(areas);
  const available = end - begin - WAITING * 8 - 2 * slack * (stateBytes + 6) - 2 ** 20;
  const ring = kind.fingerprints ? 2 ** Math.floor(Math.log2(available / 4 / stateBytes)) : 0;
  const storedBytes = kind.fingerprints ? 4 : stateBytes;
  const parentBytes = 1.02 + SAMPLE_BYTES / SAMPLE;
  const bytes = entryBytes(kind.masks);
  const entries = bytes === 0 ? 0 : 2 ** Math.floor(Math.log2(available / FRONTIER_SHARE / bytes));
  const states = Math.floor((available - ring * stateBytes - entries * bytes) / (8 / LOAD + storedBytes + parentBytes));
  const slots = Math.max(2 ** FIRST_BITS, Math.ceil((states + slack) / LOAD / SLOTS) * SLOTS);
  let at = begin;
  const region = (bytes: number): number => {
    const from = at;
    at = Math.ceil((from + bytes) / 4_096) * 4_096;
    return from;
  };
  return {
    table: region(slots * 8),
    spare: region(WAITING * 8),
    samples: region(((states + slack) / SAMPLE) * SAMPLE_BYTES),
    parents: region((states + slack) * 1.02 + 64),
    second: region(kind.fingerprints ? (states + slack) * 4 : 0),
    frontier: region(entries * bytes),
    store: region(0),
    slots,
    states: Math.min(states, 2 ** 32 - 2 * slack),
    ring,
    entries,
  };
}

/** States that may still be added after a worker finds that there is no room: a batch and a block of each worker. */
export function slackStates(areas: number): number {
  return areas * (BATCH + 2 * BLOCK);
}

export function nextCapacity(capacity: number, slots: number): number {
  return Math.min(slots, capacity < DOUBLING ? capacity * 2 : Math.floor((capacity * 7) / 6 / SLOTS) * SLOTS);
}
