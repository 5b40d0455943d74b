import { propertiesOf } from '../backend/problem/properties.ts';
import type { Run } from '../core/run.ts';
import type { TransitionSystem } from '../ir/system.ts';
import { translateActions } from './actions.ts';
import { CannotExport } from './cannot-export.ts';
import { type Configured, printConfiguration } from './configuration.ts';
import { asChosen, assignment, type ExportedConstant, exportedConstants } from './constants.ts';
import { Expressions } from './expressions.ts';
import { translateInit } from './init.ts';
import { ModuleNames } from './names.ts';
import { ModuleText } from './module-text.ts';
import type { Definition } from './print.ts';
import { type ExportedProperty, translateFairness, translateProperties } from './properties.ts';
import { fixedNames, type ModuleSetting } from './setting.ts';
import { ModuleState } from './state.ts';
import * as tla from './syntax.ts';
import type { Tla } from './syntax.ts';
import { typeInvariant } from './type-invariant.ts';
import { Vocabulary } from './vocabulary.ts';

/** A run as a module of TLA+ and a configuration for TLC. */
export interface TlaModule {
  readonly name: string;
  readonly text: string;
  readonly configuration: string;
  /** For whoever asks TLC other questions about the module. */
  readonly configured: Configured;
  readonly properties: readonly ExportedProperty[];
  /** Names that the module knows. */
  readonly names: ReadonlySet<string>;
  readonly next: string;
  readonly vars: string;
  /** What stands for what of the spec, for whoever reads a state of the module. */
  readonly state: ModuleState;
  /** Numbers of the steps, by the operators that they are. */
  readonly steps: ReadonlyMap<string, number>;
}

/**
 * The module that is the meaning of a run (docs/semantics.md): `Init`, an action for each step, `Next`, fairness, and the
 * properties. Its states are those of the run, one for one.
 * @throws CannotExport where TLA+ cannot say something
 */
export function exportModule(system: TransitionSystem, run: Run): TlaModule {
  if (run.memory !== undefined)
    throw new CannotExport(`the check is about weak memory (memory ${run.memory}), which is lowered by thps`);
  // Whether anything can fail is known once everything is translated; in most specs nothing does.
  const whole = new ModuleExport(system, run, 'may fail');
  const module = whole.make();
  return whole.hasFailed ? module : new ModuleExport(system, run, 'cannot fail').make();
}

class ModuleExport {
  readonly #setting: ModuleSetting;
  readonly #vocabulary: Vocabulary;
  readonly #constants: readonly ExportedConstant[];
  hasFailed = false;

  constructor(system: TransitionSystem, run: Run, failing: 'may fail' | 'cannot fail') {
    const names = new ModuleNames();
    const fixed = fixedNames(names);
    this.#vocabulary = new Vocabulary(names, system.program.processType);
    this.#constants = exportedConstants(system.program.constants, names);
    const state = new ModuleState(system, { vocabulary: this.#vocabulary, names, mayFail: failing === 'may fail' });
    const expressions = new Expressions(state, names, this.#constants);
    const fail = (property: string): Tla => {
      this.hasFailed = true;
      return tla.apply(fixed.fail, tla.string(property));
    };
    this.#setting = { system, run, names, state, expressions, fixed, fail };
  }

  make(): TlaModule {
    const setting = this.#setting;
    const { system, run, names, fixed, state } = setting;
    const assignments = this.#constants.map((one) => assignment(one, this.#vocabulary, names));
    const init = translateInit(setting);
    const actions = translateActions(setting);
    const inRun = propertiesOf(system, run);
    const translated = translateProperties(setting, actions, inRun);
    const fairness = translateFairness(setting, actions);
    const types = typeInvariant(setting);
    const { expressions } = setting;
    const assumptions = system.program.assumptions.map((e) => expressions.translate(e, expressions.plain));
    const name = moduleName(system.program.name, run);
    const symmetric = [...this.#vocabulary.symmetric.values()].filter(({ values }) => values.length > 1);
    const symmetry = symmetric.map((one) => ({ ...one, name: names.give(`${one.name}_symmetry`), of: one.name }));
    const configured: Configured = {
      specification: fixed.spec,
      assignments: assignments.map(({ line }) => line),
      modelValues: [
        ...[...this.#vocabulary.symmetric.values()].flatMap(({ values }) => values),
        ...(state.dead === undefined ? [] : [state.dead]),
      ],
      constraints: translated.constraints,
      noError: state.error === undefined ? undefined : fixed.noError,
      typeInvariant: fixed.typeOk,
      symmetry: symmetry.map((one) => one.name),
      isDeadlockChecked: !run.allowDeadlock,
    };
    const writer = new ModuleText(names.taken);
    writer.opening(name, system, run);
    writer.constants(this.#constants, configured, assumptions, asChosen(this.#constants, this.#vocabulary));
    const values = assignments.flatMap(({ definition }) => (definition ? [{ ...definition, parameters: [] }] : []));
    writer.section('Types', [...this.#vocabulary.sets, ...values, ...symmetry.map((one) => permutations(one))]);
    writer.variables(setting);
    writer.section('What expressions need', this.#vocabulary.helpers);
    writer.section(
      'Functions',
      expressions.functions.map((one) => ({ ...one, at: one.symbol.at })),
    );
    writer.section('States', [
      { name: fixed.typeOk, parameters: [], body: types },
      { name: fixed.init, parameters: [], body: init },
      ...failing(setting),
    ]);
    writer.actions(actions, setting);
    writer.whole(setting, { actions, fairness });
    writer.properties(translated);
    return {
      name,
      text: writer.end(),
      configuration: printConfiguration(configured, translated.properties, inRun, run),
      configured,
      properties: translated.properties,
      names: names.taken,
      next: fixed.next,
      vars: state.vars,
      state,
      steps: new Map(actions.actors.flatMap(({ steps }) => steps.map(({ name, step }) => [name, step.id] as const))),
    };
  }
}

function permutations({ name, of }: { readonly name: string; readonly of: string }): Definition {
  return { name, parameters: [], body: tla.apply('Permutations', tla.text(of)) };
}

/** `Fail(what)`, and the states that none of it has led to. */
function failing({ state, fixed }: ModuleSetting): readonly Definition[] {
  const { error } = state;
  if (error === undefined) return [];
  const what = { base: 'what' };
  const names = tla.equal({ kind: 'prime', operand: tla.text(error) }, tla.named(what));
  const fail = tla.and([names, state.unchanged(new Set([error]))]);
  return [
    { name: fixed.fail, parameters: [what], body: fail },
    { name: fixed.noError, parameters: [], body: tla.equal(tla.text(error), tla.string('')) },
  ];
}

/** Several checks of a spec can be in one folder. */
export function moduleName(spec: string, { check, values }: Run): string {
  const parts = [spec, ...(check === 'default' ? [] : [check]), ...values.map(({ value }) => value)];
  return parts.map((part) => part.replaceAll(/\W+/g, '_')).join('_');
}
