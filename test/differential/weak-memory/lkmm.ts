import { type Program, wordsOf } from './program.ts';
import * as rel from './relations.ts';
import type { Relation } from './relations.ts';

/**
 * The Linux-kernel memory model as axioms over candidate executions, written from tools/memory-model/linux-kernel.cat and
 * .bell, without RCU, SRCU and races of plain accesses, and for programs without dependencies. It shares nothing with what
 * it judges: no states, no steps.
 */

interface Event {
  /** -1: the initial value. */
  readonly thread: number;
  /** Where its access stands in the thread. */
  readonly position: number;
  readonly isWrite: boolean;
  readonly word: string;
  /** Of a write. */
  readonly value: number;
  readonly tag: 'once' | 'acquire' | 'release';
  readonly lock?: 'LKR' | 'LKW' | 'UL';
  readonly register?: number;
}

interface Fence {
  readonly thread: number;
  /** Between the accesses at the positions around it: a half. */
  readonly position: number;
  readonly fence: 'mb' | 'wmb' | 'rmb';
}

interface Skeleton {
  readonly events: readonly Event[];
  readonly fences: readonly Fence[];
  /** The load and the store of a read-modify-write. */
  readonly pairs: readonly (readonly [number, number])[];
}

function skeletonOf(program: Program): Skeleton {
  const events: Event[] = [];
  const fences: Fence[] = [];
  const pairs: (readonly [number, number])[] = [];
  const words = [...wordsOf(program), ...new Set(program.flat().flatMap((one) => ('lock' in one ? [one.lock] : [])))];
  for (const word of words) events.push({ thread: -1, position: 0, isWrite: true, word, value: 0, tag: 'once' });
  let register = 0;
  program.forEach((accesses, thread) => {
    accesses.forEach((one, position) => {
      const load = { thread, position, isWrite: false, value: 0 };
      const store = { thread, position, isWrite: true };
      switch (one.kind) {
        case 'store':
          events.push({ ...store, word: one.word, value: one.value, tag: one.order });
          break;
        case 'load':
          events.push({ ...load, word: one.word, tag: one.order, register: register++ });
          break;
        case 'swap': {
          const { word, value, order } = one;
          if (order === 'full')
            for (const at of [position - 0.25, position + 0.25]) fences.push({ thread, position: at, fence: 'mb' });
          pairs.push([events.length, events.length + 1]);
          events.push({ ...load, word, tag: order === 'acquire' ? 'acquire' : 'once', register: register++ });
          events.push({ ...store, word, value, tag: order === 'release' ? 'release' : 'once' });
          break;
        }
        case 'fence':
          fences.push({ thread, position, fence: one.fence });
          break;
        case 'lock':
          pairs.push([events.length, events.length + 1]);
          events.push({ ...load, word: one.lock, tag: 'acquire', lock: 'LKR' });
          events.push({ ...store, word: one.lock, value: 1, tag: 'once', lock: 'LKW' });
          break;
        case 'unlock':
          events.push({ ...store, word: one.lock, value: 0, tag: 'release', lock: 'UL' });
          break;
      }
    });
  });
  return { events, fences, pairs };
}

/** What does not depend on who reads what. */
class Static {
  readonly size: number;
  readonly po: Relation;
  readonly internal: Relation;
  readonly sameWord: Relation;
  readonly rmw: Relation;
  readonly strong: Relation;
  readonly wmb: Relation;
  readonly poRel: Relation;
  /** Everything that orders accesses of one thread. */
  readonly fence: Relation;
  readonly #events: readonly Event[];

  constructor({ events, fences, pairs }: Skeleton) {
    this.#events = events;
    this.size = events.length;
    const where = (test: (a: Event, b: Event, i: number, j: number) => boolean): Relation =>
      rel.from(this.size, (i, j) => {
        const a = events[i];
        const b = events[j];
        return a !== undefined && b !== undefined && test(a, b, i, j);
      });
    this.po = where((a, b, i, j) => a.thread === b.thread && a.thread >= 0 && i < j);
    this.internal = where((a, b) => a.thread === b.thread);
    this.sameWord = where((a, b) => a.word === b.word);
    this.rmw = where((_a, _b, i, j) => pairs.some(([load, store]) => load === i && store === j));
    const across = (kind: Fence['fence'], test: (a: Event, b: Event) => boolean): Relation =>
      where(
        (a, b) =>
          test(a, b) &&
          fences.some(
            (one) =>
              one.fence === kind &&
              one.thread === a.thread &&
              a.thread === b.thread &&
              a.position < one.position &&
              one.position < b.position,
          ),
      );
    this.strong = across('mb', () => true);
    this.wmb = across('wmb', (a, b) => a.isWrite && b.isWrite);
    const rmb = across('rmb', (a, b) => !a.isWrite && !b.isWrite);
    this.poRel = rel.intersection(
      this.po,
      where((_a, b) => b.tag === 'release'),
    );
    const acqPo = rel.intersection(
      this.po,
      where((a) => a.tag === 'acquire'),
    );
    this.fence = rel.union(this.strong, this.poRel, acqPo, this.wmb, rmb);
  }

