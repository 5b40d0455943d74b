import {
  block,
  br,
  brIf,
  get,
  i32,
  i64,
  type Instruction,
  type Label,
  type Local,
  memory,
  op,
  set,
  tee,
  when,
} from '../encoding/instructions.ts';
import type { WasmModule } from '../encoding/module.ts';
import { GLOBALS, globalGet, globalSet, INITIAL_GLOBALS } from './globals.ts';
import { type AreaMap, CONTROL } from './memory-map.ts';
import { add, load, mul, type StoreCode } from './store-code.ts';

/**
 * Sleep sets (P. Godefroid, "Using Partial Orders to Improve Automatic Verification Methods", CAV 1990; LNCS 1032,
 * chapter 5), level by level, so that no state and no shortest path is lost: all that is saved is looking up known
 * successors.
 *
 * Let s = p·a, found when a was taken in p, and b another actor, enabled in p, whose step is independent of that of a:
 * always, or as the indices are in s (`relations.ts`).
 * The successor s·b = p·b·a need not be looked up at s
 *  - where p·b was not new in the level of s (*old*): all successors of p·b are in the table by the end of that level,
 *  - where b comes before a (*order*): p·b is in the table before s is, and its successor by a is looked up there, or
 *    sleeps there for one of these reasons,
 *  - where b slept in p (*inherited*): p·b was in the table before p was expanded.
 * Whatever is looked up elsewhere is looked up at a state that was found before s, or by a later actor: the argument is
 * not circular. The last reason requires that states are expanded in the order in which they were found, so it is for a
 * single worker.
 *
 * States found by others than a sleeping b keep their order, since s·b was in the table before s was expanded, or is
 * put there before the next state is: numbers, parents and so paths are those of plain breadth-first search. Outcomes
 * of b at s are those that it has at p, so one successor is counted for b without looking at it; a step with several
 * outcomes, or one that fails, does not sleep. A property of steps says of b at s what it says of b at p, since what
 * it reads counts as read by b.
 *
 * An entry of the frontier says which parent and which step a state was found by and, once it is expanded, which
 * actors had one outcome and no failure (`single`), and which of these slept or led to what is old (`settled`).
 */
const ENTRY = { parent: 0, by: 4, masks: 8, single: 0, settled: 8 } as const;
const MASK_BITS = 64;
const MASK_BYTES = 16;

/**
 * Code of a step's actor and class: the actor's bit in the masks in the low byte, the row of the class in tables above.
 * Initial states have code 0, and so a row of their own.
 */
export function stepCode(bit: number, stepClass: number): number {
  return ((stepClass + 1) << 8) | bit;
}

/** The row of a step's class in tables. */
export function rowOf(by: Instruction): Instruction {
  return op('i32.shr_u', by, i32(8));
}

/** Actors from this number on do not sleep: they share a bit that belongs to none. */
export const MAX_SLEEPERS = 255;

/** Words of the masks for this many actors. */
export function masksFor(actors: number): number {
  return Math.ceil(Math.min(actors, MAX_SLEEPERS + 1) / MASK_BITS);
}

/** Bytes of an entry of the frontier. */
export function entryBytes(masks: number): number {
  return masks === 0 ? 0 : ENTRY.masks + masks * MASK_BYTES;
}

/** Bytes for how a step relates to another one: from `unless` on, the number of the exception is added. */
export const RELATION = { conflict: 0, independent: 1, unless: 2 } as const;

const FIRST_GLOBAL = Object.keys(INITIAL_GLOBALS).length;

/** What each instance has for itself, for each word of the masks. */
const EACH = ['candidates', 'asleep', 'single'] as const;

export function sleepGlobals(masks: number): WasmModule['globals'] {
  return Array.from({ length: masks }, (_, word) =>
    EACH.map((name) => ({ name: `${name}${word}`, type: 'i64' as const, initial: 0 })),
  ).flat();
}

function maskGlobal(name: (typeof EACH)[number], word: number): number {
  return FIRST_GLOBAL + word * EACH.length + EACH.indexOf(name);
}

function include(name: (typeof EACH)[number], bit: number): Instruction {
  const index = maskGlobal(name, Math.floor(bit / MASK_BITS));
  return globalSet(index, op('i64.or', globalGet(index), i64(1n << BigInt(bit % MASK_BITS))));
}

