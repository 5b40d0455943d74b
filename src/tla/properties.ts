import { observedIn, propertiesOfStates, type RunProperty } from '../backend/problem/properties.ts';
import type { Expr } from '../core/expression.ts';
import { itemAt } from '../core/lists.ts';
import type { PropertySymbol } from '../core/program.ts';
import { walkExpression } from '../core/traverse.ts';
import { isIn } from '../ir/step-sets.ts';
import type { Actions, ActorAction, StepAction } from './actions.ts';
import { conditionOf, definedness, mayFail } from './definedness.ts';
import { type Scope, withLocals } from './scope.ts';
import type { Definition } from './print.ts';
import type { ModuleSetting } from './setting.ts';
import * as tla from './syntax.ts';
import type { Tla } from './syntax.ts';
import { temporalFormula } from './temporal.ts';

/** A property as TLC is asked about it. */
export interface ExportedProperty {
  /** As the spec calls it: `range`, `assert` and names of assertions among them. */
  readonly name: string;
  /** What the module calls it. Of a `reachable` property it is what a witness violates. */
  readonly text: string;
  readonly kind: 'invariant' | 'step' | 'temporal' | 'reachable';
  /** Of a property of steps: the condition of a step, without the `[][…]_vars` around it. */
  readonly action?: Tla;
}

/** A definition with what stands before it in the module. */
export interface PropertyDefinition extends Definition {
  readonly symbol?: PropertySymbol;
  /** Where no property of the spec is defined. */
  readonly remark?: string;
}

export interface TranslatedProperties {
  readonly definitions: readonly PropertyDefinition[];
  readonly properties: readonly ExportedProperty[];
  /** What the module calls the constraints. */
  readonly constraints: readonly string[];
}

/**
 * The properties of a run, and what every spec has: range errors and assertions are invariants about `error`.
 * @throws CannotExport
 */
export function translateProperties(
  setting: ModuleSetting,
  actions: Actions,
  inRun: readonly RunProperty[],
): TranslatedProperties {
  const definitions: PropertyDefinition[] = [];
  const properties: ExportedProperty[] = [];
  const undefinedSteps: PropertyDefinition[] = [];
  const constraints: string[] = [];
  const define = (name: string, body: Tla, more: Pick<PropertyDefinition, 'symbol' | 'remark'>): string => {
    const text = setting.names.give(name);
    definitions.push({ name: text, parameters: [], body, ...more });
    return text;
  };
  const { expressions } = setting;
  const { plain } = expressions;
  for (const symbol of setting.system.properties) {
    const { name, body } = symbol;
    if (!inRun.some((one) => one.symbol === symbol)) continue;
    switch (symbol.property) {
      case 'invariant':
      case 'impossible': {
        const holds = tla.implies(definedness(body, plain, expressions), expressions.translate(body, plain));
        properties.push({ name, kind: 'invariant', text: define(name, holds, { symbol }) });
        break;
      }
      case 'constraint': {
        const remark = 'Steps are taken only from states that satisfy this.';
        const condition = conditionOf(body, plain, expressions);
        // TLC refuses a constraint that is the constant FALSE.
        const { vars } = setting.state;
        const varying = condition === tla.FALSE ? tla.infix(tla.text(vars), '#', tla.text(vars)) : condition;
        constraints.push(define(name.replaceAll(' ', '_'), varying, { symbol, remark }));
        break;
      }
      case 'reachable':
      case 'possible': {
        const text = define(name, conditionOf(body, plain, expressions), { symbol });
        const never = define(`never_${name}`, tla.not(tla.text(text)), {
          remark: `A state that violates this is the witness of ${name}.`,
        });
        properties.push({ name, kind: 'reachable', text: never });
        break;
      }
      case 'transition': {
        const action = stepCondition(symbol, setting, actions, 'holds');
        properties.push({ name, kind: 'step', text: define(name, alwaysIn(action, setting), { symbol }), action });
        if (mayFail(body)) {
          const text = setting.names.give(`${name}_has_a_value`);
          const remark = `Where this is violated, the evaluation of ${name} ends in a range error.`;
          const defined = stepCondition(symbol, setting, actions, 'defined');
          undefinedSteps.push({ name: text, parameters: [], remark, body: alwaysIn(defined, setting) });
          properties.push({ name: 'range', kind: 'step', text, action: defined });
        }
        break;
      }
      case 'temporal': {
        const formula = temporalFormula(body, plain, expressions, (of, indices) =>
          enabledAction(of, indices, setting, actions),
        );
        properties.push({ name, kind: 'temporal', text: define(name, formula, { symbol }) });
        break;
      }
    }
  }
  definitions.push(...undefinedSteps);
  for (const { name, kind, isBound } of inRun) {
    if (kind === 'assert' && isBound === undefined)
      properties.push({
        name,
        kind: 'invariant',
        text: define(name, withoutError(name, setting), { remark: assertionRemark(name) }),
      });
    if (kind === 'range') {
      const body = tla.and([withoutError(name, setting), ...conditionsWithValues(setting, inRun)]);
      const remark = 'No value is outside its type, no index outside its map.';
      properties.push({ name, kind: 'invariant', text: define(name, body, { remark }) });
    }
  }
  return { definitions, properties, constraints };
}

function assertionRemark(name: string): string {
  return name === 'assert' ? 'No assertion without a name fails.' : `assert ${name}`;
}

function withoutError(name: string, { state }: ModuleSetting): Tla {
  return state.error === undefined ? tla.TRUE : tla.infix(tla.text(state.error), '#', tla.string(name));
}

