import { join } from 'node:path';

/** One size of a model. The counts are the same in every tool; the harness checks it. */
export interface Instance {
  readonly constants: Readonly<Record<string, number>>;
  readonly states: number;
  /** Successors generated, without the initial state. */
  readonly generated: number;
  /**
   * Spin's depth bound, a little above the longest path that its search meets: with less it would leave states out
   * without saying so, and with more it would fill memory that it does not need.
   */
  readonly spinDepth: number;
  /** Logarithm of the slots of Spin's table: as many as states, or up to four times as many. */
  readonly spinTable: number;
}

export interface BenchModel {
  readonly name: string;
  /** Bytes of a packed state: the 32-bit words in which thps keeps it. */
  readonly packed: number;
  /** Two ways to write the model may suit Spin differently. */
  readonly promela: readonly string[];
  readonly murphi: string;
  readonly full: Instance;
  readonly quick: Instance;
  /** There is a hand-written program in `limit/`. */
  readonly hasLimit: boolean;
}

const here = import.meta.dirname;
const peer = (...path: readonly string[]): string => join(here, 'peers', ...path);
const own = (file: string): string => join(here, 'models', file);

export const thpsFile = (name: string): string => own(`${name}.thps`);
export const limitFile = (name: string): string => join(here, 'limit', `${name}.c`);

export const models: readonly BenchModel[] = [
  {
    name: 'counter',
    packed: 4,
    promela: [peer('counter', 'model.pml')],
    murphi: peer('counter', 'model.m'),
    full: { constants: { K: 7, MX: 10 }, states: 10_000_000, generated: 63_000_000, spinDepth: 1000, spinTable: 24 },
    quick: { constants: { K: 6, MX: 10 }, states: 1_000_000, generated: 5_400_000, spinDepth: 1000, spinTable: 20 },
    hasLimit: true,
  },
  {
    name: 'diners',
    packed: 12,
    promela: [peer('diners', 'model.pml'), peer('diners', 'model-flat.pml')],
    murphi: peer('diners', 'model.m'),
    full: { constants: { N: 14 }, states: 4_782_968, generated: 44_641_030, spinDepth: 5_000_000, spinTable: 23 },
    quick: { constants: { N: 12 }, states: 531_440, generated: 4_251_516, spinDepth: 1_000_000, spinTable: 20 },
    hasLimit: true,
  },
  {
    name: 'twophase',
    packed: 8,
    promela: [peer('twophase', 'model.pml')],
    murphi: peer('twophase', 'model.m'),
    full: { constants: { N: 9 }, states: 10_340_352, generated: 123_558_401, spinDepth: 1000, spinTable: 24 },
    quick: { constants: { N: 7 }, states: 296_448, generated: 2_744_705, spinDepth: 1000, spinTable: 19 },
    hasLimit: false,
  },
  {
    name: 'filter_lock',
    packed: 12,
    promela: [own('filter_lock.pml')],
    murphi: own('filter_lock.m'),
    full: { constants: { N: 5 }, states: 6_966_918, generated: 31_214_099, spinDepth: 1_000_000, spinTable: 23 },
    quick: { constants: { N: 4 }, states: 97_621, generated: 347_874, spinDepth: 50_000, spinTable: 17 },
    hasLimit: true,
  },
  {
    name: 'ring',
    packed: 40,
    promela: [own('ring.pml')],
    murphi: own('ring.m'),
    full: { constants: { N: 14 }, states: 6_014_282, generated: 16_587_974, spinDepth: 1_000_000, spinTable: 23 },
    quick: { constants: { N: 8 }, states: 175_610, generated: 447_482, spinDepth: 100_000, spinTable: 18 },
    hasLimit: false,
  },
];

/** 16 states of the first model: what a tool takes when there is next to nothing to do. */
export const empty: Instance = {
  constants: { K: 4, MX: 2 },
  states: 16,
  generated: 32,
  spinDepth: 1000,
  spinTable: 10,
};
