import { MEMORY_BOUND } from '../../core/memory.ts';
import type { Expr } from '../../core/expression.ts';
import type { Fence } from '../../core/memory.ts';
import { itemAt } from '../../core/lists.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import * as problems from '../../diagnostics/memory.ts';
import { readsShared } from '../operations/effects.ts';
import { mapExpressions } from '../operations/map-expressions.ts';
import { expressionsOf } from '../operations/slot-uses.ts';
import { redirect } from '../operations/successors.ts';
import type { MemoryEffect, Operation, Slot, Step } from '../system.ts';
import { type Accesses, isPlainAccess, isSameWord, storesShared } from './accesses.ts';
import type { Machine } from './machine.ts';
import { type Located, placeOf, type Shape, updated } from './shapes.ts';
import { type Base, baseOf, Emitter, type SlotRead } from './emitter.ts';
import { ofOld } from './step-builder.ts';

/** Who runs a step. */
export interface Runner {
  /** Its CPU among those that store through a buffer, and among those that load; absent where it is in none. */
  readonly storing: Expr | undefined;
  readonly loading: Expr | undefined;
  /** Whether the CPU of the process that runs is one of those that load, by its number: known beforehand, or a condition. */
  readonly isLoading: (cpu: number) => Expr | boolean;
  /** Its slots, to which more are added. */
  readonly slots: Slot[];
  /** By control point, what its CPU may still load; empty for an action. */
  readonly live: readonly ReadonlySet<Shape>[];
}

type Stop = Extract<Operation, { kind: 'stop' }>;
type Going = Exclude<Operation, { kind: 'stop' }>;

const nothing: ReadonlySet<Shape> = new Set();

/**
 * Puts the rules of weak memory in the place of the accesses of a step (docs/memory.md has them): plain stores go to the
 * buffer of the CPU, plain loads look there first, and atomic read-modify-writes are done in memory.
 */
export class StepWeakening {
  readonly diagnostics: Diagnostic[] = [];
  readonly #machine: Machine;
  readonly #accesses: Accesses;
  readonly #runner: Runner;
  #code: Emitter;
  #live: ReadonlySet<Shape> = nothing;

  constructor(machine: Machine, accesses: Accesses, runner: Runner) {
    this.#machine = machine;
    this.#accesses = accesses;
    this.#runner = runner;
    this.#code = new Emitter(0, runner.slots, machine.terms);
  }

  weaken(step: Step): Step {
    this.#code = new Emitter(step.operations.length, this.#runner.slots, this.#machine.terms);
    this.#live = this.#runner.live[step.point] ?? nothing;
    step.operations.forEach((operation, i) => {
      this.#code.place(ofOld(i));
      if (operation.kind === 'stop') this.#stop(operation);
      else this.#operation(redirect(operation, ofOld) as Going);
    });
    return this.#code.finish(step);
  }

