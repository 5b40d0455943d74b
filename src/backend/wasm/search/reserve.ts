import { CannotCompile } from '../cannot-compile.ts';
import { MAX_PAGES, MAX_WIDE_PAGES } from '../compile.ts';
import { areaMap, FIRST_AREA } from '../store/memory-map.ts';
import { slackStates } from '../store/regions.ts';
import type { SpareMemory } from './spare-memory.ts';

/** Pages of memory to ask for with 32-bit addresses, and the fewest worth asking for. */
const NARROW_PAGES = 56_000;
const FEWEST_PAGES = 3_500;
const PAGE = 65_536;

/** A memory in which every byte is 0, and whether its addresses have 64 bits. */
export interface Reserved {
  readonly memory: WebAssembly.Memory;
  /** Bytes of it to use: one that an earlier search left may be larger. */
  readonly bytes: number;
  readonly wide: boolean;
}

interface Sharing {
  /** Whether several threads share the memory. */
  readonly shared: boolean;
  /** What earlier searches left. */
  readonly spare?: SpareMemory | undefined;
}

/**
 * As much memory as the host gives at once, up to what the user allows; pages are allocated when they are touched.
 * Where 64-bit addresses are not available, 32-bit ones have to do.
 */
export function reserve(bytes = 0, sharing: Sharing = { shared: false }): Reserved {
  const pages = Math.min(MAX_WIDE_PAGES, Math.ceil(bytes / PAGE));
  return wideMemory(pages, sharing) ?? narrowMemory(NARROW_PAGES, FEWEST_PAGES, sharing);
}

/** A memory of exactly this many bytes: when it is full, the search continues with files. */
export function reserveExactly(bytes: number, sharing: Sharing): Reserved {
  const pages = Math.min(MAX_WIDE_PAGES, Math.floor(bytes / PAGE));
  const narrow = Math.min(NARROW_PAGES, pages);
  return wideMemory(pages, sharing) ?? narrowMemory(narrow, Math.min(narrow, FEWEST_PAGES), sharing);
}

function wideMemory(pages: number, { shared }: Sharing): Reserved | undefined {
  for (let size = pages; size > NARROW_PAGES; size = Math.floor(size / 2)) {
    const memory = tried({ address: 'i64', initial: BigInt(size), maximum: BigInt(MAX_WIDE_PAGES), shared });
    if (memory) return { memory, bytes: size * PAGE, wide: true };
  }
  return undefined;
}

function narrowMemory(pages: number, fewest: number, { shared, spare }: Sharing): Reserved {
  for (let size = pages; size >= fewest; size = Math.floor(size / 2)) {
    const memory = spare?.take(size * PAGE, shared) ?? tried({ initial: size, maximum: MAX_PAGES, shared });
    if (memory) return { memory, bytes: size * PAGE, wide: false };
  }
  // V8 reserves some gigabytes of addresses around each memory, unless it is to check bounds without them.
  throw new CannotCompile(
    'the system does not give compiled code the addresses that it needs',
    'if `ulimit -v` is set, raise it, or set NODE_OPTIONS=--disable-wasm-trap-handler',
  );
}

/** Undefined where the host does not give as much, or does not know this kind of memory (a TypeError). */
function tried(descriptor: WebAssembly.MemoryDescriptor): WebAssembly.Memory | undefined {
  try {
    return new WebAssembly.Memory(descriptor);
  } catch (problem) {
    if (problem instanceof RangeError || problem instanceof TypeError) return undefined;
    throw problem;
  }
}

// ------------------------------------------------------------------------------------- with files

/** The most states that are looked up in files together: a few hundred megabytes with what belongs to them. */
export const LARGEST_BATCH = 2 ** 24;
/** Bytes for each of them outside the engine's memory: a pair to sort, and the parent. */
const BATCH_BYTES = 12;
/** Bytes outside the engine's memory for each state in it: whether it is new. */
const STATE_BYTES = 1;
/** Bytes in the engine's memory for each state besides its words, approximately: see memory-map.ts. */
const TABLE_BYTES = 10.5;
/** What node and V8 need beyond that while states are found, buffers of files included, and what each thread takes. */
const HEADROOM = 52 * 2 ** 20;
const THREAD = 16 * 2 ** 20;
/** Share of what the user allows that is spent on threads: with less memory there are fewer threads. */
const THREADS_SHARE = 1 / 6;
/** What the process has at the start, apart from what an earlier run left over. */
const LARGEST_START = 128 * 2 ** 20;
/** With less than this for states it makes no sense to start. */
const SMALLEST = 16 * 2 ** 20;

/** How the memory that a user allows is divided where a run may continue with files. */
export interface Budget {
  /** Bytes of the engine's memory. */
  readonly bytes: number;
  /** Bytes that are needed outside it once there are files. */
  readonly besides: number;
  /** Threads that there is memory for. */
  readonly workers: number;
}

/**
 * Undefined where what the user allows is too little.
 * @param words of a state
 * @param wanted workers that the user wants
 * @param allowed bytes of the process; undefined where the user did not say: then what 32-bit addresses reach
 * @param used bytes of the process now
 */
export function planBudget(words: number, wanted: number, allowed = Infinity, used = 0): Budget | undefined {
  let workers = wanted;
  while (workers > 1 && workers * THREAD + fixedBytes(words, workers) > allowed * THREADS_SHARE)
    workers = Math.floor(workers / 2);
  const threads = workers > 1 ? workers : 0;
  const around = Math.min(used, LARGEST_START) + HEADROOM + threads * THREAD;
  const fixed = fixedBytes(words, workers);
  const free = (allowed === Infinity ? NARROW_PAGES * PAGE : allowed - around) - fixed;
  if (free < SMALLEST) return undefined;
  const stateBytes = TABLE_BYTES + STATE_BYTES + words * 4;
  const batch = Math.min(LARGEST_BATCH, free / (stateBytes + BATCH_BYTES));
  const states = (free - batch * BATCH_BYTES) / stateBytes;
  const besides = Math.ceil(batch * BATCH_BYTES + states * STATE_BYTES);
  return { bytes: Math.floor(free - besides + fixed), besides, workers };
}

/** What the engine's memory holds besides states: areas of workers, and places that are kept free; see regions.ts. */
function fixedBytes(words: number, workers: number): number {
  const areas = workers > 1 ? workers + 1 : 1;
  return (
    FIRST_AREA +
    areas * areaMap({ words, implications: 0, steps: 0, classes: 0, inspectors: 0 }).size +
    2 * slackStates(areas) * (words * 4 + 6) +
    2 ** 21
  );
}