  only(test: (event: Event) => boolean): Relation {
    return rel.from(this.size, (i, j) => {
      const event = this.#events[i];
      return i === j && event !== undefined && test(event);
    });
  }
}

/** Whether the model allows an execution: `rf` says which write each load reads, `co` orders the writes of each word. */
function isAllowed(fixed: Static, rf: Relation, co: Relation): boolean {
  const { size, po, internal, sameWord, rmw, strong, wmb, poRel, fence } = fixed;
  const id = rel.identity(size);
  const external = rel.complement(size, internal);
  const fr = rel.difference(rel.compose(rel.inverse(rf), co), id);
  const com = rel.union(rf, co, fr);
  if (!rel.isAcyclic(rel.union(rel.intersection(po, sameWord), com))) return false;
  const fre = rel.intersection(fr, external);
  const coe = rel.intersection(co, external);
  if (!rel.isEmpty(rel.intersection(rmw, rel.compose(fre, coe)))) return false;

  const rfe = rel.intersection(rf, external);
  const maybe = (one: Relation): Relation => rel.union(one, id);
  const overwrite = rel.union(co, fr);
  const unlock = fixed.only(({ lock }) => lock === 'UL');
  const lock = fixed.only(({ lock: one }) => one === 'LKR');
  const poUnlockLockPo = rel.compose(po, unlock, rel.union(po, rf), lock, po);
  const ppo = rel.union(rel.intersection(overwrite, internal), fence, rel.intersection(poUnlockLockPo, internal));
  const cumulative = rel.compose(maybe(rfe), rel.union(strong, poRel));
  const rmwSequence = rel.closure(rel.compose(rf, rmw));
  const cumulFence = rel.compose(rel.union(cumulative, wmb, poUnlockLockPo), rmwSequence);
  const prop = rel.compose(maybe(rel.intersection(overwrite, external)), rel.closure(cumulFence), maybe(rfe));
  const hb = rel.union(ppo, rfe, rel.intersection(rel.difference(prop, id), internal));
  if (!rel.isAcyclic(hb)) return false;
  return rel.isAcyclic(rel.compose(prop, strong, rel.closure(hb)));
}

/** All outcomes that the model allows: the values of the registers, and what the words hold in the end. */
export function allowedByKernel(program: Program): ReadonlySet<string> {
  const skeleton = skeletonOf(program);
  const fixed = new Static(skeleton);
  const { events } = skeleton;
  const found = new Set<string>();
  const words = [...new Set(events.map(({ word }) => word))];
  const loads = events.flatMap((event, i) => (event.isWrite ? [] : [{ event, i }]));
  const writesOf = (word: string): number[] => events.flatMap((e, i) => (e.isWrite && e.word === word ? [i] : []));

  const chooseCo = (at: number, co: Relation, last: ReadonlyMap<string, number>): void => {
    const word = words[at];
    if (word === undefined) {
      chooseRf(0, rel.none(events.length), co, last, []);
      return;
    }
    const [initial, ...others] = writesOf(word);
    for (const order of permutations(others)) {
      const chain = [initial ?? -1, ...order];
      // An order against that of the program is never coherent.
      const isAgainst = chain.some((a, i) => chain.slice(i + 1).some((b) => rel.has(fixed.po, b, a)));
      if (isAgainst) continue;
      const ordered = rel.from(events.length, (i, j) => {
        const a = chain.indexOf(i);
        return a >= 0 && a < chain.indexOf(j);
      });
      chooseCo(at + 1, rel.union(co, ordered), new Map([...last, [word, chain.at(-1) ?? -1]]));
    }
  };

  const chooseRf = (
    at: number,
    rf: Relation,
    co: Relation,
    last: ReadonlyMap<string, number>,
    registers: readonly number[],
  ): void => {
    const load = loads[at];
    if (load === undefined) {
      const outcome = outcomeOf(
        registers,
        wordsOf(program).map((word) => events[last.get(word) ?? -1]?.value ?? -1),
      );
      if (!found.has(outcome) && isAllowed(fixed, rf, co)) found.add(outcome);
      return;
    }
    for (const write of writesOf(load.event.word)) {
      const value = events[write]?.value ?? -1;
      // Who takes a lock has found it free.
      if (load.event.lock === 'LKR' && value !== 0) continue;
      const edge = rel.from(events.length, (i, j) => i === write && j === load.i);
      const read = load.event.register === undefined ? registers : [...registers, value];
      chooseRf(at + 1, rel.union(rf, edge), co, last, read);
    }
  };

  chooseCo(0, rel.none(events.length), new Map());
  return found;
}

export function outcomeOf(registers: readonly number[], words: readonly number[]): string {
  return `${registers.join(' ')} / ${words.join(' ')}`;
}

function permutations(items: readonly number[]): readonly (readonly number[])[] {
  if (items.length === 0) return [[]];
  return items.flatMap((first, i) =>
    permutations([...items.slice(0, i), ...items.slice(i + 1)]).map((rest) => [first, ...rest]),
  );
}