  #operation(operation: Going): void {
    if (operation.kind === 'skip' && operation.fence) this.#fence(operation, operation.fence);
    else if (operation.ghost) this.#code.add(operation);
    else if (isPlainAccess(operation)) this.#plain(operation);
    else this.#readModifyWrite(operation);
  }

  // ------------------------------------------------------------------------------------------ fences

  #fence(operation: Going, fence: Fence): void {
    const base = baseOf(operation);
    if (fence === 'mb') this.#awaitEmpty(base);
    if (fence === 'wmb') this.#nextEpoch(base);
    else this.#refresh(base);
    this.#code.add(operation);
  }

  #awaitEmpty(base: Base): void {
    const { storing } = this.#runner;
    if (storing) this.#code.await(this.#machine.isEmpty(storing), base);
  }

  #nextEpoch(base: Base): void {
    const { storing } = this.#runner;
    if (!storing) return;
    const { buffers, terms } = this.#machine;
    this.#code.assign(
      this.#machine.bufferPlace(storing, 1),
      terms.call(buffers.fenced, this.#machine.buffer(storing)),
      base,
    );
  }

  /** From now on the CPU finds no value that was old before. */
  #refresh(base: Base): void {
    const { loading } = this.#runner;
    if (!loading) return;
    for (const shape of this.#live) this.#setBehind(shape, loading, 0, base);
  }

  /** Gives all words of a shape the same number for a CPU, and drops what nobody can find any more. */
  #setBehind(shape: Shape, loading: Expr, number: number, base: Base): void {
    const machine = this.#machine;
    const old = machine.old(shape);
    if (!old) return;
    const t = machine.terms;
    const set = t.mapped(shape.keys, old.values.behind, () => t.narrow(t.number(number), old.values.behind));
    this.#code.assign(machine.atPlace(old.behind, [loading]), set, base);
    const kept = t.mapped(shape.keys, old.values.kept, (...keys) =>
      old.values.trimmed(machine.at(old.kept, keys), machine.numbers(old, keys)),
    );
    this.#code.assign(machine.atPlace(old.kept, []), kept, base);
  }

  /** What is not loaded from the next control point on need not be kept for this CPU. */
  #stop(operation: Stop): void {
    const { loading, live } = this.#runner;
    const later = live[operation.point] ?? nothing;
    if (loading)
      for (const shape of this.#live) {
        const old = later.has(shape) ? undefined : this.#machine.old(shape);
        if (old) this.#setBehind(shape, loading, old.values.retired, baseOf(operation));
      }
    this.#code.add(operation);
  }

  // ---------------------------------------------------------------------------------- plain accesses

  #plain(operation: Going): void {
    if (operation.kind === 'assert') {
      this.#code.add(
        mapExpressions(operation, (expr) => this.#accesses.replaced(expr, (word, use) => this.#seen(word, use))),
      );
      return;
    }
    const base = baseOf(operation);
    const { words, impossible } = this.#accesses.loaded(operation);
    for (const one of impossible) this.diagnostics.push(problems.weakAccess(one.at, one.problem));
    const [word] = words;
    const other = word && words.find((one) => one !== word && !isSameWord(one, word));
    if (word && other) this.diagnostics.push(problems.weakAccess(other.at, 'reads', word.at));
    const loaded = word && this.#load(word, base);
    const acquires =
      operation.ordering === 'load_acquire' && (word !== undefined || expressionsOf(operation).some(readsShared));
    if (acquires) this.#refresh(base);
    const replace = (expr: Expr): Expr =>
      loaded
        ? this.#accesses.replaced(expr, (_word, use) => ({ ...loaded, type: use.type, at: use.at, read: use }))
        : expr;
    const replaced = mapExpressions(operation, replace);
    const target = this.#accesses.stored(replaced);
    if (replaced.kind !== 'assign' || target === undefined) this.#other(replaced, base);
    else if (target === 'several') this.#impossibleStore(operation);
    else this.#store(replaced, target, loaded, base);
  }

  /** What an assertion looks at: it observes, and so finds what the CPU itself stored, or what is in memory now. */
  #seen({ shape, keys }: Located, use: Expr): Expr {
    const { storing } = this.#runner;
    if (!storing) return use;
    const machine = this.#machine;
    const newest = itemAt(machine.buffers.newest, shape.number);
    const fitting = machine.keys(shape, keys);
    const word = machine.buffers.word(shape, fitting);
    const seen = machine.terms.call(newest, machine.entries(storing), word, machine.memory(shape, fitting));
    return { ...seen, type: use.type, at: use.at, read: use };
  }

  /** A load, into a slot of its own. */
  #load(word: Located, base: Base): SlotRead {
    const machine = this.#machine;
    const t = machine.terms;
    const { shape } = word;
    const keys = machine.keys(shape, word.keys);
    const found = this.#code.slot(`loaded ${shape.name}`, shape.type);
    const memory = machine.memory(shape, keys);
    const { storing } = this.#runner;
    const own =
      storing &&
      t.call(
        itemAt(machine.buffers.newest, shape.number),
        machine.entries(storing),
        machine.buffers.word(shape, keys),
        memory,
      );
    const old = machine.old(shape);
    const { loading } = this.#runner;
    if (!old || !loading) {
      this.#code.assign(found.place, own ?? memory, base, { kind: 'loaded' });
      return found.read;
    }
    const end = this.#code.label();
    const behind = machine.at(old.behind, [loading, ...keys]);
    const has = storing && t.call(machine.buffers.has, machine.entries(storing), machine.buffers.word(shape, keys));
    const isCurrent = t.equal(behind, t.number(0));
    const choose = this.#code.label();
    this.#code.then((next) => this.#code.branch(has ? t.any([has, isCurrent]) : isCurrent, next, choose, base));
    this.#code.assignTo(found.place, own ?? memory, base, { kind: 'loaded' }, end);
    this.#code.place(choose);
    const chosen = this.#code.slot(`behind in ${shape.name}`, old.values.behind);
    const set: Expr = {
      kind: 'binary',
      op: 'range',
      left: t.number(0),
      right: behind,
      type: { kind: 'set', element: old.values.behind },
      at: t.at,
    };
    this.#code.then((next) => ({ kind: 'pick', slot: chosen.slot, set, ...base, next }));
    const stale = this.#code.label();
    const settle = this.#code.label();
    this.#code.then((next) => this.#code.branch(t.equal(chosen.read, t.number(0)), next, stale, base));
    this.#code.assignTo(found.place, memory, base, { kind: 'loaded' }, settle);
    this.#code.place(stale);
    const kept = machine.at(old.kept, keys);
    this.#code.assignTo(
      found.place,
      old.values.found(kept, chosen.read),
      base,
      { kind: 'stale', target: placeOf(shape, keys) },
      settle,
    );
    this.#code.place(settle);
    this.#code.assign(machine.atPlace(old.behind, [loading, ...keys]), chosen.read, base);
    this.#code.assign(machine.atPlace(old.kept, keys), old.values.trimmed(kept, machine.numbers(old, keys)), base);
    this.#code.place(end);
    return found.read;
  }

  /** An operation that stores to no weak word. A release has to wait where what it stores is seen by all at once. */
  #other(operation: Going, base: Base): void {
    const releases = operation.ordering === 'store_release' || operation.ordering === 'unlock';
    if (releases && storesShared(operation)) this.#awaitEmpty(base);
    this.#code.add(operation);
  }

  #impossibleStore(operation: Going): void {
    const at = operation.kind === 'assign' ? operation.target.at : operation.at;
    this.diagnostics.push(problems.weakAccess(at, 'writes'));
    this.#code.add(operation);
  }

  /** A store enters the buffer. */
  #store(
    operation: Extract<Operation, { kind: 'assign' }>,
    target: Located,
    loaded: SlotRead | undefined,
    base: Base,
  ): void {
    const { storing } = this.#runner;
    if (!storing) throw new Error('a store of a process without a buffer');
    const machine = this.#machine;
    const t = machine.terms;
    const { shape } = target;
    const keys = machine.keys(shape, target.keys);
    const value = this.#code.slot(`stored ${shape.name}`, shape.type);
    const whole = loaded ? { ...loaded, type: shape.type } : machine.memory(shape, keys);
    this.#code.assign(value.place, updated(whole, target.rest, operation.value), base);
    const { ordering } = operation;
    if (ordering === 'store_release' || ordering === 'unlock') this.#nextEpoch(base);
    const { size, isEnough } = machine.bufferCapacity;
    if (!isEnough) {
      const entries = t.size(machine.entries(storing));
      const isFree = t.greater(t.number(size), entries);
      this.#code.then((next) => ({
        kind: 'assert',
        name: MEMORY_BOUND,
        condition: isFree,
        message: `a store buffer is full: it has room for ${size} stores`,
        ...base,
        next,
      }));
      this.#code.await(isFree, base);
    }
    const entry = machine.buffers.entry(
      shape,
      machine.buffers.word(shape, keys),
      t.field(machine.buffer(storing), 1),
      value.read,
    );
    const inserted = t.call(machine.buffers.inserted, machine.entries(storing), entry);
    const effect: MemoryEffect = { kind: 'buffered', target: operation.target, value: operation.value };
    const shown = { ...base, shown: true, role: operation.role } as const;
    this.#code.assign(machine.bufferPlace(storing, 0), inserted, shown, effect);
    if (ordering === 'unlock') this.#code.assign(machine.bufferPlace(storing, 2), t.truth(true), base);
    if (machine.model === 'tso') this.#nextEpoch(base);
    this.#code.add({ kind: 'skip', ...base, next: operation.next });
  }

  // ------------------------------------------------------------------------------ read-modify-writes

  /** What happens in memory, within an `atomic`. Where it stores nothing it orders nothing: a failed cmpxchg() does not. */
  #readModifyWrite(operation: Going): void {
    const base = baseOf(operation);
    const { words, shapes } = this.#accesses.loaded(operation);
    const { storing } = this.#runner;
    if (storing) {
      for (const word of words) this.#awaitNone(word, storing, base);
      const { buffers } = this.#machine;
      const t = this.#machine.terms;
      for (const shape of shapes) this.#code.await(t.not(buffers.hasAny(shape, this.#machine.entries(storing))), base);
    }
    const target = this.#accesses.stored(operation);
    if (target === 'several') {
      this.#impossibleStore(operation);
      return;
    }
    if (target || storesShared(operation)) this.#synchronise(operation, target, base);
    this.#code.add(operation);
  }

  #synchronise({ ordering }: Going, target: Located | undefined, base: Base): void {
    const { storing } = this.#runner;
    // Under TSO a read-modify-write drains the buffer, whatever it is called (Sewell et al., "x86-TSO", 2010): no store overtakes another.
    if (ordering === 'full' || ordering === 'release' || this.#machine.model === 'tso') this.#awaitEmpty(base);
    else if (storing && target) this.#awaitNone(target, storing, base);
    if (target) this.commit(target.shape, this.#machine.keys(target.shape, target.keys), base);
    if (ordering === 'full' || ordering === 'acquire' || ordering === 'lock') this.#refresh(base);
    if (ordering === 'lock' && storing) {
      const machine = this.#machine;
      const t = machine.terms;
      const buffer = machine.buffer(storing);
      const place = machine.bufferPlace(storing, 1);
      const fenced = t.call(machine.buffers.fenced, buffer);
      this.#code.assign(place, t.choose(t.field(buffer, 2), fenced, t.field(buffer, 1), place.type), base);
    }
  }

  #awaitNone({ shape, keys }: Located, storing: Expr, base: Base): void {
    const machine = this.#machine;
    const t = machine.terms;
    const own = t.call(
      machine.buffers.has,
      machine.entries(storing),
      machine.buffers.word(shape, machine.keys(shape, keys)),
    );
    this.#code.await(t.not(own), base);
  }

  /** A value is about to be overwritten in memory: it is kept for those who may still find it. */
  commit(shape: Shape, keys: readonly Expr[], base: Base): void {
    const machine = this.#machine;
    const t = machine.terms;
    const old = machine.old(shape);
    if (!old) return;
    const { values, loaders, behind, kept, capacity } = old;
    const numberOf = (cpu: number): Expr => machine.at(behind, [t.constant(machine.loading.type, cpu), ...keys]);
    if (!capacity.isEnough) {
      const within = loaders.map((cpu) => {
        const isOwn = this.#runner.isLoading(cpu);
        if (isOwn === true) return t.truth(true);
        const isFree = t.not(t.equal(numberOf(cpu), t.number(values.capacity)));
        return isOwn === false ? isFree : t.any([isOwn, isFree]);
      });
      this.#code.then((next) => ({
        kind: 'assert',
        name: MEMORY_BOUND,
        condition: t.all(within),
        message: `more than ${values.capacity} old values of ${shape.name} could still be read`,
        ...base,
        next,
      }));
    }
    for (const cpu of loaders) {
      const isOwn = this.#runner.isLoading(cpu);
      const number = numberOf(cpu);
      const further = t.call(values.further, number);
      const isRetired = t.equal(number, t.number(values.retired));
      const none = t.choose(isRetired, number, t.narrow(t.number(0), values.behind), values.behind);
      const next = isOwn === true ? none : isOwn === false ? further : t.choose(isOwn, none, further, values.behind);
      this.#code.assign(machine.atPlace(behind, [t.constant(machine.loading.type, cpu), ...keys]), next, base);
    }
    const pushed = values.pushed(machine.at(kept, keys), machine.memory(shape, keys), machine.numbers(old, keys));
    this.#code.assign(machine.atPlace(kept, keys), pushed, base);
  }
}
