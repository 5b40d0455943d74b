import { type Fence, MEMORY_BOUND } from '../../../core/memory.ts';
import type { Expr } from '../../../core/expression.ts';
import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import * as problems from '../../../diagnostics/memory.ts';
import { readsShared } from '../../operations/effects.ts';
import { mapExpressions } from '../../operations/map-expressions.ts';
import { expressionsOf } from '../../operations/slot-uses.ts';
import { redirect } from '../../operations/successors.ts';
import type { Family, MemoryEffect, Operation, Slot, Step } from '../../system.ts';
import { type Accesses, isPlainAccess, isSameWord, storesShared } from '../accesses.ts';
import { type Base, baseOf, Emitter, type SlotRead } from '../emitter.ts';
import { type Located, placeOf, type Shape, updated } from '../shapes.ts';
import { ofOld } from '../step-builder.ts';
import { isBranch, isComputed } from './dependencies.ts';
import { KINDS, type Row, type ViewMachine } from './view-machine.ts';

/** Who runs a step: processes, or none where it is an action, whose accesses are of memory as it is. */
export interface ViewRunner {
  readonly instances: Family['instances'];
  readonly slots: Slot[];
  /** The control point where the process has ended. */
  readonly done: number;
}

type Going = Exclude<Operation, { kind: 'stop' }>;
type Assign = Extract<Operation, { kind: 'assign' }>;

/** A word that an operation is about, with its number kept in a slot. */
interface Word {
  readonly shape: Shape;
  readonly keys: readonly Expr[];
  readonly number: Expr;
}

/** Puts the rules of `lkmm` in the place of the accesses of a step: docs/memory.md has them. */
export class StepViews {
  readonly diagnostics: Diagnostic[] = [];
  readonly #machine: ViewMachine;
  readonly #accesses: Accesses;
  readonly #runner: ViewRunner;
  #code: Emitter;

  constructor(machine: ViewMachine, accesses: Accesses, runner: ViewRunner) {
    this.#machine = machine;
    this.#accesses = accesses;
    this.#runner = runner;
    this.#code = new Emitter(0, runner.slots, machine.terms);
  }

  weaken(step: Step): Step {
    this.#code = new Emitter(step.operations.length, this.#runner.slots, this.#machine.terms);
    step.operations.forEach((operation, i) => {
      this.#code.place(ofOld(i));
      if (operation.kind === 'stop') {
        if (operation.point === this.#runner.done) this.#forget(baseOf(operation));
        this.#code.add(operation);
      } else this.#operation(redirect(operation, ofOld) as Going);
    });
    return this.#code.finish(step);
  }

  get #isProcess(): boolean {
    return this.#runner.instances.length > 0;
  }

  #operation(operation: Going): void {
    if (operation.kind === 'skip' && operation.fence) this.#fence(operation, operation.fence);
    else if (operation.ghost || operation.kind === 'assert') this.#code.add(operation);
    else if (isPlainAccess(operation) && this.#isProcess) this.#plain(operation);
    else this.#readModifyWrite(operation);
  }

  // ------------------------------------------------------------------------------------------ views

