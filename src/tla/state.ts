import { cardinality } from '../core/enumerate.ts';
import { itemAt, valueAt } from '../core/lists.ts';
import type { ProcessSymbol, VariableSymbol } from '../core/expression.ts';
import type { ControlPoint, Family, TransitionSystem } from '../ir/system.ts';
import type { ModuleNames } from './names.ts';
import * as tla from './syntax.ts';
import type { Tla } from './syntax.ts';
import { range, type Vocabulary } from './vocabulary.ts';

/** A local that is part of the state at some control point: a variable of the module. */
export interface LocalVariable {
  readonly slot: number;
  readonly name: string;
}

/** A process as the module has it. */
export interface ProcessState {
  readonly family: Family;
  /** By slot. */
  readonly locals: ReadonlyMap<number, LocalVariable>;
  /** By control point: what `pc` is there. */
  readonly points: readonly string[];
  /** The values that the indices have, if there are any: of one index the values themselves, of several tuples. */
  readonly instances?: Tla;
}

/** The variables of the module: those of the spec, `pc`, and the locals of processes; and where an error goes to. */
export class ModuleState {
  readonly vocabulary: Vocabulary;
  readonly pc: string | undefined;
  /** Absent where no step can fail. */
  readonly error: string | undefined;
  readonly vars: string;
  /** Variables that steps of others leave as they are together: those of the spec, and the locals of each process. */
  readonly groups: readonly { readonly name?: string; readonly variables: readonly string[] }[];
  /** What locals are where they are out of scope. */
  readonly dead: string | undefined;
  readonly processes: readonly ProcessState[];
  readonly #variables: ReadonlyMap<VariableSymbol, string>;

  constructor(
    system: TransitionSystem,
    {
      vocabulary,
      names,
      mayFail,
    }: { readonly vocabulary: Vocabulary; readonly names: ModuleNames; readonly mayFail: boolean },
  ) {
    this.vocabulary = vocabulary;
    this.#variables = new Map(system.variables.map((variable) => [variable, names.give(variable.name)]));
    this.vars = names.give('vars');
    this.pc = system.families.some((f) => f.instances.length > 0) ? names.give('pc') : undefined;
    this.error = mayFail ? names.give('error') : undefined;
    this.processes = system.families.map((family) => {
      const state = {
        family,
        points: pointTexts(family.points),
        locals: localsOf(family, names),
      };
      return family.symbol.indices.length === 0 ? state : { ...state, instances: instancesOf(family, vocabulary) };
    });
    const locals = this.processes.map(({ family, locals: own }) =>
      group(
        `${family.symbol.name}_locals`,
        [...own.values()].map(({ name }) => name),
        names,
      ),
    );
    const single = [this.pc, this.error].flatMap((name) => (name === undefined ? [] : [{ variables: [name] }]));
    this.groups = [group('shared', [...this.#variables.values()], names), ...single, ...locals];
    this.dead = this.processes.some(({ locals }) => locals.size > 0) ? names.give('Dead') : undefined;
  }

  nameOf(variable: VariableSymbol): string {
    return valueAt(this.#variables, variable);
  }

  processOf({ family }: ProcessSymbol): ProcessState {
    return itemAt(this.processes, family);
  }

  /** `UNCHANGED` of all variables but these, with the names that groups of them have. */
  unchanged(changed: ReadonlySet<string>): Tla {
    const names = this.groups.flatMap(({ name, variables }) => {
      const kept = variables.filter((one) => !changed.has(one));
      return name !== undefined && kept.length === variables.length ? [name] : kept;
    });
    const [only] = names;
    if (only === undefined) return tla.TRUE;
    return tla.prefix('UNCHANGED', names.length === 1 ? tla.text(only) : tla.tuple(names.map(tla.text)));
  }

  /** All variables, those of the spec first. */
  get all(): readonly string[] {
    return [
      ...this.#variables.values(),
      ...(this.pc === undefined ? [] : [this.pc]),
      ...this.processes.flatMap(({ locals }) => [...locals.values()].map(({ name }) => name)),
      ...(this.error === undefined ? [] : [this.error]),
    ];
  }
}

function group(name: string, variables: readonly string[], names: ModuleNames): ModuleState['groups'][number] {
  return variables.length > 1 ? { name: names.give(name), variables } : { variables };
}

/** Of an absent process no local is part of any state. */
function localsOf(family: Family, names: ModuleNames): ReadonlyMap<number, LocalVariable> {
  if (family.instances.length === 0) return new Map();
  const live = new Set(family.points.flatMap((point) => point.live));
  const slots = [...live].sort((a, b) => a - b);
  return new Map(
    slots.map((slot) => {
      const { name } = itemAt(family.slots, slot);
      return [slot, { slot, name: names.give(`${family.symbol.name}_${name}`) }];
    }),
  );
}

/** Texts of TLA+ have the characters of ASCII only. */
function pointTexts(points: readonly ControlPoint[]): readonly string[] {
  const seen = new Set<string>();
  return points.map(({ name }) => {
    const base = name.replaceAll(' › ', ': ').replaceAll(/[^ -~]|["\\]/g, '_');
    let text = base;
    for (let i = 2; seen.has(text); i++) text = `${base} (${i})`;
    seen.add(text);
    return text;
  });
}

function instancesOf({ instances, symbol }: Family, vocabulary: Vocabulary): Tla {
  const types = symbol.indices.map((one) => one.type);
  const [only] = types;
  const keys = instances.map(({ indices }) => indices.map((v, i) => vocabulary.value(v, itemAt(types, i))));
  if (types.length > 1 || !only) return tla.set(keys.map(tla.tuple));
  const numbers = instances.map(({ indices }) => Number(indices[0]));
  const [first = 0] = numbers;
  const isRange = only.kind === 'int' && numbers.length > 1 && numbers.every((n, i) => n === first + i);
  if (isRange) return range(first, first + numbers.length - 1);
  const all = vocabulary.setOf(only);
  const isAll = all.kind === 'text' && BigInt(instances.length) === cardinality(only);
  return isAll ? all : tla.set(keys.map((key) => itemAt(key, 0)));
}
