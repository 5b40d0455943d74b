import type { ActionSymbol, Expr, FunctionSymbol } from '../../core/expression.ts';
import type { BufferedModel, WeakModel } from '../../core/memory.ts';
import { itemAt, valueAt } from '../../core/lists.ts';
import type { Program } from '../../core/program.ts';
import { mapChildren } from '../../core/traverse.ts';
import { valuesOf } from '../../core/enumerate.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { fold } from '../fold.ts';
import { mapExpressions } from '../operations/map-expressions.ts';
import type { ActionCode, Family, Operation, Slot, Step } from '../system.ts';
import { Accesses } from './accesses.ts';
import { accessesOf, type FamilyAccesses } from './bounds.ts';
import { isShared, sharingWith } from './cpus.ts';
import { Machine } from './machine.ts';
import { placeOf, type Shape, shapesOf } from './shapes.ts';
import { type Parts, shapesOfActions } from './parts.ts';
import { type Runner, StepWeakening } from './weaken-step.ts';
import { withViews } from './views/views.ts';

/**
 * Lowers weak memory to ordinary state and ordinary operations: store buffers, and what loads may still find of old
 * values, become hidden variables; accesses of weak variables become operations on them; and that a store reaches memory
 * becomes an action. What explores the system, compiles it or asks for its cycles knows nothing of memory.
 * @param namesSteps whether somebody asks for steps by the labels where they begin: then no store is made before its turn
 */
export function weaken(
  system: Parts,
  model: WeakModel,
  namesSteps: boolean,
): { readonly system: Parts; readonly diagnostics: readonly Diagnostic[] } {
  const shapes = shapesOf(system.variables);
  if (shapes.length === 0) return { system, diagnostics: [] };
  return model === 'lkmm' ? withViews(system, shapes, namesSteps) : new Weakening(system, model, shapes).weakened();
}

class Weakening {
  readonly #system: Parts;
  readonly #shapes: readonly Shape[];
  readonly #accesses: Accesses;
  readonly #machine: Machine;
  readonly #ofFamilies: ReadonlyMap<Family, FamilyAccesses>;
  readonly #steps: Step[];
  readonly #diagnostics: Diagnostic[] = [];

