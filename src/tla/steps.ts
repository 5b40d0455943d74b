import { projectedType } from '../core/evaluate/access.ts';
import type { Expr, VariableSymbol } from '../core/expression.ts';
import { itemAt } from '../core/lists.ts';
import type { Type } from '../core/types.ts';
import type { IrPlace, Operation, Slot, Step, TransitionSystem } from '../ir/system.ts';
import { definedness, pathDefined } from './definedness.ts';
import type { Expressions } from './expressions.ts';
import { pointOf } from './processes.ts';
import { nameFor, type Scope, type SlotValues, withLocals, withSlots, wrapped } from './scope.ts';
import { type Join, joinsOf } from './joins.ts';
import type { ProcessState } from './state.ts';
import * as tla from './syntax.ts';
import type { Binding, LocalOperator, Name, Tla } from './syntax.ts';

/** What a step needs to know of the module that it becomes an action of. */
export interface StepSetting {
  readonly system: TransitionSystem;
  readonly expressions: Expressions;
  /** Assertions that the check expects to be violated: the run goes on past them. */
  readonly passed: ReadonlySet<string>;
  /** Where control goes when something fails. */
  readonly fail: (property: string) => Tla;
  /** `UNCHANGED` of what a step leaves as it is, by the names of what it changes. */
  readonly unchanged: (changed: ReadonlySet<string>) => Tla;
}

/** Who takes a step. */
export interface StepOwner {
  /** Absent: an action. */
  readonly process?: ProcessState;
  readonly slots: readonly Slot[];
  /** Names of the indices of a process, or of the parameters of an action. */
  readonly parameters: readonly Name[];
}

/** What a step has changed so far: variables, and slots in their present values. */
interface Moment {
  readonly variables: ReadonlyMap<VariableSymbol, Tla>;
  readonly slots: ReadonlyMap<number, Tla>;
}

type OperationOf<K extends Operation['kind']> = Extract<Operation, { readonly kind: K }>;

/** What one step does, from its control point or, for an action, whenever it may. */
export function translateStep(step: Step, owner: StepOwner, setting: StepSetting): Tla {
  return new StepTranslation(step, owner, setting).translate();
}

/**
 * Statements run in order, and later ones see what earlier ones wrote; in TLA+ all of a step happens at once. So each
 * operation is translated with what the ones before it changed, as expressions over the state before the step, and
 * where control stops the new values are given to the primed variables.
 */
class StepTranslation {
  readonly #step: Step;
  readonly #owner: StepOwner;
  readonly #setting: StepSetting;
  readonly #to: Expressions;
  readonly #joins: ReadonlyMap<number, Join & { readonly name: Name }>;