  #row(row: Row): Expr {
    return this.#machine.rowOf(row, this.#runner.instances);
  }

  #view(row: Row): Expr {
    return this.#machine.viewOf(this.#row(row));
  }

  #joined(...views: readonly Expr[]): Expr {
    const { terms, joined } = this.#machine;
    return views.reduce((a, b) => terms.call(joined, a, b));
  }

  /** From now on a view knows what the others do. */
  #join(row: Row, base: Base, ...others: readonly Expr[]): void {
    this.#code.assign(this.#machine.viewPlace(this.#row(row)), this.#joined(this.#view(row), ...others), base);
  }

  /** What the stores know that the CPU has come to. */
  #known(): readonly Expr[] {
    return [this.#view('seen'), this.#view('acquired')];
  }

  #set(row: Row, word: Expr, position: Expr, base: Base): void {
    this.#code.assign(this.#machine.viewPlace(this.#row(row), word), position, base);
  }

  /** Who has ended knows nothing: there is one state for whatever it knew. */
  #forget(base: Base): void {
    const machine = this.#machine;
    const none = machine.terms.mapped([machine.word], machine.position, () =>
      machine.terms.constant(machine.position, 0),
    );
    for (const kind of KINDS) this.#code.assign(machine.viewPlace(this.#row(kind)), none, base);
  }

  // ------------------------------------------------------------------------------------------ fences

  #fence(operation: Going, fence: Fence): void {
    const base = baseOf(operation);
    if (this.#isProcess) {
      if (fence === 'mb') this.#fullBarrier(base);
      if (fence === 'wmb') this.#join('carried', base, this.#view('own'));
      if (fence === 'rmb') this.#join('loads', base, ...this.#known());
    }
    this.#code.add(operation);
  }

  #fullBarrier(base: Base): void {
    const machine = this.#machine;
    this.#join('seen', base, this.#view('acquired'), this.#view('fences'));
    for (const row of ['fences', 'acquired', 'loads', 'carried'] as const) this.#join(row, base, this.#view('seen'));
    for (const number of machine.rowsOf('floor')) {
      const row = machine.terms.constant(machine.row, number);
      this.#code.assign(machine.viewPlace(row), this.#joined(machine.viewOf(row), this.#view('seen')), base);
    }
  }

  // ---------------------------------------------------------------------------------- plain accesses

  #plain(operation: Going): void {
    const base = baseOf(operation);
    const { words, impossible } = this.#accesses.loaded(operation);
    for (const one of impossible) this.diagnostics.push(problems.weakAccess(one.at, one.problem));
    const [word] = words;
    const other = word && words.find((one) => one !== word && !isSameWord(one, word));
    if (word && other) this.diagnostics.push(problems.weakAccess(other.at, 'reads', word.at));
    const isAcquire = operation.ordering === 'load_acquire';
    const loaded = word && this.#load(word, isAcquire, base);
    if (isAcquire && !word && expressionsOf(operation).some(readsShared))
      this.#join('seen', base, this.#view('strong'));
    if (isBranch(operation)) this.#join('depended', base, this.#view('acquired'));
    const replaced = mapExpressions(operation, (expr) =>
      loaded
        ? this.#accesses.replaced(expr, (_word, use) => ({ ...loaded, type: use.type, at: use.at, read: use }))
        : expr,
    );
    const target = this.#accesses.stored(replaced);
    if (target === 'several') this.#impossibleStore(operation);
    else if (replaced.kind === 'assign' && target) this.#store(replaced, target, loaded, base);
    else this.#other(replaced, base);
  }

  #impossibleStore(operation: Going): void {
    const at = operation.kind === 'assign' ? operation.target.at : operation.at;
    this.diagnostics.push(problems.weakAccess(at, 'writes'));
    this.#code.add(operation);
  }

  #word({ shape, keys }: Located, base: Base): Word {
    const machine = this.#machine;
    const fitting = machine.keys(shape, keys);
    const kept = this.#code.slot('word', machine.word);
    this.#code.assign(kept.place, machine.wordOf(shape, fitting), base);
    return { shape, keys: fitting, number: kept.read };
  }

  /** A load finds a store from where the CPU has come to on, and learns what that knows. */
  #load(located: Located, isAcquire: boolean, base: Base): SlotRead {
    const machine = this.#machine;
    const t = machine.terms;
    const word = this.#word(located, base);
    const { shape, keys, number } = word;
    const at = (row: Row): Expr => t.index(this.#view(row), number);
    const floors = [at('seen'), at('loads'), ...(located.keys.some(isComputed) ? [at('acquired')] : [])];
    const chosen = this.#code.slot('found', machine.position);
    const found = this.#code.slot(`loaded ${shape.name}`, shape.type);
    const low = floors.reduce((a, b) => machine.larger(a, b));
    const set = positions(machine, low, machine.newest(number));
    this.#code.then((next) => ({ kind: 'pick', slot: chosen.slot, set, ...base, next }));
    const value = machine.value(shape, keys, chosen.read);
    const [old, end] = [this.#code.label(), this.#code.label()];
    const isNewest = t.equal(chosen.read, machine.newest(number));
    this.#code.then((next) => this.#code.branch(isNewest, next, old, base));
    this.#code.assignTo(found.place, value, base, { kind: 'loaded' }, end);
    this.#code.place(old);
    this.#code.assignTo(found.place, value, base, { kind: 'stale', target: placeOf(shape, keys) }, end);
    this.#code.place(end);
    this.#set('seen', number, chosen.read, base);
    this.#join('acquired', base, machine.carriedBy(number, chosen.read));
    if (isAcquire) {
      // Its own store may depend on what it loaded before.
      const isOwn = t.equal(at('own'), chosen.read);
      const more = t.choose(isOwn, this.#view('acquired'), machine.carriedBy(number, chosen.read), machine.view);
      this.#join('seen', base, more);
    }
    return found.read;
  }

  /** A store comes behind what the CPU has come to, and is found by the others as soon as it is there. */
  #store(operation: Assign, target: Located, loaded: SlotRead | undefined, base: Base): void {
    const machine = this.#machine;
    const t = machine.terms;
    const word = this.#word(target, base);
    const { shape, keys, number } = word;
    const { ordering } = operation;
    const carried = this.#carry(ordering === 'store_release' || ordering === 'unlock' ? this.#known() : [], base);
    const whole = loaded ? { ...loaded, type: shape.type } : machine.memory(shape, keys);
    const value = this.#keep(shape, updated(whole, target.rest, operation.value), base);
    this.#awaitRoom(word, base);
    const at = (row: Row): Expr => t.index(this.#view(row), number);
    const depends = loaded !== undefined || [operation.value, ...target.keys].some(isComputed);
    const low = [at('floor'), at('depended'), t.index(carried, number), ...(depends ? [at('acquired')] : [])].reduce(
      (a, b) => machine.larger(a, b),
      at('seen'),
    );
    const behind = this.#code.slot('behind', machine.position);
    const set = positions(machine, low, machine.newest(number));
    const where = t.not(machine.isAttached(number, behind.read));
    this.#code.then((next) => ({ kind: 'pick', slot: behind.slot, set, where, ...base, next }));
    const position = this.#code.slot('position', machine.position);
    this.#code.assign(position.place, t.plus(behind.read, 1, machine.position), base);
    this.#insert(word, { position: position.read, carried, value: value.read, attaches: false }, base);
    const [overtaken, end] = [this.#code.label(), this.#code.label()];
    const isLast = t.equal(position.read, machine.newest(number));
    this.#code.then((next) => this.#code.branch(isLast, next, overtaken, base));
    this.#code.add({ ...operation, next: end });
    this.#code.place(overtaken);
    const effect: MemoryEffect = { kind: 'overtaken', target: operation.target, value: operation.value };
    this.#code.assignTo(value.place, value.read, { ...base, shown: true, role: operation.role }, effect, end);
    this.#code.place(end);
    if (ordering === 'unlock') this.#join('unlocked', base, ...this.#known());
    this.#code.add({ kind: 'skip', ...base, next: operation.next });
  }

  /** The view that a store carries, in a slot. @param more what it knows besides what all stores of the CPU carry */
  #carry(more: readonly Expr[], base: Base): SlotRead {
    const carried = this.#code.slot('carried', this.#machine.view);
    this.#code.assign(carried.place, this.#joined(this.#view('carried'), ...more), base);
    return carried.read;
  }

  #keep(shape: Shape, stored: Expr, base: Base): { readonly place: Assign['target']; readonly read: SlotRead } {
    const value = this.#code.slot(`stored ${shape.name}`, shape.type);
    this.#code.assign(value.place, this.#machine.terms.narrow(stored, shape.type), base);
    return value;
  }

  #awaitRoom({ shape, number }: Word, base: Base): void {
    const machine = this.#machine;
    const { size, isEnough } = machine.capacity;
    if (isEnough) return;
    const isFree = machine.terms.greater(machine.terms.number(size), machine.newest(number));
    const message = `there is no room for more than ${size} stores to ${shape.name}`;
    this.#code.then((next) => ({ kind: 'assert', name: MEMORY_BOUND, condition: isFree, message, ...base, next }));
    this.#code.await(isFree, base);
  }

  #insert({ shape, keys, number }: Word, store: Inserted, base: Base): void {
    for (const { target, value } of this.#machine.insertion(shape, keys, { word: number, ...store }))
      this.#code.assign(target, value, base);
    if (!this.#isProcess) return;
    this.#set('seen', number, store.position, base);
    this.#set('own', number, store.position, base);
  }

  /** An operation that stores to no weak word. */
  #other(operation: Going, base: Base): void {
    const isRelease = operation.ordering === 'store_release' || operation.ordering === 'unlock';
    if (isRelease && storesShared(operation)) {
      this.#join('strong', base, ...this.#known(), this.#view('carried'));
      if (operation.ordering === 'unlock') this.#join('unlocked', base, ...this.#known());
    }
    this.#code.add(operation);
  }

  // ------------------------------------------------------------------------------ read-modify-writes

  /** What happens in memory as it is: the last store of each word is read, and what is stored comes directly behind it. */
  #readModifyWrite(operation: Going): void {
    const base = baseOf(operation);
    const machine = this.#machine;
    const t = machine.terms;
    const { words, shapes } = this.#accesses.loaded(operation);
    if (this.#isProcess) {
      for (const located of words) this.#meet(this.#word(located, base).number, base);
      for (const shape of shapes) for (const number of machine.wordsOf(shape)) this.#meet(number, base);
      if (isBranch(operation)) this.#join('depended', base, this.#view('acquired'));
    }
    const target = this.#accesses.stored(operation);
    if (target === 'several') {
      this.#impossibleStore(operation);
      return;
    }
    const { ordering } = operation;
    if (target && operation.kind === 'assign') {
      const word = this.#word(target, base);
      const { shape, keys, number } = word;
      const before = machine.carriedBy(number, machine.newest(number));
      if (this.#isProcess) this.#orderBefore(operation, before, base);
      const more = ordering === 'full' || ordering === 'release' ? this.#known() : [];
      const carried = this.#isProcess ? this.#carry([before, ...more], base) : before;
      const value = this.#keep(shape, updated(machine.memory(shape, keys), target.rest, operation.value), base);
      this.#awaitRoom(word, base);
      const position = this.#code.slot('position', machine.position);
      this.#code.assign(position.place, t.plus(machine.newest(number), 1, machine.position), base);
      this.#insert(word, { position: position.read, carried, value: value.read, attaches: true }, base);
    } else if (storesShared(operation) && this.#isProcess) {
      this.#orderBefore(operation, this.#view('strong'), base);
      if (ordering === 'full' || ordering === 'release')
        this.#join('strong', base, ...this.#known(), this.#view('carried'));
    }
    if (ordering === 'full' && this.#isProcess && (target || storesShared(operation))) this.#fullBarrier(base);
    this.#code.add(operation);
  }

  /** @param read what is known by what the read-modify-write reads */
  #orderBefore({ ordering }: Going, read: Expr, base: Base): void {
    if (ordering === 'full' || ordering === 'acquire' || ordering === 'lock') this.#join('seen', base, read);
    if (ordering === 'full') this.#fullBarrier(base);
    if (ordering === 'lock') this.#join('carried', base, read, this.#view('unlocked'));
  }

  /** The last store to a word is read. */
  #meet(number: Expr, base: Base): void {
    const machine = this.#machine;
    this.#set('seen', number, machine.newest(number), base);
    this.#join('acquired', base, machine.carriedBy(number, machine.newest(number)));
  }
}

interface Inserted {
  readonly position: Expr;
  readonly carried: Expr;
  readonly value: Expr;
  readonly attaches: boolean;
}

function positions({ position, terms }: ViewMachine, left: Expr, right: Expr): Expr {
  return { kind: 'binary', op: 'range', left, right, type: { kind: 'set', element: position }, at: terms.at };
}