  constructor(system: Parts, model: BufferedModel, shapes: readonly Shape[]) {
    this.#system = system;
    this.#shapes = shapes;
    this.#accesses = new Accesses(shapes);
    this.#steps = [...system.steps];
    const present = system.families.filter(({ instances }) => instances.length > 0);
    this.#ofFamilies = new Map(present.map((one) => [one, accessesOf(one, system.steps, this.#accesses)]));
    this.#machine = new Machine(
      model,
      system.program,
      shapes,
      [...this.#ofFamilies],
      shapesOfActions(system, this.#accesses),
    );
  }

  weakened(): { readonly system: Parts; readonly diagnostics: readonly Diagnostic[] } {
    const families = this.#system.families.map((family) => this.#family(family));
    const actions = this.#system.actions.map((action) => this.#action(action));
    for (const shape of this.#shapes) actions.push(...this.#draining(shape, actions.length));
    // Only whole behaviours can go on with an old value for ever.
    if (this.#system.properties.some(({ property }) => property === 'temporal'))
      for (const shape of this.#shapes) actions.push(...this.#catchingUp(shape, actions.length));
    const { variables, initialisers, terms } = this.#machine;
    const settled = new Settled(this.#machine);
    const properties = this.#system.properties.map((one) => ({ ...one, body: settled.expression(one.body) }));
    const program: Program = {
      ...this.#system.program,
      variables: [...this.#system.variables, ...variables],
      initialisers: [...this.#system.program.initialisers, ...initialisers],
      functions: [...this.#system.program.functions, ...terms.functions, ...settled.functions],
    };
    const steps = this.#steps.map((step) => ({
      ...step,
      operations: step.operations.map((operation) => mapExpressions(operation, fold)),
    }));
    return {
      system: { program, variables: program.variables, families, actions, steps, properties },
      diagnostics: this.#diagnostics,
    };
  }

  #family(family: Family): Family {
    const known = this.#ofFamilies.get(family);
    if (!known) return family;
    const machine = this.#machine;
    const slots: Slot[] = [...family.slots];
    const loading = machine.cpuOf(machine.loading, family.instances);
    const runner: Runner = {
      storing: machine.cpuOf(machine.storing, family.instances),
      loading,
      isLoading: (cpu) => this.#isCpu(loading, cpu),
      slots,
      live: this.#liveOnCpus(family, known),
    };
    const weakening = new StepWeakening(machine, this.#accesses, runner);
    for (const { step } of family.points)
      if (step !== undefined) this.#steps[step] = weakening.weaken(itemAt(this.#steps, step));
    this.#diagnostics.push(...weakening.diagnostics);
    return { ...family, slots };
  }

  /** What may be loaded from each control point on: of CPUs that run several processes, all that any of these loads. */
  #liveOnCpus(family: Family, { live }: FamilyAccesses): readonly ReadonlySet<Shape>[] {
    const all = [...this.#ofFamilies.keys()];
    if (!isShared(family, all)) return live;
    const loaded = new Set(sharingWith([family], all).flatMap((one) => [...(this.#ofFamilies.get(one)?.loads ?? [])]));
    return live.map(() => loaded);
  }

  /** Whether an expression is a CPU. */
  #isCpu(one: Expr | undefined, cpu: number): Expr | boolean {
    if (!one) return false;
    if (one.kind === 'constant') return one.value === cpu;
    const { terms, loading } = this.#machine;
    return terms.equal(one, terms.constant(loading.type, cpu));
  }

  #action(action: ActionCode): ActionCode {
    const slots: Slot[] = [...action.slots];
    const weakening = new StepWeakening(this.#machine, this.#accesses, { ...nobody, slots });
    const step = this.#steps[action.step];
    if (step) this.#steps[action.step] = weakening.weaken(step);
    this.#diagnostics.push(...weakening.diagnostics);
    return { ...action, slots };
  }

  // ------------------------------------------------------------------------------------------ drains

  /** The action by which stores to the words of a shape reach memory, for each CPU that stores to them. Weakly fair: each does in the end. */
  #draining(shape: Shape, number: number): ActionCode[] {
    const machine = this.#machine;
    const cpus = [...this.#ofFamilies].flatMap(([{ instances }, { stores }]) =>
      stores.has(shape) ? instances.map(({ id }) => valueAt(machine.storing.of, id)) : [],
    );
    if (cpus.length === 0) return [];
    const { at } = shape.variable;
    const t = machine.terms;
    const parameters = [t.symbol('cpu', machine.storing.type), ...shape.keys.map((key) => t.symbol('key', key))];
    const slots: Slot[] = parameters.map((symbol) => ({
      name: symbol.name,
      type: symbol.type,
      symbol,
      ghost: false,
      hidden: false,
    }));
    const symbol: ActionSymbol = { kind: 'action', name: 'store buffer of', hidden: true, parameters, at };
    const id = this.#steps.length;
    this.#steps.push(this.#drain(shape, slots, id, number));
    return [
      {
        symbol,
        slots,
        step: id,
        domains: [[...new Set(cpus)].sort((a, b) => a - b), ...shape.keys.map(valuesOf)],
        fairness: { kind: 'weak' },
      },
    ];
  }

  #drain(shape: Shape, slots: Slot[], id: number, action: number): Step {
    const machine = this.#machine;
    const t = machine.terms;
    const [cpu, ...keys] = slots.map(({ name, type }, slot) => t.slot(slot, name, type));
    if (!cpu) throw new Error('an action without a parameter');
    const { at } = shape.variable;
    const base = { at, shown: false, ghost: false, role: 'local', atomic: true, ordering: 'relaxed' } as const;
    const target = placeOf(shape, keys);
    const value = slots.push({ name: `stored ${shape.name}`, type: shape.type, ghost: false, hidden: true }) - 1;
    const read = t.slot(value, `stored ${shape.name}`, shape.type);
    const { buffers } = machine;
    const entries = machine.entries(cpu);
    const word = buffers.word(shape, keys);
    const oldest = t.call(itemAt(buffers.oldest, shape.number), entries, word, machine.memory(shape, keys));
    const left = t.call(buffers.without, machine.buffer(cpu), word);
    const kept = { memory: { kind: 'kept' } } as const;
    const operations: Operation[] = [
      {
        kind: 'await',
        condition: t.call(buffers.mayLeave, entries, word),
        ...base,
        ...kept,
        next: 1,
      },
      {
        kind: 'assign',
        form: 'assign',
        target: { root: { kind: 'slot', slot: value }, path: [], type: shape.type, at },
        value: oldest,
        ...base,
        ...kept,
        next: 2,
      },
      { kind: 'assign', form: 'assign', target: machine.bufferPlace(cpu), value: left, ...base, ...kept, next: 3 },
      {
        kind: 'assign',
        form: 'assign',
        target,
        value: read,
        ...base,
        shown: true,
        role: 'visible',
        memory: { kind: 'drained', target, value: read },
        next: 4,
      },
      { kind: 'stop', point: 0, ...base },
    ];
    const step: Step = { id, owner: { kind: 'action', action }, point: 0, operations, entry: 0, at };
    const isLoading = (one: number): Expr | boolean => this.#isDraining(cpu, one);
    const weakening = new StepWeakening(machine, this.#accesses, { ...nobody, slots, isLoading });
    return weakening.weaken(step);
  }

  /** The action by which a CPU loses sight of the old values of a word, weakly fair: nobody reads them for ever. */
  #catchingUp(shape: Shape, action: number): ActionCode[] {
    const machine = this.#machine;
    const t = machine.terms;
    const old = machine.old(shape);
    if (!old) return [];
    const { at } = shape.variable;
    const parameters = [t.symbol('cpu', machine.loading.type), ...shape.keys.map((key) => t.symbol('key', key))];
    const slots: Slot[] = parameters.map((symbol) => ({
      name: symbol.name,
      type: symbol.type,
      symbol,
      ghost: false,
      hidden: false,
    }));
    const where = slots.map(({ name, type }, slot) => t.slot(slot, name, type));
    const keys = where.slice(1);
    const number = machine.at(old.behind, where);
    const { values } = old;
    const isBehind = t.all([t.greater(number, t.number(0)), t.not(t.equal(number, t.number(values.retired)))]);
    const base = {
      at,
      shown: false,
      ghost: false,
      role: 'local',
      atomic: true,
      ordering: 'relaxed',
      memory: { kind: 'kept' },
    } as const;
    const newest = t.narrow(t.number(0), values.behind);
    const kept = values.trimmed(machine.at(old.kept, keys), machine.numbers(old, keys));
    const operations: Operation[] = [
      { kind: 'await', condition: isBehind, ...base, next: 1 },
      { kind: 'assign', form: 'assign', target: machine.atPlace(old.behind, where), value: newest, ...base, next: 2 },
      { kind: 'assign', form: 'assign', target: machine.atPlace(old.kept, keys), value: kept, ...base, next: 3 },
      { kind: 'stop', point: 0, ...base },
    ];
    const id = this.#steps.length;
    this.#steps.push({ id, owner: { kind: 'action', action }, point: 0, operations, entry: 0, at });
    return [
      {
        symbol: { kind: 'action', name: 'memory reaches', hidden: true, parameters, at },
        slots,
        step: id,
        domains: [[...old.loaders], ...shape.keys.map(valuesOf)],
        fairness: { kind: 'weak' },
      },
    ];
  }

  /** Whether a CPU that loads is the one whose store reaches memory. */
  #isDraining(cpu: Expr, loading: number): Expr | boolean {
    const { terms, storing, loading: all } = this.#machine;
    const own = storing.names.indexOf(itemAt(all.names, loading));
    return own < 0 ? false : terms.equal(cpu, terms.constant(storing.type, own));
  }
}

/** No process: an action, whose stores reach memory at once. */
const nobody: Omit<Runner, 'slots'> = {
  storing: undefined,
  loading: undefined,
  isLoading: () => false,
  live: [],
};

/** Where everybody is done, every store has reached memory as well: what properties say of the end is about what is left there. */
class Settled {
  readonly functions: FunctionSymbol[] = [];
  readonly #machine: Machine;
  readonly #mapped = new Map<FunctionSymbol, FunctionSymbol>();

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  expression(expr: Expr): Expr {
    if (expr.kind === 'allDone') return this.#machine.terms.all([expr, this.#machine.isSettled()]);
    const mapped = mapChildren(expr, (e) => this.expression(e));
    return mapped.kind === 'call' ? { ...mapped, function: this.#function(mapped.function) } : mapped;
  }

  #function(callee: FunctionSymbol): FunctionSymbol {
    const known = this.#mapped.get(callee);
    if (known) return known;
    const body = this.expression(callee.body);
    const made = { ...callee, body };
    this.#mapped.set(callee, made);
    this.functions.push(made);
    return made;
  }
}
