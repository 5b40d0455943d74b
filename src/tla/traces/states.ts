import type { Layout, PlacedInstance } from '../../backend/problem/layout.ts';
import { formatType } from '../../core/format.ts';
import { itemAt } from '../../core/lists.ts';
import type { Type, Value } from '../../core/types.ts';
import type { TransitionSystem } from '../../ir/system.ts';
import type { ModuleState, ProcessState } from '../state.ts';
import { decode, entriesOf, Misfit } from './decode.ts';
import { type ForeignTrace, show, type TlaValue } from './value.ts';

/** A state of a module as one of the spec. */
export interface DecodedState {
  /** A value for each place of the layout. */
  readonly values: readonly Value[];
  /** The property that the step to it violates, so that nothing else of it is a state of the spec. */
  readonly error?: string;
}

/** The states of a trace, up to the first one that the module does not have. */
export interface DecodedStates {
  readonly states: readonly DecodedState[];
  /** What is wrong about the state that comes next: a clause. */
  readonly misfit?: string;
}

/** The way back from a module: what its states are in the spec. */
export function decodeStates(
  { states }: ForeignTrace,
  {
    system,
    layout,
    state: module,
  }: { readonly system: TransitionSystem; readonly layout: Layout; readonly state: ModuleState },
): DecodedStates {
  const decoded: DecodedState[] = [];
  for (const { variables } of states)
    try {
      checkNames(variables, module);
      decoded.push(new StateDecoder(variables, module, layout).decode(system));
    } catch (problem) {
      if (problem instanceof Misfit) return { states: decoded, misfit: problem.message };
      throw problem;
    }
  return { states: decoded };
}

/** A state has a value for each variable of the module, and for nothing else. */
function checkNames(variables: ReadonlyMap<string, TlaValue>, module: ModuleState): void {
  const missing = module.all.filter((name) => !variables.has(name));
  const unknown = [...variables.keys()].filter((name) => !module.all.includes(name));
  const parts = [
    ...(missing.length === 0 ? [] : [`it has no value for ${someOf(missing)}`]),
    ...(unknown.length === 0 ? [] : [`the module has no variable ${someOf(unknown)}`]),
  ];
  if (parts.length > 0) throw new Misfit(parts.join(', and '));
}

/** Names as a message has them: the first ones of many. */
function someOf(names: readonly string[]): string {
  const shown = names.slice(0, 4).map((name) => `\`${name}\``);
  return `${shown.join(', ')}${names.length > shown.length ? ', …' : ''}`;
}

class StateDecoder {
  readonly #variables: ReadonlyMap<string, TlaValue>;
  readonly #module: ModuleState;
  readonly #layout: Layout;
  readonly #instances = new Map<string, ReadonlyMap<string, TlaValue>>();

  constructor(variables: ReadonlyMap<string, TlaValue>, module: ModuleState, layout: Layout) {
    this.#variables = variables;
    this.#module = module;
    this.#layout = layout;
  }

  decode(system: TransitionSystem): DecodedState {
    const { error } = this.#module;
    const values = new Array<Value>(this.#layout.size).fill(0);
    system.variables.forEach((variable, slot) => {
      const name = this.#module.nameOf(variable);
      values[slot] = this.#about(name, () => this.#decode(this.#valueOf(name), variable.type));
    });
    const points = this.#points();
    for (const placed of this.#layout.instances) this.#process(placed, points.get(placed.instance.id), values);
    const failed = error === undefined ? undefined : this.#valueOf(error);
    if (failed === undefined) return { values };
    if (failed.kind !== 'word') throw new Misfit(`\`${error}\` is ${show(failed)}, which is no text`);
    return failed.text === '' ? { values } : { values, error: failed.text };
  }

  #valueOf(name: string): TlaValue {
    const value = this.#variables.get(name);
    if (value === undefined) throw new Misfit(`it has no value for \`${name}\``);
    return value;
  }

  #decode(value: TlaValue, type: Type): Value {
    return decode(value, type, this.#module.vocabulary);
  }

  #about<T>(name: string, of: () => T): T {
    try {
      return of();
    } catch (problem) {
      if (problem instanceof Misfit) throw new Misfit(`\`${name}\`: ${problem.message}`);
      throw problem;
    }
  }

  /** Where each process is, by its number. */
  #points(): ReadonlyMap<number, TlaValue> {
    const { pc } = this.#module;
    if (pc === undefined) return new Map();
    const { processes } = this.#module.vocabulary;
    return this.#about(pc, () => {
      const whole = this.#valueOf(pc);
      const entries = entriesOf(whole, processes);
      if (entries === undefined) throw new Misfit(`${show(whole)} does not say where each process is`);
      return new Map(entries.map(([process, point]) => [Number(this.#decode(process, processes)), point]));
    });
  }

  /** The control point of an instance, and its locals that are in scope there. */
  #process({ family, instance, point }: PlacedInstance, where: TlaValue | undefined, values: Value[]): void {
    const process = this.#module.processOf(family.symbol);
    const number = where?.kind === 'word' ? process.points.indexOf(where.text) : -1;
    if (number < 0)
      throw new Misfit(
        where === undefined
          ? `it does not say where ${instance.name} is`
          : `${instance.name} is at ${show(where)}, which is no point where it can be`,
      );
    values[point] = number;
    const { live } = itemAt(family.points, number);
    for (const { slot, name } of process.locals.values())
      this.#about(name, () => {
        const value = this.#localOf(name, process, instance.indices);
        const isLive = live.includes(slot);
        const isDead = value.kind === 'word' && value.text === this.#module.dead;
        if (!isLive && !isDead) throw new Misfit(`it is ${show(value)} where ${instance.name} has no such local`);
        if (isLive) values[point + 1 + slot] = this.#decode(value, itemAt(family.slots, slot).type);
      });
  }

  /** The local of one instance. */
  #localOf(name: string, { family }: ProcessState, indices: readonly Value[]): TlaValue {
    const whole = this.#valueOf(name);
    const types = family.symbol.indices.map(({ type }) => type);
    if (types.length === 0) return whole;
    const [first] = types;
    const key: Type = types.length === 1 && first ? first : { kind: 'tuple', elements: types };
    let all = this.#instances.get(name);
    if (all === undefined) {
      const entries = entriesOf(whole, key);
      if (entries === undefined) throw new Misfit(`${show(whole)} is no function of ${formatType(key)}`);
      all = new Map(entries.map(([one, of]) => [JSON.stringify(this.#decode(one, key)), of]));
      this.#instances.set(name, all);
    }
    const value = all.get(JSON.stringify(types.length === 1 ? indices[0] : indices));
    if (value === undefined) throw new Misfit(`${show(whole)} has nothing for each instance`);
    return value;
  }
}