/** A number that is incremented by exactly 1 where a step has one outcome and that is a successor. */
export function outcomesSoFar(): Instruction {
  return add(globalGet(GLOBALS.generated), mul(globalGet(GLOBALS.failed), i32(2)));
}

/** Code for actors: what takes a step, and whether it sleeps. */
export class SleeperCode {
  readonly #bit: number;
  readonly #isSleeper: boolean;

  /** @param number of the actor */
  constructor(number: number) {
    this.#bit = Math.min(number, MAX_SLEEPERS);
    this.#isSleeper = number < MAX_SLEEPERS;
  }

  /** Before the outcomes of a step of this class. */
  takes(stepClass: number): Instruction {
    return globalSet(GLOBALS.by, i32(stepCode(this.#bit, stepClass)));
  }

  /**
   * Goes to `out` where the step of this class sleeps, with its successor counted.
   * @param relation a local for what is known of the step and the one that led to the state
   * @param exceptions go to `awake` where the exception holds that `relation` is about
   */
  sleeps(
    stepClass: number,
    out: Label,
    relation: Local,
    exceptions: (awake: Label) => readonly Instruction[],
  ): Instruction[] {
    if (!this.#isSleeper) return [];
    const candidates = globalGet(maskGlobal('candidates', Math.floor(this.#bit / MASK_BITS)));
    const isCandidate = op('i64.ne', op('i64.and', candidates, i64(1n << BigInt(this.#bit % MASK_BITS))), i64(0));
    const known = tee(relation, memory('i32.load8_u', stepClass, globalGet(GLOBALS.independent)));
    return [
      when(isCandidate, [
        block('awake', (awake) => [
          brIf(awake, op('i32.eq', known, i32(RELATION.conflict))),
          ...exceptions(awake),
          globalSet(GLOBALS.generated, add(globalGet(GLOBALS.generated), i32(1))),
          include('asleep', this.#bit),
          br(out),
        ]),
      ]),
    ];
  }

  /** After the step: records whether it had one outcome and that is a successor. */
  counts(before: Local): Instruction[] {
    const outcomes = outcomesSoFar();
    if (!this.#isSleeper) return [set(before, outcomes)];
    const index = maskGlobal('single', Math.floor(this.#bit / MASK_BITS));
    const isOne = op('i64.extend_i32_u', op('i32.eq', op('i32.sub', outcomes, get(before)), i32(1)));
    const shifted = op('i64.shl', isOne, i64(this.#bit % MASK_BITS));
    return [globalSet(index, op('i64.or', globalGet(index), shifted)), set(before, outcomes)];
  }
}

/** Code of the store that maintains the entries of the frontier. */
export class FrontierCode {
  readonly #code: StoreCode;

  constructor(code: StoreCode) {
    this.#code = code;
  }

  get #masks(): number {
    return this.#code.kind.masks;
  }

  /** The address of a state's entry, by the state's number. */
  entry(number: Instruction): Instruction {
    const at = op('i32.and', number, load(CONTROL.frontierMask));
    return this.#code.element(this.#code.base(CONTROL.frontier), at, entryBytes(this.#masks));
  }

  /** @param parent its number, plus 1 */
  write(number: Instruction, address: Local, parent: Instruction, by: Instruction): Instruction[] {
    return [
      set(address, this.entry(number)),
      memory('i32.store', ENTRY.parent, get(address), parent),
      memory('i32.store', ENTRY.by, get(address), by),
    ];
  }

  /** Copies the entry of a state that gets another number. */
  move(from: Instruction, to: Instruction, address: Local): Instruction[] {
    return [
      set(address, this.entry(from)),
      memory('i64.store', ENTRY.parent, this.entry(to), memory('i64.load', ENTRY.parent, get(address))),
    ];
  }

  /** A successor of a parent by a step is known: notes it as old if it is in the parent's level or an earlier one. */
  noteOld(known: Instruction, address: Local, parent: Instruction, by: Instruction): Instruction[] {
    const bit = op('i64.shl', i64(1), op('i64.extend_i32_u', op('i32.and', by, i32(255))));
    const word = op('i32.shr_u', op('i32.and', by, i32(255)), i32(Math.log2(MASK_BITS)));
    const entry = this.entry(op('i32.sub', parent, i32(1)));
    const at = this.#masks === 1 ? entry : this.#code.element(entry, word, MASK_BYTES);
    const offset = ENTRY.masks + ENTRY.settled;
    return [
      when(op('i32.le_u', known, load(CONTROL.levelEnd)), [
        set(address, at),
        memory('i64.store', offset, get(address), op('i64.or', memory('i64.load', offset, get(address)), bit)),
      ]),
    ];
  }

  /** Before a state is expanded: determines what may sleep in it. */
  begin(number: Instruction, area: AreaMap, { address, parent, by }: FrontierLocals): Instruction[] {
    const words = Array.from({ length: this.#masks }, (_, word) => word);
    const own = set(address, this.entry(number));
    const nobody = words.map((word) => globalSet(maskGlobal('candidates', word), i64(0)));
    return [
      own,
      set(parent, memory('i32.load', ENTRY.parent, get(address))),
      set(by, memory('i32.load', ENTRY.by, get(address))),
      ...words.flatMap((word) => [
        memory('i64.store', ENTRY.masks + word * MASK_BYTES + ENTRY.single, get(address), i64(0)),
        memory('i64.store', ENTRY.masks + word * MASK_BYTES + ENTRY.settled, get(address), i64(0)),
        globalSet(maskGlobal('asleep', word), i64(0)),
        globalSet(maskGlobal('single', word), i64(0)),
      ]),
      when(
        op('i32.gt_u', get(parent), load(CONTROL.masksFrom)),
        [
          set(address, this.entry(op('i32.sub', get(parent), i32(1)))),
          ...words.map((word) => globalSet(maskGlobal('candidates', word), this.#candidates(word, address, by))),
          globalSet(
            GLOBALS.independent,
            add(add(globalGet(GLOBALS.me), i32(area.independent)), mul(rowOf(get(by)), i32(area.classes))),
          ),
        ],
        nobody,
      ),
    ];
  }

  /**
   * Actors with one outcome in the parent that come before the one whose step was taken, slept, or led to what is old.
   */
  #candidates(word: number, parent: Local, by: Local): Instruction {
    const at = ENTRY.masks + word * MASK_BYTES;
    const settled = memory('i64.load', at + ENTRY.settled, get(parent));
    return op(
      'i64.and',
      memory('i64.load', at + ENTRY.single, get(parent)),
      op('i64.or', settled, this.#below(word, op('i32.and', get(by), i32(255)))),
    );
  }

  /** The bits of a word that are below a bit of the mask. */
  #below(word: number, bit: Instruction): Instruction {
    const below = op('i64.sub', op('i64.shl', i64(1), op('i64.extend_i32_u', bit)), i64(1));
    if (this.#masks === 1) return below;
    const its = op('i32.shr_u', bit, i32(Math.log2(MASK_BITS)));
    const all = op('select', i64(-1), i64(0), op('i32.gt_u', its, i32(word)));
    return op('select', below, all, op('i32.eq', its, i32(word)));
  }

  /** After a state was expanded. */
  end(number: Instruction, { address }: FrontierLocals): Instruction[] {
    const words = Array.from({ length: this.#masks }, (_, word) => word);
    const inherited = (word: number): Instruction =>
      this.#code.kind.shared
        ? op('select', i64(0), globalGet(maskGlobal('asleep', word)), globalGet(GLOBALS.several))
        : globalGet(maskGlobal('asleep', word));
    return [
      set(address, this.entry(number)),
      ...words.flatMap((word) => {
        const at = ENTRY.masks + word * MASK_BYTES;
        const settled = memory('i64.load', at + ENTRY.settled, get(address));
        return [
          memory('i64.store', at + ENTRY.single, get(address), globalGet(maskGlobal('single', word))),
          memory('i64.store', at + ENTRY.settled, get(address), op('i64.or', settled, inherited(word))),
        ];
      }),
    ];
  }
}

/** Locals of the loop over states. */
export interface FrontierLocals {
  readonly address: Local;
  readonly parent: Local;
  readonly by: Local;
}
