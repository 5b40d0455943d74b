import { CannotCompile } from '../cannot-compile.ts';
import { MAX_PAGES, MAX_WIDE_PAGES } from '../compile.ts';
import { areaMap, FIRST_AREA } from '../store/memory-map.ts';
import { slackStates } from '../store/regions.ts';

/** Pages of memory to ask for with addresses of 32 bits, and so few that asking for less makes no sense. */
const NARROW_PAGES = 56_000;
const FEWEST_PAGES = 3_500;
const PAGE = 65_536;

/** A memory, and whether its addresses have 64 bits. */
export interface Reserved {
  readonly memory: WebAssembly.Memory;
  readonly wide: boolean;
}

/**
 * As much memory as the host gives at once, up to what the user allows; the pages come into being when they are
 * touched. Where there are no addresses of 64 bits, those of 32 bits have to do.
 */
export function reserve(shared: boolean, bytes = 0): Reserved {
  const pages = Math.min(MAX_WIDE_PAGES, Math.ceil(bytes / PAGE));
  return wideMemory(shared, pages) ?? narrowMemory(shared, NARROW_PAGES, FEWEST_PAGES);
}

/** A memory of so many bytes and no more: when it is full, the search goes on with files. */
export function reserveExactly(shared: boolean, bytes: number): Reserved {
  const pages = Math.min(MAX_WIDE_PAGES, Math.floor(bytes / PAGE));
  const narrow = Math.min(NARROW_PAGES, pages);
  return wideMemory(shared, pages) ?? narrowMemory(shared, narrow, Math.min(narrow, FEWEST_PAGES));
}

function wideMemory(shared: boolean, pages: number): Reserved | undefined {
  for (let size = pages; size > NARROW_PAGES; size = Math.floor(size / 2)) {
    const memory = tried({ address: 'i64', initial: BigInt(size), maximum: BigInt(MAX_WIDE_PAGES), shared });
    if (memory) return { memory, wide: true };
  }
  return undefined;
}

function narrowMemory(shared: boolean, pages: number, fewest: number): Reserved {
  for (let size = pages; size >= fewest; size = Math.floor(size / 2)) {
    const memory = tried({ initial: size, maximum: MAX_PAGES, shared });
    if (memory) return { memory, wide: false };
  }
  // V8 reserves some gigabytes of addresses around each memory, unless its checks are to do without.
  throw new CannotCompile(
    'the system does not give compiled code the addresses that it needs',
    'if `ulimit -v` is set, raise it, or set NODE_OPTIONS=--disable-wasm-trap-handler',
  );
}

/** Undefined where the host does not give so much, or does not know this kind of memory (a TypeError). */
function tried(descriptor: WebAssembly.MemoryDescriptor): WebAssembly.Memory | undefined {
  try {
    return new WebAssembly.Memory(descriptor);
  } catch (problem) {
    if (problem instanceof RangeError || problem instanceof TypeError) return undefined;
    throw problem;
  }
}

// ------------------------------------------------------------------------------------- with files

/** States that are looked up in files together, at most: a few hundred megabytes with what belongs to them. */
export const LARGEST_BATCH = 2 ** 24;
/** Bytes for each of them outside of the engine's memory: a pair to sort, and the parent. */
const BATCH_BYTES = 12;
/** Bytes for each state of the engine's memory outside of it: whether it is new. */
const STATE_BYTES = 1;
/** What is in the engine's memory for each state besides its words, about: see memory-map.ts. */
const TABLE_BYTES = 10.5;
/** What node and V8 come to need while states are found, buffers of files included, and what each thread takes. */
const HEADROOM = 52 * 2 ** 20;
const THREAD = 16 * 2 ** 20;
/** Share of what the user allows that is spent on threads: with less memory there are fewer. */
const THREADS_SHARE = 1 / 6;
/** What the process has at the start that is not left over from a run before. */
const LARGEST_START = 128 * 2 ** 20;
/** With less than this for states it makes no sense to begin. */
const SMALLEST = 16 * 2 ** 20;

/** How the memory that a user allows is divided where a run may go on with files. */
export interface Budget {
  /** Bytes of the engine's memory. */
  readonly bytes: number;
  /** Bytes that are needed outside of it once there are files. */
  readonly besides: number;
  /** Threads that there is memory for. */
  readonly workers: number;
}

/**
 * Undefined where what the user allows is too little.
 * @param words of a state
 * @param wanted workers that the user wants
 * @param allowed bytes of the process; undefined where the user did not say: then it is what addresses of 32 bits reach
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

/** What the engine's memory has besides states: areas of workers, and places that are kept free; see regions.ts. */
function fixedBytes(words: number, workers: number): number {
  const areas = workers > 1 ? workers + 1 : 1;
  return FIRST_AREA + areas * areaMap(words, 0, 0).size + 2 * slackStates(areas) * (words * 4 + 6) + 2 ** 21;
}