  constructor(step: Step, owner: StepOwner, setting: StepSetting) {
    this.#step = step;
    this.#owner = owner;
    this.#setting = setting;
    this.#to = setting.expressions;
    const points = owner.process?.family.points ?? [];
    const joins = joinsOf(step, points, setting.system.variables);
    this.#joins = new Map(
      joins.map((join) => [join.operation, { ...join, name: { base: join.isLoop ? 'Repeat' : 'Then' } }]),
    );
  }

  translate(): Tla {
    const start: Moment = { variables: new Map(), slots: new Map() };
    const operators = [...this.#joins.values()].map((join) => this.#operator(join));
    const body = this.#arriveAt(this.#step.entry, start);
    const whole: Tla = operators.length === 0 ? body : { kind: 'let', operators, body };
    const { guard } = this.#step;
    const scope = this.#scope(start);
    const allowed =
      guard === undefined
        ? whole
        : this.#checked(definedness(guard, scope, this.#to), tla.and([this.#to.translate(guard, scope), whole]));
    return tla.and([this.#isHere(), allowed]);
  }

  /** Control is at the point where the step starts. */
  #isHere(): Tla {
    const { process } = this.#owner;
    if (!process) return tla.TRUE;
    return tla.equal(
      pointOf(this.#self(process), this.#to.plain, this.#to),
      tla.string(itemAt(process.points, this.#step.point)),
    );
  }

  #self({ family }: ProcessState): Tla {
    return this.#to.vocabulary.process(family.symbol.name, this.#indices);
  }

  get #indices(): readonly Tla[] {
    return this.#owner.parameters.map(tla.named);
  }

  #operator(join: Join & { readonly name: Name }): LocalOperator {
    const variables = join.variables.map((symbol) => ({ symbol, name: nameFor(symbol) }));
    const slots = join.slots.map((slot) => ({ slot, name: nameFor(itemAt(this.#owner.slots, slot)) }));
    const moment = {
      variables: new Map(variables.map(({ symbol, name }) => [symbol, tla.named(name)])),
      slots: new Map(slots.map(({ slot, name }) => [slot, tla.named(name)])),
    };
    const parameters = [...variables, ...slots].map(({ name }) => name);
    return { name: join.name, parameters, body: this.#operation(join.operation, moment), isRecursive: join.isLoop };
  }

  /** Goes on with an operation: with the operator that it is where several ways lead to it. */
  #arriveAt(number: number, moment: Moment): Tla {
    const join = this.#joins.get(number);
    if (!join) return this.#operation(number, moment);
    const scope = this.#scope(moment);
    const args = [...join.variables.map(scope.variable), ...join.slots.map(scope.slot)];
    const operator = tla.named(join.name);
    return args.length === 0 ? operator : { kind: 'apply', operator, arguments: args };
  }

  #scope({ variables, slots }: Moment): Scope {
    const { process, parameters } = this.#owner;
    const plain = this.#to.plain;
    const scope: Scope = {
      ...plain,
      variable: (symbol) => variables.get(symbol) ?? plain.variable(symbol),
      isCurrent: (read) => ![...read].some((symbol) => variables.has(symbol)),
      slot: (slot) => slots.get(slot) ?? this.#slotBefore(slot),
      self: process ? this.#self(process) : tla.NOTHING,
    };
    const indices = process ? process.family.symbol.indices : [];
    return withLocals(
      scope,
      indices.map((symbol, i) => [symbol, tla.named(itemAt(parameters, i))] as const),
    );
  }

  /** A slot as the step finds it: a local in scope at its control point, or a parameter of an action. */
  #slotBefore(slot: number): Tla {
    const { process, parameters } = this.#owner;
    if (!process) {
      const parameter = parameters[slot];
      return parameter ? tla.named(parameter) : tla.text(this.#to.state.dead ?? '"dead"');
    }
    const local = process.locals.get(slot);
    if (!local) return tla.text(this.#to.state.dead ?? '"dead"');
    const whole = tla.text(local.name);
    return this.#indices.length === 0 ? whole : tla.index(whole, ...this.#indices);
  }

  #checked(condition: Tla, then: Tla): Tla {
    if (condition === tla.TRUE) return then;
    return tla.conditional(condition, then, this.#setting.fail('range'));
  }

  #operation(number: number, moment: Moment): Tla {
    const operation = itemAt(this.#step.operations, number);
    const scope = this.#scope(moment);
    switch (operation.kind) {
      case 'assign':
        return this.#assign(operation, moment, scope);
      case 'match':
        return this.#match(operation, moment, scope);
      case 'branch':
        return this.#condition(operation.condition, scope, (test, slots) =>
          tla.conditional(
            test,
            this.#arriveAt(operation.then, withSlotValues(moment, slots)),
            this.#arriveAt(operation.otherwise, moment),
          ),
        );
      case 'await':
        return this.#condition(operation.condition, scope, (test, slots) =>
          tla.and([test, this.#arriveAt(operation.next, withSlotValues(moment, slots))]),
        );
      case 'assert':
        return this.#assert(operation, moment, scope);
      case 'either':
        return tla.or(operation.branches.map((branch) => this.#arriveAt(branch, moment)));
      case 'pick':
        return this.#pick(operation, moment, scope);
      case 'forNext':
        return this.#forNext(operation, moment, scope);
      case 'enter':
        return this.#enter(operation, moment, scope);
      case 'skip':
      case 'leave':
        return this.#arriveAt(operation.next, moment);
      case 'stop':
        return this.#stop(operation.point, moment);
    }
  }

  /** Where a condition has a value: `then` gets the test, and what the slots of its patterns are where it is true. */
  #condition(expr: Expr, scope: Scope, then: (test: Tla, slots: SlotValues) => Tla): Tla {
    const { test, slots, bindings } = this.#to.open(expr, scope);
    return this.#checked(definedness(expr, scope, this.#to), wrapped(bindings, then(test, slots)));
  }

  #assign({ target, value, next }: OperationOf<'assign'>, moment: Moment, scope: Scope): Tla {
    const root = this.#rootOf(target);
    const given: Binding = { name: { base: partName(target.path, root) }, value: this.#to.translate(value, scope) };
    const before = root.symbol ? scope.variable(root.symbol) : scope.slot(target.root.slot);
    const isDefined = tla.and([
      definedness(value, scope, this.#to),
      this.#to.fits(tla.use(given), value.type, target.type),
      pathDefined(before, root.type, target.path, scope, this.#to),
    ]);
    const whole: Binding =
      target.path.length === 0
        ? given
        : {
            name: { base: root.name },
            value: this.#to.change(before, root.type, target.path, tla.use(given), scope),
          };
    const after = root.symbol
      ? { ...moment, variables: new Map([...moment.variables, [root.symbol, tla.use(whole)]]) }
      : withSlotValues(moment, [[target.root.slot, tla.use(whole)]]);
    const rest = this.#checked(isDefined, wrapped(whole === given ? [] : [whole], this.#arriveAt(next, after)));
    return tla.bind(given, rest);
  }

  #rootOf({ root }: IrPlace): { readonly name: string; readonly type: Type; readonly symbol?: VariableSymbol } {
    const variables = this.#setting.system.variables;
    if (root.kind === 'variable') {
      const symbol = itemAt(variables, root.slot);
      return { name: nameFor(symbol).base, type: symbol.type, symbol };
    }
    const slot = itemAt(this.#owner.slots, root.slot);
    return { name: nameFor(slot).base, type: slot.type };
  }

  #match(operation: OperationOf<'match'>, moment: Moment, scope: Scope): Tla {
    const binding: Binding = { name: { base: 'v' }, value: this.#to.translate(operation.value, scope) };
    const arms = operation.arms.map(({ pattern, next }) => {
      const { test, slots } = this.#to.matched(pattern, tla.use(binding), operation.value.type);
      return { test, then: () => this.#arriveAt(next, withSlotValues(moment, slots)) };
    });
    const last = arms.at(-1);
    const otherwise = operation.otherwise === undefined ? last?.then() : this.#arriveAt(operation.otherwise, moment);
    const tried = operation.otherwise === undefined ? arms.slice(0, -1) : arms;
    const chain = tried.reduceRight(
      (rest, { test, then }) => tla.conditional(test, then(), rest),
      otherwise ?? tla.FALSE,
    );
    return this.#checked(definedness(operation.value, scope, this.#to), tla.bind(binding, chain));
  }

  #assert({ condition, name, next }: OperationOf<'assert'>, moment: Moment, scope: Scope): Tla {
    const { fail, passed } = this.#setting;
    return this.#condition(condition, scope, (test, slots) => {
      const rest = this.#arriveAt(next, withSlotValues(moment, slots));
      const failed = fail(name ?? 'assert');
      if (name !== undefined && passed.has(name)) return tla.or([tla.and([tla.not(test), failed]), rest]);
      return tla.conditional(test, rest, failed);
    });
  }

  #pick(operation: OperationOf<'pick'>, moment: Moment, scope: Scope): Tla {
    const name = nameFor(itemAt(this.#owner.slots, operation.slot));
    const picked = [[operation.slot, tla.named(name)]] as const;
    const after = withSlotValues(moment, picked);
    const rest = (slots: SlotValues): Tla => this.#arriveAt(operation.next, withSlotValues(after, slots));
    const { where } = operation;
    const body =
      where === undefined
        ? rest([])
        : this.#condition(where, withSlots(scope, picked), (test, slots) => tla.and([test, rest(slots)]));
    const all = tla.exists(name, this.#to.translate(operation.set, scope), body);
    return this.#checked(definedness(operation.set, scope, this.#to), all);
  }

  #forNext({ rest, slot, body, next }: OperationOf<'forNext'>, moment: Moment, scope: Scope): Tla {
    const { type } = itemAt(this.#owner.slots, rest);
    const element = itemAt(this.#owner.slots, slot);
    const left = scope.slot(rest);
    const first: Binding = {
      name: nameFor(element),
      value: this.#to.orders.extreme(type.kind === 'set' ? type.element : element.type, left, 'least'),
    };
    const taken = withSlotValues(moment, [
      [slot, tla.use(first)],
      [rest, tla.infix(left, '\\', tla.set([tla.use(first)]))],
    ]);
    return tla.conditional(
      tla.equal(left, tla.set([])),
      this.#arriveAt(next, moment),
      tla.bind(first, this.#arriveAt(body, taken)),
    );
  }

  #enter({ values, next }: OperationOf<'enter'>, moment: Moment, scope: Scope): Tla {
    const bindings = values.map(({ slot, value }) => ({
      slot,
      value,
      binding: { name: nameFor(itemAt(this.#owner.slots, slot)), value: this.#to.translate(value, scope) },
    }));
    const isDefined = tla.and(
      bindings.flatMap(({ slot, value, binding }) => [
        definedness(value, scope, this.#to),
        this.#to.fits(tla.use(binding), value.type, itemAt(this.#owner.slots, slot).type),
      ]),
    );
    const after = withSlotValues(
      moment,
      bindings.map(({ slot, binding }) => [slot, tla.use(binding)]),
    );
    return wrapped(
      bindings.map(({ binding }) => binding),
      this.#checked(isDefined, this.#arriveAt(next, after)),
    );
  }

  /** The state after the step, where control stops at a control point. */
  #stop(point: number, { variables, slots }: Moment): Tla {
    const { state } = this.#to;
    const changes: (readonly [string, Tla])[] = [];
    for (const symbol of this.#setting.system.variables) {
      const value = variables.get(symbol);
      if (value) changes.push([state.nameOf(symbol), value]);
    }
    const { process } = this.#owner;
    if (process) {
      const text = itemAt(process.points, point);
      if (point !== this.#step.point && state.pc !== undefined)
        changes.push([state.pc, exceptAt(tla.text(state.pc), [this.#self(process)], tla.string(text))]);
      changes.push(...this.#localsAt(process, point, slots));
    }
    const unchanged = this.#setting.unchanged(new Set(changes.map(([name]) => name)));
    return tla.and([...changes.map(([name, value]) => tla.equal(tla.prime(tla.text(name)), value)), unchanged]);
  }

  #localsAt(
    process: ProcessState,
    point: number,
    slots: ReadonlyMap<number, Tla>,
  ): readonly (readonly [string, Tla])[] {
    const before = new Set(itemAt(process.family.points, this.#step.point).live);
    const after = new Set(itemAt(process.family.points, point).live);
    const dead = tla.text(this.#to.state.dead ?? '"dead"');
    return [...process.locals.values()].flatMap(({ slot, name }): readonly (readonly [string, Tla])[] => {
      const value = after.has(slot) ? slots.get(slot) : before.has(slot) ? dead : undefined;
      if (value === undefined) return [];
      const indices = this.#indices;
      return [[name, indices.length === 0 ? value : exceptAt(tla.text(name), indices, value)]];
    });
  }
}

/** What the value that is assigned is called: the field that it goes to, or the variable. */
function partName(path: IrPlace['path'], root: { readonly name: string; readonly type: Type }): string {
  let { type } = root;
  let name = root.name;
  for (const step of path) {
    if (step.kind === 'field' && type.kind === 'struct') name = itemAt(type.fields, step.field).name;
    type = projectedType(type, step);
  }
  return name;
}

function exceptAt(object: Tla, key: readonly Tla[], value: Tla): Tla {
  return { kind: 'except', object, path: [{ kind: 'index', arguments: key }], value };
}

function withSlotValues(moment: Moment, values: SlotValues): Moment {
  return values.length === 0 ? moment : { ...moment, slots: new Map([...moment.slots, ...values]) };
}
