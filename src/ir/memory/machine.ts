import type { Expr, VariableSymbol } from '../../core/expression.ts';
import { valuesOf } from '../../core/enumerate.ts';
import { itemAt } from '../../core/lists.ts';
import type { BufferedModel } from '../../core/memory.ts';
import type { Initialiser, Program } from '../../core/program.ts';
import type { EnumType, Type, Value } from '../../core/types.ts';
import { isSubtype } from '../../core/relations.ts';
import { placeExpression } from '../bodies/bindings.ts';
import type { Family, IrPlace } from '../system.ts';
import { type Capacity, capacityFor, type FamilyAccesses } from './bounds.ts';
import { OldValues } from './old-values.ts';
import { cpuName, sharingWith } from './cpus.ts';
import { placeOf, type Shape } from './shapes.ts';
import { StoreBuffers } from './store-buffers.ts';
import { constantMap, mapType, Terms } from '../terms.ts';

/** The CPUs of one kind: those that store through a buffer, or those that load. */
export interface Cpus {
  readonly type: EnumType;
  /** By the number of a process instance, the number of its CPU among these. */
  readonly of: ReadonlyMap<number, number>;
  /** Their names, by number. */
  readonly names: readonly string[];
}

/**
 * The hidden state of weak memory: store buffers of the CPUs that store, and for the words that are loaded what they held
 * before. The variables of the spec are the memory that all CPUs share.
 */
export class Machine {
  readonly model: BufferedModel;
  readonly terms: Terms;
  readonly shapes: readonly Shape[];
  readonly variables: VariableSymbol[] = [];
  readonly initialisers: Initialiser[] = [];
  readonly storing: Cpus;
  readonly loading: Cpus;
  readonly bufferCapacity: Capacity;
  readonly #buffers: { readonly values: StoreBuffers; readonly variable: VariableSymbol } | undefined;
  readonly #old = new Map<Shape, Kept>();
  readonly #program: Program;

  /** @param families with what they do to memory @param byActions shapes that actions store to */
  constructor(
    model: BufferedModel,
    program: Program,
    shapes: readonly Shape[],
    families: readonly (readonly [Family, FamilyAccesses])[],
    byActions: ReadonlySet<Shape>,
  ) {
    const at = itemAt(shapes, 0).variable.at;
    this.model = model;
    this.#program = program;
    this.shapes = shapes;
    this.terms = new Terms(at, program.ids);
    const all = families.map(([family]) => family);
    const those = (test: (accesses: FamilyAccesses) => boolean): Family[] =>
      families.flatMap(([family, accesses]) => (test(accesses) ? [family] : []));
    this.storing = cpusOf(
      'StoringCpu',
      those(({ stores }) => stores.size > 0),
      all,
    );
    this.loading = cpusOf(
      'LoadingCpu',
      those(({ loads }) => loads.size > 0),
      all,
    );
    this.bufferCapacity = capacityFor(Math.max(0, ...storesByCpu(families).values()));
    this.#buffers = this.storing.of.size > 0 ? this.#makeBuffers() : undefined;
    if (model === 'pso_iq')
      for (const shape of shapes) this.#keepOld(shape, families, byActions.has(shape) ? Infinity : 0);
  }

  #makeBuffers(): { readonly values: StoreBuffers; readonly variable: VariableSymbol } {
    const values = new StoreBuffers(this.shapes, this.bufferCapacity.size, this.terms);
    const { type } = this.storing;
    const whole = mapType([type], values.type);
    return { values, variable: this.#variable('store buffers', whole, constantMap([type], values.empty)) };
  }