/** Where invariants, witnesses and the conditions of temporal properties have values. */
function conditionsWithValues({ system, expressions }: ModuleSetting, inRun: readonly RunProperty[]): readonly Tla[] {
  const { plain } = expressions;
  const states = propertiesOfStates({ properties: inRun }).map(({ symbol }) => symbol.body);
  const observed = observedIn(system, inRun).map(({ condition }) => condition);
  return [...states, ...observed].map((expr) => definedness(expr, plain, expressions));
}

// ---------------------------------------------------------------------------------------- of steps

function alwaysIn(action: Tla, { state }: ModuleSetting): Tla {
  return { kind: 'box', action, vars: state.vars };
}

/** `step => P`, with the steps that a transition property is about. */
function stepCondition(symbol: PropertySymbol, setting: ModuleSetting, actions: Actions, of: 'holds' | 'defined'): Tla {
  const { system, state, expressions } = setting;
  const isAbout = ({ step }: StepAction): boolean =>
    (symbol.during.length === 0 || symbol.during.some((one) => isIn(one, step, system))) &&
    !symbol.except.some((one) => isIn(one, step, system));
  const condition = (scope: Scope): Tla => {
    const isDefined = definedness(symbol.body, scope, expressions);
    return of === 'defined' ? isDefined : tla.implies(isDefined, expressions.translate(symbol.body, scope));
  };
  const noError = state.error === undefined ? tla.TRUE : tla.equal(primed(state.error), tla.string(''));
  const concerned = actions.actors.map((actor) => ({ actor, steps: actor.steps.filter(isAbout) }));
  const isAll = concerned.every(({ actor, steps }) => steps.length === actor.steps.length);
  const whole = usesSelf(symbol.body)
    ? tla.and(concerned.map(({ actor, steps }) => ofActor(actor, steps, setting, condition)))
    : tla.implies(
        isAll ? tla.TRUE : tla.or(concerned.map(({ actor, steps }) => taken(actor, steps))),
        condition(expressions.plain),
      );
  return tla.implies(noError, whole);
}

function primed(name: string): Tla {
  return { kind: 'prime', operand: tla.text(name) };
}

function usesSelf(expr: Expr): boolean {
  let found = false;
  walkExpression(expr, (e) => {
    if (e.kind === 'self') found = true;
    return !found;
  });
  return found;
}

/** Some instance takes one of these steps. */
function taken(actor: ActorAction, steps: readonly StepAction[]): Tla {
  if (steps.length === 0) return tla.FALSE;
  return actor.domain('\\E', (indices) => stepsOf(actor, steps, indices));
}

function stepsOf(actor: ActorAction, steps: readonly StepAction[], indices: readonly Tla[]): Tla {
  if (steps.length === actor.steps.length) return tla.apply(actor.name, ...indices);
  return tla.or(steps.map((one) => tla.apply(one.name, ...indices)));
}

/** `self` is the process that takes the step. */
function ofActor(
  actor: ActorAction,
  steps: readonly StepAction[],
  setting: ModuleSetting,
  condition: (scope: Scope) => Tla,
): Tla {
  if (steps.length === 0) return tla.TRUE;
  const { expressions } = setting;
  return actor.domain('\\A', (indices) => {
    const { source } = actor;
    const self =
      source.kind === 'process'
        ? expressions.vocabulary.process(source.process.family.symbol.name, indices)
        : tla.NOTHING;
    return tla.implies(stepsOf(actor, steps, indices), condition({ ...expressions.plain, self }));
  });
}

// ------------------------------------------------------------------------------------ of behaviours

/** A step that fails is none that could be taken. */
function successful(actor: ActorAction, indices: readonly Tla[], { state }: ModuleSetting): Tla {
  const action = tla.apply(actor.name, ...indices);
  if (!actor.mayFail || state.error === undefined) return action;
  return tla.and([action, tla.equal(primed(state.error), tla.string(''))]);
}

function enabledAction(
  of: Extract<Expr, { kind: 'enabled' }>['of'],
  indices: readonly Tla[],
  setting: ModuleSetting,
  { actors }: Actions,
): Tla | undefined {
  const actor = actors.find(({ source }) =>
    of.kind === 'action'
      ? source.kind === 'action' && source.action.symbol === of.action
      : source.kind === 'process' && source.process.family.symbol === of.family,
  );
  return actor && successful(actor, indices, setting);
}

/** Weak and strong fairness of each instance of a process and of each choice of arguments of an action. */
export function translateFairness(setting: ModuleSetting, { actors }: Actions): Tla {
  const { expressions, state } = setting;
  return tla.and(
    actors.flatMap((actor) => {
      const { source } = actor;
      const fairness = source.kind === 'process' ? source.process.family.fairness : source.action.fairness;
      if (fairness.kind === 'none') return [];
      const symbols =
        source.kind === 'process' ? source.process.family.symbol.indices : source.action.symbol.parameters;
      return [
        actor.domain('\\A', (indices) => {
          const action = successful(actor, indices, setting);
          if (fairness.kind === 'strong') return tla.apply(`SF_${state.vars}`, action);
          const { condition } = fairness;
          if (condition === undefined) return tla.apply(`WF_${state.vars}`, action);
          const self =
            source.kind === 'process'
              ? expressions.vocabulary.process(source.process.family.symbol.name, indices)
              : tla.NOTHING;
          const locals = symbols.map((symbol, i) => [symbol, itemAt(indices, i)] as const);
          const scope = withLocals({ ...expressions.plain, self }, locals);
          return tla.apply(`WF_${state.vars}`, tla.and([conditionOf(condition, scope, expressions), action]));
        }),
      ];
    }),
  );
}