  /** @param others how many stores there are besides those of processes */
  #keepOld(shape: Shape, families: readonly (readonly [Family, FamilyAccesses])[], others: number): void {
    const loaders = new Map<number, boolean>();
    let writes = others;
    for (const [family, { loads, live, written }] of families) {
      writes += (written.get(shape) ?? 0) * family.instances.length;
      if (!loads.has(shape)) continue;
      for (const { id } of family.instances) {
        const cpu = this.loading.of.get(id) ?? -1;
        loaders.set(cpu, loaders.get(cpu) === true || live[0]?.has(shape) === true);
      }
    }
    if (loaders.size === 0) return;
    const capacity = capacityFor(writes);
    const { type } = this.loading;
    const values = new OldValues(shape, capacity.size, type, this.terms);
    const initial = type.members.map((_, cpu): Value => {
      return constantMap(shape.keys, loaders.get(cpu) === true ? 0 : values.retired);
    });
    const behind = this.#variable(`stores behind in ${shape.name}`, values.behindAll, initial);
    const kept = this.#variable(`old values of ${shape.name}`, values.keptAll, constantMap(shape.keys, []));
    this.#old.set(shape, { values, behind, kept, loaders: [...loaders.keys()], capacity });
  }

  #variable(name: string, type: Type, value: Value): VariableSymbol {
    const { at } = this.terms;
    const slot = this.#program.variables.length + this.variables.length;
    const variable: VariableSymbol = { kind: 'variable', name, type, ghost: false, hidden: true, slot, at };
    this.variables.push(variable);
    this.initialisers.push({ kind: 'value', variable, value: this.terms.constant(type, value) });
    return variable;
  }

  // ------------------------------------------------------------------------------------------- parts

  get buffers(): StoreBuffers {
    if (!this.#buffers) throw new Error('there are no store buffers');
    return this.#buffers.values;
  }

  get hasBuffers(): boolean {
    return this.#buffers !== undefined;
  }

  old(shape: Shape): Kept | undefined {
    return this.#old.get(shape);
  }

  /** The CPU of the running process among these, if it is one; `instances` are those whose code it is. */
  cpuOf(cpus: Cpus, instances: Family['instances']): Expr | undefined {
    const t = this.terms;
    const numbers = instances.flatMap(({ id }) => cpus.of.get(id) ?? []);
    const [first] = numbers;
    if (first === undefined) return undefined;
    if (numbers.every((one) => one === first)) return t.constant(cpus.type, first);
    const { processType } = this.#program;
    // A map has a value for each process that exists in this run.
    const values = valuesOf(processType).map((id) => (typeof id === 'number' ? cpus.of.get(id) : undefined) ?? 0);
    return t.index(t.constant({ kind: 'map', key: processType, value: cpus.type }, values), t.self(processType));
  }

  /** The buffer of a CPU. */
  bufferPlace(cpu: Expr, field?: 0 | 1 | 2): IrPlace {
    const variable = this.#bufferVariable();
    const step = this.terms.step(cpu, this.storing.type);
    const { values } = this.#buffers ?? {};
    const whole = values?.type ?? { kind: 'never' };
    if (field === undefined || whole.kind !== 'tuple')
      return { root: { kind: 'variable', slot: variable.slot }, path: [step], type: whole, at: this.terms.at };
    const path = [step, { kind: 'field', field }] as const;
    const type = itemAt(whole.elements, field);
    return { root: { kind: 'variable', slot: variable.slot }, path, type, at: this.terms.at };
  }

  buffer(cpu: Expr): Expr {
    return this.terms.index(this.#read(this.#bufferVariable()), cpu);
  }

  entries(cpu: Expr): Expr {
    return this.terms.field(this.buffer(cpu), 0);
  }

  isEmpty(cpu: Expr): Expr {
    const t = this.terms;
    return t.equal(t.size(this.entries(cpu)), t.number(0));
  }

  /** Whether no store waits anywhere. */
  isSettled(): Expr {
    const { type } = this.storing;
    return this.terms.all(
      this.hasBuffers ? type.members.map((_, cpu) => this.isEmpty(this.terms.constant(type, cpu))) : [],
    );
  }

  #bufferVariable(): VariableSymbol {
    if (!this.#buffers) throw new Error('there are no store buffers');
    return this.#buffers.variable;
  }

  /** What memory holds of a word. */
  memory(shape: Shape, keys: readonly Expr[]): Expr {
    return placeExpression(this.#read(shape.variable), placeOf(shape, keys).path, this.terms.at);
  }

  #read(variable: VariableSymbol): Expr {
    return { kind: 'variable', symbol: variable, type: variable.type, at: this.terms.at };
  }

  /** Part of a map of hidden state. */
  at(variable: VariableSymbol, keys: readonly Expr[]): Expr {
    return keys.reduce<Expr>((object, key) => this.terms.index(object, key), this.#read(variable));
  }

  atPlace(variable: VariableSymbol, keys: readonly Expr[]): IrPlace {
    const { type } = this.at(variable, keys);
    const path = keys.map((key) => this.terms.step(key, key.type));
    return { root: { kind: 'variable', slot: variable.slot }, path, type, at: this.terms.at };
  }

  /** How far behind each of the CPUs that load is. */
  numbers({ behind, loaders }: Kept, keys: readonly Expr[]): readonly Expr[] {
    return loaders.map((cpu) => this.at(behind, [this.terms.constant(this.loading.type, cpu), ...keys]));
  }

  /** Keys of a word as values of the key types. */
  keys(shape: Shape, keys: readonly Expr[]): readonly Expr[] {
    return keys.map((key, i) => {
      const type = itemAt(shape.keys, i);
      const isName = key.kind === 'constant' || key.kind === 'slot' || key.kind === 'local';
      return isName && isSubtype(key.type, type) ? { ...key, type } : this.terms.narrow(key, type);
    });
  }
}

export interface Kept {
  readonly values: OldValues;
  readonly behind: VariableSymbol;
  readonly kept: VariableSymbol;
  /** Numbers of the CPUs that load words of the shape. */
  readonly loaders: readonly number[];
  readonly capacity: Capacity;
}

/** The CPUs of some families, and of those that share one with them. */
function cpusOf(name: string, some: readonly Family[], all: readonly Family[]): Cpus {
  const instances = sharingWith(some, all).flatMap((family) => family.instances);
  const names = [...new Set(instances.map(cpuName))];
  return {
    type: {
      kind: 'enum',
      name,
      members: names.map((cpu) => instances.flatMap((one) => (cpuName(one) === cpu ? [one.name] : [])).join(' and ')),
    },
    of: new Map(instances.map((one) => [one.id, names.indexOf(cpuName(one))])),
    names,
  };
}

/** Stores through a buffer that there may be on each CPU, at most. */
function storesByCpu(families: readonly (readonly [Family, FamilyAccesses])[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const [{ instances }, { buffered }] of families)
    for (const one of instances) found.set(cpuName(one), (found.get(cpuName(one)) ?? 0) + buffered);
  return found;
}
